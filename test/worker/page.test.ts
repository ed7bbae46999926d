import { describe, expect, test } from 'vitest';
import { Desk } from '../../shared/records/desk.ts';
import { leaves } from '../make.ts';
import { deliver, journal, put, type School, type Who } from './log.ts';
import { makeSchool, refusal } from './make.ts';

const here = { site: leaves.site, course: leaves.course, lesson: leaves.lesson };

async function pageOf({ as }: School, who: Who, query: Record<string, string> = here, headers = {}) {
  const answer = await as(who)('GET', `/v1/page?${new URLSearchParams(query)}`, { headers });
  if (answer.status === 200) expect(Desk.parse(answer.body)).toEqual(answer.body);
  return answer;
}

describe('a page', () => {
  test('before anything is logged brings what a first plan needs', async () => {
    const school = await makeSchool();
    const { status, body } = await pageOf(school, 'ruiz', { ...here, title: 'math 7 ' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      me: { id: 'ruiz', district: school.district },
      page: here,
      rings: [],
      logged: [],
      series: { 'exit-ticket': [] },
      aims: [
        { id: 'compare', goalText: 'Every 7th grader reasons about size', needText: 'Grade 7 can’t compare fractions' },
      ],
      measures: [{ id: 'exit-ticket' }],
      practices: [{ id: 'number-talks' }],
      learning: [
        { id: 'talks-course', fits: 'practice' },
        { id: 'math-7', fits: 'course' },
      ],
      coaches: [{ id: 'lind', name: 'Dana Lind' }],
      teams: [{ id: 'grade-7', name: 'Grade 7', people: 2 }],
      names: {},
      readBy: [],
      shared: [],
    });
  });

  test('holds the latest cycle, every lesson’s ring, the figures so far and the names', async () => {
    const school = await makeSchool();
    const [old, now, other] = [journal({ number: 1 }), journal({ number: 2 }), journal({ number: 3 })];
    old.log('ruiz', 'plan');
    old.log('ruiz', 'check', { on: '2026-10-09', figure: { value: 60 } });
    now.log('ruiz', 'plan', { practice: 'exit-tickets' });
    now.log('ruiz', 'share');
    now.log('ruiz', 'check', { on: '2026-11-06' });
    now.log('ruiz', 'check', { on: '2026-10-20', figure: { value: 65 } });
    now.log('lind', 'feedback');
    other.log('ruiz', 'do');
    other.log('ruiz', 'plan', { tag: { site: leaves.site, course: leaves.course } });
    expect(new Set(await deliver(school, [...old.logged, ...now.logged, ...other.logged]))).toEqual(new Set([201]));
    const { body } = await pageOf(school, 'ruiz');
    expect(body.logged).toEqual(now.logged);
    expect(body.rings).toEqual([
      { cycle: other.cycle, phase: 'check', dueOn: '2026-11-06' },
      { lesson: '4', cycle: now.cycle, phase: 'act', dueOn: '2026-11-13' },
    ]);
    expect(body.series['exit-ticket'].map(({ on, value }: { on: string; value: number }) => [on, value])).toEqual([
      ['2026-10-09', 60],
      ['2026-10-20', 65],
      ['2026-11-06', 75],
    ]);
    expect(body.practices.map(({ id }: { id: string }) => id)).toEqual(['exit-tickets', 'number-talks']);
    expect(body.names).toEqual({ ruiz: 'Ana Ruiz', lind: 'Dana Lind' });
    expect((await pageOf(school, 'ruiz', { site: here.site, course: here.course })).body.logged).toEqual(
      other.logged.toSorted((a, b) => (a.entry.id < b.entry.id ? -1 : 1)),
    );
  });

  test('fits PL to the practice, then the course, then the subject', async () => {
    const school = await makeSchool();
    const fits = async (who: Who, query = here) =>
      (await pageOf(school, who, query)).body.learning.map(({ id, fits }: Desk['learning'][number]) => `${id} ${fits}`);
    expect(await fits('ruiz')).toEqual(['talks-course practice', 'math-all subject']);
    expect(await fits('tran')).toEqual([]);
    expect(await fits('tran', { ...here, title: 'MATH 7' } as never)).toEqual(['math-7 course']);
    const { log } = journal();
    await put(school, 'ruiz', log('ruiz', 'plan', { practice: 'exit-tickets' }));
    expect(await fits('ruiz')).toEqual(['math-all subject']);
  });

  test('shows a figure of one’s own as its own series', async () => {
    const school = await makeSchool();
    const { log, logged } = journal();
    log('ruiz', 'plan', { measure: { name: 'Hands Up', unit: 'count', direction: 'up' } });
    log('ruiz', 'check', { figure: { value: 7 } });
    await deliver(school, logged);
    const { series } = (await pageOf(school, 'ruiz')).body;
    expect(series).toMatchObject({ 'own:hands up': [{ value: 7 }], 'exit-ticket': [] });
  });

  test('is one answer until something changes', async () => {
    const school = await makeSchool();
    const first = await pageOf(school, 'ruiz');
    const tag = first.headers.get('etag')!;
    expect(tag).toMatch(/^"[0-9a-f]{64}"$/);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const again = await pageOf(school, 'ruiz', here, { 'if-none-match': tag });
    expect([again.status, again.body, again.headers.get('etag')]).toEqual([304, '', tag]);
    expect((await pageOf(school, 'okafor', here, { 'if-none-match': tag })).status).toBe(200);
    await put(school, 'ruiz', journal().log('ruiz', 'plan'));
    expect((await pageOf(school, 'ruiz', here, { 'if-none-match': tag })).status).toBe(200);
  });

  test('is asked for by its place alone', async () => {
    const school = await makeSchool();
    for (const [query, field] of [
      [{ course: '2' }, '/site'],
      [{ ...here, site: 'https://x.example' }, '/site'],
      [{ ...here, course: 'a b' }, '/course'],
      [{ ...here, student: '5' }, '/student'],
      [{ ...here, title: 'x'.repeat(301) }, '/title'],
    ] as const)
      expect(refusal(await pageOf(school, 'ruiz', query as never))).toBe(`query.invalid ${field}`);
    const twice = await school.as('ruiz')('GET', `/v1/page?${new URLSearchParams(here)}&course=3`);
    expect(refusal(twice)).toBe('query.invalid /course');
  });
});

