import { Problem, problemOf } from '../../shared/problem.ts';
import { cycleOf, type Entry } from '../../shared/records/entry.ts';
import { phases } from '../../shared/records/feedback.ts';
import { z } from '../../shared/zod.ts';
import type { Undelivered } from '../messages.ts';
import { allOf, database } from './database.ts';
import { absorb } from './desk.ts';
import { personOf } from './person.ts';
import { ask, currentSession } from './session.ts';

/** An entry on its way. `nextAt`: not before that instant, unless somebody waits for it. */
export type Waiting = Undelivered & { person: string; id: string; attempts: number; nextAt: number };

const BATCH = 100;
/** The worker reads 64 kB at most. */
const BATCH_BYTES = 60_000;
const FIRST_DELAY = 1000;
const LONGEST_DELAY = 3_600_000;
/** So many failures in a row, and the rest waits too. */
const PATIENCE = 3;

/**
 * Keeps entries until they are delivered; on disk before it returns. Twice the same is once. A refused entry may be
 * replaced by its mended self; one that is on its way can't change any more.
 */
export async function keep(person: string, entries: readonly Entry[]): Promise<void> {
  const db = await database();
  const { store, done } = db.transaction('outbox', 'readwrite', { durability: 'strict' });
  for (const entry of entries) {
    const before = await store.get([person, entry.id]);
    if (before?.state === 'waiting') continue;
    await store.put({ person, id: entry.id, entry, state: 'waiting', attempts: 0, nextAt: 0 });
  }
  await done;
}

/** What this person logged and the worker does not have yet, in the order of logging. */
export async function undelivered(person: string): Promise<Undelivered[]> {
  return (await rowsOf(person)).map(({ entry, state, problem }) => ({ entry, state, ...(problem && { problem }) }));
}

/** Takes a refused entry out. One that is on its way stays: it may have arrived already. */
export async function discard(person: string, id: string): Promise<void> {
  const db = await database();
  const { store, done } = db.transaction('outbox', 'readwrite');
  if ((await store.get([person, id]))?.state === 'parked') await store.delete([person, id]);
  await done;
}

/** When the next try is worth it; nothing when nothing waits, or all waits for the person to sign in or mend. */
export async function nextTry(): Promise<number | undefined> {
  const session = await currentSession();
  if (session?.state !== 'signed-in') return undefined;
  const rows = await rowsOf(personOf(session.api, session.me));
  const times = heads(rows).map(row => row.nextAt);
  return times.length === 0 ? undefined : Math.min(...times);
}

let queued: { eager: boolean; done: Promise<void> } | undefined;

/**
 * Delivers what is due; `eager`: also what was to be tried later. One drainer in the whole browser; a call while one
 * is at work becomes the next, and shares it with every other call that waits.
 */
export function deliver(eager = false): Promise<void> {
  if (queued) {
    queued.eager ||= eager;
    return queued.done;
  }
  const own = { eager, done: Promise.resolve() };
  // Before the lock is asked for: it may be given at once.
  queued = own;
  own.done = navigator.locks.request('outbox', () => {
    queued = undefined;
    return drain(own.eager);
  });
  return own.done;
}

async function drain(eager: boolean): Promise<void> {
  const session = await currentSession();
  if (session?.state !== 'signed-in') return;
  const person = personOf(session.api, session.me);
  const tried = new Set<string>();
  let most = BATCH;
  let failures = 0;
  while (failures < PATIENCE) {
    const batch = nextBatch(
      await rowsOf(person),
      most,
      row => !tried.has(row.id) && (eager || row.nextAt <= Date.now()),
    );
    if (batch.length === 0) return;
    const outcome = await send(person, batch);
    if (outcome === 'one by one') {
      most = 1;
      continue;
    }
    for (const row of batch) tried.add(row.id);
    await settle(person, batch, outcome);
    if (outcome.every(isDown)) return holdBack(person, batch);
    failures = outcome.every(hasFailed) ? failures + 1 : 0;
  }
}

/** The oldest rows that may go now, one of each cycle: nothing in it overtakes what was logged before. */
export function nextBatch(rows: readonly Waiting[], most: number, may: (row: Waiting) => boolean): Waiting[] {
  const batch: Waiting[] = [];
  let bytes = 0;
  for (const row of heads(rows).filter(may)) {
    bytes += new TextEncoder().encode(JSON.stringify(row.entry)).length + 1;
    if (batch.length === most || (batch.length > 0 && bytes > BATCH_BYTES)) break;
    batch.push(row);
  }
  return batch;
}

