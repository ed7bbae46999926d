import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { addDays } from '../../shared/records/cadence.ts';
import type { Logged } from '../../shared/records/entry.ts';
import { seedEntries } from '../../worker/store/write.ts';
import { leaves } from '../make.ts';
import { journal, type School, tablesOf } from './log.ts';
import { countRows, makeSchool } from './make.ts';

const today = new Date().toISOString().slice(0, 10);
const place = new URLSearchParams({ site: leaves.site, course: leaves.course, lesson: leaves.lesson });

/** So many closed cycles of the past, everyone's, shared with their coach and their team and talked about. */
function history(cycles: number): Logged[] {
  return Array.from({ length: cycles }, (_, at) => {
    const teacher = at % 2 ? 'okafor' : 'ruiz';
    const day = addDays(today, -30 - Math.floor((at * 300) / cycles));
    const { log, logged } = journal({ number: at + 10, from: `${day}T08:00:00-05:00` });
    log(teacher, 'plan', { tag: { ...leaves, lesson: String(at % 9), ...(at % 7 === 0 && { course: `old-${at}` }) } });
    log(teacher, 'share');
    log(teacher, 'share', { with: { team: 'grade-7' } });
    log(teacher, 'do');
    log(teacher, 'check', { on: addDays(day, 4) });
    log('lind', 'feedback');
    log('lind', 'contact', { teacher, on: addDays(day, 2) });
    log(teacher, 'participation');
    log(teacher, 'act');
    return logged;
  }).flat();
}

/** What is open today: the same in both schools. */
function openWork() {
  return ['ruiz', 'ruiz', 'okafor'].map((teacher, at) => {
    const { log, logged, cycle } = journal({ number: at + 1, from: `${addDays(today, -3)}T08:00:00-05:00` });
    log(teacher, 'plan', { tag: { ...leaves, lesson: String(4 + at) } });
    log(teacher, 'share');
    log(teacher, 'share', { with: { team: 'grade-7' } });
    log(teacher, 'do');
    log(teacher, 'question');
    return { cycle, logged, log };
  });
}

describe('what one request reads', () => {
  let young: School;
  let old: School;
  // More than the 60 figures that a page shows of each series.
  const cycles = 150;

  beforeAll(async () => {
    [young, old] = [await makeSchool(), await makeSchool()];
    for (const [school, times] of [
      [young, 1],
      [old, 10],
    ] as const) {
      const logged = [...history(cycles * times), ...openWork().flatMap(one => one.logged)];
      expect(await seedEntries(env.DB, school, logged)).toBe(logged.length);
      await env.DB.prepare(
        `insert into seen (district, cycle, person, on_day) select district, id, 'lind', last_on from cycle where district = ?`,
      )
        .bind(school.district)
        .run();
    }
  }, 60_000);

  async function rowsOf(school: School, ...[who, method, path, body]: Request) {
    const counted = countRows();
    const answer = await school.as(who)(method, path, { db: counted.db, ...(body !== undefined && { body }) });
    expect([200, 201]).toContain(answer.status);
    return { rows: counted.rows, body: answer.body };
  }
  type Request = [who: keyof School['tokens'], method: string, path: string, body?: unknown];

  const [mine, , theirs] = openWork();
  const done = mine!.log('ruiz', 'do');
  const told = theirs!.log('lind', 'feedback');
  const met = theirs!.log('lind', 'contact', { teacher: 'okafor' });
  const fresh = journal({ number: 9, from: `${today}T08:00:00-05:00` }).log('ruiz', 'plan', { tag: leaves });
  test.each<[string, number, ...Request]>([
    ['a teacher’s page', 150, 'ruiz', 'GET', `/v1/page?${place}`],
    ['a coach’s page', 50, 'lind', 'GET', `/v1/page?${place}`],
    ['a colleague’s page', 150, 'okafor', 'GET', `/v1/page?${place}`],
    ['a cycle', 30, 'lind', 'GET', `/v1/cycles/${mine!.cycle}`],
    ['a coach’s summary', 30, 'lind', 'GET', '/v1/insights/who-needs-me'],
    ['a month of a school, counted', 100, 'moreau', 'GET', '/v1/insights/activity?scope=school:maple'],
    ['a month of a school, again', 10, 'moreau', 'GET', '/v1/insights/activity?scope=school:maple'],
    ['a Do', 100, 'ruiz', 'PUT', `/v1/entries/${done.id}`, done],
    ['a Plan', 100, 'ruiz', 'PUT', `/v1/entries/${fresh.id}`, fresh],
    ['feedback', 100, 'lind', 'PUT', `/v1/entries/${told.id}`, told],
    ['a contact', 100, 'lind', 'PUT', `/v1/entries/${met.id}`, met],
    ['two again', 30, 'lind', 'POST', '/v1/entries', { entries: [told, met] }],
  ])('%s reads no more after ten times the history', async (_, most, ...request) => {
    const [few, many] = [await rowsOf(young, ...request), await rowsOf(old, ...request)];
    expect(many.rows).toBeLessThanOrEqual(few.rows);
    expect(many.rows).toBeLessThan(most);
  });

  test('and answers with all that is open', async () => {
    const page = (await rowsOf(old, 'ruiz', 'GET', `/v1/page?${place}`)).body;
    expect(page.series['exit-ticket']).toHaveLength(60);
    expect(page.rings).toHaveLength(9);
    const { teachers } = (await rowsOf(old, 'lind', 'GET', '/v1/insights/who-needs-me')).body;
    expect(teachers.map((one: { id: string; cycles: unknown[] }) => [one.id, one.cycles.length])).toEqual([
      ['ruiz', 2],
      ['okafor', 1],
    ]);
    const tables = await tablesOf(old);
    expect(tables.entry.length).toBeGreaterThan(9 * 10 * cycles);
  });
});

