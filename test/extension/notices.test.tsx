import axe from 'axe-core';
import { expect, test } from 'vitest';
import type { Notice } from '../../shared/records/notice.ts';
import { idAt } from '../id-at.ts';
import { openPanel } from './open-panel.tsx';
import { deskOf, smallBackground, stateOf } from './small-background.ts';

const notices: Notice[] = [
  {
    id: idAt(2),
    at: '2026-11-20T09:00:00Z',
    about: {
      kind: 'break_glass',
      by: 'Femi Adeyemi',
      approvedBy: 'Eve Moreau',
      reason: 'A safety report',
      until: '2026-11-20T11:00:00Z',
    },
  },
  { id: idAt(1), at: '2026-11-19T09:00:00Z', about: { kind: 'session_copied', device: 'browser on win' } },
];

test('what concerns one’s account is told until it is put away', async () => {
  let left = notices;
  const background = smallBackground(stateOf({ desk: deskOf([], { notices }) }), {
    dropNotice({ id }) {
      left = left.filter(one => one.id !== id);
      return { ok: true, value: stateOf({ desk: deskOf([], { notices: left }) }) };
    },
  });
  const panel = await openPanel(background);
  expect(panel.text()).toContain('Femi Adeyemi was given access to your cycles until');
  expect(panel.text()).toContain('Eve Moreau approved it. The reason they gave: A safety report');
  expect(panel.text()).toContain('signed out on “browser on win”');
  const rules = { 'color-contrast': { enabled: false }, 'target-size': { enabled: false } };
  expect((await axe.run(panel.root, { rules })).violations.map(one => one.id)).toEqual([]);
  await panel.click('OK');
  expect(background.sent).toContainEqual({ name: 'dropNotice', request: { id: idAt(2) } });
  expect(panel.text()).not.toContain('Femi Adeyemi');
  await panel.click('OK');
  expect(panel.text()).not.toContain('To know');
});

test('a notice stays when the worker can’t be told', async () => {
  const background = smallBackground(stateOf({ desk: deskOf([], { notices }) }), {
    dropNotice: () => ({ ok: false, problem: 'offline' }),
  });
  const panel = await openPanel(background);
  await panel.click('OK');
  expect(panel.text()).toContain('Femi Adeyemi');
  expect(panel.text()).toContain('Deskside can’t be reached right now.');
});
