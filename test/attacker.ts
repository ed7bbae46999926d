import { type MonthCount, points } from '../shared/insights/activity.ts';

/**
 * Where the one who came to (or left) a school can be, if everybody else of it and of some other schools stayed: by the
 * schools' rows, and by the total less the rows of all other schools. None: the months tell that somebody moved.
 */
export function placesOf(school: string, before: MonthCount, now: MonthCount, leaves: boolean): Set<number>[] {
  type Change = (number | null)[];
  const change = (then: Change, later: Change) =>
    then.map((n, at) => (n === null || later[at] === null ? null : later[at]! - n));
  const row = (of: string) => change(shown(before, of), shown(now, of));
  const total = change(before.total.counts, now.total.counts);
  const less = (all: Change, one: Change) => all.map((n, at) => (n === null || one[at] === null ? null : n - one[at]!));
  const fits = (view: Change, place: number | null) =>
    view.every((n, at) => n === null || n === (at === place ? (leaves ? -1 : 1) : 0));
  const others = [...new Set([...before.groups, ...now.groups].map(one => one.school))].filter(one => one !== school);
  return Array.from({ length: 2 ** others.length }, (_, some) => {
    const stayed = others.filter((_, at) => some & (1 << at));
    const rest = others
      .filter(one => !stayed.includes(one))
      .map(row)
      .reduce(less, total);
    const own = row(school);
    if ([...own, ...rest].every(n => n === null) || !stayed.every(one => fits(row(one), null)))
      return new Set<number>();
    return new Set(points.map((_, place) => place).filter(place => fits(own, place) && fits(rest, place)));
  });
}

function shown(count: MonthCount, school: string): (number | null)[] {
  return count.groups.find(one => one.school === school)?.counts ?? points.map(() => null);
}
