import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { foldCycle } from '../../shared/records/cycle.ts';
import type { Logged } from '../../shared/records/entry.ts';
import { visibleTo } from '../../shared/records/visibility.ts';
import { anyHistory, entriesOf, firstCycle, journal } from '../make.ts';

const coach = { id: 'ruiz', audiences: ['person:ruiz'], notes: true };
const colleague = { id: 'cho', audiences: ['person:cho', 'team:grade-7'], notes: false };
const teacher = { id: 'ortega', audiences: ['person:ortega', 'team:grade-7'], notes: true };
const kindsOf = (logged: Logged[]) => logged.map(({ entry }) => entry.kind);
const fold = (logged: Logged[]) => foldCycle(firstCycle, 'ortega', logged);

describe('a reader', () => {
  test('without the notes sees plan, figures, decision and what was learned', () => {
    const all = entriesOf(
      'ortega',
      'plan',
      ['do', { how: 'adapted', why: 'Short hour', note: 'Ari left early' }],
      ['check', { note: 'Two were away' }],
      'question',
      ['act', { learning: 'One group first' }],
    );
    const seen = visibleTo(colleague, 'ortega', all);
    expect(kindsOf(seen)).toEqual(['plan', 'do', 'check', 'act']);
    expect(JSON.stringify(seen)).not.toMatch(/Ari|away/);
    expect(seen[1]!.entry).toMatchObject({ why: 'Short hour' });
    expect(seen[3]!.entry).toMatchObject({ learning: 'One group first' });
    expect(visibleTo(coach, 'ortega', all)).toEqual(all);
  });

  test('never gets what was corrected or taken back', () => {
    const { log, logged } = journal();
    const plan = log('ortega', 'plan', { idea: 'For Ari and Bo', prediction: 60 });
    const done = log('ortega', 'do', { note: 'Ari left early' });
    log('ortega', 'plan', { idea: 'For two groups', prediction: 5, supersedes: plan.id });
    log('ortega', 'do', { note: 'Some left early', supersedes: done.id });
    const check = log('ortega', 'check', { note: 'Bo again' });
    log('ortega', 'retract', { supersedes: check.id });
    const seen = visibleTo(coach, 'ortega', logged);
    expect(JSON.stringify(seen)).not.toMatch(/Ari|Bo/);
    expect(fold(seen)).toMatchObject({ phase: 'check', plan: { idea: 'For two groups', prediction: 60 } });
    expect(visibleTo(teacher, 'ortega', logged)).toEqual(logged);
  });

  test('sees neither with whom else it is shared, nor contacts, nor what others learn', () => {
    const { log, logged } = journal();
    log('ortega', 'share', { with: { person: 'ruiz' } });
    log('ortega', 'share', { with: { team: 'grade-7' } });
    log('ruiz', 'contact');
    log('ortega', 'participation');
    log('ruiz', 'participation');
    expect(kindsOf(visibleTo(coach, 'ortega', logged))).toEqual(['share', 'contact', 'participation']);
    expect(kindsOf(visibleTo({ ...colleague, notes: true }, 'ortega', logged))).toEqual(['share']);
    expect(kindsOf(visibleTo(teacher, 'ortega', logged))).toEqual(['share', 'share', 'contact', 'participation']);
  });

  test('without the notes has their own feedback, and nobody else’s', () => {
    const { log, logged } = journal();
    log('cho', 'feedback', { text: 'mine' });
    log('ruiz', 'feedback', { text: 'another’s' });
    expect(visibleTo(colleague, 'ortega', logged)).toEqual(logged.slice(0, 1));
  });

  test('is not told the id of the next cycle, which is whoever’s begins it', () => {
    const { log, logged } = journal();
    const act = log('ortega', 'act', { decision: 'adapt', next: journal({ number: 2 }).cycle });
    expect(visibleTo(coach, 'ortega', logged)).toEqual([{ author: 'ortega', entry: { ...act, next: act.id } }]);
    expect(visibleTo(teacher, 'ortega', logged)).toEqual(logged);
  });

  it('sees the same cycle as its teacher, whatever happened', () => {
    const told = ({ plan, phase, dueOn, lockedBy, latePlan, dos, checks, act }: ReturnType<typeof fold>) => ({
      ...{ plan, phase, dueOn, lockedBy, latePlan, decision: act?.decision, learning: act?.learning },
      dos: dos.map(({ note: _, ...one }) => one),
      checks: checks.map(({ note: _, ...one }) => one),
    });
    fc.assert(
      fc.property(anyHistory, logged => {
        for (const viewer of [teacher, coach, colleague])
          expect(told(fold(visibleTo(viewer, 'ortega', logged)))).toEqual(told(fold(logged)));
        for (const viewer of [teacher, coach]) {
          const seen = fold(visibleTo(viewer, 'ortega', logged));
          expect([seen.feedback, seen.questions, seen.waiting]).toEqual([
            fold(logged).feedback,
            fold(logged).questions,
            fold(logged).waiting,
          ]);
        }
      }),
    );
  });
});