describe('what others shared', () => {
  async function shared(said: object) {
    const school = await makeSchool();
    const { log, logged, cycle } = journal();
    log('ruiz', 'plan');
    log('ruiz', 'do', { note: 'Ari left early' });
    log('ruiz', 'question', { text: 'How would you group them?' });
    log('ruiz', 'share', said);
    await deliver(school, logged);
    const seenBy = async (who: Who) => (await pageOf(school, who)).body.shared as Desk['shared'];
    return { school, log, cycle, seenBy };
  }
  const words = (one: unknown) => JSON.stringify(one).match(/Ari|group them/g) ?? [];

  test('shows at its lesson, to them alone, with the notes left for who opens it', async () => {
    const { seenBy, school, cycle } = await shared({ with: { person: 'lind' }, notes: true });
    const [one, ...more] = await seenBy('lind');
    expect(one).toMatchObject({ cycle, owner: { id: 'ruiz', name: 'Ana Ruiz' }, notes: true });
    expect(more).toEqual([]);
    expect(words(one)).toEqual(['group them']);
    for (const who of ['ruiz', 'okafor', 'tran', 'moreau', 'adeyemi'] as const) expect(await seenBy(who)).toEqual([]);
    expect((await pageOf(school, 'lind', { ...here, lesson: '5' })).body.shared).toEqual([]);
    expect((await pageOf(school, 'ruiz')).body.readBy).toEqual([]);
    expect((await pageOf(await makeSchool(), 'lind')).body.shared).toEqual([]);
  });

  test('without the notes is without questions too', async () => {
    const { seenBy } = await shared({ with: { team: 'grade-7' }, notes: false });
    const [one] = await seenBy('okafor');
    expect(one!.logged.map(({ entry }) => entry.kind)).toEqual(['plan', 'do', 'share']);
    expect([one!.notes, words(one)]).toEqual([false, []]);
    expect(await seenBy('ruiz')).toEqual([]);
  });

  test('is gone when it is narrowed, closed or over', async () => {
    const { seenBy, school, log } = await shared({ with: { team: 'grade-7' } });
    expect(await seenBy('okafor')).toHaveLength(1);
    const act = log('ruiz', 'act');
    await put(school, 'ruiz', act);
    expect(await seenBy('okafor')).toHaveLength(0);
    await put(school, 'ruiz', log('ruiz', 'retract', { supersedes: act.id }));
    expect(await seenBy('okafor')).toHaveLength(1);
    await put(school, 'ruiz', log('ruiz', 'share', { with: { team: 'grade-7' }, state: 'closed' }));
    expect(await seenBy('okafor')).toHaveLength(0);
  });

  test('is at most twenty cycles, the latest', async () => {
    const school = await makeSchool();
    for (let number = 1; number <= 22; number++) {
      const { log, logged } = journal({ number });
      log('ruiz', 'plan');
      log('ruiz', 'share');
      await deliver(school, logged);
    }
    const cycles = (await pageOf(school, 'lind')).body.shared.map((one: { cycle: string }) => one.cycle);
    expect(cycles).toHaveLength(20);
    expect(cycles[0]).toBe(journal({ number: 22 }).cycle);
    expect(cycles).not.toContain(journal({ number: 2 }).cycle);
  });
});
