import fc from 'fast-check';
import { median as oracle } from 'simple-statistics';
import { describe, expect, it, test } from 'vitest';
import { binomialQuantile } from '../../shared/statistics/binomial.ts';
import { median } from '../../shared/statistics/median.ts';
import { anhoejLimits, type RuleSet, runChart, runsLimits } from '../../shared/statistics/run-chart.ts';
import { runsAtLeast, runsMoments, runsProbability } from '../../shared/statistics/runs-distribution.ts';
import vectors from '../vectors/run-chart.json' with { type: 'json' };

const caseOf = (id: string) => vectors.cases.find(one => one.id === id)!;
/** A chart of points on given sides: two zeros before them freeze the centre between the sides. */
const sided = (sides: number[]) => runChart([0, 0, ...sides], { baseline: 2 });
/** A chart of runs of given lengths, the first above. */
const runsOf = (...lengths: number[]) =>
  sided(lengths.flatMap((points, run) => Array<number>(points).fill(run % 2 ? -1 : 1)));

describe('published run charts', () => {
  it('are all checked below', () => {
    const known = ['PERLA_TABLE', 'ANHOEJ', 'RC-1', 'RC-3-baseline', 'RC-3-frozen', 'RC-4', 'RC-5'];
    expect(vectors.cases.map(one => one.id)).toEqual(known);
  });

  test.each(vectors.cases.filter(one => one.input?.values))('$id', ({ input, expect: wanted }) => {
    const baseline = input?.baseline_span?.[1];
    const chart = runChart(input!.values!, { ruleSet: input!.rule_set as RuleSet, ...(baseline && { baseline }) });
    const told = {
      median: chart.median,
      useful: chart.useful,
      above: chart.above,
      runs: chart.runs,
      longest_run: chart.longestRun,
      limits: chart.limits && [chart.limits.lower, chart.limits.upper],
      shifts: chart.shifts.map(one => [one.from, one.to, one.side, one.points]),
      trends: chart.trends.map(one => [one.from, one.to, one.direction, one.points]),
      runs_verdict: chart.lookHere.find(one => one.endsWith('_runs')) ?? 'as_expected',
    };
    // A human's mark, not a formula.
    const { human_astronomical: _, ...computed } = wanted as Record<string, unknown>;
    expect(told).toMatchObject(computed);
    if (input?.frozen_median) expect(chart.median).toBe(input.frozen_median);
  });

  it('PERLA_TABLE: every row as printed', () => {
    const rows = Object.entries(caseOf('PERLA_TABLE').expect.limits_by_useful_points!);
    expect(rows).toHaveLength(51);
    for (const [n, [lower, upper]] of rows) {
      const above = Number(n) >> 1;
      expect(runsLimits(above, Number(n) - above), n).toEqual({ lower, upper });
    }
  });

  it('ANHOEJ: longest run and crossings', () => {
    const pairs = Object.entries(caseOf('ANHOEJ').expect.longest_max_crossings_min_by_n!);
    for (const [n, [longestRun, crossings]] of pairs)
      expect(anhoejLimits(Number(n)), n).toEqual({ longestRun, crossings });
  });

  it('RC-4: the lunch counter', () => {
    const { input, expect: wanted } = caseOf('RC-4');
    const chart = sided([...input!.sequence!].map(seat => (seat === 'E' ? 1 : -1)));
    expect([chart.runs, chart.below, chart.above]).toEqual([wanted.runs, wanted.a, wanted.b]);
    expect(runsMoments(chart.below, chart.above).mean).toBeCloseTo(wanted.mean!, 10);
    expect(runsAtLeast(chart.runs, chart.below, chart.above)).toBeCloseTo(wanted.p_upper!, 7);
  });

  it('RC-5: a run of 13 and 4 crossings in 24 are a signal', () => {
    const { input, expect: wanted } = caseOf('RC-5');
    const chart = runsOf(13, 3, 2, 3, 3);
    expect(chart).toMatchObject({
      useful: input!.n,
      longestRun: input!.longest_run,
      crossings: input!.crossings,
      allowed: { longestRun: wanted.longest_max, crossings: wanted.crossings_min },
      verdict: 'signal',
    });
  });
});

