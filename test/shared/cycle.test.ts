import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { foldCycle, isDue, isStalled, standing } from '../../shared/records/cycle.ts';
import type { Logged } from '../../shared/records/entry.ts';
import { ringIsDue, ringOf } from '../../shared/records/ring.ts';
import { anyHistory, entriesOf, firstCycle, journal } from '../make.ts';

const fold = (logged: readonly Logged[]) => foldCycle(firstCycle, 'ortega', logged);
const growth = ['act', { decision: 'adopt', result: 'growth' }] as const;

describe('a cycle', () => {
  it('is in Plan before anything, then in the step after the last one', () => {
    expect(fold([])).toMatchObject({ phase: 'plan', lastOn: '', latePlan: false });
    expect(fold(entriesOf('ortega', 'plan'))).toMatchObject({ phase: 'do', dueOn: '2026-11-06' });
    expect(fold(entriesOf('ortega', 'plan', 'do'))).toMatchObject({ phase: 'check', dueOn: '2026-11-06' });
    expect(fold(entriesOf('ortega', 'plan', 'do', 'check'))).toMatchObject({ phase: 'act', dueOn: '2026-11-13' });
    const closed = fold(entriesOf('ortega', 'plan', 'do', 'check', growth));
    expect(closed).toMatchObject({ phase: 'closed', act: { decision: 'adopt' }, lastOn: '2026-11-02' });
    expect(closed.dueOn).toBeUndefined();
  });

  it('stays in Do while it has not happened yet', () => {
    expect(fold(entriesOf('ortega', 'plan', ['do', { how: 'not_done' }])).phase).toBe('do');
    expect(fold(entriesOf('ortega', 'plan', ['do', { how: 'not_done' }], 'do')).phase).toBe('check');
  });

  it('is moved by its teacher alone', () => {
    const { logged, log } = journal();
    log('ortega', 'plan');
    for (const kind of ['do', 'check', 'act', 'share', 'question'] as const) log('ruiz', kind);
    expect(fold(logged)).toMatchObject({ phase: 'do', dos: [], shares: [], questions: [], lastOn: '2026-11-02' });
  });

  it('is not told by the entries of another cycle', () => {
    const { logged, log } = journal({ number: 2 });
    log('ortega', 'plan');
    expect(fold(logged).plan).toBeUndefined();
  });

  it('counts checks by their day, not by when they were typed in', () => {
    const days = fold(entriesOf('ortega', ['check', { on: '2026-11-09' }], ['check', { on: '2026-11-05' }]));
    expect(days.checks.map(one => one.on)).toEqual(['2026-11-05', '2026-11-09']);
    expect(days.dueOn).toBe('2026-11-16');
  });

  it('knows the day it was last touched where it was touched', () => {
    const evening = journal({ from: '2026-11-02T23:59:00-05:00' });
    evening.log('ortega', 'plan');
    expect(foldCycle(evening.cycle, 'ortega', evening.logged).lastOn).toBe('2026-11-02');
  });
});

describe('the prediction', () => {
  it('can be changed until the first Do happened, and not after', () => {
    const { logged, log } = journal();
    const first = log('ortega', 'plan', { prediction: 60 });
    const second = log('ortega', 'plan', { prediction: 70, supersedes: first.id });
    log('ortega', 'do', { how: 'not_done' });
    const third = log('ortega', 'plan', { prediction: 75, supersedes: second.id });
    const done = log('ortega', 'do');
    expect(fold(logged)).toMatchObject({ plan: { prediction: 75 }, lockedBy: done.id, latePlan: false });
    log('ortega', 'plan', { prediction: 5, measure: 'other', idea: 'Better words', supersedes: third.id });
    expect(fold(logged).plan).toMatchObject({ prediction: 75, measure: 'can-explain', idea: 'Better words' });
  });

  it('stays locked when the Do is corrected', () => {
    const { logged, log } = journal();
    const plan = log('ortega', 'plan', { prediction: 60 });
    const done = log('ortega', 'do');
    log('ortega', 'plan', { prediction: 5, supersedes: plan.id });
    log('ortega', 'do', { how: 'adapted', why: 'half the class was away', supersedes: done.id });
    expect(fold(logged)).toMatchObject({ plan: { prediction: 60 }, dos: [{ how: 'adapted' }], latePlan: false });
  });

  it('stays locked when the plan is taken back and written anew', () => {
    const { logged, log } = journal();
    const plan = log('ortega', 'plan', { prediction: 60 });
    log('ortega', 'do');
    log('ortega', 'retract', { supersedes: plan.id });
    expect(fold(logged).plan).toBeUndefined();
    log('ortega', 'plan', { prediction: 5 });
    expect(fold(logged)).toMatchObject({ plan: { prediction: 60 }, latePlan: true });
  });

  it('is free again when the only Do is taken back', () => {
    const { logged, log } = journal();
    const plan = log('ortega', 'plan', { prediction: 60 });
    const done = log('ortega', 'do');
    log('ortega', 'retract', { supersedes: done.id });
    log('ortega', 'plan', { prediction: 80, supersedes: plan.id });
    expect(fold(logged)).toMatchObject({ phase: 'do', plan: { prediction: 80 } });
    expect(fold(logged).lockedBy).toBeUndefined();
  });

  it('that was taken back before the Do does not come back', () => {
    const { logged, log } = journal();
    const slip = log('ortega', 'plan', { prediction: 6 });
    log('ortega', 'retract', { supersedes: slip.id });
    log('ortega', 'do');
    log('ortega', 'plan', { prediction: 60 });
    expect(fold(logged)).toMatchObject({ plan: { prediction: 60 }, latePlan: true });
  });
});

