// The browser's own API, for the marker and for WXT's helpers that end up in it: every byte counts there.
// Everything else of ours imports webextension-polyfill.
import type { Browser } from 'webextension-polyfill';

const own = globalThis as { browser?: Browser; chrome?: Browser };
export const browser = (own.browser ?? own.chrome) as Browser;
