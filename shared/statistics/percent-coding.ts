/** A percentage as it may be shown: whole groups at either end say what everybody in them did. */
export type CodedPercent = { shown: number } | { hidden: 'top_coded' | 'bottom_coded'; limit: number };

/**
 * Top and bottom coding of a percentage, and no percentage of a group too small to count: `null` (Delaware's rule,
 * doe.k12.de.us/Page/2283: groups to 15 are "-", above 95 and below 5 are coded; science.md §3.15).
 */
export function codedPercent(
  percent: number,
  n: number,
  { minimum = 16, top = 95, bottom = 5 } = {},
): CodedPercent | null {
  if (n < minimum) return null;
  if (percent > top) return { hidden: 'top_coded', limit: top };
  if (percent < bottom) return { hidden: 'bottom_coded', limit: bottom };
  return { shown: percent };
}
