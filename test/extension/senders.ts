import type { Runtime, Tabs } from 'webextension-polyfill';
import { origin } from './fake-browser.ts';

type Sender = Runtime.MessageSender & { origin?: string };
export const lms = 'http://127.0.0.1:8788';
const id = 'deskside-test';
const tabAt = (url: string, tab = 1) => ({ id: tab, url }) as Tabs.Tab;

// As Chromium describes them; `url` of a panel carries the token.
export const marker = (path = '/moodle/mod/page/view.php?id=4', tab = 1): Sender => ({
  id,
  url: lms + path,
  origin: lms,
  frameId: 0,
  documentId: `page-${tab}`,
  tab: tabAt(lms + path, tab),
});
export const panelIn = (tab = 1, document = 'panel-1', frameId = 7): Sender => ({
  id,
  url: `${origin}/panel.html#token`,
  origin,
  frameId,
  documentId: document,
  tab: tabAt(`${lms}/moodle/mod/page/view.php?id=4`, tab),
});
export const popup: Sender = { id, url: `${origin}/panel.html`, origin, documentId: 'popup' };
export const ownTab: Sender = {
  id,
  url: `${origin}/options.html`,
  origin,
  frameId: 0,
  documentId: 'options',
  tab: tabAt(`${origin}/options.html`, 5),
};

/** Those who may send nothing at all. */
export const strangers: Record<string, Sender> = {
  'another extension': { ...popup, id: 'somebody-else', url: 'chrome-extension://somebody-else/panel.html' },
  'another extension with our address': { ...popup, id: 'somebody-else' },
  'a page that claims our id': { ...marker(), id: 'somebody-else' },
  'about:blank inside a page': { ...marker(), url: 'about:blank', origin: lms, frameId: 3 },
  'srcdoc inside a page': { ...marker(), url: 'about:srcdoc', origin: 'null', frameId: 3 },
  'a sandboxed frame of the site': { ...marker(), origin: 'null', frameId: 3 },
  'our panel in a sandbox': { ...panelIn(), origin: 'null' },
  'a frame of another site': {
    ...marker(),
    url: 'https://ads.example.net/',
    origin: 'https://ads.example.net',
    frameId: 3,
  },
  'a file': { ...marker(), url: 'file:///home/x.html', origin: 'file://' },
  'nobody in particular': { id },
};