describe('a verdict', () => {
  const noise = [5, 7, 4, 8, 3, 9, 6, 2, 7, 5, 8, 4];

  it('waits for ten points off the median', () => {
    expect(runChart([]).verdict).toBe('too_little_data');
    expect(runChart(noise.slice(0, 9)).verdict).toBe('too_little_data');
    expect(runChart(Array(40).fill(5))).toMatchObject({ useful: 0, verdict: 'too_little_data' });
    expect(runChart(noise).verdict).toBe('random');
  });

  it('turns where the rules say: of 20 points, runs of 7 and 6 crossings are still chance', () => {
    expect(runsOf(7, 3, 2, 2, 2, 2, 2)).toMatchObject({ useful: 20, crossings: 6, verdict: 'random' });
    expect(runsOf(8, 2, 2, 2, 2, 2, 2)).toMatchObject({ useful: 20, crossings: 6, verdict: 'signal' });
    expect(runsOf(4, 4, 3, 3, 3, 3)).toMatchObject({ useful: 20, crossings: 5, verdict: 'signal' });
  });

  it('never comes from a trend alone, which is shown as a place to look', () => {
    const rising = [5, 7, 4, 8, 3, 4.5, 5.5, 6.5, 7.5, 2, 7, 4, 8, 3];
    expect(runChart(rising)).toMatchObject({ lookHere: ['trend'], verdict: 'random' });
    expect(runChart(rising, { ruleSet: 'perla_2011' }).verdict).toBe('signal');
  });

  it('sees a shift against a frozen median that a moving one hides', () => {
    const shifted = [...noise, ...noise.map(value => value + 4)];
    expect(runChart(shifted, { baseline: 12 })).toMatchObject({ median: 5.5, verdict: 'signal' });
    expect(runChart(shifted.slice(0, 14), { baseline: 12 }).verdict).toBe('random');
  });

  it('decides ties on the values as stored', () => {
    // To two decimals the middle three are one value.
    expect(runChart([1, 2.001, 2.002, 2.003, 3]).useful).toBe(4);
    expect(runChart([1, 2, 2, 2, 3]).useful).toBe(2);
  });

  it('holds for series of any length', () => {
    const long = Array.from({ length: 5000 }, (_, index) => (index % 7) - (index % 3));
    expect(runChart(long).allowed).toEqual({ longestRun: 15, crossings: expect.any(Number) });
    expect(runsLimits(35, 35)).toEqual({ lower: 28, upper: 44 });
  });
});

describe('a trend', () => {
  it('counts one of equal neighbours', () => {
    expect(runChart([3, 3, 4, 4, 5, 6, 6, 7, 7]).trends).toEqual([{ from: 2, to: 8, direction: 'up', points: 5 }]);
    expect(runChart([3, 3, 4, 4, 5, 6, 6]).trends).toEqual([]);
  });

  it('shares its turning point with the next', () => {
    expect(runChart([1, 2, 3, 4, 5, 4, 3, 2, 1]).trends).toMatchObject([
      { from: 1, to: 5, direction: 'up' },
      { from: 5, to: 9, direction: 'down' },
    ]);
  });
});

describe('held by their definitions', () => {
  const figures = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 1, maxLength: 70 });

  test('median', () => {
    fc.assert(
      fc.property(figures, values => {
        expect(median(values)).toBe(oracle(values));
      }),
    );
    expect(median([])).toBeNull();
  });

  test('runs: turning the chart upside down turns only the sides', () => {
    fc.assert(
      fc.property(figures, values => {
        const up = runChart(values);
        const down = runChart(values.map(value => -value));
        expect([down.above, down.runs, down.longestRun, down.verdict]).toEqual([
          up.below,
          up.runs,
          up.longestRun,
          up.verdict,
        ]);
        expect(up.useful).toBe(values.filter(value => value !== up.median).length);
      }),
    );
  });

  test('the distribution of runs sums to one and has its moments', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 25 }), (a, b) => {
        let mean = 0;
        for (let runs = 1; runs <= a + b; runs++) mean += runs * runsProbability(runs, a, b);
        expect(runsAtLeast(1, a, b)).toBeCloseTo(1, 9);
        expect(mean).toBeCloseTo(runsMoments(a, b).mean, 9);
      }),
    );
    expect(runsProbability(1, 7, 0)).toBe(1);
  });

  test('the binomial quantile, from the whole of Pascal’s triangle', () => {
    let row = [1];
    for (let trials = 0; trials <= 50; trials++) {
      const upTo = (k: number) => row.slice(0, k + 1).reduce((sum, ways) => sum + ways, 0);
      const k = row.findIndex((_, at) => upTo(at) >= 0.05 * 2 ** trials);
      expect(binomialQuantile(0.05, trials), String(trials)).toBe(k);
      row = [...row, 0].map((ways, at) => ways + (row[at - 1] ?? 0));
    }
  });
});
