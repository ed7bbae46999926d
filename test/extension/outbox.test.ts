// @vitest-environment node
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { database } from '../../extension/sync/database.ts';
import { deliver, discard, keep, nextTry, undelivered } from '../../extension/sync/outbox.ts';
import { personOf } from '../../extension/sync/person.ts';
import { currentSession, signIn, signOut } from '../../extension/sync/session.ts';
import type { Entry } from '../../shared/records/entry.ts';
import { entriesOf, journal } from '../make.ts';
import { resetBrowser } from './fake-browser.ts';
import { smallWorker, type Trouble } from './small-worker.ts';

let worker: Awaited<ReturnType<typeof smallWorker>>;
let ana: string;

beforeEach(async () => {
  resetBrowser();
  worker = await smallWorker();
  ana = await as('BCDFGHJK');
});

afterEach(async () => {
  await worker.close();
  const db = await database();
  for (const store of db.objectStoreNames) await db.clear(store);
});

async function as(code: string): Promise<string> {
  const reply = await signIn(worker.api, code, 'test');
  if (!reply.ok) throw new Error('could not sign in');
  worker.requests.length = 0;
  return personOf(worker.api, reply.value.me);
}

const entriesFor = (...steps: Parameters<typeof entriesOf> extends [string, ...infer S] ? S : never): Entry[] =>
  entriesOf('ortega', ...steps).map(one => one.entry);
const storedIds = () => [...worker.stored.keys()];
const ids = (entries: readonly Entry[]) => entries.map(one => one.id);
const states = async (person = ana) => (await undelivered(person)).map(one => [one.entry.kind, one.state]);

/** `count` entries of cycles that go on side by side, in the order of logging. */
function manyEntries(count: number): Entry[] {
  const cycles = Array.from({ length: Math.ceil(count / 4) }, (_, number) => {
    const { logged, log } = journal({ number: number + 1 });
    log('ortega', 'plan');
    log('ortega', 'do');
    log('ortega', 'check', { note: 'ñ'.repeat(1 + ((number * 37) % 1900)) });
    log('ortega', 'act');
    return logged.map(one => one.entry);
  });
  return cycles
    .flat()
    .slice(0, count)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Repeatable chance. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test('what is kept goes out once, by itself or with others, and is then gone from here', async () => {
  const [plan, ...rest] = entriesFor('plan', 'do', 'check');
  await keep(ana, [plan!]);
  await deliver();
  expect(worker.requests).toEqual([`PUT /v1/entries/${plan!.id}`]);
  await keep(ana, rest);
  await keep(ana, rest);
  await deliver();
  expect(storedIds()).toEqual(ids([plan!, ...rest]));
  expect(await undelivered(ana)).toEqual([]);
});

test('a thousand entries through every kind of trouble: each stored once, in the order of its cycle', async () => {
  const entries = manyEntries(1000);
  const chance = dice(7);
  const troubles: Trouble[] = ['lost', 'unanswered', 'cut', 'filtered', 'busy', 'failed', 'slow down'];
  worker.trouble = () => (chance() < 0.4 ? troubles[Math.floor(chance() * troubles.length)]! : null);
  worker.refuses = () => (chance() < 0.02 ? 'database.busy' : null);

  for (const entry of entries) {
    await keep(ana, [entry]);
    // Nobody waits for these: they run into each other, as triggers do.
    if (chance() < 0.1) void deliver(true);
    if (chance() < 0.05) worker.endAccess();
  }
  for (let tries = 0; tries < 1000 && (await undelivered(ana)).length > 0; tries++) {
    await Promise.all([deliver(true), deliver(chance() < 0.5)]);
  }

  expect(await undelivered(ana)).toEqual([]);
  expect(storedIds().toSorted()).toEqual(ids(entries));
  for (const [, own] of Map.groupBy(worker.stored.values(), one => one.entry.cycle!)) {
    expect(own.map(one => one.entry.kind)).toEqual(['plan', 'do', 'check', 'act'].slice(0, own.length));
  }
  expect(worker.atOnce).toBe(1);
}, 60_000);

test('a second background beside the first waits its turn', async () => {
  const entries = manyEntries(40);
  vi.resetModules();
  const other = await import('../../extension/sync/outbox.ts');
  await keep(ana, entries);
  await Promise.all([deliver(true), other.deliver(true), deliver(), other.deliver()]);
  expect(storedIds().toSorted()).toEqual(ids(entries));
  expect(worker.atOnce).toBe(1);
});

test('delivering any part again changes nothing', async () => {
  const entries = manyEntries(60);
  await keep(ana, entries);
  await deliver();
  const before = [...worker.stored];
  const chance = dice(3);
  for (let round = 0; round < 10; round++) {
    await keep(
      ana,
      entries.filter(() => chance() < 0.3),
    );
    await deliver();
  }
  expect([...worker.stored]).toEqual(before);
  expect(await undelivered(ana)).toEqual([]);
});

test('a failed try waits longer each time, across restarts, unless somebody wants it now', async () => {
  worker.trouble = () => 'lost';
  await keep(ana, entriesFor('plan'));
  const delays: number[] = [];
  for (let tries = 0; tries < 15; tries++) {
    await deliver(true);
    delays.push((await nextTry())! - Date.now());
  }
  expect(delays[0]).toBeLessThanOrEqual(1000);
  expect(delays[5]).toBeGreaterThan(10_000);
  expect(Math.max(...delays)).toBeLessThanOrEqual(3_600_000);
  expect(delays.at(-1)).toBeGreaterThan(1_700_000);

  worker.trouble = () => null;
  vi.resetModules();
  const restarted = await import('../../extension/sync/outbox.ts');
  await restarted.deliver();
  expect(worker.stored.size).toBe(0);
  await restarted.deliver(true);
  expect(worker.stored.size).toBe(1);
});

test.each(['slow down', 'busy'] as const)(
  'a worker that asks for patience (%s) gets it, and then all',
  async trouble => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const entries = manyEntries(480);
      worker.trouble = () => trouble;
      await keep(ana, entries);
      await deliver();
      expect(worker.requests).toEqual(['POST /v1/entries']);
      expect((await nextTry())! - Date.now()).toBeGreaterThan(25_000);
      expect(await undelivered(ana)).toHaveLength(480);
      expect((await undelivered(ana)).filter(one => one.state === 'parked')).toEqual([]);

      // Nor is what was not tried sent meanwhile.
      worker.trouble = () => null;
      vi.setSystemTime(Date.now() + 29_000);
      await deliver();
      expect(worker.requests).toHaveLength(1);
      vi.setSystemTime(Date.now() + 2_000);
      await deliver();
      expect(storedIds().toSorted()).toEqual(ids(entries));
      expect(await nextTry()).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  },
);

