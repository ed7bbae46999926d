import { binomialQuantile } from './binomial.ts';
import { median } from './median.ts';
import { runsMoments } from './runs-distribution.ts';

/** Whose rules decide the verdict. */
export type RuleSet = 'anhoej_2014' | 'perla_2011';

/** Positions are 1-based; `points` leaves out those on the median (shift) or repeated (trend). */
export type Shift = { from: number; to: number; side: 'above' | 'below'; points: number };
export type Trend = { from: number; to: number; direction: 'up' | 'down'; points: number };
export type LookHere = 'shift' | 'trend' | 'too_few_runs' | 'too_many_runs';

export type RunChart = {
  /** The centre line; null without a value. */
  median: number | null;
  /** Points not on the median. */
  useful: number;
  above: number;
  below: number;
  runs: number;
  crossings: number;
  longestRun: number;
  shifts: Shift[];
  trends: Trend[];
  /** Perla's limits for the number of runs; null below 10 useful points. */
  limits: { lower: number; upper: number } | null;
  /** Anhøj's limits: the longest run and the fewest crossings that chance explains; null below 10 useful points. */
  allowed: { longestRun: number; crossings: number } | null;
  /** Perla's signals: a place to look, not a verdict (on pure noise some show in 48 of 100 charts of 30 points). */
  lookHere: LookHere[];
  verdict: 'too_little_data' | 'signal' | 'random';
};

/** Fewer useful points than this say nothing about runs. */
export const USEFUL_POINTS = 10;
const SHIFT_POINTS = 6;
const TREND_POINTS = 5;

/**
 * The run chart of a series in time order: Perla, Provost & Murray 2011 (doi 10.1136/bmjqs.2009.037895) and
 * Anhøj & Olesen 2014 (doi 10.1371/journal.pone.0113825); science.md §3.2. `baseline`: the median is that of the
 * first so many points. Ties are decided on the values as given: pass them unrounded.
 */
export function runChart(
  values: readonly number[],
  { ruleSet = 'anhoej_2014', baseline }: { ruleSet?: RuleSet; baseline?: number } = {},
): RunChart {
  const centre = median(values.slice(0, baseline));
  const stretches = stretchesAround(values, centre ?? 0);
  const count = (side?: Shift['side']) =>
    stretches.reduce((sum, one) => sum + (side === undefined || one.side === side ? one.points : 0), 0);
  const above = count('above');
  const below = count('below');
  const useful = above + below;
  const runs = stretches.length;
  const crossings = Math.max(0, runs - 1);
  const longestRun = Math.max(0, ...stretches.map(one => one.points));
  const shifts = stretches.filter(one => one.points >= SHIFT_POINTS);
  const trends = slopes(values).filter(one => one.points >= TREND_POINTS);
  const limits = useful < USEFUL_POINTS ? null : runsLimits(above, below);
  const allowed = useful < USEFUL_POINTS ? null : anhoejLimits(useful);

  const lookHere: LookHere[] = [];
  if (shifts.length > 0) lookHere.push('shift');
  if (trends.length > 0) lookHere.push('trend');
  if (limits && runs < limits.lower) lookHere.push('too_few_runs');
  if (limits && runs > limits.upper) lookHere.push('too_many_runs');

  const signal =
    ruleSet === 'perla_2011'
      ? lookHere.length > 0
      : allowed !== null && (longestRun > allowed.longestRun || crossings < allowed.crossings);
  const verdict = useful < USEFUL_POINTS ? 'too_little_data' : signal ? 'signal' : 'random';
  return {
    median: centre,
    useful,
    above,
    below,
    runs,
    crossings,
    longestRun,
    shifts,
    trends,
    limits,
    allowed,
    lookHere,
    verdict,
  };
}

/** The longest run that chance explains, and the fewest crossings (Anhøj & Olesen 2014). */
export function anhoejLimits(useful: number): { longestRun: number; crossings: number } {
  return { longestRun: Math.round(Math.log2(useful)) + 3, crossings: binomialQuantile(0.05, useful - 1) };
}

/** Fewest and most runs that chance explains: the table as published to 60 points, its approximation beyond. */
export function runsLimits(above: number, below: number): { lower: number; upper: number } | null {
  const useful = above + below;
  if (useful < USEFUL_POINTS) return null;
  const row = perlaTable[useful - USEFUL_POINTS];
  if (row) return { lower: row[0], upper: row[1] };
  const { mean, variance } = runsMoments(above, below);
  const reach = 1.96 * Math.sqrt(variance);
  return { lower: Math.ceil(mean - reach), upper: Math.floor(mean + reach) };
}

/** Perla 2011, Table 1: lower and upper limit for 10, 11, … 60 useful points. As printed: not the exact distribution. */
// biome-ignore format: rows of ten read like the printed table
const perlaTable: readonly (readonly [number, number])[] = [
  [3, 9], [3, 10], [3, 11], [4, 11], [4, 12], [5, 12], [5, 13], [5, 13], [6, 14], [6, 15],
  [6, 16], [7, 16], [7, 17], [7, 17], [8, 18], [8, 18], [9, 19], [10, 19], [10, 20], [10, 20],
  [11, 21], [11, 22], [11, 23], [12, 23], [12, 24], [12, 24], [13, 25], [13, 25], [14, 26], [14, 26],
  [15, 27], [15, 27], [16, 28], [16, 28], [17, 29], [17, 30], [17, 31], [18, 31], [18, 32], [19, 32],
  [19, 33], [20, 33], [20, 34], [21, 34], [21, 35], [22, 35], [22, 35], [23, 36], [23, 37], [24, 38],
  [24, 38],
];

/** The runs: stretches on one side of the centre. A point on the centre neither makes nor breaks one. */
function stretchesAround(values: readonly number[], centre: number): Shift[] {
  const stretches: Shift[] = [];
  values.forEach((value, index) => {
    if (value === centre) return;
    const side = value > centre ? 'above' : 'below';
    const last = stretches.at(-1);
    if (last?.side === side) {
      last.to = index + 1;
      last.points++;
    } else stretches.push({ from: index + 1, to: index + 1, side, points: 1 });
  });
  return stretches;
}

/** The stretches that only rise or only fall. Of equal neighbours one counts. */
function slopes(values: readonly number[]): Trend[] {
  const found: Trend[] = [];
  let previous = 1;
  for (let at = 2; at <= values.length; at++) {
    const rise = values[at - 1]! - values[at - 2]!;
    if (rise !== 0) {
      const direction = rise > 0 ? 'up' : 'down';
      const last = found.at(-1);
      if (last?.direction === direction) {
        last.to = at;
        last.points++;
      } else found.push({ from: previous, to: at, direction, points: 2 });
    }
    previous = at;
  }
  return found;
}
