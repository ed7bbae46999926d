import type { Entry } from '../records/entry.ts';
import { MapId } from '../records/id.ts';
import { Month } from '../records/text.ts';
import { type Cell, suppressTable } from '../statistics/suppression.ts';
import { z } from '../zod.ts';

/** How far a teacher came in a month with any of their cycles, by what they logged in it. */
export const points = ['none', 'planning', 'trying', 'checking', 'closed'] as const;

/** How far an entry of its cycle's teacher brings them, as an index of `points`. */
export function pointOf(entry: Entry): number {
  if (entry.kind === 'do') return entry.how === 'not_done' ? 1 : 2;
  return { plan: 1, check: 3, act: 4 }[entry.kind as string] ?? 0;
}

/** The district's minimum group when it says nothing, and the least it may choose. */
export const MINIMUM_GROUP = 10;
export const MINIMUM_FLOOR = 5;

/** A teacher of a school in a month. */
export type Fact = { person: string; school: string; point: number };

/** The group that teachers of schools below the minimum are counted in, together. */
export const SMALL = '';

/** What is published of a month: groups of teachers by how far they came, null where it is hidden. */
export type MonthCount = {
  groups: { school: string; n: number; counts: (number | null)[] }[];
  total: { n: number; counts: (number | null)[] };
};

/** A month that was published before, and who was counted in which group then. */
export type Earlier = { count: MonthCount; groupOf: ReadonlyMap<string, string> };

/** In which group each teacher is counted. Nobody is who, with all in small schools, makes no group of the minimum. */
export function groupsOf(facts: readonly Fact[], minimum: number): Map<string, string> {
  const sizes = new Map([...Map.groupBy(facts, one => one.school)].map(([school, own]) => [school, own.length]));
  const isSmall = ({ school }: Fact) => sizes.get(school)! < minimum;
  const small = facts.filter(isSmall);
  const counted = small.length < minimum ? facts.filter(one => !isSmall(one)) : facts;
  return new Map(counted.map(one => [one.person, isSmall(one) ? SMALL : one.school]));
}

/**
 * A month's one table for the whole district, of which every leader is shown a part: it is suppressed and audited once
 * and never counted again, so no two answers can be set against each other (science.md §7-9).
 *
 * Against differencing in time: a group is withheld while the few who came or left since an earlier month, fewer than
 * the minimum, could be all the difference between what both months show of it. Else, if the others stayed where they
 * were, theirs is the place that gained or lost one.
 */
export function countMonth(facts: readonly Fact[], earlier: readonly Earlier[], minimum: number): MonthCount {
  const groupOf = groupsOf(facts, minimum);
  const groups = [...Map.groupBy(facts, one => groupOf.get(one.person))].flatMap(([school, own]) =>
    school === undefined ? [] : { school, own },
  );
  if (groups.length === 0) return { groups: [], total: { n: 0, counts: points.map(() => null) } };
  const table = groups.map(({ own }) => points.map((_, point) => own.filter(one => one.point === point).length));
  const withheld = new Set<number>();
  for (;;) {
    const told = suppressTable(table, { minimum, totalsKnown: true, withheld }).map(line =>
      line.slice(0, -1).map(read),
    );
    const count: MonthCount = {
      groups: groups.map(({ school, own }, row) => ({ school, n: own.length, counts: told[row]! })),
      total: { n: groups.reduce((sum, { own }) => sum + own.length, 0), counts: told.at(-1)! },
    };
    const before = withheld.size;
    for (const then of earlier)
      for (const row of tellsOfFew({ count, groupOf }, then, minimum)) withheld.add(row === SUM ? groups.length : row);
    if (withheld.size === before) return count;
  }
}

const SUM = -1;