test('a refused step is parked with the reason, holds back its own cycle and no other', async () => {
  const [plan, doing] = entriesFor('plan', 'do');
  const elsewhere = journal({ from: '2026-11-03T08:00:00-05:00', number: 9 });
  const other = elsewhere.log('ortega', 'plan');
  worker.refuses = entry => (entry.id === plan!.id ? 'body.invalid' : null);
  await keep(ana, [plan!, doing!, other]);
  await deliver();
  expect(storedIds()).toEqual([other.id]);
  expect(await undelivered(ana)).toEqual([
    { entry: plan, state: 'parked', problem: expect.objectContaining({ type: '/problems/body.invalid', status: 422 }) },
    { entry: doing, state: 'waiting' },
  ]);

  worker.refuses = () => null;
  const mended = { ...plan!, idea: 'Ask how before why' } as Entry;
  await keep(ana, [mended]);
  await deliver();
  expect(storedIds()).toEqual([other.id, plan!.id, doing!.id]);
  expect(worker.stored.get(plan!.id)!.entry).toEqual(mended);
});

test('what waits behind another step wakes nobody before that step’s own time', async () => {
  const entries = entriesFor('plan', 'do');
  worker.trouble = () => 'failed';
  await keep(ana, entries);
  for (let tries = 0; tries < 6; tries++) await deliver(true);
  expect((await nextTry())! - Date.now()).toBeGreaterThan(10_000);
});

test.each(['entry.conflict', 'thing.unknown', 'act.forbidden', 'body.too-large', 'body.invalid'] as const)(
  '%s parks an entry; only its person takes it out',
  async code => {
    const [opened] = entriesFor('participation');
    worker.refuses = () => code;
    await keep(ana, [opened!]);
    await deliver();
    await deliver(true);
    expect(await states()).toEqual([['participation', 'parked']]);
    expect(worker.requests).toHaveLength(1);
    await discard(ana, opened!.id);
    expect(await states()).toEqual([]);
  },
);

test('a remark that was refused holds up nothing', async () => {
  const [opened, plan] = entriesFor('participation', 'plan');
  worker.refuses = entry => (entry.kind === 'participation' ? 'body.invalid' : null);
  await keep(ana, [opened!, plan!]);
  await deliver();
  expect(storedIds()).toEqual([plan!.id]);
});

test('an entry on its way can’t be taken out or changed', async () => {
  const [plan] = entriesFor('plan');
  await keep(ana, [plan!]);
  await discard(ana, plan!.id);
  await keep(ana, [{ ...plan!, idea: 'Something else' } as Entry]);
  await deliver();
  expect(worker.stored.get(plan!.id)!.entry).toEqual(plan);
});

test('a batch refused as a whole parks none that is sound', async () => {
  const entries = manyEntries(12);
  const [bad] = entries;
  let batches = 0;
  worker.trouble = path => (path === '/v1/entries' && ++batches > 0 ? 'failed' : null);
  worker.refuses = entry => (entry.id === bad!.id ? 'body.invalid' : null);
  await keep(ana, entries);
  await deliver(true);
  expect(batches).toBeGreaterThan(0);
  expect((await undelivered(ana)).filter(one => one.state === 'parked')).toHaveLength(1);
  expect(worker.stored.size).toBe(12 - 4);
});

test('large notes are sent in as many batches as the worker’s limit needs', async () => {
  const entries = Array.from({ length: 60 }, (_, number) => {
    const { log } = journal({ number: number + 1 });
    return log('ortega', 'question', { text: '…'.repeat(1000) });
  });
  await keep(ana, entries);
  await deliver();
  expect(worker.stored.size).toBe(60);
  expect(new Set(worker.requests)).toEqual(new Set(['POST /v1/entries']));
});

test('an ended session keeps everything until the same person signs in again', async () => {
  const entries = entriesFor('plan', 'do');
  worker.endSessions();
  await keep(ana, entries);
  await deliver(true);
  expect((await currentSession())!.state).toBe('expired');
  expect(await states()).toEqual([
    ['plan', 'waiting'],
    ['do', 'waiting'],
  ]);
  expect(await nextTry()).toBeUndefined();
  await as('BCDFGHJK');
  await deliver(true);
  expect(storedIds()).toEqual(ids(entries));
});

test('another person on the same browser neither sees nor sends what waits', async () => {
  const entries = entriesFor('plan', 'do');
  await keep(ana, entries);
  await signOut();
  const ben = await as('LMNPQRST');
  await deliver(true);
  expect(await undelivered(ben)).toEqual([]);
  expect(worker.stored.size).toBe(0);
  const back = await as('BCDFGHJK');
  expect(back).toBe(ana);
  await deliver(true);
  expect([...worker.stored.values()].map(one => one.author)).toEqual(['ortega', 'ortega']);
});
