import browser, { type Runtime } from 'webextension-polyfill';
import { z } from '../../shared/zod.ts';
import { type MessageName, messages, type Replies, type Requests } from '../messages.ts';
import { type Caller, callerOf, isOn } from './caller.ts';
import { type Panel, panelOf } from './panels.ts';

/** Whom a handler answers. A marker's frame, or a panel with the page it was opened on. */
export type Marker = Extract<Caller, { from: 'marker' }>;
export type Asker = { caller: Extract<Caller, { from: 'panel' }>; panel: Panel };

type AskedBy<N extends MessageName> = (typeof messages)[N]['from'] extends 'marker' ? Marker : Asker;
export type Handlers = { [N in MessageName]: (request: Requests[N], by: AskedBy<N>) => Promise<Replies[N]> };

const Envelope = z.strictObject({ name: z.string(), request: z.unknown() });

export function answerMessages(handlers: Handlers): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) =>
    answer(handlers, message, sender),
  );
}

/**
 * Answers one message, when its sender may send it and it holds what it must.
 * @throws Error to anybody else, with nothing in it
 */
export async function answer(handlers: Handlers, message: unknown, sender: Runtime.MessageSender): Promise<unknown> {
  const caller = callerOf(sender);
  const envelope = Envelope.safeParse(message);
  if (!caller || !envelope.success || !Object.hasOwn(messages, envelope.data.name)) throw refused();
  const name = envelope.data.name as MessageName;
  const { from, request } = messages[name];
  const read = (request as z.ZodMiniType).safeParse(envelope.data.request);
  if (from !== caller.from || !read.success) throw refused();
  const handle = handlers[name] as (request: unknown, by: unknown) => Promise<unknown>;
  if (caller.from === 'marker') {
    if (!isOn(read.data as Requests['view'], caller)) throw refused();
    return handle(read.data, caller);
  }
  const panel = await panelOf(caller);
  // Our own page inside a stranger's: dead until it has shown its token.
  if (caller.embedded && !panel && name !== 'open') throw refused();
  return handle(read.data, { caller, panel: panel ?? { where: 'toolbar', page: null, offer: null } });
}

export function refused(): Error {
  return new Error('refused');
}
