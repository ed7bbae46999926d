import fc from 'fast-check';
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { describe, expect, it, test } from 'vitest';
import { xmr } from '../../shared/statistics/xmr.ts';
import vectors from '../vectors/xmr.json' with { type: 'json' };

describe('published XmR charts', () => {
  test.each(vectors.cases)('$id', ({ input, expect: wanted, must_not, tolerance }) => {
    const { mrUpper, ...chart } = xmr(input.values, input.d2 ? { d2: input.d2 } : {})!;
    const told: Record<string, unknown> = { ...chart, mr_upper: mrUpper };
    for (const [name, value] of Object.entries(wanted)) {
      if (typeof value === 'number') expect(Math.abs((told[name] as number) - value), name).toBeLessThan(tolerance);
      else expect(told[name], name).toEqual(value);
    }
    for (const [formula, value] of Object.entries(must_not ?? {}))
      expect(Math.abs(chart.ucl - value), formula).toBeGreaterThan(1);
  });
});

it('needs two values', () => {
  expect(xmr([])).toBeNull();
  expect(xmr([4])).toBeNull();
  expect(xmr([4, 6])).toMatchObject({ mean: 5, mr: 2, outside: [] });
});

it('draws its limits from the moving range, so that a shift does not widen them', () => {
  const shifted = [...Array(15).fill([10, 11]).flat(), ...Array(15).fill([30, 31]).flat()];
  const { ucl, outside } = xmr(shifted)!;
  expect(ucl).toBeLessThan(mean(shifted) + 3 * sampleStandardDeviation(shifted));
  expect(outside.length).toBeGreaterThan(0);
});

it('moves and stretches with its values', () => {
  const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 60 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 9 }), fc.integer({ min: -99, max: 99 }), (own, times, plus) => {
      const chart = xmr(own)!;
      const moved = xmr(own.map(value => value * times + plus))!;
      expect(chart.mean).toBeCloseTo(mean(own), 6);
      expect(moved.ucl).toBeCloseTo(chart.ucl * times + plus, 6);
      expect(moved.lcl).toBeCloseTo(chart.lcl * times + plus, 6);
    }),
  );
});
