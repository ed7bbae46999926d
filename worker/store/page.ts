import type { Aim } from '../../shared/records/aim.ts';
import { foldCycle } from '../../shared/records/cycle.ts';
import type { Desk, Point, SharedCycle } from '../../shared/records/desk.ts';
import type { Logged } from '../../shared/records/entry.ts';
import { type Learning, matchKey } from '../../shared/records/learning.ts';
import type { PageRef } from '../../shared/records/page.ts';
import { seriesOf } from '../../shared/records/plan.ts';
import { audiencesOf } from '../../shared/records/share.ts';
import { visibleTo, withoutNote } from '../../shared/records/visibility.ts';
import { meOf, type Who } from '../guard.ts';
import type { Database } from '../http.ts';
import { type LoggedRow, openLogged } from './cycle.ts';
import { namesIn, selectNames } from './names.ts';
import { noticesIn, selectNotices } from './notice.ts';
import { isLed, leads, ledParam, schoolsOf } from './relation.ts';
import { seriesKey } from './rollup.ts';

/** At most so many of each, so that a page costs the same after one year and after ten. */
const bounds = { rings: 300, aims: 10, measures: 20, practices: 20, series: 6, points: 60, learning: 2 } as const;

/** All that a panel needs for one page, in two round trips: what the place holds, then what that names. */
export async function readPage(db: Database, who: Who, page: PageRef, title: string | undefined): Promise<Desk> {
  const place = [page.site, page.course, page.lesson ?? ''];
  const here = await readPlace(db, who, place);
  const own = here.latest ? foldCycle(here.latest, who.id, here.logged) : undefined;
  const plan = own?.plan;
  const first = here.aims[0];
  const aimMeasures = here.aims.flatMap(aim => aim.measures);
  const planMeasure = plan ? [plan.measure] : [];
  const mapMeasures = planMeasure.filter(one => typeof one === 'string');
  const planPractice = plan?.practice ? [plan.practice] : [];

  const named = await readNamed(db, who, place, {
    measures: some(bounds.measures, mapMeasures, aimMeasures),
    practices: some(
      bounds.practices,
      planPractice,
      here.aims.flatMap(aim => aim.practices),
    ),
    series: some(bounds.series, planMeasure.map(seriesOf), first?.measures ?? []),
    fits: [
      ...some(1, planPractice, first?.practices ?? []).map(id => ({ noun: 'practice', key: id })),
      ...some(2, title === undefined ? [] : [title], [page.course]).map(key => ({ noun: 'course', key })),
      ...who.subjects.map(key => ({ noun: 'subject', key })),
    ],
    schools: [...schoolsOf(who), ...here.teams.map(team => team.school)],
    people: [
      ...here.logged.flatMap(({ author, entry }) =>
        entry.kind === 'share' && 'person' in entry.with ? [author, entry.with.person] : [author],
      ),
      ...here.readBy.map(({ person }) => person),
      ...here.shared.flatMap(one => [one.owner, ...one.logged.map(({ author }) => author)]),
    ],
  });
  return {
    me: meOf(who),
    page,
    rings: here.rings,
    logged: here.logged,
    series: named.series,
    aims: here.aims,
    measures: named.measures,
    practices: named.practices,
    learning: named.learning,
    coaches: named.coaches,
    teams: here.teams.map(({ school: _, ...team }) => team),
    names: named.names,
    readBy: here.readBy,
    notices: named.notices,
    shared: here.shared.map(({ owner, ...one }) => ({
      ...one,
      owner: { id: owner, name: named.names[owner] ?? owner },
    })),
  };
}

type Shared = Omit<SharedCycle, 'owner'> & { owner: string };
type Rows = Record<string, string | number | null>[];

