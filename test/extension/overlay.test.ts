import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layOver } from '../../extension/sync/overlay.ts';
import type { Desk } from '../../shared/records/desk.ts';
import type { Entry } from '../../shared/records/entry.ts';
import type { PageRef } from '../../shared/records/page.ts';
import { journal, leaves } from '../make.ts';
import { deskOf as deskOfPerson, emptyDesk } from './desk-of.ts';

const ortega = { id: 'ortega', name: 'Ana Ortega', district: 'maple' };

const { site, course } = leaves;
const lessons = ['4', '5', undefined];
const deskOf = (logged: Parameters<typeof deskOfPerson>[1], page: PageRef) => deskOfPerson(ortega, logged, page);
const pageOf = (lesson: string | undefined): PageRef => ({ site, course, ...(lesson !== undefined && { lesson }) });

/** What a person can see of a desk, in an order of its own. */
function seenOf(desk: Desk) {
  return {
    rings: desk.rings.toSorted((a, b) => (a.cycle < b.cycle ? -1 : 1)),
    series: Object.fromEntries(Object.entries(desk.series).filter(([, points]) => points.length > 0)),
    logged: desk.logged.toSorted((a, b) => (a.entry.id < b.entry.id ? -1 : 1)),
  };
}

const step = fc.record({
  kind: fc.constantFrom('plan', 'do', 'do', 'check', 'check', 'act', 'question', 'feedback', 'retract'),
  author: fc.constantFrom('ortega', 'ortega', 'ortega', 'ruiz'),
  day: fc.integer({ min: 1, max: 28 }),
  measure: fc.constantFrom('can-explain', 'joins-in'),
  back: fc.option(fc.nat(8)),
});

/** A teacher's cycles, one after another at each lesson, with corrections, undos and a coach's words. */
const anyYear = fc
  .array(fc.tuple(fc.constantFrom(...lessons), fc.array(step, { maxLength: 10 })), { minLength: 1, maxLength: 6 })
  .map(cycles =>
    cycles.flatMap(([lesson, steps], week) => {
      const from = `2026-0${1 + Math.floor(week / 4)}-${String(7 * (week % 4) + 1).padStart(2, '0')}T08:00:00-05:00`;
      const { logged, log } = journal({ from, number: week + 1 });
      const { lesson: _, ...tag } = { ...leaves, ...(lesson !== undefined && { lesson }) };
      const at = { tag: lesson === undefined ? tag : { ...tag, lesson } };
      log('ortega', 'plan', at);
      for (const { kind, author, day, measure, back } of steps) {
        const on = `2026-03-${String(day).padStart(2, '0')}`;
        const earlier = back === null ? undefined : logged[back];
        const supersedes = earlier?.entry.kind === kind ? { supersedes: earlier.entry.id } : {};
        if (kind === 'plan') log(author, 'plan', { ...at, measure, ...supersedes });
        else if (kind === 'check') log(author, 'check', { on, figure: { value: day }, ...supersedes });
        else if (kind === 'retract') {
          // Which cycle shows again when a later one is taken back, only the worker knows.
          const gone = earlier?.entry.kind === 'plan';
          if (!earlier || (gone && cycles.slice(0, week).some(([before]) => before === lesson))) continue;
          log(author, 'retract', { supersedes: earlier.entry.id });
          if (gone) break;
        } else log(author, kind as 'do', supersedes);
      }
      return logged;
    }),
  );

/** A year, the part that was delivered, what waits, and what other pages' desks hold. */
const anyMoment = fc
  .tuple(anyYear, fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...lessons))
  .map(([year, delivered, lesson]) => {
    const cut = Math.floor(year.length * delivered);
    const begun = new Set(year.slice(0, cut).map(one => one.entry.cycle));
    // Others’ words come by the worker, about cycles it has; only one's own wait here.
    const before = year.filter((one, i) => i < cut || (one.author !== 'ortega' && begun.has(one.entry.cycle)));
    const waiting = year.slice(cut).flatMap(one => (one.author === 'ortega' ? [one.entry] : []));
    const after = year.filter(one => one.author === 'ortega' || before.includes(one));
    const elsewhere = lessons.flatMap(one => deskOf(before, pageOf(one)).logged);
    return { after, before, waiting, elsewhere, page: pageOf(lesson) };
  });

