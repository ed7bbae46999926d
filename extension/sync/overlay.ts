import { figureValue } from '../../shared/records/check.ts';
import { type Cycle, foldCycle } from '../../shared/records/cycle.ts';
import type { Desk, Point } from '../../shared/records/desk.ts';
import { cycleOf, type Entry, type Logged } from '../../shared/records/entry.ts';
import type { LessonTag } from '../../shared/records/page.ts';
import { seriesOf } from '../../shared/records/plan.ts';
import { ringOf } from '../../shared/records/ring.ts';

/**
 * The desk as it will be once these entries of the same person are delivered. `elsewhere`: entries that other desks
 * hold, for cycles of this course that are not this page's. A cycle of which this device holds nothing but the new
 * entries is left as the worker told it: folding a part of it would tell a wrong story. The same desk when none of
 * them belongs here.
 */
export function layOver(desk: Desk, entries: readonly Entry[], elsewhere: readonly Logged[] = []): Desk {
  const me = desk.me.id;
  const known = byCycle([...elsewhere, ...desk.logged]);
  const added = byCycle(entries.map(entry => ({ author: me, entry })));
  const next: Desk = { ...desk, rings: [...desk.rings], series: { ...desk.series } };
  let touched = false;

  for (const [id, own] of added) {
    const before = known.get(id);
    if (!before && isHeardOf(desk, id)) continue;
    const logged = merge(before ?? [], own);
    const cycle = foldCycle(id, me, logged);
    const tag = cycle.plan?.tag;
    const here = tag !== undefined && tag.site === desk.page.site && tag.course === desk.page.course;
    if (!here && !isHeardOf(desk, id)) continue;
    touched = true;
    // A plan that was taken back leaves the cycle without a place, as it was before.
    next.rings = next.rings.filter(ring => ring.cycle !== id);
    if (here) putRing(next, cycle, tag);
    putPoints(next, cycle, here);
    const latest = next.rings.find(ring => ring.lesson === desk.page.lesson)?.cycle;
    if (latest === id) next.logged = logged;
    else if (next.logged.some(one => cycleOf(one.entry) === id)) next.logged = [];
  }
  next.shared = desk.shared.map(one => {
    const own = added.get(one.cycle);
    if (!own) return one;
    touched = true;
    return { ...one, logged: merge(one.logged, own) };
  });
  next.names = { ...desk.names, [me]: desk.me.name };
  return touched ? next : desk;
}

function byCycle(logged: readonly Logged[]): Map<string, Logged[]> {
  const found = Map.groupBy(logged, one => cycleOf(one.entry) ?? '');
  found.delete('');
  return found;
}

/** Each entry once, in the order of logging. */
function merge(before: readonly Logged[], added: readonly Logged[]): Logged[] {
  const byId = new Map([...added, ...before].map(one => [one.entry.id, one]));
  return [...byId.values()].sort((a, b) => (a.entry.id < b.entry.id ? -1 : 1));
}

function isHeardOf(desk: Desk, cycle: string): boolean {
  return (
    desk.rings.some(ring => ring.cycle === cycle) ||
    Object.values(desk.series).some(points => points.some(point => point.cycle === cycle))
  );
}

function putRing(desk: Desk, cycle: Cycle, { lesson }: LessonTag): void {
  const at = desk.rings.findIndex(ring => ring.lesson === lesson);
  if (at === -1) desk.rings.push(ringOf(cycle, lesson));
  else if (desk.rings[at]!.cycle <= cycle.id) desk.rings[at] = ringOf(cycle, lesson);
}

function putPoints(desk: Desk, { id, plan, checks }: Cycle, here: boolean): void {
  for (const [series, points] of Object.entries(desk.series))
    desk.series[series] = points.filter(point => point.cycle !== id);
  if (!here || !plan || checks.length === 0) return;
  const series = seriesOf(plan.measure);
  const points = checks.map(({ id: entry, on, figure }) => ({ entry, cycle: id, on, value: figureValue(figure) }));
  desk.series[series] = [...(desk.series[series] ?? []), ...points].sort(byDay);
}

function byDay(a: Point, b: Point): number {
  return a.on === b.on ? (a.entry < b.entry ? -1 : 1) : a.on < b.on ? -1 : 1;
}
