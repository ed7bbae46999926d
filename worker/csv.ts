export type Cell = string | number | null | undefined;

/** What a spreadsheet would take for a formula, or for the end of the one before it; full-width signs too (OWASP). */
const formula = /^[\s\0]*[=+\-@\t\r\n＝＋－＠]/;

/** One row (RFC 4180). Text that a spreadsheet would run begins with an apostrophe; figures are left as they are. */
export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

/** What a file begins with, so that spreadsheets read it as UTF-8. */
export const BOM = '\uFEFF';

function cellOf(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const text = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
