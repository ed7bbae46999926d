/** The mean moving range of two normal values is 1.128379 standard deviations. Tables round it to 1.128. */
const D2 = 2 / Math.sqrt(Math.PI);
/** The moving range's own upper limit, in mean moving ranges: 1 + 3·d3/d2, with d3² = 2 − d2². */
const D4 = 1 + (3 * Math.sqrt(2 - D2 * D2)) / D2;

export type Xmr = {
  mean: number;
  /** The mean moving range. */
  mr: number;
  /** Its estimate of the standard deviation. Never the standard deviation of all values: a shift would widen that. */
  sigma: number;
  lcl: number;
  ucl: number;
  mrUpper: number;
  /** The points outside the limits, 1-based. */
  outside: number[];
};

/**
 * The XmR chart of a series in time order: limits at the mean ± 3·(mean moving range)/d2 (Wheeler;
 * qimacros.com, "XmR individuals chart formula"; science.md §3.3). Null below two values. `d2` is for reproducing
 * examples that were worked with a rounded one.
 */
export function xmr(values: readonly number[], { d2 = D2 } = {}): Xmr | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const ranges = values.slice(1).map((value, index) => Math.abs(value - values[index]!));
  const mr = ranges.reduce((sum, range) => sum + range, 0) / ranges.length;
  const sigma = mr / d2;
  const lcl = mean - 3 * sigma;
  const ucl = mean + 3 * sigma;
  const outside = values.flatMap((value, index) => (value < lcl || value > ucl ? [index + 1] : []));
  return { mean, mr, sigma, lcl, ucl, mrUpper: D4 * mr, outside };
}
