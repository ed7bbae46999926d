import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Entry, EntryKind, Logged } from '../../shared/records/entry.ts';
import { seedEntries } from '../../worker/store/write.ts';
import { idAt } from '../id-at.ts';
import { anyEntry } from '../make.ts';
import { deliver, journal, put, tablesOf, type Who } from './log.ts';
import { makeSchool, refusal } from './make.ts';

describe('an entry', () => {
  test('is stored once; the same again has the same answer, another content is a conflict', async () => {
    const school = await makeSchool();
    const { log, cycle } = journal();
    const plan = log('ruiz', 'plan');
    const first = await put(school, 'ruiz', plan);
    expect(first.status).toBe(201);
    expect(first.body).toEqual({ id: plan.id, cycle: { cycle, lesson: '4', phase: 'do', dueOn: '2026-11-06' } });

    const turned = Object.fromEntries(Object.entries(plan).reverse()) as typeof plan;
    const again = await put(school, 'ruiz', { ...turned, idea: `  ${plan.idea} ` });
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    expect(refusal(await put(school, 'ruiz', { ...plan, prediction: 5 }))).toBe('entry.conflict');
    expect((await tablesOf(school)).entry).toHaveLength(1);
  });

  test('has the id of its address', async () => {
    const school = await makeSchool();
    const plan = journal().log('ruiz', 'plan');
    const answer = await school.as('ruiz')('PUT', `/v1/entries/${idAt(5)}`, { body: plan });
    expect([answer.status, refusal(answer)]).toEqual([422, 'body.invalid /id']);
  });

  test('is nobody else’s: their id is unknown to others', async () => {
    const school = await makeSchool();
    const plan = journal().log('ruiz', 'plan');
    await put(school, 'ruiz', plan);
    expect(refusal(await put(school, 'okafor', plan))).toBe('thing.unknown');
    const { log } = journal({ number: 2 });
    expect(refusal(await put(school, 'okafor', log('okafor', 'plan', { id: plan.id })))).toBe('thing.unknown');
    expect((await tablesOf(school)).cycle).toHaveLength(1);
  });

  test('may come before the one it belongs after', async () => {
    const school = await makeSchool();
    const { log } = journal();
    const [plan, done, check] = [log('ruiz', 'plan'), log('ruiz', 'do'), log('ruiz', 'check')];
    expect((await put(school, 'ruiz', check)).body.cycle.phase).toBe('act');
    expect((await put(school, 'ruiz', done)).body.cycle).not.toHaveProperty('lesson');
    expect((await put(school, 'ruiz', plan)).body.cycle).toMatchObject({ phase: 'act', lesson: '4' });
    expect((await tablesOf(school)).observation).toMatchObject([{ series: 'exit-ticket', value: 75 }]);
  });

  test('must name what the district has', async () => {
    const school = await makeSchool();
    const { log } = journal();
    const plan = log('ruiz', 'plan', { practice: 'x', aim: 'y', measure: 'z' });
    expect(refusal(await put(school, 'ruiz', plan))).toBe('body.invalid /practice /aim /measure');
    for (const [entry, pointer] of [
      [log('ruiz', 'share', { with: { person: 'nobody' } }), '/with/person'],
      [log('ruiz', 'share', { with: { team: 'oak-staff' } }), '/with/team'],
      [log('ruiz', 'participation', { learning: 'x' }), '/learning'],
    ] as const)
      expect(refusal(await put(school, 'ruiz', entry))).toBe(`body.invalid ${pointer}`);
    expect(
      (
        await put(
          school,
          'ruiz',
          log('ruiz', 'plan', { measure: { name: 'Hands up', unit: 'count', direction: 'up' } }),
        )
      ).status,
    ).toBe(201);
  });

  test('that closes a share names nobody: narrowing is always possible', async () => {
    const school = await makeSchool();
    const { log } = journal();
    await deliver(school, [{ author: 'ruiz', entry: log('ruiz', 'plan') }]);
    const closing = log('ruiz', 'share', { with: { person: 'who-left' }, state: 'closed' });
    expect((await put(school, 'ruiz', closing)).status).toBe(201);
  });

  test('is refused when its cycle is full, to readers first', async () => {
    const school = await makeSchool();
    const { log, logged } = journal();
    log('ruiz', 'plan');
    log('ruiz', 'share');
    for (let i = 2; i < 400; i++) log('ruiz', 'do');
    await seedEntries(env.DB, school, logged);
    expect(refusal(await put(school, 'lind', log('lind', 'feedback')))).toBe('body.invalid /cycle');
    const more = Array.from({ length: 101 }, () => log('ruiz', 'do'));
    for (const entries of [more.slice(0, 50), more.slice(50, 100)])
      expect((await school.as('ruiz')('POST', '/v1/entries', { body: { entries } })).status).toBe(200);
    expect(refusal(await put(school, 'ruiz', more[100]!))).toBe('body.invalid /cycle');
    expect((await tablesOf(school)).cycle).toMatchObject([{ version: 500 }]);
  });
});

