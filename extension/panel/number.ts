/** A number as people type it: "72.5", "72,5", " 72 ". Anything else is NaN. */
export function readNumber(typed: string): number {
  const plain = typed.trim().replace(',', '.');
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : Number.NaN;
}
