import { describe, expect, it } from 'vitest';
import { type Fact, WhoNeedsMe, whoNeedsMe } from '../../shared/insights/who-needs-me.ts';
import { addDays } from '../../shared/records/cadence.ts';
import { idAt } from '../id-at.ts';

const today = '2026-11-23';
const ago = (days: number) => addDays(today, -days);

/** An open cycle that needs nobody: seen yesterday, touched yesterday, not due yet. */
const fine = (teacher: string, more: Partial<Fact> = {}): Fact => ({
  teacher,
  name: teacher.toUpperCase(),
  cycle: idAt(1),
  site: 'moodle@learn.example.org',
  course: '2',
  title: 'How leaves make food',
  idea: 'Ask why before how',
  phase: 'do',
  dueOn: addDays(today, 3),
  lastOn: ago(1),
  since: ago(20),
  lastContact: ago(1),
  ...more,
});
const reasonsOf = (more: Partial<Fact>) => whoNeedsMe([fine('ana', more)], today).teachers[0]!.reasons;

describe('a teacher needs their coach', () => {
  it('for nothing, when all is well', () => expect(reasonsOf({})).toEqual([]));

  it('when a question waits', () => expect(reasonsOf({ question: 'How?' })).toEqual(['question']));

  it('after more than 14 days without contact, or since the first open cycle began without any', () => {
    expect(reasonsOf({ lastContact: ago(14) })).toEqual([]);
    expect(reasonsOf({ lastContact: ago(15) })).toEqual(['no_contact']);
    const { lastContact: _, ...never } = fine('ana');
    expect(whoNeedsMe([never], today).teachers[0]).toMatchObject({ gap: 20, reasons: ['no_contact'] });
    const [one] = whoNeedsMe([{ ...never, since: ago(3) }], today).teachers;
    expect(one).toMatchObject({ gap: 3, reasons: [] });
    expect(one).not.toHaveProperty('lastContact');
  });

  it('when a cycle stalls for two weeks', () => {
    expect(reasonsOf({ lastOn: ago(13) })).toEqual([]);
    expect(reasonsOf({ lastOn: ago(14) })).toEqual(['stalled']);
  });

  it('when a step is due', () => expect(reasonsOf({ dueOn: today })).toEqual(['due']));
});

describe('the summary', () => {
  it('puts the most urgent first, and among equals who waited longest', () => {
    const { teachers } = whoNeedsMe(
      [
        fine('well'),
        fine('due', { dueOn: ago(1) }),
        fine('gap', { lastContact: ago(20) }),
        fine('longer', { lastContact: ago(30) }),
        fine('asks', { question: 'How?' }),
        fine('stalls', { lastOn: ago(15) }),
      ],
      today,
    );
    expect(teachers.map(one => one.id)).toEqual(['asks', 'longer', 'gap', 'stalls', 'due', 'well']);
  });

  it('gathers a teacher’s cycles, each with its own reasons', () => {
    const { teachers } = whoNeedsMe(
      [
        fine('ana', { cycle: idAt(1), question: 'How?', since: ago(5) }),
        fine('ana', { cycle: idAt(2), dueOn: ago(2), since: ago(40) }),
      ],
      today,
    );
    expect(teachers).toHaveLength(1);
    expect(teachers[0]!.reasons).toEqual(['question', 'due']);
    expect(teachers[0]!.cycles.map(one => one.reasons)).toEqual([['question'], ['due']]);
  });

  it('is what the worker promises to send, and no more', () => {
    const summary = whoNeedsMe([fine('ana'), fine('ben', { question: 'How?', lesson: '4' })], today);
    expect(WhoNeedsMe.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary);
    expect(whoNeedsMe([], today)).toEqual({ asOf: today, teachers: [] });
  });
});
