import { Desk } from '../../shared/records/desk.ts';
import type { Entry, Logged } from '../../shared/records/entry.ts';
import { type LessonTag, type PageRef, placeOf } from '../../shared/records/page.ts';
import { z } from '../../shared/zod.ts';
import { allOf, database } from './database.ts';
import { layOver } from './overlay.ts';
import { ask } from './session.ts';

/** The last good answer for one place. */
export type KeptDesk = {
  person: string;
  place: string;
  desk: Desk;
  etag: string | null;
  /** When the worker said so. */
  asOf: string;
  /** Until then nothing is asked. */
  freshUntil: number;
  /** When delivered entries were last laid into it: an answer asked for before that may not know of them. */
  mendedAt: number;
};

const FRESH = 60_000;
/** After a failure the next view asks again, but not the panel that opens a moment later. */
const FRESH_AFTER_FAILURE = 10_000;

export async function keptDesk(person: string, page: PageRef): Promise<KeptDesk | undefined> {
  const db = await database();
  return db.get('desks', [person, placeOf(page)]);
}

const asking = new Map<string, Promise<boolean>>();

/**
 * Asks the worker for a page's desk, with one request at most, and none while what is kept is fresh (unless `again`).
 * When the worker can't say, a page never seen before gets what is known of the rest of this person's work.
 * @returns whether there is news
 */
export function askDesk(person: string, page: LessonTag, again = false): Promise<boolean> {
  const key = [person, placeOf(page)].join(' ');
  const own = asking.get(key) ?? fetchDesk(person, page, again).finally(() => asking.delete(key));
  asking.set(key, own);
  return own;
}

async function fetchDesk(person: string, page: LessonTag, again: boolean): Promise<boolean> {
  const before = await keptDesk(person, page);
  const start = Date.now();
  if (before && before.freshUntil > start && !again) return false;
  const { site, course, lesson, courseTitle } = page;
  const reply = await ask(person, {
    method: 'GET',
    path: '/v1/page',
    query: { site, course, lesson, title: courseTitle },
    etag: before?.etag ?? null,
    reply: z.nullable(Desk),
  });
  const db = await database();
  const { store, done } = db.transaction('desks', 'readwrite');
  const kept = (await store.getAll(allOf(person))).toSorted((a, b) => (a.asOf < b.asOf ? 1 : -1));
  const now = kept.find(one => one.place === placeOf(page));
  const asOf = new Date(start).toISOString();
  let news = false;
  if (!reply.ok) {
    const stale = now ?? standIn(person, page, kept);
    const wait = Math.max(FRESH_AFTER_FAILURE, (reply.retryAfter ?? 0) * 1000);
    if (stale) await store.put({ ...stale, freshUntil: Date.now() + wait });
    news = !now && stale !== undefined;
  } else if (now && now.mendedAt >= start) {
    await store.put({ ...now, freshUntil: 0 });
  } else if (reply.value) {
    const { value: desk, etag } = reply;
    await store.put({ person, place: placeOf(page), desk, etag, asOf, freshUntil: start + FRESH, mendedAt: 0 });
    news = true;
  } else if (now) {
    await store.put({ ...now, asOf, freshUntil: start + FRESH });
  }
  await done;
  return news;
}

/** For a page that this device never saw: the newest desk of the same person, without what belongs to another lesson. */
function standIn(person: string, { site, course, lesson }: PageRef, kept: readonly KeptDesk[]): KeptDesk | undefined {
  const newest = kept[0];
  if (!newest) return undefined;
  const near = kept.find(({ desk }) => desk.page.site === site && desk.page.course === course)?.desk;
  const page = { site, course, ...(lesson !== undefined && { lesson }) };
  return {
    person,
    place: placeOf(page),
    desk: {
      ...newest.desk,
      page,
      rings: near?.rings ?? [],
      series: near?.series ?? {},
      learning: near?.learning ?? [],
      logged: [],
      readBy: [],
      shared: [],
    },
    etag: null,
    asOf: newest.asOf,
    freshUntil: 0,
    mendedAt: 0,
  };
}

/** What this device holds of the other lessons of a course. */
export async function loggedIn(person: string, { site, course }: PageRef): Promise<Logged[]> {
  const db = await database();
  const from = placeOf({ site, course });
  const desks = await db.getAll('desks', IDBKeyRange.bound([person, from], [person, `${from}\uffff`]));
  return desks.flatMap(({ desk }) => desk.logged);
}

/** Lays delivered entries into every desk that is kept, so that nothing flickers back until the worker is asked again. */
export async function absorb(person: string, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  const db = await database();
  const { store, done } = db.transaction('desks', 'readwrite');
  const kept = await store.getAll(allOf(person));
  const elsewhere = Map.groupBy(kept, courseOf);
  for (const one of kept) {
    const near = elsewhere.get(courseOf(one))!.flatMap(({ desk }) => desk.logged);
    const desk = layOver(one.desk, entries, near);
    if (desk !== one.desk) await store.put({ ...one, desk, etag: null, freshUntil: 0, mendedAt: Date.now() });
  }
  await done;
}

function courseOf({ desk }: KeptDesk): string {
  return placeOf({ site: desk.page.site, course: desk.page.course });
}
