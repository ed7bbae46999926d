// @vitest-environment node
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Call, trouble } from '../../extension/sync/api.ts';
import { database } from '../../extension/sync/database.ts';
import { draftOf, dropOldDrafts, keepDraft } from '../../extension/sync/drafts.ts';
import { personOf } from '../../extension/sync/person.ts';
import { ask, currentSession, lastApi, signIn, signOut } from '../../extension/sync/session.ts';
import { z } from '../../shared/zod.ts';
import { resetBrowser, seen } from './fake-browser.ts';
import { smallWorker } from './small-worker.ts';

const page: Call<unknown> = {
  method: 'GET',
  path: '/v1/page',
  query: { site: 'moodle@127.0.0.1', course: '2' },
  reply: z.unknown(),
};
let worker: Awaited<ReturnType<typeof smallWorker>>;
let ana: string;

beforeEach(async () => {
  resetBrowser();
  worker = await smallWorker();
  const reply = await signIn(worker.api, 'BCDFGHJK', 'test');
  ana = reply.ok ? personOf(worker.api, reply.value.me) : '';
  worker.requests.length = 0;
});

afterEach(async () => {
  await worker.close();
  const db = await database();
  for (const store of db.objectStoreNames) await db.clear(store);
});

const refreshes = () => worker.requests.filter(one => one === 'POST /oauth/token').length;

test('a wrong code signs nobody in, and the one before stays', async () => {
  const reply = await signIn(worker.api, 'WRONGCDE', 'test');
  expect(reply).toMatchObject({ ok: false, problem: { type: '/problems/code.unknown' } });
  expect((await currentSession())!.me.id).toBe('ortega');
});

test('the refresh token lies in the database, the access token only in the session’s memory', async () => {
  expect((await currentSession())!.refresh).toBe('rt_1');
  expect(JSON.stringify(await currentSession())).not.toContain('at_1');
  expect(JSON.stringify([...seen.session])).not.toContain('rt_1');
});

test('twenty calls that find the session stale refresh it once', async () => {
  worker.endAccess();
  const replies = await Promise.all(Array.from({ length: 20 }, () => ask(ana, page)));
  expect(replies.every(one => one.ok)).toBe(true);
  expect(refreshes()).toBe(1);
});

test('what an answer has for __proto__ is nobody’s prototype', async () => {
  const hostile = '{"__proto__":{"isAdmin":true},"names":{"__proto__":{"isAdmin":true},"ana":"Ana"}}';
  worker.also['/v1/hostile'] = JSON.parse(hostile);
  const names = z.record(z.string(), z.unknown());
  const reply = await ask(ana, { method: 'GET', path: '/v1/hostile', reply: z.object({ names }) });
  const { value } = reply as { value: { names: Record<string, unknown> } };
  expect([value, value.names, {}].map(one => 'isAdmin' in one)).toEqual([false, false, false]);
  expect(value.names.ana).toBe('Ana');
});

test('a restarted browser has lost the access token and gets another', async () => {
  seen.session.clear();
  expect((await ask(ana, page)).ok).toBe(true);
  expect(refreshes()).toBe(1);
});

test('an answer lost on its way back does not end the session', async () => {
  worker.endAccess();
  let lost = 0;
  worker.trouble = path => (path === '/oauth/token' && lost++ === 0 ? 'unanswered' : null);
  expect(await ask(ana, page)).toEqual({ ok: false, problem: 'offline' });
  expect((await currentSession())!.state).toBe('signed-in');
  expect((await ask(ana, page)).ok).toBe(true);
});

test('a refused refresh: expired, the person still known, nothing more asked', async () => {
  worker.endSessions();
  expect(await ask(ana, page)).toMatchObject({ ok: false, problem: { status: 401 } });
  expect(await currentSession()).toMatchObject({ state: 'expired', me: { id: 'ortega' } });
  worker.requests.length = 0;
  await ask(ana, page);
  expect(worker.requests).toEqual([]);
});

test('signing out forgets the tokens at once, ends the session at the worker, and remembers where that is', async () => {
  await signOut();
  expect(await currentSession()).toBeUndefined();
  expect(seen.session.has('access')).toBe(false);
  expect(await lastApi()).toBe(worker.api);
  await expect.poll(() => worker.sessions()).toBe(0);
  expect(await ask(ana, page)).toMatchObject({ ok: false, problem: { type: '/problems/session.missing' } });
});

test('signed out while the access token was stale, the worker still hears of it', async () => {
  worker.endAccess();
  await signOut();
  await expect.poll(() => worker.sessions()).toBe(0);
});

test('somebody else who signs in never asks in the first one’s name, and ends that session', async () => {
  await signIn(worker.api, 'LMNPQRST', 'test');
  worker.requests.length = 0;
  expect((await ask(ana, page)).ok).toBe(false);
  expect(worker.requests.filter(one => one.includes('page'))).toEqual([]);
  await expect.poll(() => worker.sessions()).toBe(1);
});

test('nobody there, or somebody who is not the worker, is “offline”, and is remembered until it is over', async () => {
  for (const befalls of ['lost', 'cut', 'filtered'] as const) {
    worker.trouble = () => befalls;
    expect(await ask(ana, page)).toEqual({ ok: false, problem: 'offline' });
    expect(trouble()).toBe('offline');
  }
  worker.trouble = () => null;
  await ask(ana, page);
  expect(trouble()).toBeNull();
});

test('a worker of whom too much was asked is not “offline”, and says how long to wait', async () => {
  for (const [befalls, type, told] of [
    ['slow down', '/problems/requests.exceeded', 'busy'],
    ['busy', '/problems/database.busy', 'offline'],
  ] as const) {
    worker.trouble = () => befalls;
    expect(await ask(ana, page)).toMatchObject({ ok: false, problem: { type }, retryAfter: 30 });
    expect(trouble()).toBe(told);
  }
});

test('a draft belongs to its person, place and step, and goes after ninety days', async () => {
  await keepDraft(ana, 'moodle|2|4', 'plan', { idea: 'Ask why' });
  expect(await draftOf(ana, 'moodle|2|4', 'plan')).toEqual({ idea: 'Ask why' });
  expect(await draftOf('somebody else', 'moodle|2|4', 'plan')).toBeUndefined();
  await dropOldDrafts(ana, Date.now() + 89 * 86_400_000);
  expect(await draftOf(ana, 'moodle|2|4', 'plan')).toBeDefined();
  await dropOldDrafts(ana, Date.now() + 91 * 86_400_000);
  expect(await draftOf(ana, 'moodle|2|4', 'plan')).toBeUndefined();
});