test('laid over what the worker said, what waits shows as it will when delivered', () => {
  fc.assert(
    fc.property(anyMoment, ({ after, before, waiting, elsewhere, page }) => {
      const now = layOver(deskOf(before, page), waiting, elsewhere);
      expect(seenOf(now)).toEqual(seenOf(deskOf(after, page)));
    }),
    { numRuns: 500 },
  );
});

test('in any order, and any of it twice or already delivered, it shows the same', () => {
  fc.assert(
    fc.property(anyMoment, fc.infiniteStream(fc.nat()), ({ after, before, waiting, elsewhere, page }, chance) => {
      const once = layOver(deskOf(before, page), waiting, elsewhere);
      const again = [...waiting, ...waiting.filter(() => chance.next().value % 2)];
      const shuffled = again
        .map(entry => ({ entry, at: chance.next().value }))
        .sort((a, b) => a.at - b.at)
        .map(one => one.entry);
      expect(seenOf(layOver(deskOf(before, page), shuffled, elsewhere))).toEqual(seenOf(once));
      expect(seenOf(layOver(once, waiting, elsewhere))).toEqual(seenOf(once));
      expect(seenOf(layOver(deskOf(after, page), waiting, elsewhere))).toEqual(seenOf(once));
    }),
    { numRuns: 300 },
  );
});

test('a check that waits is the last point of the chart', () => {
  const { logged, log } = journal();
  log('ortega', 'plan');
  log('ortega', 'do');
  const desk = deskOf(logged, pageOf('4'));
  const check = log('ortega', 'check', { on: '2026-11-06', figure: { count: 18, of: 24 } });
  const shown = layOver(desk, [check]);
  expect(shown.series['can-explain']).toEqual([{ entry: check.id, cycle: check.cycle, on: '2026-11-06', value: 75 }]);
  expect(shown.rings).toEqual([{ lesson: '4', cycle: check.cycle, phase: 'act', dueOn: '2026-11-13' }]);
});

test('nothing that belongs here: the very same desk', () => {
  const desk = deskOf([], pageOf('4'));
  const { log } = journal();
  const far: Entry = log('ortega', 'plan', { tag: { ...leaves, course: '3' } });
  expect(layOver(desk, [])).toBe(desk);
  expect(layOver(desk, [far])).toBe(desk);
});

test('a plan taken back leaves no trace, delivered or not', () => {
  const { logged, log } = journal();
  const plan = log('ortega', 'plan');
  const undo = log('ortega', 'retract', { supersedes: plan.id });
  expect(seenOf(layOver(deskOf([], pageOf('4')), [plan, undo]))).toEqual(seenOf(deskOf([], pageOf('4'))));
  const delivered = deskOf(logged.slice(0, 1), pageOf('4'));
  expect(seenOf(layOver(delivered, [undo]))).toEqual(seenOf(deskOf(logged, pageOf('4'))));
});

test('a cycle this device knows only by its ring is left as the worker told it', () => {
  const { logged, log } = journal();
  log('ortega', 'plan');
  log('ortega', 'do');
  const check = log('ortega', 'check');
  const { rings } = deskOf(logged, pageOf('4'));
  const course: Desk = { ...emptyDesk(ortega, pageOf(undefined)), rings };
  expect(layOver(course, [check])).toBe(course);
});

test('an answer to somebody else’s cycle joins it, and moves no ring of one’s own', () => {
  const { logged, log, cycle } = journal();
  log('cho', 'plan');
  const shared = { cycle, owner: { id: 'cho', name: 'Ben Cho' }, notes: true, logged: [...logged] };
  const desk: Desk = { ...emptyDesk(ortega, pageOf('4')), shared: [shared] };
  const feedback = log('ortega', 'feedback');
  const shown = layOver(desk, [feedback]);
  expect(shown.shared[0]!.logged.at(-1)).toEqual({ author: 'ortega', entry: feedback });
  expect(shown.rings).toEqual([]);
});
