import browser from 'webextension-polyfill';
import type { Message, MessageName, Replies, Requests } from './messages.ts';

/** Asks the background, from one of our own pages. Rejects when the background refuses the sender or the request. */
export function send<Name extends MessageName>(name: Name, request: Requests[Name]): Promise<Replies[Name]> {
  return browser.runtime.sendMessage({ name, request } satisfies Message<Name>);
}