describe('many entries', () => {
  test('are each on their own', async () => {
    const school = await makeSchool();
    const { log, cycle } = journal();
    const plan = log('ruiz', 'plan');
    const done = log('ruiz', 'do');
    const entries = [
      done,
      { ...plan, student: 'Ada' },
      plan,
      plan,
      { ...plan, idea: 'Another' },
      log('ruiz', 'share', { with: { person: 'nobody' } }),
      log('ruiz', 'contact'),
      null,
      { id: 7 },
      done,
    ];
    const { status, body } = await school.as('ruiz')('POST', '/v1/entries', { body: { entries } });
    expect(status).toBe(200);
    const told = body.results.map((one: { status: number; problem?: { type: string } }) => [
      one.status,
      ...(one.problem ? [refusal({ body: one.problem as never })] : []),
    ]);
    expect(told).toEqual([
      [201],
      [422, 'body.invalid /entries/1/student'],
      [201],
      [200],
      [409, 'entry.conflict'],
      [422, 'body.invalid /entries/5/with/person'],
      [403, 'act.forbidden'],
      [422, 'body.invalid /entries/7'],
      [422, expect.stringMatching(/^body.invalid \/entries\/8\/kind/)],
      [200],
    ]);
    expect(body.results.map((one: { id: string }) => one.id).slice(0, 2)).toEqual([done.id, plan.id]);
    expect(body.results[0].cycle).toMatchObject({ cycle, phase: 'check', lesson: '4' });
    const tables = await tablesOf(school);
    expect([tables.entry.length, tables.cycle.length]).toEqual([2, 1]);
  });

  test('are one to a hundred', async () => {
    const { as } = await makeSchool();
    const post = (body: unknown) => as('ruiz')('POST', '/v1/entries', { body });
    expect(refusal(await post({ entries: [] }))).toBe('body.invalid /entries');
    expect(refusal(await post({ entries: Array(101).fill(1) }))).toBe('body.invalid /entries');
    expect(refusal(await post({ entries: [1], district: 'other' }))).toBe('body.invalid /district');
    expect((await post({ entries: Array(100).fill(1) })).body.results).toHaveLength(100);
    expect(refusal(await post({ entries: ['x'.repeat(70_000)] }))).toBe('body.too-large');
  });

  test('of a hundred cycles are all stored', async () => {
    const school = await makeSchool();
    const entries = Array.from({ length: 100 }, (_, at) => journal({ number: at + 1 }).log('ruiz', 'do'));
    const { body } = await school.as('ruiz')('POST', '/v1/entries', { body: { entries } });
    expect(body.results.map((one: { status: number }) => one.status)).toEqual(Array(100).fill(201));
    expect((await tablesOf(school)).cycle).toHaveLength(100);
  });
});

