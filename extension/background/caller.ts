import browser, { type Runtime } from 'webextension-polyfill';
import type { PageInView } from '../../shared/records/page.ts';
import { sites } from '../sites/sites.ts';

/** Who sent a message, by what the browser says of the sender; never by what the message says. */
export type Caller =
  | { from: 'marker'; tab: number; frame: number; url: URL }
  /** `embedded`: in a frame inside somebody's page, where only a mount token tells our doing from theirs. */
  | { from: 'panel'; document: string; tab: number | undefined; embedded: boolean };

export function callerOf(sender: Runtime.MessageSender & { origin?: string }): Caller | undefined {
  if (sender.id !== browser.runtime.id || !sender.url) return undefined;
  const url = new URL(sender.url);
  // A sandboxed frame has our address, or a site's, but not its origin.
  if (sender.origin !== undefined && sender.origin !== originOf(url)) return undefined;
  const { tab, frameId } = sender;
  if (sender.url.startsWith(browser.runtime.getURL(''))) {
    const document = sender.documentId ?? `${tab?.id ?? 'none'}.${frameId ?? 0}`;
    return { from: 'panel', document, tab: tab?.id, embedded: tab !== undefined && frameId !== 0 };
  }
  if (tab?.id === undefined || frameId === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  if (frameId !== 0 && (!tab.url || new URL(tab.url).origin !== url.origin)) return undefined;
  return { from: 'marker', tab: tab.id, frame: frameId, url };
}

/** Is this page where the marker runs, on a site we know, in a frame of it that the site uses? */
export function isOn(page: PageInView, { url, frame }: Extract<Caller, { from: 'marker' }>): boolean {
  const [id, place = ''] = page.site.split('@');
  const site = sites.find(one => one.id === id);
  const [host, ...folders] = place.split('/');
  const path = ['', ...folders, ''].join('/');
  return (
    site !== undefined && (frame === 0 || site.frames === true) && host === url.host && url.pathname.startsWith(path)
  );
}

/** `URL.origin` is "null" for an extension's own address in some browsers. */
function originOf({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}
