import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import type { Requests } from '../../extension/messages.ts';
import { type Activity, findingOf } from '../../shared/insights/activity.ts';
import { addMonths } from '../../shared/records/cadence.ts';
import type { Role } from '../../shared/records/role.ts';
import { languages } from '../../shared/words.ts';
import { openPanel } from './open-panel.tsx';
import { deskOf, smallBackground, stateOf } from './small-background.ts';

const last = '2026-10';
const maple = { school: 'maple', name: 'Maple Middle School' };
const told = findingOf({ n: 50, counts: [20, 12, null, null, null] });

function monthOf(scope: string, month = last, more: Partial<Activity> = {}): Activity {
  const schools = [{ ...maple, ...(month === last ? told : findingOf({ n: 50, counts: Array(5).fill(null) })) }];
  const asOf = `${addMonths(month, 1)}-02T03:17:00.000Z`;
  return { scope, month, asOf, minimumGroup: 10, schools, small: null, total: null, ...more };
}

type Answering = (request: Requests['activity']) => Activity | 'offline' | 'uncounted';
function leader(
  roles: Role[] = [{ role: 'leader', school: 'maple' }],
  answering?: Answering,
  where: 'toolbar' | 'page' = 'toolbar',
) {
  const me = { id: 'moreau', name: 'Ms. Moreau', roles, district: 'riverbend' };
  const answer = answering ?? (({ scope, month }) => monthOf(scope, month));
  return smallBackground(stateOf({ where, me, desk: deskOf([], { me }) }), {
    activity: request => {
      const value = answer(request);
      if (value === 'offline') return { ok: false, problem: 'offline' };
      if (value === 'uncounted')
        return {
          ok: false,
          problem: { type: '/problems/query.invalid', title: 'A query parameter is not valid', status: 400 },
        };
      return { ok: true, value };
    },
  });
}
const rowsIn = (root: ParentNode) =>
  [...root.querySelectorAll('tbody tr')].map(row => [...row.children].map(cell => cell.textContent).join(': '));
const requests = (background: ReturnType<typeof leader>) =>
  background.sent.flatMap(one => (one.name === 'activity' ? [one.request] : []));

describe('a leader’s month', () => {
  test('opens from the toolbar: the last whole month in words, with n and with what is too few', async () => {
    const background = leader();
    const panel = await openPanel(background, { token: '' });
    expect(requests(background)).toEqual([{ scope: 'school:maple' }]);
    expect(panel.has('h2', 'Maple Middle School')).toBe(true);
    expect(panel.text()).toContain('October 2026');
    expect(panel.text()).toContain('50 teachers');
    expect(rowsIn(panel.root)).toEqual([
      'No step logged: 20',
      'Planned: 12',
      'Tried it in class: too few to show',
      'Checked how it went: too few to show',
      'Closed at least one cycle: too few to show',
    ]);
    expect(panel.text()).toContain('fewer than 10 people');
    expect(panel.text()).toContain('Counted once, on Mon, Nov 2');
  });

  test('goes a month back and forth, never past the last', async () => {
    const background = leader();
    const panel = await openPanel(background, { token: '' });
    await panel.click('Month after');
    await panel.click('Month before');
    expect(panel.text()).toContain('September 2026');
    expect(panel.text()).toContain('Too few people to show.');
    expect(rowsIn(panel.root)).toEqual([]);
    await panel.click('Month after');
    expect(rowsIn(panel.root)).toHaveLength(5);
    expect(panel.named('button', 'Month after').getAttribute('aria-disabled')).toBe('true');
    expect(requests(background).map(one => one.month)).toEqual([undefined, '2026-09', '2026-10']);
  });

  test('says what is wrong in words, and tries again', async () => {
    let answer: ReturnType<Answering> = 'offline';
    const background = leader(undefined, () => answer);
    const panel = await openPanel(background, { token: '' });
    expect(panel.text()).toContain('Deskside can’t be reached right now.');
    answer = monthOf('school:maple');
    await panel.click('Try again');
    expect(rowsIn(panel.root)).toHaveLength(5);
    answer = 'uncounted';
    await panel.click('Month before');
    expect(panel.text()).toContain('September 2026');
    expect(panel.text()).toContain('This month was not counted.');
    answer = monthOf('school:maple');
    await panel.click('Month after');
    expect(panel.text()).not.toContain('This month was not counted.');
  });

  test('on a lesson page is one tab away, beside the lesson', async () => {
    const background = leader(
      [
        { role: 'leader', school: 'maple' },
        { role: 'teacher', school: 'maple' },
      ],
      undefined,
      'page',
    );
    const panel = await openPanel(background);
    expect(panel.text()).toContain('Plan is next');
    expect(requests(background)).toEqual([]);
    await panel.click('My school');
    expect(panel.named('button', 'My school').getAttribute('aria-current')).toBe('page');
    expect(rowsIn(panel.root)).toHaveLength(5);
  });

  test('is the whole district to who leads it: the total, each school, and those of too few', async () => {
    const background = leader([{ role: 'leader' }], ({ scope, month }) =>
      monthOf(scope, month, {
        schools: [
          { ...maple, ...told },
          { school: 'elm', name: 'Elm School', ...findingOf({ n: 12, counts: Array(5).fill(null) }) },
          { school: 'ash', name: 'Ash School', ...findingOf(undefined) },
        ],
        small: findingOf({ n: 16, counts: Array(5).fill(null) }),
        total: findingOf({ n: 128, counts: [44, 30, 17, 20, 17] }),
      }),
    );
    const panel = await openPanel(background, { token: '' });
    expect(panel.has('button', 'My district')).toBe(true);
    expect(requests(background)).toEqual([{ scope: 'district' }]);
    expect(panel.text()).toContain('128 teachers');
    expect(rowsIn(panel.root).slice(0, 2)).toEqual(['No step logged: 44', 'Planned: 30']);
    expect([...panel.root.querySelectorAll('summary')].map(one => one.textContent)).toEqual(['Maple Middle School']);
    expect(panel.text()).toContain('Elm School · Ash School · Schools with fewer than 10 teachers, together');
  });

  test('asks for each school of who leads two', async () => {
    const background = leader([
      { role: 'leader', school: 'maple' },
      { role: 'leader', school: 'oak' },
    ]);
    await openPanel(background, { token: '' });
    expect(requests(background).map(one => one.scope)).toEqual(['school:maple', 'school:oak']);
  });

  test('is nobody else’s', async () => {
    const background = leader([{ role: 'teacher', school: 'maple' }]);
    const panel = await openPanel(background, { token: '' });
    expect(panel.has('button', 'My school')).toBe(false);
    expect(requests(background)).toEqual([]);
  });

  test.each(['es', 'fr'] as const)('speaks %s', async language => {
    const background = leader();
    background.set({ language });
    const panel = await openPanel(background, { token: '' });
    expect(panel.text()).toContain(languages[language]['panel.activity.point.none']);
    expect(panel.text()).toMatch(/octu?o?bre( de)? 2026/);
    for (const row of rowsIn(panel.root)) expect(row).not.toMatch(/too few|Planned/);
  });

  test('axe finds nothing', async () => {
    const panel = await openPanel(leader(), { token: '' });
    const rules = { 'color-contrast': { enabled: false }, 'target-size': { enabled: false } };
    const clean = async () => {
      const { violations } = await axe.run(panel.root, { rules });
      expect(violations.map(one => `${one.id}: ${one.nodes[0]?.html}`)).toEqual([]);
    };
    await clean();
    await panel.click('Month before');
    await clean();
  });
});
