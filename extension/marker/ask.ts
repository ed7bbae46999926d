import { browser } from '../browser.ts';
import type { Replies, Requests } from '../messages.ts';

/** Asks the background; nothing when it can't answer. `onOrphaned`: the extension was reloaded or removed. */
export async function ask<N extends 'view' | 'mount'>(
  name: N,
  request: Requests[N],
  onOrphaned: () => void,
): Promise<Replies[N] | undefined> {
  try {
    return (await browser.runtime.sendMessage({ name, request })) as Replies[N] | undefined;
  } catch {
    if (!browser.runtime?.id) onOrphaned();
    return undefined;
  }
}
