// @vitest-environment node
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { handlers } from '../../extension/background/handlers.ts';
import { answer } from '../../extension/background/messages.ts';
import type { MessageName, Replies, Requests } from '../../extension/messages.ts';
import { resetBrowser } from './fake-browser.ts';
import { popup } from './senders.ts';
import { smallWorker } from './small-worker.ts';

const form = { place: 'moodle@school.example|2|4', step: 'plan' };
let worker: Awaited<ReturnType<typeof smallWorker>>;

beforeEach(async () => {
  resetBrowser();
  worker = await smallWorker();
});
afterEach(() => worker.close());

function ask<N extends MessageName>(name: N, request: Requests[N]): Promise<Replies[N]> {
  return answer(handlers, { name, request }, popup) as Promise<Replies[N]>;
}

test('what is typed is kept for the person signed in until it is logged, and for nobody else', async () => {
  await expect(ask('keepDraft', { ...form, values: { idea: 'Ask' } })).rejects.toThrow('refused');
  await ask('signIn', { api: worker.api, code: 'BCDFGHJK' });
  expect(await ask('draftOf', form)).toBeNull();
  await ask('keepDraft', { ...form, values: { idea: 'Ask why' } });
  expect(await ask('draftOf', form)).toEqual({ idea: 'Ask why' });
  expect(await ask('draftOf', { ...form, step: 'do' })).toBeNull();

  await ask('signOut', {});
  expect(await ask('draftOf', form)).toBeNull();
  await ask('signIn', { api: worker.api, code: 'LMNPQRST' });
  expect(await ask('draftOf', form)).toBeNull();
  await ask('signOut', {});

  await ask('signIn', { api: worker.api, code: 'BCDFGHJK' });
  expect(await ask('draftOf', form)).toEqual({ idea: 'Ask why' });
  await ask('keepDraft', { ...form, values: null });
  expect(await ask('draftOf', form)).toBeNull();
});
