/**
 * The smallest k with P(X ≤ k) ≥ `p`, for X successes in `trials` fair trials: R's `qbinom(p, trials, 0.5)`.
 * Summed from logarithms, so that long series do not underflow.
 */
export function binomialQuantile(p: number, trials: number): number {
  let term = trials * Math.log(0.5);
  let sum = Math.exp(term);
  let k = 0;
  while (sum < p && k < trials) {
    term += Math.log((trials - k) / (k + 1));
    sum += Math.exp(term);
    k++;
  }
  return k;
}
