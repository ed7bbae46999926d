import { Refusal } from '../../shared/problem.ts';
import { matchKey } from '../../shared/records/learning.ts';
import { type NounName, nouns } from '../../shared/records/map.ts';
import type { Person } from '../../shared/records/person.ts';
import type { z } from '../../shared/zod.ts';
import type { Database } from '../http.ts';
import type { Home } from '../seal.ts';
import { audited } from './audit.ts';
import { leavingOf } from './leaving.ts';
import { endAccess, isActiveAdmin } from './person.ts';

export type Body<N extends NounName = NounName> = z.output<(typeof nouns)[N]['schema']>;
/** A thing of the map as it is stored. A version never comes back, not even when the thing is made anew under its id. */
export type Thing<N extends NounName = NounName> = { id: string; version: number; body: Body<N> };
type Row = { id: string; version: number; body: string };

/** Words that things are found by, as if they were nouns: which field, and under what name. */
const keys: Partial<Record<NounName, Record<string, string>>> = {
  learning: { courses: 'course', subjects: 'subject' },
  person: { 'roles.role': 'role' },
  provider: { domains: 'domain' },
};

/** What a list of this noun can be narrowed by. */
export function filtersOf(noun: NounName): string[] {
  return [...new Set(Object.values({ ...nouns[noun].refs, ...keys[noun] }))];
}

export async function readThing(db: Database, district: string, noun: NounName, id: string): Promise<Thing | null> {
  const row = await db
    .prepare('select id, version, body from map where district = ?1 and noun = ?2 and id = ?3')
    .bind(district, noun, id)
    .first<Row>();
  return row && thingOf(row);
}

/** Up to `limit` things in the order of their ids, those after `after`; `fits` narrows to what names one thing or word. */
export async function listThings(
  db: Database,
  district: string,
  noun: NounName,
  { after, limit, fits }: { after: string; limit: number; fits?: { by: string; value: string } },
): Promise<Thing[]> {
  const all = 'select id, version, body from map where district = ?1 and noun = ?2 and id > ?3 order by id limit ?4';
  // From the link to the thing, whatever the planner thinks: so it stops after `limit`, and reads no more.
  const fitting = `select m.id, m.version, m.body
    from link l cross join map m on m.district = l.district and m.noun = l.noun and m.id = l.id
    where l.district = ?1 and l.noun = ?2 and l.id > ?3 and l.target_noun = ?5 and l.target = ?6
    group by l.id order by l.id limit ?4`;
  const values = [district, noun, after, limit, ...(fits ? [fits.by, matchKey(fits.value)] : [])];
  const { results } = await db
    .prepare(fits ? fitting : all)
    .bind(...values)
    .all<Row>();
  return results.map(thingOf);
}

/** Who writes to the map; `id` is theirs, null when nobody in particular fills it. */
type Writer = Home & { id: string | null };

/**
 * Writes a thing in place of `stored` (null: where there was none), with what it names, all or nothing.
 * Null when somebody else was faster.
 * @throws Refusal body.invalid (names something that is not there), admin.last, thing.ended (is being deleted)
 */
export async function putThing<N extends NounName>(
  db: Database,
  writer: Writer,
  noun: N,
  id: string,
  body: Body<N>,
  stored: Thing | null,
  now: Date,
): Promise<Thing<N> | null> {
  const { district } = writer;
  if (noun === 'person' && (await leavingOf(db, district, id)) !== null) throw new Refusal('thing.ended');
  const named = [...namedBy(noun, body)];
  const version = stored ? stored.version + 1 : now.getTime();
  const given = [district, noun, id, stored?.version ?? null, leavesAdmin(noun, stored, body), JSON.stringify(named)];
  const asked = `${unchanged} and not exists (${missing})`;
  const batch = [
    db.prepare(`delete from link where district = ?1 and noun = ?2 and id = ?3 and ${asked}`).bind(...given),
    db
      .prepare(
        `insert or ignore into link (district, target_noun, target, noun, id, field)
         select ?1, n.value ->> 'noun', n.value ->> 'id', ?2, ?3, n.value ->> 'field' from json_each(?6) n where ${asked}`,
      )
      .bind(...given),
    // Last, so that all three see the version that is replaced.
    db
      .prepare(
        `insert into map (district, noun, id, version, body, changed_at) select ?1, ?2, ?3, ?7, ?8, ?9 where ${asked}
         on conflict do update set version = excluded.version, body = excluded.body, changed_at = excluded.changed_at`,
      )
      .bind(...given, version, JSON.stringify(body), now.toISOString()),
  ];
  const line = { actor: writer.id, act: 'map.written', subject: `${noun}/${id}` } as const;
  const results = await audited(db, writer, now, line, (...note) => [
    ...batch,
    ...note,
    ...(noun === 'person' ? endAccess(db, district, id) : []),
  ]);
  if (results[2]!.meta.changes > 0) return { id, version, body };
  const unknown = await db
    .prepare(missing)
    .bind(...given)
    .all<{ pointer: string; noun: string; id: string }>();
  if (unknown.results.length > 0)
    throw new Refusal('body.invalid', {
      errors: unknown.results.map(one => ({ pointer: one.pointer, detail: `there is no ${one.noun} “${one.id}”` })),
    });
  if (await isChanged(db, district, noun, id, stored)) return null;
  throw new Refusal('admin.last');
}