describe('a plan is late', () => {
  it('when the Do came first, even if that Do is corrected later', () => {
    const { logged, log } = journal();
    const done = log('ortega', 'do');
    const plan = log('ortega', 'plan');
    expect(fold(logged)).toMatchObject({ latePlan: true, phase: 'check' });
    log('ortega', 'do', { note: 'with the other group', supersedes: done.id });
    log('ortega', 'plan', { idea: 'Another word', supersedes: plan.id });
    expect(fold(logged).latePlan).toBe(true);
  });

  it('not when only its words were mended after the Do', () => {
    const { logged, log } = journal();
    const plan = log('ortega', 'plan');
    log('ortega', 'do');
    log('ortega', 'plan', { idea: 'Another word', supersedes: plan.id });
    expect(fold(logged).latePlan).toBe(false);
  });
});

describe('a correction', () => {
  it('replaces; an undo takes back, for good', () => {
    const { logged, log } = journal();
    const check = log('ortega', 'check', { figure: { value: 7 } });
    const mended = log('ortega', 'check', { figure: { value: 70 }, supersedes: check.id });
    expect(fold(logged).checks).toMatchObject([{ figure: { value: 70 } }]);
    log('ortega', 'retract', { supersedes: mended.id });
    expect(fold(logged).checks).toEqual([]);
    log('ortega', 'check', { figure: { value: 71 }, supersedes: mended.id });
    expect(fold(logged).checks).toEqual([]);
  });

  it('made twice, on two devices: the later one stands', () => {
    const { logged, log } = journal();
    const done = log('ortega', 'do');
    log('ortega', 'do', { note: 'from the phone', supersedes: done.id });
    log('ortega', 'do', { note: 'from the desk', supersedes: done.id });
    expect(fold(logged).dos).toMatchObject([{ note: 'from the desk' }]);
  });

  it('is for one’s own entries of the same kind', () => {
    const { logged, log } = journal();
    const plan = log('ortega', 'plan');
    log('ruiz', 'retract', { supersedes: plan.id });
    log('ortega', 'do', { supersedes: plan.id });
    expect(fold(logged)).toMatchObject({ plan: { id: plan.id }, dos: [{ supersedes: plan.id }] });
  });

  it('cannot point forward or at nothing', () => {
    const { logged, log } = journal();
    const early = log('ortega', 'check', { supersedes: journal({ number: 9 }).cycle });
    const late = log('ortega', 'check');
    early.supersedes = late.id;
    expect(fold(logged).checks).toHaveLength(2);
  });
});

describe('sharing', () => {
  it('opens to one audience at a time, and narrows again', () => {
    const { logged, log } = journal();
    log('ortega', 'share');
    log('ortega', 'share', { with: { team: 'grade-7' }, notes: false });
    expect(fold(logged).shares).toMatchObject([{ with: { person: 'ruiz' } }, { with: { team: 'grade-7' } }]);
    log('ortega', 'share', { with: { person: 'ruiz' }, state: 'closed' });
    expect(fold(logged).shares).toMatchObject([{ with: { team: 'grade-7' }, notes: false }]);
    log('ortega', 'share', { with: { person: 'ruiz' } });
    expect(fold(logged).shares).toHaveLength(2);
  });

  it('once closed is not opened by mending an older share', () => {
    const { logged, log } = journal();
    const share = log('ortega', 'share', { notes: true });
    log('ortega', 'share', { state: 'closed' });
    log('ortega', 'share', { notes: false, supersedes: share.id });
    expect(fold(logged).shares).toEqual([]);
  });
});

