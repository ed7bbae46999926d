import { figureValue } from '../../shared/records/check.ts';
import { type Cycle, foldCycle } from '../../shared/records/cycle.ts';
import type { Desk, Point } from '../../shared/records/desk.ts';
import { cycleOf, type Entry, type Logged } from '../../shared/records/entry.ts';
import { type LessonTag, type PageInView, placeOf, tagOf } from '../../shared/records/page.ts';
import { type Plan, seriesOf } from '../../shared/records/plan.ts';
import type { PanelState } from '../messages.ts';

/** What stands at one place: its tag and its latest cycle, from the desk and from what is kept on this device. */
export type Lesson = { tag: LessonTag; place: string; cycle: Cycle | null };

/** `own`: what was logged since the panel opened, so that a tap shows at once. Refused entries do not count. */
export function lessonOf(state: PanelState, page: PageInView, me: string, own: readonly Entry[]): Lesson {
  const tag = tagOf(page);
  const place = placeOf(tag);
  const parked = new Set(state.undelivered.filter(one => one.state === 'parked').map(one => one.entry.id));
  const kept = [...state.undelivered.map(one => one.entry), ...own].filter(entry => !parked.has(entry.id));
  const logged: Logged[] = [...(state.desk?.logged ?? []), ...kept.map(entry => ({ author: me, entry }))];
  const ids = new Set([
    ...(state.desk?.logged ?? []).map(({ entry }) => cycleOf(entry)),
    ...kept.map(entry => (entry.kind === 'plan' && placeOf(entry.tag) === place ? entry.cycle : undefined)),
  ]);
  // The newest cycle in which something stands: a plan that was taken back leaves its cycle empty.
  const cycle = [...ids]
    .filter(id => id !== undefined)
    .sort()
    .reverse()
    .map(id => foldCycle(id, me, logged))
    .find(one => one.plan || one.dos.length > 0 || one.checks.length > 0 || one.act);
  return { tag, place, cycle: cycle ?? null };
}

/** The figures of a plan's measure in this course, oldest first; those of this cycle as it stands on this device. */
export function figuresOf(desk: Desk | null, cycle: Cycle): Point[] {
  if (!cycle.plan) return [];
  const known = desk?.series[seriesOf(cycle.plan.measure)] ?? [];
  const own = cycle.checks.map(one => ({ entry: one.id, cycle: cycle.id, on: one.on, value: figureValue(one.figure) }));
  return [...known.filter(point => point.cycle !== cycle.id), ...own].sort((a, b) =>
    a.on === b.on ? (a.entry < b.entry ? -1 : 1) : a.on < b.on ? -1 : 1,
  );
}

/** A measure as the panel names it, whoever defined it. */
export type MeasureInView = { name: string; unit: 'percent' | 'count' | 'score'; direction?: 'up' | 'down' };

export function measureOf(desk: Desk | null, measure: Plan['measure']): MeasureInView | null {
  if (typeof measure !== 'string') return measure;
  return desk?.measures.find(one => one.id === measure) ?? null;
}

export function practiceOf(desk: Desk | null, plan: Plan | undefined): Desk['practices'][number] | null {
  return desk?.practices.find(one => one.id === plan?.practice) ?? null;
}

/** The aim a plan works on: its own, or the first of the viewer's teams. */
export function aimOf(desk: Desk | null, plan: Plan | undefined): Desk['aims'][number] | null {
  return desk?.aims.find(one => one.id === plan?.aim) ?? desk?.aims[0] ?? null;
}

export function titleOf(tag: LessonTag): string | null {
  return tag.lessonTitle ?? tag.courseTitle ?? null;
}