/** Which groups of a month, by index, tell of the few who came or left since an earlier one; SUM: the total does. */
function tellsOfFew(now: Earlier, then: Earlier, minimum: number): number[] {
  const people = new Set([...now.groupOf.keys(), ...then.groupOf.keys()]);
  const moves = Map.groupBy(
    [...people].flatMap(person => {
      const [to, from] = [now.groupOf.get(person), then.groupOf.get(person)];
      return to === from ? [] : { from, to };
    }),
    ({ from, to }) => JSON.stringify([from, to]),
  );
  const tells = (of: ReadonlySet<string>, change: readonly (number | null)[]) => {
    const has = (group: string | undefined) => group !== undefined && of.has(group);
    let [came, left] = [0, 0];
    for (const alike of moves.values()) {
      const { from, to } = alike[0]!;
      if (has(to) && !has(from)) came += alike.length;
      if (has(from) && !has(to)) left += alike.length;
    }
    const known = change.filter(one => one !== null);
    const more = known.reduce((sum, one) => sum + Math.max(0, one), 0);
    const less = known.reduce((sum, one) => sum + Math.max(0, -one), 0);
    const few = came + left > 0 && came + left < minimum;
    return few && known.length > 0 && more <= came && less <= left;
  };
  const changes = new Map<string, (number | null)[]>();
  for (const { school } of [...now.count.groups, ...then.count.groups])
    changes.set(school, difference(countsOf(now, school), countsOf(then, school)));
  const found = now.count.groups.flatMap(({ school }, row) =>
    tells(new Set([school]), changes.get(school)!) ? [row] : [],
  );

  // What the total tells: of everybody, and, less the groups that are shown, of those that are hidden at some point.
  const total = difference(now.count.total.counts, then.count.total.counts);
  const hiddenAt = points.map((_, at) =>
    [...changes].flatMap(([school, change]) => (change[at] == null ? school : [])),
  );
  for (const hidden of [[...changes.keys()], ...hiddenAt]) {
    const of = new Set(hidden);
    const rest = [...changes].filter(([school]) => !of.has(school));
    const change = total.map((all, at) =>
      rest.reduce((sum: number | null, [, one]) => (sum === null || one[at] == null ? null : sum - one[at]), all),
    );
    if (of.size > 0 && tells(of, change)) return [...found, SUM];
  }
  return found;
}

function countsOf({ count }: Earlier, school: string): readonly (number | null)[] {
  return count.groups.find(one => one.school === school)?.counts ?? points.map(() => null);
}

function difference(now: readonly (number | null)[], then: readonly (number | null)[]): (number | null)[] {
  return now.map((one, at) => (one === null || then[at] == null ? null : one - then[at]));
}

function read(cell: Cell): number | null {
  return 'shown' in cell ? cell.shown : null;
}

/** Shown whole, in part, or not at all. */
export const verdicts = ['counted', 'in_part', 'too_few'] as const;
const Counts = z.record(z.enum(points), z.nullable(z.number()));
/** `n`: the teachers that are counted; null below the minimum. */
const Finding = z.strictObject({ verdict: z.enum(verdicts), n: z.nullable(z.number()), counts: Counts });
export type Finding = z.infer<typeof Finding>;

/** One school, or the district as a whole: whoever leads it sees its finding, and nothing narrower. */
export const ActivityScope = z
  .string()
  .check(z.regex(/^(district|school:[a-z0-9][a-z0-9-]{0,63})$/, 'is neither district nor school:<id>'));

/** How many teachers are at which point of their cycles here (S0-R5a): people, never cycles, never a name. */
export const Activity = z.strictObject({
  scope: ActivityScope,
  month: Month,
  /** When the month was counted, once and for all. */
  asOf: z.iso.datetime(),
  minimumGroup: z.number(),
  schools: z.array(z.extend(Finding, { school: MapId, name: z.string() })),
  /** For the district: the schools below the minimum together, and all. */
  small: z.nullable(Finding),
  total: z.nullable(Finding),
});
export type Activity = z.infer<typeof Activity>;

/** A part of a month's table in the insight's words. */
export function findingOf(group: { n: number; counts: readonly (number | null)[] } | undefined): Finding {
  const counts = points.map((point, at) => [point, group?.counts[at] ?? null] as const);
  const hidden = counts.filter(([, count]) => count === null).length;
  return {
    verdict: hidden === 0 ? 'counted' : hidden < points.length ? 'in_part' : 'too_few',
    n: group?.n ?? null,
    counts: Object.fromEntries(counts) as Finding['counts'],
  };
}
