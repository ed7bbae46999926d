import type { Entry, Logged } from '../../shared/records/entry.ts';
import type { Database } from '../http.ts';
import type { Home, Seal } from '../seal.ts';
import { closeBody } from './cycle.ts';
import { closeWords, type Place, type RollUp, rollUp, seriesKey } from './rollup.ts';

/** A cycle with new entries: the roll-up of all of them, and what it stood at when its entries were read. */
export type Growth = { roll: RollUp; version: number; before: Place | null; entries: Logged[] };

/**
 * Stores entries and their roll-ups, all or nothing a cycle: a cycle that somebody else wrote to since it was read, or
 * an entry that is already there, is left as it is. `loose` are entries of no cycle; `by` has to be active staff to the
 * last. Answers which entries were stored.
 */
export async function write(
  db: Database,
  { district, seal }: Home,
  growths: readonly Growth[],
  loose: readonly Logged[],
  now: Date,
  by: string | null = null,
): Promise<Set<string>> {
  const batch = crypto.randomUUID();
  const cycles = JSON.stringify(await Promise.all(growths.map(one => rowOf(seal, one))));
  const looseRows = JSON.stringify(await Promise.all(loose.map(one => entryRow(seal, one))));
  const all = [...growths.flatMap(one => one.entries), ...loose].map(one => one.entry);
  const contacts = all.filter(({ kind }) => kind === 'contact' || kind === 'retract').map(({ id }) => id);
  const of = (sql: string, ...values: (string | null)[]) => db.prepare(sql).bind(district, ...values);

  const results = await db.batch<{ id: string }>([
    ...(loose.length > 0 ? [of(putLoose, looseRows, now.toISOString(), by)] : []),
    ...(growths.length > 0
      ? [
          of(putCycles, batch, cycles, by),
          of(putEntries, batch, cycles, now.toISOString()),
          ...[
            dropShares,
            putShares,
            dropObservations,
            putObservations,
            dropActivity,
            putActivity,
            dropRings,
            putRings,
          ].map(sql => of(sql, batch, cycles)),
        ]
      : []),
    ...(contacts.length > 0
      ? [of(dropContacts, JSON.stringify(contacts)), of(putContacts, JSON.stringify(contacts))]
      : []),
  ]);
  return new Set(results.flatMap(({ results }) => results.map(({ id }) => id)));
}

/**
 * Fills an empty district with a history. Each cycle belongs to whoever logged its first entry.
 * Answers how many entries were stored: those that were there before are left as they are.
 */
export async function seedEntries(db: Database, home: Home, logged: readonly Logged[], now = new Date()) {
  const CHUNK = 1000;
  const cycles = Map.groupBy(logged, ({ entry }) => entry.cycle);
  const loose = cycles.get(undefined) ?? [];
  cycles.delete(undefined);
  let stored = 0;
  let growths: Growth[] = [];
  let size = 0;
  const flush = async () => {
    if (growths.length > 0) stored += (await write(db, home, growths, [], now)).size;
    growths = [];
    size = 0;
  };
  for (const [id, entries] of cycles) {
    const first = entries.reduce((a, b) => (a.entry.id < b.entry.id ? a : b));
    growths.push({ roll: rollUp(id!, first.author, entries), version: 0, before: null, entries });
    size += entries.length;
    if (size >= CHUNK) await flush();
  }
  await flush();
  for (let at = 0; at < loose.length; at += CHUNK)
    stored += (await write(db, home, [], loose.slice(at, at + CHUNK), now)).size;
  return stored;
}