/** What the viewer has at a place, what their teams work on, and what is open to them there. */
async function readPlace(db: Database, who: Who, place: string[]) {
  const audiences = audiencesOf(who);
  const teams = JSON.stringify(who.teams);
  const of = (sql: string, ...values: unknown[]) => db.prepare(sql).bind(who.district, ...values);
  const results = await db.batch<Rows[number]>([
    of(
      `select lesson, cycle, phase, due_on from ring
       where district = ?1 and owner = ?2 and site = ?3 and course = ?4 limit ${bounds.rings}`,
      ...[who.id, ...place.slice(0, 2)],
    ),
    of(
      `select e.cycle, e.id, e.author, e.body from ring r cross join entry e indexed by entry_cycle on e.district = ?1 and e.cycle = r.cycle
       where r.district = ?1 and r.owner = ?2 and r.site = ?3 and r.course = ?4 and r.lesson = ?5 order by e.id`,
      ...[who.id, ...place],
    ),
    of(
      `select s.person, s.on_day from ring r cross join seen s on s.district = ?1 and s.cycle = r.cycle
       where r.district = ?1 and r.owner = ?2 and r.site = ?3 and r.course = ?4 and r.lesson = ?5
       order by s.on_day desc limit 50`,
      ...[who.id, ...place],
    ),
    of(
      `select a.id, a.body, g.body ->> 'text' as goal, n.body ->> 'text' as need
       from json_each(?2) i
       cross join map t on t.district = ?1 and t.noun = 'team' and t.id = i.value
       cross join json_each(t.body, '$.aims') o
       cross join map a on a.district = ?1 and a.noun = 'aim' and a.id = o.value
       cross join map g on g.district = ?1 and g.noun = 'goal' and g.id = a.body ->> 'goal'
       cross join map n on n.district = ?1 and n.noun = 'need' and n.id = g.body ->> 'need'
       order by i.key, o.key limit 100`,
      teams,
    ),
    of(
      `select t.id, t.body ->> 'name' as name, t.body ->> 'school' as school, (
         select count(*) from link l cross join map p on p.district = ?1 and p.noun = 'person' and p.id = l.id
         where l.district = ?1 and l.target_noun = 'team' and l.target = t.id and l.noun = 'person'
           and p.body ->> 'active' and not ${leads('p.body', '?3')}) as people
       from json_each(?2) i cross join map t on t.district = ?1 and t.noun = 'team' and t.id = i.value order by i.key`,
      teams,
      JSON.stringify(schoolsOf(who)),
    ),
    of(
      `select o.cycle, o.owner, o.notes, e.id, e.author, e.body
       from (
         select s.cycle, s.owner, max(s.notes) as notes from json_each(?2) a
         cross join share s indexed by share_audience on s.district = ?1 and s.audience = a.value and s.active = 1
           and s.site = ?4 and s.course = ?5 and s.lesson = ?6
         where s.owner <> ?3 and not ${isLed('s.owner', '?7')} group by s.cycle order by s.cycle desc limit 20) o
       cross join entry e indexed by entry_cycle on e.district = ?1 and e.cycle = o.cycle order by o.cycle desc, e.id`,
      ...[JSON.stringify(audiences), who.id, ...place, ledParam(who)],
    ),
  ]);
  const [rings, logged, readBy, aims, teamRows, shared] = results.map(({ results }) => results) as [
    { lesson: string; cycle: string; phase: Desk['rings'][number]['phase']; due_on: string | null }[],
    (LoggedRow & { cycle: string })[],
    { person: string; on_day: string }[],
    { id: string; body: string; goal: string; need: string }[],
    { id: string; name: string; school: string; people: number }[],
    (LoggedRow & { cycle: string; owner: string; notes: number })[],
  ];
  const mine = { id: who.id, audiences, notes: true };
  return {
    rings: rings.map(({ lesson, cycle, phase, due_on }) => ({
      ...(lesson && { lesson }),
      cycle,
      phase,
      ...(due_on && { dueOn: due_on }),
    })),
    latest: logged[0]?.cycle,
    logged: visibleTo(mine, who.id, await openLogged(who.seal, logged)),
    readBy: readBy.map(({ person, on_day }) => ({ person, on: on_day })),
    aims: [...new Map(aims.map(row => [row.id, row])).values()].slice(0, bounds.aims).map(row => ({
      ...(JSON.parse(row.body) as Aim),
      id: row.id,
      goalText: row.goal,
      needText: row.need,
    })),
    teams: teamRows,
    shared: await Promise.all(
      [...Map.groupBy(shared, row => row.cycle)].map(async ([cycle, rows]): Promise<Shared> => {
        const { owner, notes } = rows[0]!;
        const viewer = { id: who.id, audiences, notes: notes === 1 };
        const open = visibleTo(viewer, owner, await openLogged(who.seal, rows));
        // Whoever reads a note is seen reading it, and that is when they open the cycle.
        const told = open.map(({ author, entry }): Logged => ({ author, entry: withoutNote(entry) }));
        return { cycle, owner, notes: notes === 1, logged: told };
      }),
    ),
  };
}

