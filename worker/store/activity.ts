import {
  type Activity,
  countMonth,
  type Earlier,
  type Fact,
  findingOf,
  groupsOf,
  MINIMUM_FLOOR,
  MINIMUM_GROUP,
  type MonthCount,
  SMALL,
} from '../../shared/insights/activity.ts';
import { Refusal } from '../../shared/problem.ts';
import { addMonths, lastWholeMonth } from '../../shared/records/cadence.ts';
import { ledBy, type Who } from '../guard.ts';
import type { Database } from '../http.ts';

/** A month is set against so many that were published before it. */
const COMPARED = 12;
/** A month that was not counted in time is counted when it is asked for, within a year. */
const LATE_MONTHS = 11;
const TRIES = 5;

type Published = { number: number; minimum: number; countedAt: string; count: MonthCount };

/**
 * A leader's part of a month's table.
 * @throws Refusal thing.unknown for what they don't lead, query.invalid for a month that can't be counted
 */
export async function readActivity(
  db: Database,
  who: Who,
  scope: string,
  asked: string | undefined,
  now: Date,
): Promise<Activity> {
  const school = scope === 'district' ? undefined : scope.slice('school:'.length);
  const led = ledBy(who);
  if (led !== 'all' && (school === undefined || !led.includes(school))) throw new Refusal('thing.unknown');
  const schools = await readSchools(db, who.district, school);
  if (school !== undefined && schools.length === 0) throw new Refusal('thing.unknown');

  const month = asked ?? lastWholeMonth(now);
  const { count, minimum, countedAt } = await publishedMonth(db, who.district, month, now);
  const groups = new Map(count.groups.map(one => [one.school, one]));
  return {
    scope,
    month,
    asOf: countedAt,
    minimumGroup: minimum,
    schools: schools.map(({ id, name }) => ({ school: id, name, ...findingOf(groups.get(id)) })),
    small: school === undefined && groups.has(SMALL) ? findingOf(groups.get(SMALL)) : null,
    total: school === undefined ? findingOf(count.groups.length > 0 ? count.total : undefined) : null,
  };
}

/** Publishes the last whole month of every district that has not been asked for it yet. */
export async function countActivity(db: Database, now: Date): Promise<void> {
  const { results } = await db.prepare('select id from district').all<{ id: string }>();
  for (const { id } of results) await publishedMonth(db, id, lastWholeMonth(now), now);
}

async function publishedMonth(db: Database, district: string, month: string, now: Date): Promise<Published> {
  const last = lastWholeMonth(now);
  if (month > last) throw wrong(`is not over yet; the last whole month is ${last}`);
  for (let tries = 0; tries < TRIES; tries++) {
    const there = await readCount(db, district, month);
    if (there) return there;
    if (month < addMonths(last, -LATE_MONTHS)) throw wrong('was not counted, and is too long ago to be');
    await publish(db, district, month, now);
  }
  throw new Refusal('database.busy');
}

function wrong(detail: string): Refusal {
  return new Refusal('query.invalid', { errors: [{ pointer: '/month', detail }] });
}

type CountRow = Omit<Published, 'count'> & { body: string };

async function readCount(db: Database, district: string, month: string): Promise<Published | null> {
  const row = await db
    .prepare(
      `select number, minimum, counted_at as countedAt, body from activity_count where district = ?1 and month = ?2`,
    )
    .bind(district, month)
    .first<CountRow>();
  return row && publishedOf(row);
}

function publishedOf({ body, ...row }: CountRow): Published {
  return { ...row, count: JSON.parse(body) as MonthCount };
}

/** Counts a month and stores its table, unless somebody else published one meanwhile, this month's or another's. */
async function publish(db: Database, district: string, month: string, now: Date): Promise<void> {
  const of = (sql: string, ...values: unknown[]) => db.prepare(sql).bind(district, ...values);
  const [settings, before, people, teachers] = await db.batch<Record<string, string | number | null>>([
    of(`select settings ->> 'minimumGroup' as minimum from district where id = ?1`),
    of(
      `select number, minimum, counted_at as countedAt, body from activity_count
       where district = ?1 and number > 0 order by number desc limit ?2`,
      COMPARED,
    ),
    of(
      `select person, school, since, until from activity_person
       where district = ?1 and until > (
         select coalesce(max(number), 0) - ?2 from activity_count where district = ?1 and number > 0)`,
      COMPARED,
    ),
    // A teacher of two schools is counted at the first; one of no school is no leader's figure.
    of(
      `select p.id as person, (
           select r.value ->> 'school' from json_each(p.body, '$.roles') r
           where r.value ->> 'role' = 'teacher' and r.value ->> 'school' is not null order by r.key limit 1) as school, (
           select max(a.point) from activity a indexed by activity_owner
           where a.district = ?1 and a.owner = p.id and a.month = ?2) as point
       from link l cross join map p on p.district = ?1 and p.noun = 'person' and p.id = l.id
       where l.district = ?1 and l.target_noun = 'role' and l.target = 'teacher' and l.noun = 'person'`,
      month,
    ),
  ]);
  const minimum = Math.max(MINIMUM_FLOOR, Math.floor(Number(settings!.results[0]?.minimum)) || MINIMUM_GROUP);
  const facts = teachers!.results.flatMap(({ person, school, point }): Fact[] =>
    school === null ? [] : [{ person: String(person), school: String(school), point: Number(point ?? 0) }],
  );
  const published = (before!.results as unknown as CountRow[]).map(publishedOf);
  const counted = people!.results as unknown as { person: string; school: string; since: number; until: number }[];
  const earlier = published.map(({ number, count }): Earlier => {
    const then = counted.filter(one => one.since <= number && one.until > number);
    return { count, groupOf: new Map(then.map(one => [one.person, one.school])) };
  });

  const groupOf = groupsOf(facts, minimum);
  const staying = new Map(earlier[0]?.groupOf);
  const gone = [...staying].filter(([person, school]) => groupOf.get(person) !== school).map(([person]) => person);
  const come = [...groupOf].filter(([person, school]) => staying.get(person) !== school);
  const number = (published[0]?.number ?? 0) + 1;
  const batch = crypto.randomUUID();
  const ours = `exists (select 1 from activity_count where district = ?1 and month = ?2 and batch = ?3)`;
  await db.batch([
    of(
      `insert or ignore into activity_count (district, month, batch, number, minimum, counted_at, body)
       values (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
      ...[month, batch, number, minimum, now.toISOString()],
      JSON.stringify(countMonth(facts, earlier, minimum)),
    ),
    of(
      `update activity_person set until = ?4 where ${ours} and district = ?1 and until = 9007199254740991
         and person in (select value from json_each(?5))`,
      ...[month, batch, number, JSON.stringify(gone)],
    ),
    of(
      `insert into activity_person (district, person, school, since)
       select ?1, c.value ->> 0, c.value ->> 1, ?4 from json_each(?5) c where ${ours}`,
      ...[month, batch, number, JSON.stringify(come)],
    ),
    of(
      `delete from activity_person where ${ours} and district = ?1 and until <= ?4`,
      ...[month, batch, number - COMPARED],
    ),
  ]);
}

/** One school of the district, or all. */
async function readSchools(db: Database, district: string, school: string | undefined) {
  const { results } = await db
    .prepare(
      `select id, body ->> 'name' as name from map
       where district = ?1 and noun = 'school' and (?2 is null or id = ?2) order by body ->> 'name', id`,
    )
    .bind(district, school ?? null)
    .all<{ id: string; name: string }>();
  return results;
}