/** An entry's content in one spelling, whatever the order of its fields: what "the same again" is compared by. */
export function bodyOf(entry: Entry): string {
  return JSON.stringify(entry, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

async function entryRow(seal: Seal, { author, entry }: Logged) {
  const { id, kind, cycle, supersedes } = entry;
  const at = new Date(entry.at).toISOString();
  const about =
    'teacher' in entry ? entry.teacher : 'with' in entry && 'person' in entry.with ? entry.with.person : null;
  const on = 'on' in entry ? entry.on : null;
  return { id, kind, author, cycle, supersedes, at, about, on, body: await closeBody(seal, id, bodyOf(entry)) };
}

/** A growth as the statements below read it from JSON. `places`: where a ring has to be found anew. */
async function rowOf(
  seal: Seal,
  { roll: { place, ring: _, words, observations, ...roll }, version, before, entries }: Growth,
) {
  return {
    ...roll,
    ...(place ?? { lesson: '' }),
    places: [place, before].filter(one => one !== null),
    words: await closeWords(seal, roll.id, words),
    observations: await Promise.all(
      observations.map(async one => ({ ...one, series: await seriesKey(seal, one.series) })),
    ),
    version,
    count: entries.length,
    entries: await Promise.all(entries.map(one => entryRow(seal, one))),
  };
}

// `cross join` and `indexed by` are there because SQLite takes a table to hold ten rows a district until it is told
// otherwise, and would rather read a whole district than use a second index.
//
// One JSON parameter holds any number of cycles (D1 takes 100 parameters a statement), so one entry and a seed of
// thousands are the same few statements. ?1 district, ?2 this write's mark, ?3 the cycles.

/** Whoever was deleted or left while they wrote adds nothing any more. */
const isStaff = (by: string) => `(${by} is null or exists (
  select 1 from map p where p.district = ?1 and p.noun = 'person' and p.id = ${by} and p.body ->> 'active'))`;

const putCycles = `
  insert into cycle (district, id, owner, version, batch, site, course, lesson, words, practice, aim, phase,
    due_on, since, last_on)
  select ?1, c.value ->> 'id', c.value ->> 'owner', (c.value ->> 'version') + (c.value ->> 'count'), ?2,
    c.value ->> 'site', c.value ->> 'course', c.value ->> 'lesson', c.value ->> 'words',
    c.value ->> 'practice', c.value ->> 'aim', c.value ->> 'phase', c.value ->> 'dueOn', c.value ->> 'since',
    c.value ->> 'lastOn'
  from json_each(?3) c
  where coalesce((select k.version from cycle k where k.district = ?1 and k.id = c.value ->> 'id'), 0)
      = c.value ->> 'version'
    and not exists (
      select 1 from json_each(c.value, '$.entries') n
      cross join entry e on e.district = ?1 and e.id = n.value ->> 'id')
    and ${isStaff('?4')}
  on conflict (district, id) do update set version = excluded.version, batch = excluded.batch, site = excluded.site,
    course = excluded.course, lesson = excluded.lesson, words = excluded.words, practice = excluded.practice,
    aim = excluded.aim, phase = excluded.phase, due_on = excluded.due_on, since = excluded.since,
    last_on = excluded.last_on`;

/** The cycles that putCycles did write, by this write's mark. Everything after it depends on them. */
const written = `
  with written (id, roll) as (
    select k.id, c.value from json_each(?3) c
    cross join cycle k on k.district = ?1 and k.id = c.value ->> 'id' and k.batch = ?2)`;

const entryColumns = `
  insert into entry (district, id, kind, author, cycle, at, about, on_day, received_at, supersedes, body)
  select ?1, e.value ->> 'id', e.value ->> 'kind', e.value ->> 'author', e.value ->> 'cycle', e.value ->> 'at',
    e.value ->> 'about', e.value ->> 'on'`;

const putEntries = `${written} ${entryColumns}, ?4, e.value ->> 'supersedes', e.value ->> 'body'
  from written, json_each(written.roll, '$.entries') e
  returning id`;

const putLoose = `${entryColumns}, ?3, e.value ->> 'supersedes', e.value ->> 'body'
  from json_each(?2) e where ${isStaff('?4')}
  on conflict do nothing
  returning id`;

const dropShares = `${written}
  delete from share where district = ?1 and cycle in (select id from written)`;

const putShares = `${written}
  insert into share (district, audience, cycle, owner, notes, active, site, course, lesson)
  select ?1, s.value ->> 'audience', written.id, roll ->> 'owner', s.value ->> 'notes', roll ->> 'active', roll ->> 'site',
    roll ->> 'course', roll ->> 'lesson'
  from written, json_each(roll, '$.shares') s`;

const dropObservations = `${written}
  delete from observation indexed by observation_cycle where district = ?1 and cycle in (select id from written)`;

const putObservations = `${written}
  insert into observation (district, person, site, course, series, on_day, entry, cycle, value)
  select ?1, roll ->> 'owner', roll ->> 'site', roll ->> 'course', o.value ->> 'series', o.value ->> 'on',
    o.value ->> 'entry', written.id, o.value ->> 'value'
  from written, json_each(roll, '$.observations') o`;

const dropActivity = `${written}
  delete from activity where district = ?1 and cycle in (select id from written)`;

const putActivity = `${written}
  insert into activity (district, cycle, month, owner, point)
  select ?1, written.id, a.value ->> 'month', roll ->> 'owner', a.value ->> 'point'
  from written, json_each(roll, '$.activity') a`;

const places = `${written}, place (owner, site, course, lesson) as (
    select distinct roll ->> 'owner', p.value ->> 'site', p.value ->> 'course', p.value ->> 'lesson'
    from written, json_each(roll, '$.places') p)`;

const dropRings = `${places}
  delete from ring where (district, owner, site, course, lesson) in (select ?1, owner, site, course, lesson from place)`;

/** The latest cycle at each place; none when the last one left. */
const putRings = `${places}
  insert into ring (district, owner, site, course, lesson, cycle, phase, due_on)
  select ?1, p.owner, p.site, p.course, p.lesson, k.id, k.phase, k.due_on
  from place p cross join cycle k on k.district = ?1 and k.id = (
    select max(l.id) from cycle l indexed by cycle_place where l.district = ?1 and l.owner = p.owner and l.site = p.site
      and l.course = p.course and l.lesson = p.lesson)`;

/** Every version of the contacts in ?2: all that they correct or take back, and all that does so to them. */
const versions = `
  with recursive version (seed, id, author) as (
    select e.id, e.id, e.author from json_each(?2) i cross join entry e on e.district = ?1 and e.id = i.value
    union
    select v.seed, earlier.id, v.author from version v
    cross join entry e on e.district = ?1 and e.id = v.id
    cross join entry earlier on earlier.district = ?1 and earlier.id = e.supersedes and earlier.author = v.author
      and earlier.id < e.id and earlier.kind in ('contact', 'retract')
    union
    select v.seed, later.id, v.author from version v
    cross join entry later indexed by entry_supersedes on later.district = ?1 and later.supersedes = v.id and later.author = v.author
      and later.id > v.id and later.kind in ('contact', 'retract'))`;

const dropContacts = `${versions}
  delete from contact where (district, coach, teacher, on_day, entry) in (
    select ?1, e.author, e.about, e.on_day, e.id
    from version v cross join entry e on e.district = ?1 and e.id = v.id where e.kind = 'contact')`;

/** The last version stands, unless one of them took it back. */
const putContacts = `${versions}
  insert into contact (district, coach, teacher, on_day, entry)
  select distinct ?1, e.author, e.about, e.on_day, e.id
  from (
    select max(v.id) as id from version v cross join entry e on e.district = ?1 and e.id = v.id
    group by v.seed having sum(e.kind = 'retract') = 0) last
  cross join entry e on e.district = ?1 and e.id = last.id where e.kind = 'contact'
  on conflict do nothing`;
