import { describe, expect, test } from 'vitest';
import { insights } from '../../shared/insights/index.ts';
import { WhoNeedsMe } from '../../shared/insights/who-needs-me.ts';
import { addDays } from '../../shared/records/cadence.ts';
import { may } from '../../worker/guard.ts';
import { deliver, journal, put, type School } from './log.ts';
import { makeSchool, refusal } from './make.ts';

const today = new Date().toISOString().slice(0, 10);
const ago = (days: number) => addDays(today, -days);
/** A story that begins so many days ago. */
const begun = (days: number, number: number) => journal({ number, from: `${ago(days)}T08:00:00-05:00` });

async function ask({ as }: School, query = '') {
  const { status, body } = await as('lind')('GET', `/v1/insights/who-needs-me${query}`);
  expect(status).toBe(200);
  return WhoNeedsMe.parse(body);
}

describe('who needs me', () => {
  test('names the teachers who invited this coach, and why they need them', async () => {
    const school = await makeSchool();
    const [asks, quiet, done, notMine] = [begun(3, 1), begun(20, 2), begun(9, 3), begun(30, 4)];
    asks.log('ruiz', 'plan', { checkOn: addDays(today, 3) });
    asks.log('ruiz', 'share');
    asks.log('ruiz', 'question', { text: 'How would you group them?' });
    quiet.log('okafor', 'plan', { checkOn: ago(13) });
    quiet.log('okafor', 'share');
    done.log('tran', 'plan', { aim: undefined });
    done.log('tran', 'share');
    done.log('tran', 'act');
    notMine.log('okafor', 'plan');
    notMine.log('okafor', 'share', { with: { team: 'grade-7' } });
    const logged = [asks, quiet, done, notMine].flatMap(one => one.logged);
    expect(new Set(await deliver(school, logged))).toEqual(new Set([201]));

    const { asOf, teachers } = await ask(school);
    expect(asOf).toBe(today);
    expect(teachers).toMatchObject([
      {
        id: 'ruiz',
        name: 'Ana Ruiz',
        gap: 3,
        reasons: ['question'],
        cycles: [{ question: 'How would you group them?' }],
      },
      {
        id: 'okafor',
        gap: 20,
        reasons: ['no_contact', 'stalled', 'due'],
        cycles: [{ cycle: quiet.cycle, phase: 'do', lesson: '4' }],
      },
    ]);

    await put(school, 'lind', begun(1, 5).log('lind', 'contact', { teacher: 'okafor', cycle: undefined, on: ago(1) }));
    await put(school, 'lind', asks.log('lind', 'feedback'));
    expect((await ask(school)).teachers).toMatchObject([
      { id: 'okafor', lastContact: ago(1), gap: 1, reasons: ['stalled', 'due'] },
      { id: 'ruiz', reasons: [] },
    ]);
  });

  test('forgets who closed the share, at once', async () => {
    const school = await makeSchool();
    const { log, logged } = begun(3, 1);
    log('ruiz', 'plan');
    const open = log('ruiz', 'share');
    await deliver(school, logged);
    expect((await ask(school)).teachers).toHaveLength(1);
    await put(school, 'ruiz', log('ruiz', 'share', { with: open.with, state: 'closed' }));
    expect((await ask(school)).teachers).toEqual([]);
  });

  test('tells no question to whom the notes were not opened', async () => {
    const school = await makeSchool();
    const { log, logged } = begun(3, 1);
    log('ruiz', 'plan', { checkOn: addDays(today, 3) });
    log('ruiz', 'share', { notes: false });
    log('ruiz', 'question');
    await deliver(school, logged);
    const [teacher] = (await ask(school)).teachers;
    expect(teacher).toMatchObject({ reasons: [], cycles: [{ reasons: [] }] });
    expect(teacher!.cycles[0]).not.toHaveProperty('question');
  });

  test('goes by the coach’s own day, within a day of ours', async () => {
    const school = await makeSchool();
    expect((await ask(school, `?today=${addDays(today, 1)}`)).asOf).toBe(addDays(today, 1));
    expect((await ask(school, `?today=${ago(1)}`)).asOf).toBe(ago(1));
    expect((await ask(school, `?today=${ago(400)}`)).asOf).toBe(today);
    for (const query of ['?today=yesterday', '?today=2026-02-30', '?teacher=ruiz'])
      expect((await school.as('lind')('GET', `/v1/insights/who-needs-me${query}`)).status).toBe(400);
  });

  test('is for coaches alone', async () => {
    const { as } = await makeSchool();
    for (const who of ['ruiz', 'moreau', 'adeyemi'] as const)
      expect(refusal(await as(who)('GET', '/v1/insights/who-needs-me'))).toBe('act.forbidden');
  });
});

describe('the list of insights', () => {
  test('names those there are, each for whom the permission table says', async () => {
    const { as } = await makeSchool();
    const asked = { 'who-needs-me': ['lind', ''], activity: ['moreau', '?scope=school:maple'] } as const;
    for (const { id, audience } of insights) {
      expect(Object.keys(may[`insight.${id}`])).toEqual(audience);
      const [who, query] = asked[id];
      expect((await as(who)('GET', `/v1/insights/${id}${query}`)).status).toBe(200);
    }
    expect(refusal(await as('lind')('GET', '/v1/insights/best-teacher'))).toBe('thing.unknown');
  });
});
