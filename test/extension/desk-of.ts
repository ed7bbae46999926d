import { figureValue } from '../../shared/records/check.ts';
import { foldCycle } from '../../shared/records/cycle.ts';
import type { Desk, Point } from '../../shared/records/desk.ts';
import type { Logged } from '../../shared/records/entry.ts';
import type { PageRef } from '../../shared/records/page.ts';
import { seriesOf } from '../../shared/records/plan.ts';
import { ringOf } from '../../shared/records/ring.ts';

export type Person = { id: string; name: string; district: string };

/** The worker's answer for a page when these are all the entries there are. Written from the contract, not from the overlay. */
export function deskOf(me: Person, logged: readonly Logged[], page: PageRef): Desk {
  const own = logged.filter(one => one.author === me.id);
  const cycles = [...new Set(own.map(one => one.entry.cycle!))].sort().flatMap(id => {
    const cycle = foldCycle(id, me.id, logged);
    return cycle.plan ? [{ tag: cycle.plan.tag, cycle }] : [];
  });
  const latest = new Map(cycles.map(one => [one.tag.lesson, one]));
  const series: Record<string, Point[]> = {};
  for (const { cycle } of cycles)
    for (const { id, on, figure } of cycle.plan ? cycle.checks : []) {
      const name = seriesOf(cycle.plan!.measure);
      series[name] = [...(series[name] ?? []), { entry: id, cycle: cycle.id, on, value: figureValue(figure) }];
    }
  for (const points of Object.values(series)) points.sort((a, b) => (a.on + a.entry < b.on + b.entry ? -1 : 1));
  const shown = latest.get(page.lesson)?.cycle.id;
  return {
    ...emptyDesk(me, page),
    rings: [...latest.values()].map(({ cycle, tag }) => ringOf(cycle, tag.lesson)),
    series,
    logged: logged.filter(one => one.entry.cycle === shown),
  };
}

export function emptyDesk({ id, name, district }: Person, page: PageRef): Desk {
  return {
    me: { id, name, district, roles: [{ role: 'teacher' }] },
    page,
    rings: [],
    logged: [],
    series: {},
    aims: [],
    measures: [],
    practices: [],
    learning: [],
    coaches: [],
    teams: [],
    names: {},
    readBy: [],
    notices: [],
    shared: [],
  };
}
