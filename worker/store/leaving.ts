import { Refusal } from '../../shared/problem.ts';
import type { Entry } from '../../shared/records/entry.ts';
import type { Notice } from '../../shared/records/notice.ts';
import type { Person } from '../../shared/records/person.ts';
import { audienceOf } from '../../shared/records/share.ts';
import type { Database, Statement } from '../http.ts';
import type { Home } from '../seal.ts';
import { audited } from './audit.ts';
import { closeReason } from './break-glass.ts';
import { closeBody, openBody } from './cycle.ts';
import { dropCycles } from './drop-cycles.ts';
import { closeNotice, noticesIn } from './notice.ts';
import { random } from './token.ts';

// What becomes of what. Deleted: the person, their sessions, cycles, contacts, what they learned from, and what others
// wrote into their cycles. Kept for those whose work it is part of, without a word and under another id: that feedback
// was given, that a cycle was opened to them and read, that a coach met them. Kept as it is: the audit log.

/** What stands in the place of a word of theirs. */
const NO_WORDS = '…';
const SOMEBODY = 'Former colleague';
const ENTRIES = 100;
const CYCLES = 10;
/** A request does so many steps at most; the nightly job does the rest. */
const STEPS = 200;

/**
 * Begins to delete a person: from this batch on they are nobody, and nothing of theirs is added any more.
 * @throws Refusal thing.unknown, admin.last
 */
export async function beginLeaving(
  db: Database,
  by: Home & { id: string },
  person: string,
  now: Date,
  reason?: string,
): Promise<void> {
  const { district } = by;
  const row = await db
    .prepare(`select body from map where district = ?1 and noun = 'person' and id = ?2`)
    .bind(district, person)
    .first<{ body: string }>();
  if (!row) throw new Refusal('thing.unknown');
  const { name } = JSON.parse(row.body) as Person;
  const gone = `gone-${random(4)}`;
  const of = (sql: string, ...more: unknown[]) => db.prepare(sql).bind(district, person, ...more);
  const somebody: Person = { name: SOMEBODY, roles: [{ role: 'teacher' }], teams: [], subjects: [], active: false };
  const line = { actor: by.id, act: 'person.deleted', subject: `person/${person}`, ...(reason && { reason }) } as const;
  const renamed = await withoutName(db, by, person, name);
  const [begun] = await audited(db, by, now, line, (...note) => [
    of(
      `insert into leaving (district, person, gone, asked_by, asked_at)
       select ?1, ?2, ?3, ?4, ?5 from map where district = ?1 and noun = 'person' and id = ?2
         and (not exists (select 1 from link where district = ?1 and target_noun = 'role' and target = 'admin'
             and noun = 'person' and id = ?2)
           or exists (select 1 from link where district = ?1 and target_noun = 'role' and target = 'admin'
             and noun = 'person' and id <> ?2))
       on conflict do nothing`,
      gone,
      by.id,
      now.toISOString(),
    ),
    ...note,
    ...[
      `delete from token where district = ?1 and person = ?2 and ${begins}`,
      `delete from code where district = ?1 and person = ?2 and ${begins}`,
      `delete from subject where district = ?1 and person = ?2 and ${begins}`,
      `delete from authorization where district = ?1 and person = ?2 and ${begins}`,
      `delete from device_request where district = ?1 and person = ?2 and ${begins}`,
      `delete from notice where district = ?1 and person = ?2 and ${begins}`,
      // Whatever names them on the map names their stand-in.
      `update map set body = replace(body, json_quote(?2), json_quote(?3)), version = version + 1 where ${begins}
         and (district, noun, id) in (
           select district, noun, id from link where district = ?1 and target_noun = 'person' and target = ?2)`,
      `update link set target = ?3 where district = ?1 and target_noun = 'person' and target = ?2 and ${begins}`,
      `delete from link where district = ?1 and noun = 'person' and id = ?2 and ${begins}`,
      `delete from map where district = ?1 and noun = 'person' and id = ?2 and ${begins}`,
    ].map(sql => of(sql, ...(sql.includes('?3') ? [gone] : []))),
    of(
      `insert into map (district, noun, id, version, body, changed_at)
       select ?1, 'person', ?3, ?4, ?5, ?6 where ${begins}`,
      gone,
      now.getTime(),
      JSON.stringify(somebody),
      now.toISOString(),
    ),
    ...renamed.map(({ id, about, to }) =>
      of(`update notice set body = ?5 where district = ?1 and person = ?4 and id = ?3 and ${begins}`, id, to, about),
    ),
  ]);
  if (begun!.meta.changes > 0) return;
  if (await leavingOf(db, district, person)) return;
  throw new Refusal('admin.last');
}

/** In the first batch: only where it was this batch that began. */
const begins = `exists (select 1 from leaving l where l.district = ?1 and l.person = ?2)`;

