// How many runs a random order of `a` points above and `b` below has. Swed & Eisenhart 1943; science.md §3.2.

/** Mean and variance of the number of runs. */
export function runsMoments(a: number, b: number): { mean: number; variance: number } {
  const n = a + b;
  const ab = 2 * a * b;
  return { mean: 1 + ab / n, variance: (ab * (ab - n)) / (n * n * (n - 1)) };
}

/** P(R = runs), exactly. */
export function runsProbability(runs: number, a: number, b: number): number {
  if (runs < 1) return 0;
  const k = runs >> 1;
  const ways =
    runs % 2 === 0
      ? 2 * choose(a - 1, k - 1) * choose(b - 1, k - 1)
      : choose(a - 1, k - 1) * choose(b - 1, k) + choose(a - 1, k) * choose(b - 1, k - 1);
  return ways / choose(a + b, a);
}

/** P(R ≥ runs), exactly. */
export function runsAtLeast(runs: number, a: number, b: number): number {
  let sum = 0;
  for (let r = runs; r <= a + b; r++) sum += runsProbability(r, a, b);
  return sum;
}

function choose(n: number, k: number): number {
  // Of none, none can be left out in exactly one way: all points on one side make one run.
  if (n === -1 && k === -1) return 1;
  if (k < 0 || k > n) return 0;
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return ways;
}
