import type { Logged } from '../../shared/records/entry.ts';
import type { Notice } from '../../shared/records/notice.ts';
import type { Person } from '../../shared/records/person.ts';
import { audiencesOf } from '../../shared/records/share.ts';
import { visibleTo } from '../../shared/records/visibility.ts';
import type { Who } from '../guard.ts';
import type { Database } from '../http.ts';
import { linesAbout, type Stored } from './audit.ts';
import { type LoggedRow, openLogged } from './cycle.ts';
import { namesIn, selectNames } from './names.ts';
import { noticesIn } from './notice.ts';

// All that is kept of one person, chunk by chunk: what they wrote, and what others wrote to them or about them as far as
// it is theirs to see.

const CYCLES = 20;
const ENTRIES = 200;

export async function profileOf(db: Database, { district, id, seal }: Who): Promise<{ me: Person; notices: Notice[] }> {
  const [person, notices] = await db.batch<unknown>([
    db.prepare(`select body from map where district = ?1 and noun = 'person' and id = ?2`).bind(district, id),
    db.prepare('select id, at, body from notice where district = ?1 and person = ?2 order by id').bind(district, id),
  ]);
  return {
    me: JSON.parse((person!.results as { body: string }[])[0]!.body),
    notices: await noticesIn(seal, notices!.results),
  };
}

/** A cycle of theirs as they may see it: `reads`, every day on which somebody else opened it. */
export type MyCycle = {
  id: string;
  logged: Logged[];
  readBy: { person: string; on: string }[];
  reads: { by: string; at: string }[];
  /** Of people by their ids, and of what the cycle names by `practice/<id>`. */
  names: Record<string, string>;
};

export async function* myCycles(db: Database, who: Who): AsyncGenerator<MyCycle> {
  const { results } = await db
    .prepare('select id from cycle indexed by cycle_place where district = ?1 and owner = ?2 order by id')
    .bind(who.district, who.id)
    .all<{ id: string }>();
  const ids = results.map(({ id }) => id);
  for (let at = 0; at < ids.length; at += CYCLES) yield* await someCycles(db, who, ids.slice(at, at + CYCLES));
}

type Seen = { cycle: string; person: string; on: string };
type Read = { cycle: string; by: string; at: string };

async function someCycles(db: Database, who: Who, ids: string[]): Promise<MyCycle[]> {
  const of = (sql: string) => db.prepare(sql).bind(who.district, JSON.stringify(ids));
  const [rows, seen, reads] = await db.batch<unknown>([
    of(
      `select e.cycle, e.id, e.author, e.body from json_each(?2) i
       cross join entry e indexed by entry_cycle on e.district = ?1 and e.cycle = i.value order by e.id`,
    ),
    of(
      `select s.cycle, s.person, s.on_day as "on" from json_each(?2) i
       cross join seen s on s.district = ?1 and s.cycle = i.value`,
    ),
    of(
      `select i.value as cycle, a.actor as by, a.at from json_each(?2) i
       cross join audit a indexed by audit_subject on a.district = ?1 and a.subject = 'cycle/' || i.value
       where a.act = 'cycle.read' order by a.seq`,
    ),
  ]);
  const byCycle = Map.groupBy(rows!.results as (LoggedRow & { cycle: string })[], ({ cycle }) => cycle);
  const me = { id: who.id, audiences: audiencesOf(who), notes: true };
  const cycles = await Promise.all(
    ids.map(async id => ({
      id,
      logged: visibleTo(me, who.id, await openLogged(who.seal, byCycle.get(id) ?? [])),
      readBy: (seen!.results as Seen[]).flatMap(({ cycle, ...one }) => (cycle === id ? [one] : [])),
      reads: (reads!.results as Read[]).flatMap(({ cycle, ...one }) => (cycle === id ? [one] : [])),
    })),
  );
  const names = await namesOf(db, who.district, cycles);
  return cycles.map(one => ({ ...one, names }));
}

/** What people and things are called that appear in these. */
async function namesOf(db: Database, district: string, cycles: readonly Omit<MyCycle, 'names'>[]) {
  const logged = cycles.flatMap(one => one.logged);
  const people = [
    ...logged.flatMap(({ author, entry }) =>
      entry.kind === 'share' && 'person' in entry.with ? [author, entry.with.person] : [author],
    ),
    ...cycles.flatMap(({ readBy, reads }) => [...readBy.map(({ person }) => person), ...reads.map(({ by }) => by)]),
  ];
  const things = logged.flatMap(({ entry }) => {
    if (entry.kind === 'share') return 'team' in entry.with ? [`team/${entry.with.team}`] : [];
    if (entry.kind === 'participation') return [`learning/${entry.learning}`];
    if (entry.kind !== 'plan') return [];
    const { practice, aim, measure } = entry;
    return [
      ...(practice ? [`practice/${practice}`] : []),
      ...(aim ? [`aim/${aim}`] : []),
      ...(typeof measure === 'string' ? [`measure/${measure}`] : []),
    ];
  });
  const [named, called] = await db.batch<unknown>([
    selectNames(db, district, people),
    db
      .prepare(
        `select i.value as id, coalesce(m.body ->> 'name', m.body ->> 'title', m.body ->> 'text') as name
         from json_each(?2) i cross join map m on m.district = ?1
           and m.noun = substr(i.value, 1, instr(i.value, '/') - 1) and m.id = substr(i.value, instr(i.value, '/') + 1)`,
      )
      .bind(district, JSON.stringify([...new Set(things)])),
  ]);
  return { ...namesIn(named!.results), ...namesIn(called!.results) };
}

/** What they logged outside their own cycles: in others', or in none. */
export async function* loggedElsewhere(db: Database, who: Who): AsyncGenerator<Logged> {
  for (let after = ''; ; ) {
    const { results } = await db
      .prepare(
        `select e.id, e.author, e.body from entry e indexed by entry_author
         left join cycle k on k.district = ?1 and k.id = e.cycle
         where e.district = ?1 and e.author = ?2 and e.id > ?3 and k.owner is not ?2 order by e.id limit ${ENTRIES}`,
      )
      .bind(who.district, who.id, after)
      .all<LoggedRow>();
    yield* await openLogged(who.seal, results);
    if (results.length < ENTRIES) return;
    after = results.at(-1)!.id;
  }
}

/** The contacts with them that coaches logged and that stand. */
export async function* contactsWith(db: Database, who: Who): AsyncGenerator<Logged> {
  for (let after = ''; ; ) {
    const { results } = await db
      .prepare(
        `select e.id, e.author, e.body from entry e indexed by entry_about
         cross join contact c on c.district = ?1 and c.coach = e.author and c.teacher = ?2 and c.on_day = e.on_day
           and c.entry = e.id
         where e.district = ?1 and e.about = ?2 and e.id > ?3 order by e.id limit ${ENTRIES}`,
      )
      .bind(who.district, who.id, after)
      .all<LoggedRow>();
    yield* await openLogged(who.seal, results);
    if (results.length < ENTRIES) return;
    after = results.at(-1)!.id;
  }
}

/** What the district's log says that they did, and that was done to them. */
export async function* linesOf(db: Database, who: Who): AsyncGenerator<Stored> {
  for (let after = 0; ; ) {
    const lines = await linesAbout(db, who, who.id, { after, limit: ENTRIES });
    yield* lines;
    if (lines.length < ENTRIES) return;
    after = lines.at(-1)!.seq;
  }
}
