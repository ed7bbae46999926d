// @vitest-environment node
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { answer, answerMessages, type Handlers } from '../../extension/background/messages.ts';
import { bind } from '../../extension/background/panels.ts';
import { type MessageName, messages, type Requests } from '../../extension/messages.ts';
import { journal, leaves } from '../make.ts';
import { resetBrowser, seen } from './fake-browser.ts';
import { lms, marker, ownTab, panelIn, popup, strangers } from './senders.ts';

const page: Requests['view'] = { ...leaves, kind: 'lesson' };
const { cycle, log } = journal();

/** A sound request for every message. */
const sound: Requests = {
  view: page,
  mount: page,
  open: {},
  refresh: { page: null },
  log: { entries: [log('ortega', 'plan')] },
  discard: { id: cycle },
  keepDraft: { place: 'moodle@school.example|2|4', step: 'plan', values: { idea: 'Ask why' } },
  draftOf: { place: 'moodle@school.example|2|4', step: 'plan' },
  deliver: {},
  signIn: { api: 'https://deskside.example.org', code: 'BCDFGHJK' },
  signInWithAccount: { api: 'https://deskside.example.org' },
  askApproval: { api: 'https://deskside.example.org' },
  pollApproval: {},
  device: { code: 'BCDF-GHJK' },
  signOut: {},
  sessions: {},
  endSession: { id: 'f'.repeat(32) },
  endSessions: {},
  exportMine: {},
  deleteMine: { confirm: 'ortega' },
  dropNotice: { id: cycle },
  mark: { word: 'heron' },
  whoNeedsMe: {},
  activity: { scope: 'school:maple', month: '2026-10' },
  cycle: { cycle },
  library: {},
  close: {},
  dock: { to: 'left' },
  sites: {},
  sitesChanged: {},
};
const names = Object.keys(messages) as MessageName[];
const handled = vi.fn();
const handlers = Object.fromEntries(
  names.map(name => [name, async (...given: unknown[]) => handled(name, ...given)]),
) as unknown as Handlers;

beforeEach(() => {
  resetBrowser();
  handled.mockReset();
});

const ask = (name: string, request: unknown, sender: object) => answer(handlers, { name, request }, sender);

describe.each(names)('%s', name => {
  const { from } = messages[name];

  test('is taken from whom it is for', async () => {
    const senders = from === 'marker' ? [marker()] : [popup, ownTab];
    for (const sender of senders) await ask(name, sound[name], sender);
    expect(handled).toHaveBeenCalledTimes(senders.length);
    expect(handled.mock.lastCall!.slice(0, 2)).toEqual([name, sound[name]]);
  });

  test('is refused to everybody else', async () => {
    const others = from === 'marker' ? [popup, ownTab, panelIn()] : [marker()];
    for (const sender of [...others, ...Object.values(strangers)])
      await expect(ask(name, sound[name], sender), JSON.stringify(sender)).rejects.toThrow('refused');
    expect(handled).not.toHaveBeenCalled();
  });

  test('is refused when it holds more than it should', async () => {
    const sender = from === 'marker' ? marker() : popup;
    for (const request of [{ ...sound[name], person: 'cho' }, null, undefined, 'view', [sound[name]]])
      await expect(ask(name, request, sender)).rejects.toThrow('refused');
    await expect(answer(handlers, { name, request: sound[name], sender: popup }, sender)).rejects.toThrow('refused');
    expect(handled).not.toHaveBeenCalled();
  });

  test.runIf(from === 'panel' && name !== 'open')('is refused to a panel that never showed its token', async () => {
    await expect(ask(name, sound[name], panelIn())).rejects.toThrow('refused');
    const caller = { from: 'panel', document: 'panel-1', tab: 1, embedded: true } as const;
    await bind(caller, { where: 'page', page, offer: null });
    await ask(name, sound[name], panelIn());
    expect(handled).toHaveBeenCalledOnce();
    await expect(ask(name, sound[name], panelIn(1, 'panel-2'))).rejects.toThrow('refused');
    await expect(ask(name, sound[name], panelIn(2))).rejects.toThrow('refused');
  });
});

test.each(['', 'View', 'toString', '__proto__', 'constructor', 'hasOwnProperty'])(
  'there is no message %j',
  async name => {
    for (const sender of [marker(), popup]) await expect(ask(name, {}, sender)).rejects.toThrow('refused');
  },
);

describe('a marker speaks only for the site it is on', () => {
  const elsewhere: Partial<Requests['view']>[] = [
    { site: 'moodle@learn.example.org/moodle' },
    { site: 'moodle@127.0.0.1/moodle' },
    { site: 'moodle@127.0.0.1:8788/other' },
    { site: 'moodle@127.0.0.1:8788/mood' },
    { site: 'unheardof@127.0.0.1:8788/moodle' },
  ];
  test.each(elsewhere)('not for %j', async other => {
    await expect(ask('view', { ...page, ...other }, marker())).rejects.toThrow('refused');
  });

  test('in a frame, only where the site shows its pages in frames', async () => {
    const frame = { ...marker('/opensis/Ajax.php'), frameId: 4 };
    await expect(ask('view', page, { ...marker(), frameId: 4 })).rejects.toThrow('refused');
    const inFrame = { site: `opensis@${lms.slice(7)}/opensis`, course: '2', kind: 'class' };
    const framedByOthers = { ...frame, tab: { ...frame.tab, url: 'https://other.example.net/' } };
    await expect(ask('view', inFrame, framedByOthers)).rejects.toThrow('refused');
    await ask('view', inFrame, frame);
    expect(handled).toHaveBeenCalledOnce();
  });
});

test('the browser’s own listener gets the answer as a promise', async () => {
  answerMessages(handlers);
  handled.mockReturnValue('answered');
  expect(await seen.onMessage.fire({ name: 'sites', request: {} }, popup)).toContain('answered');
});
