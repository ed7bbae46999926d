import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../shared/records/entry.ts';
import { entriesOf } from '../make.ts';
import { openPanel } from './open-panel.tsx';
import { deskOf, smallBackground, someTeachers, stateOf } from './small-background.ts';

const ruiz = { id: 'ruiz', name: 'Ms. Ruiz', roles: [{ role: 'coach' as const }], district: 'riverbend' };
const logged = entriesOf('ortega', 'plan', 'do', 'share', 'question', 'check');
const cycle = logged[0]!.entry.cycle!;
const shared = { cycle, owner: { id: 'ortega', name: 'Ms. Ortega' }, notes: true, logged };

function coach({ where = 'toolbar' as 'toolbar' | 'page', here = [] as (typeof shared)[] } = {}) {
  const state = stateOf({ where, me: ruiz, desk: deskOf([], { me: ruiz, shared: here }) });
  return smallBackground(state, {
    whoNeedsMe: () => ({ ok: true, value: someTeachers }),
    cycle: () => ({ ok: true, value: { ...shared, names: { ortega: 'Ms. Ortega', ruiz: 'Ms. Ruiz' } } }),
  });
}
const last = (entries: Entry[]) => entries.at(-1)!;

describe('a coach’s summary', () => {
  test('opens from the toolbar, in order of who needs the coach, each reason in words', async () => {
    const panel = await openPanel(coach(), { token: '' });
    expect(panel.text()).toContain('1 needs you this week');
    expect([...panel.root.querySelectorAll('h3')].map(one => one.textContent)).toEqual(['Ms. Ortega', 'Mr. Haddad']);
    expect([...panel.root.querySelectorAll('.reasons li')].map(one => one.textContent)).toEqual([
      'asked a question',
      '18 days without contact',
    ]);
    expect(panel.text()).toContain('Last contact Mon, Nov 2');
  });

  test('logs a contact in two taps', async () => {
    const background = coach();
    const panel = await openPanel(background, { token: '' });
    await panel.click('Log a contact with Ms. Ortega');
    await panel.click('Log 15 min, in person');
    expect(background.logged()).toEqual([
      expect.objectContaining({
        kind: 'contact',
        teacher: 'ortega',
        cycle,
        minutes: 15,
        mode: 'in_person',
        moves: ['reflect'],
      }),
    ]);
    expect(panel.status()).toBe('Contact with Ms. Ortega logged');
    expect(panel.text()).not.toContain('18 days without contact');
  });

  test('a contact can say more: how long, how, with which moves', async () => {
    const background = coach();
    const panel = await openPanel(background, { token: '' });
    await panel.click('Log a contact with Mr. Haddad');
    await panel.fill('Minutes', '40');
    await panel.choose('class visit');
    await panel.choose('observe');
    await panel.click('Log 40 min, class visit');
    expect(last(background.logged())).toMatchObject({
      minutes: 40,
      mode: 'class_visit',
      moves: ['reflect', 'observe'],
    });
  });

  test('opens a cycle as far as it was opened, and gives feedback in place', async () => {
    const background = coach();
    const panel = await openPanel(background, { token: '' });
    await panel.click(/^Lesson 2.1/, 'summary');
    expect(background.sent).toContainEqual({ name: 'cycle', request: { cycle } });
    expect(panel.text()).toContain('18 of 24 (75%)');
    await panel.fill('Feedback on Check', 'Look at the six who did not.');
    await panel.click('Send', '.phase:nth-of-type(3) button');
    expect(last(background.logged())).toMatchObject({
      kind: 'feedback',
      cycle,
      phase: 'check',
      text: 'Look at the six who did not.',
    });
    expect(panel.text()).toContain('Look at the six who did not.');
  });

  test('shows the chart of a measure that is not on the coach’s own desk', async () => {
    const background = coach();
    background.set({ desk: null });
    const panel = await openPanel(background, { token: '' });
    await panel.click(/^Lesson 2.1/, 'summary');
    expect(panel.text()).toContain('75%; the prediction was 75%.');
    expect(panel.text()).not.toContain('can-explain');
  });

  test('says so when the worker can’t be reached', async () => {
    const background = smallBackground(stateOf({ where: 'toolbar', me: ruiz }), {
      whoNeedsMe: () => ({ ok: false, problem: 'offline' }),
    });
    const panel = await openPanel(background, { token: '' });
    expect(panel.text()).toContain('Deskside can’t be reached right now.');
  });

  test('axe finds nothing', async () => {
    const panel = await openPanel(coach(), { token: '' });
    await panel.click('Log a contact with Ms. Ortega');
    await panel.click(/^Lesson 2.1/, 'summary');
    const rules = { 'color-contrast': { enabled: false }, 'target-size': { enabled: false } };
    const { violations } = await axe.run(panel.root, { rules });
    expect(violations.map(one => `${one.id}: ${one.nodes[0]?.html}`)).toEqual([]);
  });
});

describe('on a lesson page', () => {
  test('a coach sees the cycles shared on this lesson, and still has a cycle of their own', async () => {
    const background = coach({ where: 'page', here: [shared] });
    const panel = await openPanel(background);
    expect(panel.text()).toContain('Plan is next');
    await panel.click(/^Ms. Ortega/, 'summary');
    // Notes come with the reading, and the reading is what its author gets to see.
    expect(background.sent).toContainEqual({ name: 'cycle', request: { cycle } });
    expect(panel.text()).toContain('How would you group them?');
  });

  test('a teacher who is no coach has no such view', async () => {
    const panel = await openPanel(smallBackground());
    expect(panel.has('button', 'My teachers')).toBe(false);
  });
});