describe('every statement', () => {
  test('finds its rows by an index, beyond the district', async () => {
    const school = await makeSchool();
    const { db, statements } = recorded();
    const { log, logged, cycle } = journal();
    log('ruiz', 'plan');
    log('ruiz', 'share');
    log('ruiz', 'check');
    const contact = log('lind', 'contact');
    log('lind', 'retract', { supersedes: contact.id });
    log('lind', 'contact', { cycle: undefined });
    for (const { author, entry } of logged)
      await school.as(author as 'ruiz')('PUT', `/v1/entries/${entry.id}`, { body: entry, db });
    expect((await school.as('moreau')('GET', '/v1/insights/activity?scope=school:maple', { db })).status).toBe(200);
    for (const path of [`/v1/page?${place}`, `/v1/cycles/${cycle}`, '/v1/insights/who-needs-me'])
      expect((await school.as('lind')('GET', path, { db })).status).toBe(200);

    expect(statements.size).toBeGreaterThan(25);
    for (const sql of statements) {
      const count = Math.max(...[...sql.matchAll(/\?(\d+)/g)].map(([, number]) => Number(number)));
      const { results } = await env.DB.prepare(`explain query plan ${sql}`)
        .bind(...Array(count).fill(null))
        .all<{ detail: string }>();
      // What was made of JSON or by the statement itself may be read from end to end; a table of ours may not.
      const plan = results.map(one => one.detail).filter(one => !/^SCAN \w+( EXISTS)? VIRTUAL TABLE/.test(one));
      for (const step of plan) {
        expect(step, sql).not.toMatch(/\(district=\?\)/);
        expect(step, sql).not.toMatch(/^SCAN (?!(CONSTANT ROW|written|version|place|last|o|v|p)$)/);
      }
    }
  });
});

/** The database, keeping the text of every statement. */
function recorded(statements = new Set<string>()) {
  const keep = <T extends { prepare(sql: string): D1PreparedStatement }>(real: T, more: object = {}): T =>
    new Proxy(real, {
      get: (target, name) => {
        if (name in more) return more[name as keyof typeof more];
        if (name === 'prepare') return (sql: string) => statements.add(sql) && target.prepare(sql);
        const value = target[name as keyof T];
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  const withSession = (bookmark: string) => keep(env.DB.withSession(bookmark));
  return { db: keep(env.DB, { withSession }), statements };
}