/** What waits for nothing that was logged before it: the oldest of each cycle, and what belongs to none. */
function heads(rows: readonly Waiting[]): Waiting[] {
  const held = new Set<string>();
  return rows.filter(row => {
    const cycle = cycleOf(row.entry);
    if (cycle !== undefined && held.has(cycle)) return false;
    // What follows a refused step waits until it is mended or given up; a refused remark holds up nobody.
    if (cycle !== undefined && (row.state === 'waiting' || isStep(row.entry))) held.add(cycle);
    return row.state === 'waiting';
  });
}

function isStep(entry: Entry): boolean {
  return (phases as readonly string[]).includes(entry.kind);
}

type Outcome = 'delivered' | 'unreachable' | { later: Problem; retryAfter: number } | { refused: Problem };

/** What of a batch's answer is needed; the rest may grow. */
const Results = z.object({
  results: z.array(z.object({ id: z.string(), status: z.number(), problem: z.optional(Problem) })),
});

async function send(person: string, batch: Waiting[]): Promise<Outcome[] | 'one by one'> {
  const [first] = batch;
  const reply =
    batch.length === 1
      ? await ask(person, { method: 'PUT', path: `/v1/entries/${first!.id}`, body: first!.entry, reply: z.unknown() })
      : await ask(person, {
          method: 'POST',
          path: '/v1/entries',
          body: { entries: batch.map(row => row.entry) },
          reply: Results,
        });
  if (reply.ok) {
    if (batch.length === 1) return ['delivered'];
    const results = new Map((reply.value as z.infer<typeof Results>).results.map(one => [one.id, one]));
    return batch.map(({ id }) => {
      const { status, problem } = results.get(id) ?? {};
      if (status === 200 || status === 201) return 'delivered';
      return problem ? outcomeOf(problem) : 'unreachable';
    });
  }
  // Signing in again delivers at once.
  if (reply.problem === 'offline' || reply.problem.status === 401) return batch.map(() => 'unreachable');
  const outcome = outcomeOf(reply.problem, reply.retryAfter);
  // A batch that failed as a whole says nothing about any one entry in it.
  return batch.length > 1 && !isDown(outcome) ? 'one by one' : batch.map(() => outcome);
}

/** Nobody there, or too busy: no other entry would fare better now. */
function isDown(outcome: Outcome): boolean {
  return (
    outcome === 'unreachable' || (typeof outcome === 'object' && 'later' in outcome && outcome.later.status !== 500)
  );
}

function hasFailed(outcome: Outcome): boolean {
  return outcome === 'unreachable' || (typeof outcome === 'object' && 'later' in outcome);
}

function outcomeOf(problem: Problem, retryAfter = 0): Outcome {
  const { status, type } = problem;
  const passes = status >= 500 || [401, 408, 425, 429].includes(status);
  const raced = status === 409 && type !== problemOf('entry.conflict').type;
  return passes || raced ? { later: problem, retryAfter } : { refused: problem };
}

/** Writes down what became of a batch. Killed before this, the entries go out once more, and are the same. */
async function settle(person: string, batch: Waiting[], outcomes: Outcome[]): Promise<void> {
  await absorb(
    person,
    batch.filter((_, i) => outcomes[i] === 'delivered').map(row => row.entry),
  );
  const db = await database();
  const { store, done } = db.transaction('outbox', 'readwrite');
  for (const [i, row] of batch.entries()) {
    const outcome = outcomes[i]!;
    const { problem: _, ...bare } = row;
    if (outcome === 'delivered') await store.delete([person, row.id]);
    else if (typeof outcome === 'object' && 'refused' in outcome)
      await store.put({ ...bare, state: 'parked', problem: outcome.refused });
    else if (outcome === 'unreachable') await store.put({ ...bare, ...backOff(row) });
    else await store.put({ ...bare, ...backOff(row, outcome.retryAfter), problem: outcome.later });
  }
  await done;
}

/** A worker that is down or asks for patience means all that waits, not only what was tried. */
async function holdBack(person: string, tried: readonly Waiting[]): Promise<void> {
  const db = await database();
  const { store, done } = db.transaction('outbox', 'readwrite');
  const rows = await store.getAll(allOf(person));
  const ids = new Set(tried.map(row => row.id));
  const until = Math.min(...rows.filter(row => ids.has(row.id)).map(row => row.nextAt));
  for (const row of rows) if (row.state === 'waiting' && row.nextAt < until) await store.put({ ...row, nextAt: until });
  await done;
}

/** From a second to an hour, doubling; spread out, so that a school does not come back all at once. */
function backOff({ attempts }: Waiting, retryAfter = 0): Pick<Waiting, 'attempts' | 'nextAt'> {
  const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempts) * (0.5 + Math.random() / 2);
  return { attempts: attempts + 1, nextAt: Date.now() + Math.max(delay, retryAfter * 1000) };
}

async function rowsOf(person: string): Promise<Waiting[]> {
  const db = await database();
  return db.getAll('outbox', allOf(person));
}