type Asked = {
  measures: string[];
  practices: string[];
  series: string[];
  fits: { noun: string; key: string }[];
  schools: string[];
  people: string[];
};

/** The things that the place and its aims name, the figures so far, and whom a cycle can be opened to. */
async function readNamed(db: Database, who: Who, place: string[], asked: Asked) {
  const of = (sql: string, ...values: unknown[]) => db.prepare(sql).bind(who.district, ...values);
  const things = `select m.id, m.body from json_each(?3) i
    cross join map m on m.district = ?1 and m.noun = ?2 and m.id = i.value order by i.key`;
  const keys = await Promise.all(asked.series.map(series => seriesKey(who.seal, series)));
  const results = await db.batch<unknown>([
    of(things, 'measure', JSON.stringify(asked.measures)),
    of(things, 'practice', JSON.stringify(asked.practices)),
    // In the order of the keys; an item that fits several of them is found as often, so more are read than are shown.
    of(
      `select k.value ->> 'noun' as fits, m.id, m.body from json_each(?2) k
       cross join link l on l.district = ?1 and l.target_noun = k.value ->> 'noun' and l.target = k.value ->> 'key'
         and l.noun = 'learning'
       cross join map m on m.district = ?1 and m.noun = 'learning' and m.id = l.id
       limit ${bounds.learning * 13}`,
      JSON.stringify(asked.fits.map(({ noun, key }) => ({ noun, key: matchKey(key) }))),
    ),
    of(
      `select p.id, p.body ->> 'name' as name from link l
       cross join map p on p.district = ?1 and p.noun = 'person' and p.id = l.id
       where l.district = ?1 and l.target_noun = 'role' and l.target = 'coach' and l.noun = 'person' and l.id <> ?2
         and exists (
           select 1 from json_each(p.body, '$.roles') r where r.value ->> 'role' = 'coach' and (
             r.value ->> 'school' is null or r.value ->> 'school' in (select value from json_each(?3))))
         and not ${leads('p.body', '?4')}
       order by name limit 50`,
      who.id,
      JSON.stringify(asked.schools),
      JSON.stringify(schoolsOf(who)),
    ),
    selectNames(db, who.district, asked.people),
    selectNotices(db, who.district, who.id),
    ...keys.map(series =>
      of(
        `select entry, cycle, on_day, value from observation
         where district = ?1 and person = ?2 and site = ?3 and course = ?4 and series = ?5
         order by on_day desc, entry desc limit ${bounds.points}`,
        ...[who.id, place[0], place[1], series],
      ),
    ),
  ]);
  const [measures, practices, learning, coaches, names, notices, ...series] = results.map(({ results }) => results);
  return {
    measures: (measures as Thing[]).map(thingOf) as Desk['measures'],
    practices: (practices as Thing[]).map(thingOf) as Desk['practices'],
    learning: fitting(learning as (Thing & { fits: Desk['learning'][number]['fits'] })[]),
    coaches: coaches as Desk['coaches'],
    names: namesIn(names!),
    notices: await noticesIn(who.seal, notices!),
    series: Object.fromEntries(asked.series.map((name, at) => [name, pointsOf(series[at] as PointRow[])])),
  };
}

type Thing = { id: string; body: string };
type PointRow = { entry: string; cycle: string; on_day: string; value: number };

function thingOf({ id, body }: Thing) {
  return { ...JSON.parse(body), id };
}

function fitting(rows: (Thing & { fits: Desk['learning'][number]['fits'] })[]): Desk['learning'] {
  const first = new Map(rows.toReversed().map(row => [row.id, row]));
  return [...new Set(rows.map(({ id }) => id))].slice(0, bounds.learning).map(id => {
    const row = first.get(id)!;
    return { ...(JSON.parse(row.body) as Learning), id, fits: row.fits };
  });
}

function pointsOf(rows: PointRow[]): Point[] {
  return rows.toReversed().map(({ entry, cycle, on_day, value }) => ({ entry, cycle, on: on_day, value }));
}

/** The first few different ones of several lists. */
function some(most: number, ...lists: string[][]): string[] {
  return [...new Set(lists.flat())].slice(0, most);
}
