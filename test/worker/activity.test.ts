import { createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { Activity, type Finding, type MonthCount, points } from '../../shared/insights/activity.ts';
import { addMonths, lastWholeMonth } from '../../shared/records/cadence.ts';
import type { Logged } from '../../shared/records/entry.ts';
import { Person } from '../../shared/records/person.ts';
import type { Role } from '../../shared/records/role.ts';
import { School as SchoolBody } from '../../shared/records/school.ts';
import { disclosuresOf } from '../../shared/statistics/disclosure.ts';
import worker from '../../worker/index.ts';
import { putThing, readThing } from '../../worker/store/map.ts';
import { makeSession } from '../../worker/store/token.ts';
import { seedEntries } from '../../worker/store/write.ts';
import { placesOf } from '../attacker.ts';
import { journal, put, type School, tablesOf } from './log.ts';
import { call, makeSchool, refusal } from './make.ts';

const last = lastWholeMonth(new Date());
const before = (months: number) => addMonths(last, -months);
const steps = ['plan', 'do', 'check', 'act'] as const;

/** A district with more people than a story needs: sets who works where, and how far each came in a month. */
async function makeDistrict(sizes: Record<string, number>) {
  const school = await makeSchool();
  const { district } = school;
  for (const id of Object.keys(sizes))
    if (!(await readThing(env.DB, district, 'school', id)))
      await putThing(env.DB, school.writer, 'school', id, SchoolBody.parse({ name: id }), null, new Date());
  async function hire(id: string, roles: Role[], active = true) {
    const stored = await readThing(env.DB, district, 'person', id);
    const body = Person.parse({ name: id, roles, active });
    await putThing(env.DB, school.writer, 'person', id, body, stored, new Date());
  }
  const teachers: string[] = [];
  for (const [at, n] of Object.entries(sizes))
    for (let number = 0; number < n; number++) {
      const id = `${at}-${number}`;
      await hire(id, [{ role: 'teacher', school: at }]);
      teachers.push(id);
    }
  // The three teachers of the small story teach here no more.
  for (const id of ['ruiz', 'okafor', 'tran']) await hire(id, [{ role: 'teacher' }]);

  let cycles = 0;
  return {
    ...school,
    teachers,
    hire,
    /** A token of somebody with these roles. */
    async somebody(id: string, ...roles: Role[]) {
      await hire(id, roles);
      return (await makeSession(env.DB, district, id, 'test', new Date())).access;
    },
    /** Has each teacher come so far in a month: an index of `points`. */
    async came(month: string, reached: Record<string, number>) {
      const logged: Logged[] = [];
      for (const [teacher, point] of Object.entries(reached)) {
        const story = journal({ number: ++cycles, from: `${month}-10T08:00:00-05:00` });
        for (const step of steps.slice(0, point)) story.log(teacher, step);
        logged.push(...story.logged);
      }
      await seedEntries(env.DB, school, logged);
    },
  };
}

const path = (scope: string, month?: string) => `/v1/insights/activity?scope=${scope}${month ? `&month=${month}` : ''}`;
async function ask(token: string, scope: string, month?: string): Promise<Activity> {
  const { status, body } = await call('GET', path(scope, month), { as: token });
  expect(status, JSON.stringify(body)).toBe(200);
  return Activity.parse(body);
}
const numbers = ({ counts }: Finding) => points.map(point => counts[point]);
/** So many at each point, of a school’s teachers in their order. */
const spread = (school: string, ...counts: number[]) =>
  Object.fromEntries(counts.flatMap((n, point) => Array(n).fill(point)).map((point, at) => [`${school}-${at}`, point]));

describe('a leader’s month', () => {
  let district: Awaited<ReturnType<typeof makeDistrict>>;
  let maple: string;
  let superintendent: string;
  beforeAll(async () => {
    district = await makeDistrict({ maple: 50, oak: 60, elm: 7 });
    maple = district.tokens.moreau;
    superintendent = await district.somebody('super', { role: 'leader' });
    for (const month of [last, before(2)]) {
      await district.came(month, spread('maple', 20, 12, 6, 8, 4));
      await district.came(month, spread('oak', 15, 15, 10, 10, 10));
      await district.came(month, spread('elm', 4, 3));
    }
  }, 60_000);

  test('counts the school’s teachers where they are, and hides small groups', async () => {
    const month = await ask(maple, 'school:maple', last);
    expect(month).toMatchObject({ scope: 'school:maple', month: last, minimumGroup: 10, total: null, small: null });
    expect(month.schools).toMatchObject([{ school: 'maple', name: 'Maple Middle School', verdict: 'in_part', n: 50 }]);
    expect(numbers(month.schools[0]!)).toEqual([20, 12, null, null, null]);
    expect(await ask(maple, 'school:maple')).toEqual(month);
  });

  test('is the district’s month to who leads the district: every school’s row and the total', async () => {
    const { schools, total, small } = await ask(superintendent, 'district', last);
    expect(schools.map(one => [one.school, one.verdict, one.n])).toEqual([
      ['maple', 'in_part', 50],
      ['oak', 'in_part', 60],
      ['elm', 'too_few', null],
    ]);
    expect(numbers(total!)).toEqual([35, 27, 16, 18, 14]);
    expect(small).toBeNull();
    const [own] = (await ask(superintendent, 'school:maple', last)).schools;
    expect(own).toEqual(schools.find(one => one.school === 'maple'));
  });

  test('is a whole month that is over, and nothing else', async () => {
    const wrong = (query: string) => call('GET', `/v1/insights/activity?${query}`, { as: superintendent });
    const now = await wrong(`scope=district&month=${addMonths(last, 1)}`);
    expect([now.status, refusal(now)]).toEqual([400, 'query.invalid /month']);
    expect(now.body.errors[0].detail).toContain('is not over yet');
    for (const month of [addMonths(last, 7), '2026-13', '2026-1', 'last', `${last}-01`, before(30)])
      expect(refusal(await wrong(`scope=district&month=${month}`)), month).toBe('query.invalid /month');
    for (const scope of ['team:grade-7', 'person:ruiz', 'school:', 'school:maple,oak', 'districts'])
      expect(refusal(await wrong(`scope=${scope}`)), scope).toBe('query.invalid /scope');
    expect(refusal(await wrong(''))).toBe('query.invalid /scope');
    for (const more of ['subject=Science', 'team=grade-7', 'from=2026-10-02', 'practice=x'])
      expect((await wrong(`scope=district&${more}`)).status, more).toBe(400);
  });

  test('is there for who leads there: others find nothing, and who leads nothing may not ask', async () => {
    const oak = await district.somebody('oak-head', { role: 'leader', school: 'oak' }, { role: 'coach' });
    const statuses = async (token: string) => {
      const scopes = ['school:maple', 'school:oak', 'district', 'school:nowhere'];
      return Promise.all(scopes.map(async scope => (await call('GET', path(scope, last), { as: token })).status));
    };
    expect(await statuses(maple)).toEqual([200, 404, 404, 404]);
    expect(await statuses(oak)).toEqual([404, 200, 404, 404]);
    expect(await statuses(superintendent)).toEqual([200, 200, 200, 404]);
    for (const who of ['ruiz', 'lind', 'adeyemi'] as const)
      expect(await statuses(district.tokens[who]), who).toEqual([403, 403, 403, 403]);
    const elsewhere = await makeSchool();
    expect(refusal(await call('GET', path('school:elm', last), { as: elsewhere.tokens.moreau }))).toBe('thing.unknown');
  });

  test('names no person', async () => {
    const { body } = await call('GET', path('district', last), { as: superintendent });
    expect(JSON.stringify(body)).not.toMatch(/maple-\d|oak-\d|elm-\d/);
  });

  test('stays as it was counted: what arrives later changes nothing', async () => {
    const counted = await ask(superintendent, 'district', before(2));
    await district.came(before(2), spread('maple', 0, 0, 0, 0, 50));
    await district.hire('maple-0', [{ role: 'teacher', school: 'oak' }]);
    await district.hire('maple-1', [{ role: 'teacher', school: 'maple' }], false);
    expect(await ask(superintendent, 'district', before(2))).toEqual(counted);
    await district.hire('maple-0', [{ role: 'teacher', school: 'maple' }]);
    await district.hire('maple-1', [{ role: 'teacher', school: 'maple' }]);
  });
});

describe('the table of a month', () => {
  test('is one, also when everybody asks at once', async () => {
    const district = await makeDistrict({ maple: 12, oak: 14 });
    const superintendent = await district.somebody('super', { role: 'leader' });
    const answers = await Promise.all(
      [0, 1, 1, 0, 2, 0].map(months => ask(superintendent, 'district', before(months))),
    );
    expect(new Set(answers.map(one => `${one.month} ${one.asOf}`)).size).toBe(3);
  });

  test('is counted by itself once the month is over', async () => {
    const district = await makeDistrict({ maple: 12 });
    await worker.scheduled(createScheduledController(), env);
    const { results } = await env.DB.prepare('select month, body from activity_count where district = ?')
      .bind(district.district)
      .all();
    expect(results.map(one => one.month)).toEqual([last]);
  });

  test('keeps to the district’s minimum, never below the floor', async () => {
    const verdicts = async (minimumGroup: number) => {
      const district = await makeDistrict({ maple: 24 });
      await env.DB.prepare('update district set settings = ? where id = ?')
        .bind(JSON.stringify({ minimumGroup }), district.district)
        .run();
      await district.came(last, spread('maple', 6, 6, 6, 6));
      await district.came(before(1), spread('maple', 14, 4, 6));
      const month = async (months: number) => {
        const { schools, minimumGroup } = await ask(district.tokens.moreau, 'school:maple', before(months));
        return [minimumGroup, ...numbers(schools.find(one => one.school === 'maple')!)];
      };
      return [await month(0), await month(1)];
    };
    expect(await verdicts(6)).toEqual([
      [6, 6, 6, 6, 6, 0],
      [6, 14, null, null, 0, 0],
    ]);
    expect(await verdicts(1)).toEqual([
      [5, 6, 6, 6, 6, 0],
      [5, 14, null, null, 0, 0],
    ]);
  });

  test('is not told where it differs from an earlier month by the one who joined', async () => {
    const district = await makeDistrict({ maple: 50, oak: 60 });
    const superintendent = await district.somebody('super', { role: 'leader' });
    for (const month of [before(1), last]) {
      await district.came(month, spread('maple', 20, 12, 18));
      await district.came(month, spread('oak', 15, 15, 10, 10, 10));
    }
    const january = await ask(superintendent, 'district', before(1));
    expect(january.schools.map(numbers)).toEqual([
      [20, 12, 18, 0, 0],
      [15, 15, 10, 10, 10],
    ]);
    await district.hire('joiner', [{ role: 'teacher', school: 'maple' }]);
    await district.came(last, { joiner: 2 });
    const february = await ask(superintendent, 'district', last);
    expect(february.schools.map(one => one.verdict)).toEqual(['too_few', 'counted']);
    expect(february.total!.verdict).toBe('too_few');
  });
});

describe('how far a cycle came in a month', () => {
  test('is kept with its entries, and mends with them', async () => {
    const school: School = await makeSchool();
    const { log, cycle } = journal({ from: '2026-09-29T20:00:00-05:00' });
    const reached = async () => (await tablesOf(school)).activity.map(one => [one.month, one.owner, one.point]);
    await put(school, 'ruiz', log('ruiz', 'plan'));
    const done = log('ruiz', 'do');
    await put(school, 'ruiz', done);
    expect(await reached()).toEqual([['2026-09', 'ruiz', 2]]);
    const later = journal({ from: '2026-10-02T08:00:00-05:00', number: 2 });
    const check = later.log('ruiz', 'check', { cycle });
    await put(school, 'ruiz', check);
    expect(await reached()).toEqual([
      ['2026-09', 'ruiz', 2],
      ['2026-10', 'ruiz', 3],
    ]);
    // A word that is mended later moves nothing into another month; what is taken back is gone.
    await put(school, 'ruiz', later.log('ruiz', 'do', { cycle, supersedes: done.id }));
    await put(school, 'ruiz', later.log('ruiz', 'retract', { cycle, supersedes: check.id }));
    expect(await reached()).toEqual([['2026-09', 'ruiz', 2]]);
  });
});

describe('an attacker in a district with a school of twelve', () => {
  const sizes = { maple: 12, oak: 31, elm: 44, ash: 7 };
  const scopes = ['district', ...Object.keys(sizes).map(one => `school:${one}`)];

  test('with every answer there is, infers nobody’s place', async () => {
    let inferred = 0;
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat(9)), async chance => {
        const district = await makeDistrict(sizes);
        const tokens: Record<string, string> = {
          ...Object.fromEntries(
            await Promise.all(
              Object.keys(sizes).map(async at => [
                `school:${at}`,
                await district.somebody(`${at}-head`, { role: 'leader', school: at }),
              ]),
            ),
          ),
          district: await district.somebody('super', { role: 'leader' }),
        };
        const place = () => [0, 0, 0, 0, 0, 1, 1, 2, 3, 4][chance.next().value!]!;
        let places = Object.fromEntries(district.teachers.map(one => [one, place()]));
        const published: MonthCount[] = [];
        for (const months of [2, 1, 0]) {
          // Hardly anybody moves, and each month one comes to the twelve.
          places = Object.fromEntries(
            Object.entries(places).map(([one, at]) => [one, chance.next().value ? at : place()]),
          );
          const joiner = `maple-new-${months}`;
          await district.hire(joiner, [{ role: 'teacher', school: 'maple' }]);
          places[joiner] = place();
          await district.came(before(months), places);

          const answers = new Map<string, Activity>();
          for (const [who, token] of Object.entries(tokens))
            for (const scope of scopes) {
              asked++;
              const { status, body } = await call('GET', path(scope, before(months)), { as: token });
              const theirs = who === 'district' || who === scope;
              expect(status, `${who} ${scope}`).toBe(theirs ? 200 : 404);
              if (!theirs) continue;
              const answer = Activity.parse(body);
              // One table: every scope is a part of it.
              for (const one of answer.schools)
                for (const other of answers.values())
                  expect(other.schools.find(({ school }) => school === one.school) ?? one).toEqual(one);
              answers.set(`${who} ${scope}`, answer);
            }
          const { schools, total } = answers.get('district district')!;
          // The staff list tells the size of each row; ash, below the minimum, is in no figure.
          const groups = schools.filter(one => one.n !== null);
          expect(groups.map(one => one.school).sort()).toEqual(['elm', 'maple', 'oak']);
          const table = [...groups, total!].map(one => [...numbers(one), one.n]);
          inferred += disclosuresOf(table, { minimum: 10, zerosShown: true }).length;
          expect(numbers(schools.find(one => one.school === 'maple')!).filter(n => n)).toEqual([]);
          // And from the months together: where the joiner is, if all others stayed.
          const now = {
            groups: groups.map(one => ({ school: one.school, n: one.n!, counts: numbers(one) })),
            total: { n: total!.n!, counts: numbers(total!) },
          };
          for (const earlier of published)
            inferred += placesOf('maple', earlier, now, false).filter(places => places.size === 1).length;
          published.push(now);
        }
      }),
      { numRuns: 3 },
    );
    expect(asked).toBe(3 * 3 * 25);
    expect(inferred).toBe(0);
  }, 120_000);
});