/** Is somebody being deleted? Nobody else is made under their id meanwhile. */
export async function leavingOf(db: Database, district: string, person: string): Promise<string | null> {
  return db
    .prepare('select gone from leaving where district = ?1 and person = ?2')
    .bind(district, person)
    .first<string>('gone');
}

/** Goes on with a deletion that was begun. @returns whether it is done */
export async function finishLeaving(db: Database, home: Home, person: string, steps = STEPS): Promise<boolean> {
  const gone = await leavingOf(db, home.district, person);
  if (gone === null) return true;
  for (const step of [pass, disown, dropLoose, dropOwn])
    do if (--steps < 0) return false;
    while (await step(db, home, person, gone));
  await end(db, home, person, gone);
  return true;
}

type Row = { id: string; author: string; kind: string; cycle: string | null; about: string | null; body: string };
type Step = (db: Database, home: Home, person: string, gone: string) => Promise<boolean>;

const columns = 'e.id, e.author, e.kind, e.cycle, e.about, e.body';

/** What others wrote about them, or of their own work into their cycles, stays those others'. */
const pass: Step = async (db, home, person, gone) => {
  const of = (sql: string) => db.prepare(sql).bind(home.district, person);
  const [about, within] = await db.batch<Row & { owner: string | null }>([
    of(
      `select ${columns}, k.owner from entry e indexed by entry_about
       left join cycle k on k.district = ?1 and k.id = e.cycle
       where e.district = ?1 and e.about = ?2 and e.author <> ?2 order by e.id limit ${ENTRIES}`,
    ),
    of(
      `select ${columns}, k.owner from cycle k indexed by cycle_place
       cross join entry e indexed by entry_cycle on e.district = ?1 and e.cycle = k.id and e.author <> ?2
       where k.district = ?1 and k.owner = ?2 and (e.kind in ('contact', 'participation') or (
         e.kind = 'retract' and exists (
           select 1 from entry s where s.district = ?1 and s.id = e.supersedes and s.kind in ('contact', 'participation'))))
       limit ${ENTRIES}`,
    ),
  ]);
  const rows = [...new Map([...about!.results, ...within!.results].map(row => [row.id, row])).values()];
  if (rows.length === 0) return false;
  await rewrite(
    db,
    home,
    rows.map(row => ({ row, to: { cycle: row.owner === person ? null : row.cycle, about: row.about && gone } })),
    entry => {
      const { cycle, ...loose } = entry;
      const mine = rows.find(row => row.id === entry.id)!.owner === person;
      const kept = (mine ? loose : entry) as Entry;
      if (kept.kind === 'contact' && kept.teacher === person) return { ...kept, teacher: gone };
      if (kept.kind === 'share' && 'person' in kept.with && kept.with.person === person)
        return { ...kept, with: { person: gone } };
      return kept;
    },
    [
      db
        .prepare('update share set audience = ?3 where district = ?1 and audience = ?2')
        .bind(home.district, audienceOf({ person }), audienceOf({ person: gone })),
      db
        .prepare(
          `update contact set teacher = ?3 where (district, coach, teacher, on_day, entry) in (
             select ?1, e.author, ?2, e.on_day, e.id from json_each(?4) i
             cross join entry e on e.district = ?1 and e.id = i.value where e.kind = 'contact')`,
        )
        .bind(home.district, person, gone, JSON.stringify(rows.map(({ id }) => id))),
      // Whoever writes to such a cycle at this moment reads it again first.
      db
        .prepare(
          'update cycle set version = version + 1 where district = ?1 and id in (select value from json_each(?2))',
        )
        .bind(
          home.district,
          JSON.stringify(rows.flatMap(({ cycle, owner }) => (owner === person ? [] : (cycle ?? [])))),
        ),
    ],
  );
  return true;
};

/** That they gave feedback is part of others' cycles; what they said in it is theirs, and goes. */
const disown: Step = async (db, home, person, gone) => {
  const { results: rows } = await db
    .prepare(
      `select ${columns} from entry e indexed by entry_author
       cross join cycle k on k.district = ?1 and k.id = e.cycle and k.owner <> ?2
       where e.district = ?1 and e.author = ?2 and (e.kind = 'feedback' or (e.kind = 'retract' and exists (
         select 1 from entry s where s.district = ?1 and s.id = e.supersedes and s.kind in ('feedback', 'retract'))))
       order by e.id limit ${ENTRIES}`,
    )
    .bind(home.district, person)
    .all<Row>();
  if (rows.length === 0) return false;
  await rewrite(
    db,
    home,
    rows.map(row => ({ row, to: { author: gone } })),
    entry => (entry.kind === 'feedback' ? { ...entry, text: NO_WORDS } : entry),
  );
  return true;
};