describe('a question', () => {
  it('waits until somebody else gives feedback', () => {
    const { logged, log } = journal();
    const asked = log('ortega', 'question');
    expect(fold(logged).waiting?.id).toBe(asked.id);
    log('ortega', 'feedback');
    expect(fold(logged).waiting?.id).toBe(asked.id);
    log('ruiz', 'feedback');
    expect(fold(logged).waiting).toBeUndefined();
    const again = log('ortega', 'question');
    expect(fold(logged).waiting?.id).toBe(again.id);
  });

  it('is neither reopened nor answered by mending a word of it or of an older answer', () => {
    const { logged, log } = journal();
    const asked = log('ortega', 'question');
    const answer = log('ruiz', 'feedback');
    log('ortega', 'question', { text: 'The same, spelled right?', supersedes: asked.id });
    expect(fold(logged).waiting).toBeUndefined();
    const next = log('ortega', 'question');
    log('ruiz', 'feedback', { text: 'The same, spelled right.', supersedes: answer.id });
    expect(fold(logged).waiting?.id).toBe(next.id);
  });
});

test('due from its day on, stalled after two weeks untouched, never once closed', () => {
  const open = { phase: 'check', dueOn: '2026-11-06', lastOn: '2026-11-03' } as const;
  expect(isDue(open, '2026-11-05')).toBe(false);
  expect(isDue(open, '2026-11-06')).toBe(true);
  expect(isStalled(open, '2026-11-16')).toBe(false);
  expect(isStalled(open, '2026-11-17')).toBe(true);
  expect(isDue({ ...open, phase: 'closed' }, '2027-01-01')).toBe(false);
  expect(isStalled({ ...open, phase: 'closed' }, '2027-01-01')).toBe(false);
  expect(isStalled({ phase: 'plan', lastOn: '' }, '2027-01-01')).toBe(false);
});

test('its ring', () => {
  const ring = ringOf(fold(entriesOf('ortega', 'plan')), '4');
  expect(ring).toEqual({ lesson: '4', cycle: firstCycle, phase: 'do', dueOn: '2026-11-06' });
  expect(ringIsDue(ring, '2026-11-06')).toBe(true);
  expect(ringOf(fold([]), undefined)).toEqual({ cycle: firstCycle, phase: 'plan' });
});

describe('whatever people log', () => {
  const delivered = anyHistory.chain(logged =>
    fc.tuple(fc.constant(logged), fc.shuffledSubarray([...logged, ...logged], { minLength: logged.length })),
  );

  it('the fold is the same for every order of delivery, with any part delivered twice', () => {
    fc.assert(
      fc.property(delivered, ([logged, again]) => {
        const expected = fold(logged);
        expect(fold([...again, ...logged])).toEqual(expected);
        expect(fold([...logged.toReversed(), ...again])).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('at most one version of anything stands, and nothing that was not logged', () => {
    fc.assert(
      fc.property(anyHistory, logged => {
        const now = standing(logged);
        expect(new Set(now.map(one => one.first)).size).toBe(now.length);
        for (const { author, entry } of now) expect(logged).toContainEqual({ author, entry });
      }),
    );
  });

  it('a prediction made in time does not move once the lesson was taught', () => {
    const taught = anyHistory.map(logged =>
      logged
        .filter(({ entry }) => entry.kind !== 'retract')
        .map(one => (one.entry.kind === 'do' ? { ...one, entry: { ...one.entry, how: 'as_planned' as const } } : one)),
    );
    fc.assert(
      fc.property(taught, logged => {
        const stages = logged.map((_, last) => fold(logged.slice(0, last + 1)));
        const locked = stages.filter(stage => stage.plan && stage.lockedBy && !stage.latePlan);
        for (const { plan } of locked) {
          expect(plan!.prediction).toBe(locked[0]!.plan!.prediction);
          expect(plan!.measure).toEqual(locked[0]!.plan!.measure);
        }
      }),
    );
  });
});