/**
 * Deletes a thing that nothing names. False when somebody else was faster.
 * @throws Refusal noun.in-use (saying what names it), admin.last
 */
export async function deleteThing(
  db: Database,
  writer: Writer,
  noun: NounName,
  id: string,
  stored: Thing,
  now: Date,
): Promise<boolean> {
  const { district } = writer;
  const uses = usesOf(noun);
  const asked = `${unchanged} and not exists (${uses})`;
  const given = [district, noun, id, stored.version, leavesAdmin(noun, stored, null)];
  const line = { actor: writer.id, act: 'map.deleted', subject: `${noun}/${id}` } as const;
  const results = await audited(db, writer, now, line, (...note) => [
    db.prepare(`delete from link where district = ?1 and noun = ?2 and id = ?3 and ${asked}`).bind(...given),
    db.prepare(`delete from map where district = ?1 and noun = ?2 and id = ?3 and ${asked}`).bind(...given),
    ...note,
    ...(noun === 'person' ? endAccess(db, district, id) : []),
  ]);
  if (results[1]!.meta.changes > 0) return true;
  if (await isChanged(db, district, noun, id, stored)) return false;
  const found = await db
    .prepare(`select distinct noun, id from (${uses}) limit 10`)
    .bind(district, noun, id)
    .all<{ noun: NounName | 'entry'; id: string }>();
  if (found.results.length === 0) throw new Refusal('admin.last');
  // Whose entries they are is nobody's business here.
  const names = found.results.map(use => (use.noun === 'entry' ? 'logged entries' : `${use.noun} “${use.id}”`));
  throw new Refusal('noun.in-use', { detail: `It is named by ${names.join(', ')}.` });
}

// The conditions of a write are part of its SQL. ?1 district, ?2 noun, ?3 id, ?4 the version that is replaced,
// ?5 whether a district's admin leaves, ?6 what the new body names.

/** Nobody wrote in between, and an administrator stays. */
const unchanged = `(select version from map where district = ?1 and noun = ?2 and id = ?3) is ?4
  and (not ?5 or exists (select 1 from link
    where district = ?1 and target_noun = 'role' and target = 'admin' and noun = 'person' and id <> ?3))`;

/** What the new body names and the district does not have. */
const missing = `select n.value ->> 'pointer' as pointer, n.value ->> 'noun' as noun, n.value ->> 'id' as id
  from json_each(?6) n where n.value ->> 'pointer' is not null and not exists (
    select 1 from map m where m.district = ?1 and m.noun = n.value ->> 'noun' and m.id = n.value ->> 'id')`;

/** What names a thing: others on the map, or what people logged. */
function usesOf(noun: NounName): string {
  const named = 'select noun, id from link where district = ?1 and target_noun = ?2 and target = ?3';
  const logged: Partial<Record<NounName, string>> = {
    person: `select 'entry', '' from entry where district = ?1 and author = ?3`,
    practice: `select 'entry', '' from cycle where district = ?1 and practice = ?3`,
    aim: `select 'entry', '' from cycle where district = ?1 and aim = ?3`,
  };
  return logged[noun] ? `${named} union all ${logged[noun]}` : named;
}

async function isChanged(db: Database, district: string, noun: NounName, id: string, stored: Thing | null) {
  return (await readThing(db, district, noun, id))?.version !== stored?.version;
}

function leavesAdmin(noun: NounName, stored: Thing | null, body: Body | null): 0 | 1 {
  if (noun !== 'person' || !stored || !isActiveAdmin(stored.body as Person)) return 0;
  return body && isActiveAdmin(body as Person) ? 0 : 1;
}

type Named = { field: string; noun: string; id: string; pointer?: string };

/** All that a body names: things, each with the pointer to where, and the words it is found by. */
function* namedBy(noun: NounName, body: Body): Generator<Named> {
  for (const [field, target] of Object.entries(nouns[noun].refs))
    for (const { value, pointer } of valuesAt(body, field.split('.')))
      yield { field, noun: target, id: value, pointer };
  // Who left is not found by their role: they are nobody's coach and count as no administrator.
  if (noun === 'person' && !(body as Person).active) return;
  for (const [field, word] of Object.entries(keys[noun] ?? {}))
    for (const { value } of valuesAt(body, field.split('.'))) yield { field, noun: word, id: matchKey(value) };
}

/** The texts at a path, through every array on the way: `roles.school`. */
function* valuesAt(value: unknown, path: string[], pointer = ''): Generator<{ value: string; pointer: string }> {
  if (Array.isArray(value)) for (const [at, one] of value.entries()) yield* valuesAt(one, path, `${pointer}/${at}`);
  else if (typeof value === 'string') yield { value, pointer };
  else if (typeof value === 'object' && value !== null) {
    const next = (value as Record<string, unknown>)[path[0]!];
    yield* valuesAt(next, path.slice(1), `${pointer}/${path[0]}`);
  }
}

function thingOf(row: Row): Thing {
  return { id: row.id, version: row.version, body: JSON.parse(row.body) };
}