/** What else they logged outside their own cycles. */
const dropLoose: Step = async (db, { district }, person) => {
  const [, dropped] = await db.batch([
    db.prepare('delete from contact where district = ?1 and coach = ?2').bind(district, person),
    db
      .prepare(
        `delete from entry where (district, id) in (
           select ?1, e.id from entry e indexed by entry_author left join cycle k on k.district = ?1 and k.id = e.cycle
           where e.district = ?1 and e.author = ?2 and k.owner is not ?2 limit ${ENTRIES * 5})`,
      )
      .bind(district, person),
  ]);
  return dropped!.meta.changes > 0;
};

const dropOwn: Step = async (db, { district }, person) => {
  const { results } = await db
    .prepare(`select id from cycle indexed by cycle_place where district = ?1 and owner = ?2 limit ${CYCLES}`)
    .bind(district, person)
    .all<{ id: string }>();
  if (results.length === 0) return false;
  await db.batch(
    dropCycles(
      db,
      district,
      results.map(({ id }) => id),
    ),
  );
  return true;
};

async function end(db: Database, { district, seal }: Home, person: string, gone: string): Promise<void> {
  const { results: glasses } = await db
    .prepare('select id from break_glass where district = ?1 and (teacher = ?2 or asked_by = ?2)')
    .bind(district, person)
    .all<{ id: string }>();
  const of = (sql: string) => db.prepare(sql).bind(district, person, gone);
  await db.batch([
    of('update seen set person = ?3 where district = ?1 and person = ?2'),
    // Who was counted: without it two months would differ by one.
    of('update activity_person set person = ?3 where district = ?1 and person = ?2'),
    ...(await Promise.all(
      glasses.map(async ({ id }) =>
        db
          .prepare('update break_glass set reason = ?3 where district = ?1 and id = ?2')
          .bind(district, id, await closeReason(seal, id, NO_WORDS)),
      ),
    )),
    ...['teacher', 'asked_by', 'approved_by'].map(column =>
      of(`update break_glass set ${column} = ?3 where district = ?1 and ${column} = ?2`),
    ),
    db.prepare('delete from leaving where district = ?1 and person = ?2').bind(district, person),
  ]);
}

type Change = { row: Row; to: Partial<Pick<Row, 'author' | 'cycle' | 'about'>> };

/** Writes changed entries in the place of what they were, sealed anew. */
async function rewrite(
  db: Database,
  { district, seal }: Home,
  changes: readonly Change[],
  changed: (entry: Entry) => Entry,
  more: Statement[] = [],
): Promise<void> {
  const rows = await Promise.all(
    changes.map(async ({ row, to }) => {
      const body = JSON.stringify(changed(JSON.parse(await openBody(seal, row.id, row.body))));
      return { ...row, ...to, body: await closeBody(seal, row.id, body) };
    }),
  );
  await db.batch([
    ...more,
    db
      .prepare(
        `insert into entry (district, id, kind, author, cycle, at, about, on_day, received_at, supersedes, body)
         select e.district, e.id, e.kind, v.value ->> 'author', v.value ->> 'cycle', e.at, v.value ->> 'about', e.on_day,
           e.received_at, e.supersedes, v.value ->> 'body'
         from json_each(?2) v cross join entry e on e.district = ?1 and e.id = v.value ->> 'id' where true
         on conflict (district, id) do update set author = excluded.author, cycle = excluded.cycle,
           about = excluded.about, body = excluded.body`,
      )
      .bind(district, JSON.stringify(rows)),
  ]);
}

/** Notices to others that say this person's name: of breaking the glass, when it was they who did. */
async function withoutName(db: Database, home: Home, person: string, name: string) {
  const { results } = await db
    .prepare(
      `select n.person as "to", n.id, n.at, n.body from notice n where n.district = ?1 and n.person in (
         select teacher from break_glass where district = ?1 and (asked_by = ?2 or approved_by = ?2))`,
    )
    .bind(home.district, person)
    .all<{ to: string; id: string; at: string; body: string }>();
  const changed: { id: string; to: string; about: string }[] = [];
  for (const row of results) {
    const [{ about }] = (await noticesIn(home.seal, [row])) as [Notice];
    if (about.kind !== 'break_glass' || (about.by !== name && about.approvedBy !== name)) continue;
    const hidden = (one: string) => (one === name ? SOMEBODY : one);
    const bare = { ...about, by: hidden(about.by), approvedBy: hidden(about.approvedBy) };
    const reason = about.by === name ? NO_WORDS : about.reason;
    changed.push({ id: row.id, to: row.to, about: await closeNotice(home.seal, row.id, { ...bare, reason }) });
  }
  return changed;
}

/** Finishes every deletion of a person in a district that was left half done. */
export async function finishAllLeaving(db: Database, home: Home): Promise<void> {
  const { results } = await db
    .prepare(`select person from leaving where district = ?1 and person <> ''`)
    .bind(home.district)
    .all<{ person: string }>();
  for (const { person } of results) await finishLeaving(db, home, person);
}
