import type { Browser } from 'webextension-polyfill';

// The part of the browser that the background uses, in memory. Stands in for webextension-polyfill, which throws
// outside an extension.

type Listener = (...given: never[]) => unknown;

const events = new Set<Set<Listener>>();

function event() {
  const listeners = new Set<Listener>();
  events.add(listeners);
  return {
    addListener: (one: Listener) => listeners.add(one),
    /** Fires it, and waits for what the listeners do. */
    fire: (...given: unknown[]) => Promise.all([...listeners].map(one => one(...(given as never[])))),
  };
}

export const origin = 'chrome-extension://deskside-test';

async function closed(_url: URL): Promise<string> {
  throw new Error('The user did not approve access.');
}

/** What a test may look at and set. */
export const seen = {
  session: new Map<string, unknown>(),
  badge: '',
  alarms: new Map<string, { delayInMinutes?: number }>(),
  /** What markers were told: tab, frame and message. */
  told: [] as { tab: number; frame: number | undefined; message: unknown }[],
  /** Markers that are there, by `tab:frame`, and what they answer. */
  markers: new Map<string, (message: unknown) => unknown>(),
  tabs: [] as { id: number; url?: string; active?: boolean }[],
  granted: [] as string[],
  manifest: { host_permissions: [] as string[], content_scripts: [] as { matches: string[] }[] },
  scripts: new Map<string, { id: string; matches?: string[] }>(),
  injected: [] as number[],
  /** The window of a sign-in: gets the address that opens, gives the one it ends at. */
  authFlow: closed,
  onMessage: event(),
  onAlarm: event(),
  onInstalled: event(),
  onStartup: event(),
  onAdded: event(),
  onRemoved: event(),
};

/** A browser that was just installed, with the extension not started yet. */
export function resetBrowser(): void {
  for (const one of events) one.clear();
  for (const one of [seen.session, seen.alarms, seen.markers, seen.scripts]) one.clear();
  for (const one of [seen.told, seen.tabs, seen.granted, seen.injected]) one.length = 0;
  seen.manifest = { host_permissions: [], content_scripts: [] };
  seen.badge = '';
  seen.authFlow = closed;
}

const keysOf = (keys: string | string[]) => (typeof keys === 'string' ? [keys] : keys);
const matches = (pattern: string, url = '') => url.startsWith(pattern.replace(/\*$/, '')) || pattern === '<all_urls>';

const browser = {
  runtime: {
    id: 'deskside-test',
    getURL: (path: string) => `${origin}/${path}`,
    getManifest: () => seen.manifest,
    getPlatformInfo: async () => ({ os: 'linux' }),
    onMessage: seen.onMessage,
    onInstalled: seen.onInstalled,
    onStartup: seen.onStartup,
  },
  storage: {
    session: {
      get: async (keys: string | string[] | null) =>
        structuredClone(
          Object.fromEntries([...seen.session].filter(([key]) => keys === null || keysOf(keys).includes(key))),
        ),
      set: async (items: object) => {
        for (const [key, value] of Object.entries(items)) seen.session.set(key, structuredClone(value));
      },
      remove: async (keys: string | string[]) => {
        for (const key of keysOf(keys)) seen.session.delete(key);
      },
    },
    local: {},
  },
  identity: {
    getRedirectURL: () => 'https://deskside-test.chromiumapp.org/',
    launchWebAuthFlow: ({ url }: { url: string }) => seen.authFlow(new URL(url)),
  },
  i18n: { getUILanguage: () => 'en-US' },
  action: {
    setBadgeText: async ({ text }: { text: string }) => {
      seen.badge = text;
    },
    setBadgeBackgroundColor: async () => {},
  },
  alarms: {
    create: (name: string, info: { delayInMinutes?: number }) => seen.alarms.set(name, info),
    clear: async (name: string) => seen.alarms.delete(name),
    onAlarm: seen.onAlarm,
  },
  tabs: {
    query: async ({ url, active }: { url?: string[]; active?: boolean }) =>
      seen.tabs.filter(tab => (!url || url.some(one => matches(one, tab.url))) && (!active || tab.active)),
    sendMessage: async (tab: number, message: unknown, { frameId }: { frameId?: number } = {}) => {
      const marker = seen.markers.get(`${tab}:${frameId ?? 0}`);
      if (!marker) throw new Error('Could not establish connection. Receiving end does not exist.');
      seen.told.push({ tab, frame: frameId, message });
      return marker(message);
    },
    onRemoved: event(),
  },
  permissions: {
    getAll: async () => ({ origins: [...seen.granted] }),
    onAdded: seen.onAdded,
    onRemoved: seen.onRemoved,
  },
  scripting: {
    getRegisteredContentScripts: async () => [...seen.scripts.values()],
    registerContentScripts: async (scripts: { id: string }[]) => {
      await new Promise(setImmediate);
      for (const one of scripts) {
        if (seen.scripts.has(one.id)) throw new Error(`Duplicate script ID '${one.id}'`);
        seen.scripts.set(one.id, one);
      }
    },
    updateContentScripts: async (scripts: { id: string }[]) => {
      for (const one of scripts) seen.scripts.set(one.id, one);
    },
    unregisterContentScripts: async ({ ids }: { ids: string[] }) => {
      for (const id of ids) seen.scripts.delete(id);
    },
    executeScript: async ({ target }: { target: { tabId: number } }) => {
      seen.injected.push(target.tabId);
      return [];
    },
  },
};

export default browser as unknown as Browser;