describe('who may log what', () => {
  /** Ms. Ruiz's cycle, open to her coach and to her team. */
  async function sharedCycle() {
    const school = await makeSchool();
    const { log, logged, cycle } = journal();
    log('ruiz', 'plan');
    log('ruiz', 'share');
    log('ruiz', 'share', { with: { team: 'grade-7' } });
    expect(await deliver(school, logged)).toEqual([201, 201, 201]);
    const as = async (who: Who, kind: EntryKind, said: object = {}) => {
      const answer = await put(school, who, log(who, kind, said));
      return answer.status === 201 ? 201 : refusal(answer);
    };
    return { school, log, logged, cycle, as };
  }

  test('the teacher everything but a contact; readers feedback; others find nothing there', async () => {
    const { as } = await sharedCycle();
    const kinds = ['plan', 'do', 'check', 'share', 'question', 'feedback', 'contact'] as const;
    const told: Record<string, unknown[]> = {};
    for (const who of ['ruiz', 'okafor', 'lind', 'tran', 'moreau', 'adeyemi'] as const) {
      told[who] = [];
      for (const kind of kinds)
        told[who].push(await as(who, kind, kind === 'share' ? { state: 'closed', with: { person: 'moreau' } } : {}));
    }
    const [no, none] = ['act.forbidden', 'thing.unknown'];
    expect(told).toEqual({
      ruiz: [201, 201, 201, 201, 201, 201, no],
      okafor: [no, no, no, no, no, 201, no],
      lind: [no, no, no, no, no, 201, 201],
      tran: [none, none, none, none, none, none, no],
      moreau: [none, none, none, none, none, none, no],
      adeyemi: [none, none, none, none, none, none, no],
    });
  });

  test('nobody outside the district', async () => {
    const { log } = await sharedCycle();
    const other = await makeSchool();
    expect(refusal(await put(other, 'lind', log('lind', 'feedback')))).toBe('thing.unknown');
    expect(refusal(await put(other, 'lind', log('lind', 'contact')))).toBe('thing.unknown');
  });

  test('a coach logs contacts only with teachers who invited them, and about what is open', async () => {
    const { as, log, school } = await sharedCycle();
    expect(await as('lind', 'contact', { cycle: undefined })).toBe(201);
    expect(await as('lind', 'contact', { teacher: 'okafor', cycle: undefined })).toBe('thing.unknown');
    expect(await as('lind', 'contact', { teacher: 'nobody', cycle: undefined })).toBe('thing.unknown');
    expect(await as('lind', 'contact', { cycle: idAt(9) })).toBe('thing.unknown');
    const own = journal({ number: 3 });
    await put(school, 'ruiz', own.log('ruiz', 'plan'));
    expect(await as('lind', 'contact', { cycle: own.cycle })).toBe('thing.unknown');
    // Being open to a team is no invitation of one of its members.
    expect((await put(school, 'okafor', journal({ number: 4 }).log('okafor', 'plan'))).status).toBe(201);
    await put(school, 'ruiz', log('ruiz', 'share', { state: 'closed' }));
    expect(await as('lind', 'contact', { cycle: undefined })).toBe('thing.unknown');
    expect(await as('lind', 'feedback')).toBe('thing.unknown');
  });

  test('an invitation lasts beyond the end of its cycle', async () => {
    const { as, log, school } = await sharedCycle();
    await put(school, 'ruiz', log('ruiz', 'act'));
    expect(await as('lind', 'contact', { cycle: undefined })).toBe(201);
  });

  test('everybody takes back their own, and only that', async () => {
    const { as, logged, log, school } = await sharedCycle();
    const feedback = log('lind', 'feedback');
    await put(school, 'lind', feedback);
    expect(await as('okafor', 'retract', { supersedes: feedback.id })).toBe('thing.unknown');
    expect(await as('ruiz', 'retract', { supersedes: feedback.id })).toBe('thing.unknown');
    expect(await as('lind', 'retract', { supersedes: logged[0]!.entry.id })).toBe('thing.unknown');
    expect(await as('tran', 'retract', { supersedes: idAt(77) })).toBe('thing.unknown');
    expect(await as('lind', 'retract', { supersedes: feedback.id, cycle: undefined })).toBe('body.invalid /cycle');
    await put(school, 'ruiz', log('ruiz', 'share', { state: 'closed' }));
    expect(await as('lind', 'retract', { supersedes: feedback.id })).toBe(201);
    expect(await as('lind', 'feedback')).toBe('thing.unknown');
  });

  test('what one learns is one’s own, in one’s own cycle or one that is open', async () => {
    const { as } = await sharedCycle();
    expect(await as('ruiz', 'participation')).toBe(201);
    expect(await as('okafor', 'participation')).toBe(201);
    expect(await as('tran', 'participation')).toBe('thing.unknown');
    expect(await as('tran', 'participation', { cycle: undefined })).toBe(201);
  });
});

