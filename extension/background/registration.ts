import browser from 'webextension-polyfill';
import type { Replies } from '../messages.ts';
import { sites } from '../sites/sites.ts';

const SCRIPT = 'content-scripts/marker.js';
const ID = 'marker';

/** From now on the marker follows what is granted and given up. */
export function followPermissions(): void {
  browser.runtime.onInstalled.addListener(async () => {
    await registerMarker();
    await startMarker((await browser.permissions.getAll()).origins);
  });
  browser.runtime.onStartup.addListener(() => registerMarker());
  browser.permissions.onAdded.addListener(async ({ origins }) => {
    await registerMarker();
    await startMarker(origins);
  });
  browser.permissions.onRemoved.addListener(() => registerMarker());
}

/**
 * Keeps the marker on exactly the origins that were granted and that the manifest does not cover by itself. One at a
 * time: the browser's event and our own page's message come together.
 */
export function registerMarker(): Promise<void> {
  return navigator.locks.request('marker', register);
}

async function register(): Promise<void> {
  const matches = await grantedPatterns();
  const [registered] = await browser.scripting.getRegisteredContentScripts({ ids: [ID] });
  if (matches.length === 0) {
    if (registered) await browser.scripting.unregisterContentScripts({ ids: [ID] });
    return;
  }
  // Some sites show their pages in frames; the marker itself keeps still in the frames of all others.
  const script = {
    id: ID,
    js: [SCRIPT],
    matches,
    allFrames: true,
    persistAcrossSessions: true,
    runAt: 'document_idle' as const,
  };
  if (registered) await browser.scripting.updateContentScripts([script]);
  else await browser.scripting.registerContentScripts([script]);
}

/** Starts the marker in tabs that were open before their origin was granted, so that nobody must reload. */
export async function startMarker(patterns: string[] | undefined): Promise<void> {
  if (!patterns?.length) return;
  const tabs = await browser.tabs.query({ url: patterns });
  await Promise.all(
    tabs.map(tab =>
      // A tab that is being discarded, or an error page: it will have the marker when it loads again.
      browser.scripting
        .executeScript({ target: { tabId: tab.id!, allFrames: true }, files: [SCRIPT] })
        .catch(() => null),
    ),
  );
}

/** The origins that Deskside may run on: the manifest's own clouds, and what was granted, the worker's own aside. */
export async function switchedOn(api: string): Promise<Replies['sites']> {
  const fixed = manifestPatterns();
  const { origins = [] } = await browser.permissions.getAll();
  return origins
    .filter(pattern => fixed.includes(pattern) || !URL.canParse(api) || hostOf(pattern) !== new URL(api).hostname)
    .map(pattern => {
      const site = sites.find(one => one.hosts.includes(hostOf(pattern)));
      return { origin: pattern, name: site?.name ?? null, fixed: fixed.includes(pattern) };
    });
}

async function grantedPatterns(): Promise<string[]> {
  const { origins = [] } = await browser.permissions.getAll();
  const covered = (browser.runtime.getManifest().content_scripts ?? []).flatMap(script => script.matches);
  return origins.filter(pattern => !covered.includes(pattern)).sort();
}

function manifestPatterns(): string[] {
  return (browser.runtime.getManifest() as { host_permissions?: string[] }).host_permissions ?? [];
}

function hostOf(pattern: string): string {
  return pattern.replace(/^[^:]+:\/\//, '').replace(/\/.*$/, '');
}