describe('the roll-ups', () => {
  /** Twenty devices at once. */
  test('are the fold of all entries when many write to one cycle at the same time', async () => {
    const school = await makeSchool();
    const { log, logged } = journal();
    log('ruiz', 'plan');
    for (let i = 0; i < 9; i++) log('ruiz', 'do', { note: `Group ${i}` });
    for (let i = 0; i < 10; i++) log('ruiz', 'check', { on: `2026-11-${10 + i}`, figure: { value: i } });
    const answers = await Promise.all(
      [...logged, ...logged.slice(0, 3)].map(({ entry }) => put(school, 'ruiz', entry)),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, ...Array(20).fill(201)]);
    const seeded = await makeSchool();
    await seedEntries(env.DB, seeded, logged);
    expect(await tablesOf(school)).toEqual(await tablesOf(seeded));
  });

  test('of two that want the same id at once, one is stored and counted', async () => {
    const school = await makeSchool();
    const id = idAt(7);
    const entries = [1, 2, 3, 4].map(number => journal({ number }).log('ruiz', 'do', { id }));
    const answers = await Promise.all(entries.map(entry => put(school, 'ruiz', entry)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
    const { cycle, entry } = await tablesOf(school);
    expect([cycle.length, entry.length]).toEqual([1, 1]);
  });

  test('follow a cycle to another place, and back when that plan is taken back', async () => {
    const school = await makeSchool();
    const [early, late] = [journal({ number: 1 }), journal({ number: 2 })];
    early.log('ruiz', 'plan');
    const plan = late.log('ruiz', 'plan');
    await deliver(school, [...early.logged, ...late.logged]);
    const rings = async () => (await tablesOf(school)).ring.map(({ lesson, cycle }) => [lesson, cycle]);
    expect(await rings()).toEqual([['4', late.cycle]]);
    const moved = late.log('ruiz', 'plan', { supersedes: plan.id, tag: { ...plan.tag, lesson: '9' } });
    await put(school, 'ruiz', moved);
    expect(await rings()).toEqual([
      ['4', early.cycle],
      ['9', late.cycle],
    ]);
    await put(school, 'ruiz', late.log('ruiz', 'retract', { supersedes: moved.id }));
    expect(await rings()).toEqual([['4', early.cycle]]);
  });

  /** Any week of Ms. Ruiz and her coach: two cycles at two lessons, corrections, undos, contacts. */
  const anyWeek = fc
    .array(fc.tuple(fc.nat(1), anyEntry, fc.option(fc.nat(15), { nil: undefined }), fc.nat(3)), { maxLength: 14 })
    .map(steps => {
      const cycles = [journal({ number: 1 }), journal({ number: 2 })] as const;
      const coach = journal({ number: 3 });
      const tag = { site: 'moodle@x.example', course: '1', lesson: 'a' };
      for (const { log } of cycles) {
        log('ruiz', 'plan', { tag });
        log('ruiz', 'share');
      }
      for (const [which, { kind, id: _, at: __, cycle: ___, supersedes: ____, ...said }, back, day] of steps) {
        const byCoach = kind === 'contact' || kind === 'feedback';
        const { log, logged } = byCoach ? coach : cycles[which]!;
        const supersedes = back === undefined ? undefined : logged[back]?.entry.id;
        const earlier = supersedes && { supersedes };
        if (byCoach) {
          const undoes = earlier && day === 0;
          const when = { cycle: undefined, on: `2026-11-0${day + 1}`, ...earlier };
          if (undoes) log('lind', 'retract', { cycle: undefined, ...earlier });
          else log('lind', 'contact', when);
        } else if (kind === 'plan') log('ruiz', kind, { tag: { ...tag, lesson: day > 1 ? 'a' : 'b' }, ...earlier });
        else if (kind === 'share')
          log('ruiz', kind, { state: day > 1 ? 'open' : 'closed', notes: day > 2, ...earlier });
        else if (kind === 'participation') log('ruiz', kind, { ...earlier });
        else if (kind !== 'retract' || earlier) log('ruiz', kind, { ...said, ...earlier } as object);
      }
      return { logged: cycles.flatMap(({ logged }) => logged), contacts: coach.logged };
    });

  it('are the same whatever the order and number of deliveries, and the same as those of a seed', async () => {
    await fc.assert(
      fc.asyncProperty(anyWeek, fc.infiniteStream(fc.nat()), async ({ logged, contacts }, order) => {
        const appended = await makeSchool();
        const seeded = await makeSchool();
        const rank = new Map([...logged, ...contacts].map(one => [one, order.next().value as number]));
        const shuffled = (some: Logged[]) => some.toSorted((a, b) => rank.get(a)! - rank.get(b)!);
        const [open, rest] = [logged.slice(0, 2), logged.slice(2)];
        for (const { author, entry } of [...open, ...shuffled([...rest, ...rest.slice(0, 2), ...contacts])]) {
          const { status, body } = await put(appended, author as Who, entry);
          // A coach's contact needs an invitation that stands at that moment; the seed does not ask.
          if (author === 'lind' && status === 404) await seedEntries(env.DB, appended, [{ author, entry }]);
          else expect([200, 201], JSON.stringify(body)).toContain(status);
        }
        const all = [...logged, ...contacts];
        expect(await seedEntries(env.DB, seeded, shuffled(all))).toBe(all.length);
        expect(await tablesOf(appended)).toEqual(await tablesOf(seeded));
      }),
      { numRuns: 10 },
    );
  }, 120_000);

  test('of contacts are those that stand', async () => {
    const school = await makeSchool();
    const { log } = journal();
    const first = log('lind', 'contact', { on: '2026-11-09' });
    const second = log('lind', 'contact', { on: '2026-11-05', supersedes: first.id });
    const other = log('lind', 'contact', { on: '2026-11-02' });
    const undo = log('lind', 'retract', { supersedes: first.id });
    const late = log('lind', 'contact', { on: '2026-11-12', supersedes: second.id });
    const contacts = async () => (await tablesOf(school)).contact.map(one => one.on_day);
    const seed = (...entries: Entry[]) =>
      seedEntries(
        env.DB,
        school,
        entries.map(({ cycle: _, ...entry }) => ({ author: 'lind', entry: entry as Entry })),
      );
    await seed(second, other);
    expect(await contacts()).toEqual(['2026-11-02', '2026-11-05']);
    await seed(first);
    expect(await contacts()).toEqual(['2026-11-02', '2026-11-05']);
    await seed(undo);
    expect(await contacts()).toEqual(['2026-11-02']);
    await seed(late);
    expect(await contacts()).toEqual(['2026-11-02']);
  });
});

describe('garbage', () => {
  const plan = journal().log('ruiz', 'plan');
  const bad: [string, unknown, number][] = [
    ['not an object', [], 422],
    ['an unknown kind', { ...plan, kind: 'grade' }, 422],
    ['an author of one’s choosing', { ...plan, author: 'okafor' }, 422],
    ['a district of one’s choosing', { ...plan, district: 'other' }, 422],
    ['a day that is none', { ...plan, checkOn: '2026-02-30' }, 422],
    ['a number that is none', { ...plan, prediction: '75' }, 422],
    ['a number too large', JSON.stringify(plan).replace(':75', ':1e400'), 422],
    ['NUL', { ...plan, idea: 'a\0b' }, 422],
    ['half a surrogate', JSON.stringify(plan).replace('Ask', '\\ud800'), 422],
    ['an upper-case id', { ...plan, id: plan.id.toUpperCase() }, 422],
    ['another kind of UUID', { ...plan, cycle: '6f1c1f0e-1d7a-4c3e-9a53-6f0f0a3f0f0f' }, 422],
    ['__proto__', JSON.stringify(plan).replace('{', '{"__proto__":{"author":"okafor"},'), 422],
    ['no JSON', '{', 400],
    ['nesting', '['.repeat(20_000) + ']'.repeat(20_000), 400],
    ['too much', { ...plan, idea: 'x'.repeat(70_000) }, 413],
  ];

  test.each(bad)('%s never reaches the database', async (_, body, status) => {
    const school = await makeSchool();
    const answer = await school.as('ruiz')('PUT', `/v1/entries/${plan.id}`, { body });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.status).toBe(status);
    const empty = { cycle: [], ring: [], share: [], observation: [], activity: [], contact: [], entry: [] };
    expect(await tablesOf(school)).toEqual(empty);
  });

  test('what looks like SQL is text', async () => {
    const school = await makeSchool();
    const idea = `'); drop table entry; -- \u202e 👩🏽‍🏫 $.x "$[0]"`;
    const entry = journal().log('ruiz', 'plan', { idea });
    expect((await put(school, 'ruiz', entry)).status).toBe(201);
    expect((await tablesOf(school)).cycle).toMatchObject([{ words: { idea } }]);
  });

  test('nobody logs without signing in', async () => {
    const { as } = await makeSchool();
    expect(
      (await as('ruiz')('PUT', `/v1/entries/${plan.id}`, { body: plan, headers: { authorization: '' } })).status,
    ).toBe(401);
  });
});
