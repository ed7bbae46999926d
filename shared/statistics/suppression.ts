import { disclosuresOf, type PublishedTable } from './disclosure.ts';

/** Why an entry is hidden. It is not for readers: that a hidden figure is small is what they must not learn. */
export type Suppression = 'primary' | 'complementary';
export type Cell = { shown: number } | { hidden: Suppression };

export type SuppressionRule = {
  /** The smallest group that is shown. */
  minimum?: number;
  /** How many people each row is of is known anyway, from a staff list: hiding a row's total protects nobody. */
  totalsKnown?: boolean;
  /** Rows that must not be shown for a reason of their own, by index; the row after the last is that of the totals. */
  withheld?: ReadonlySet<number>;
};

type Place = readonly [row: number, column: number];

/** One row, its total last. */
export function suppressRow(counts: readonly number[], rule: Pick<SuppressionRule, 'minimum'> = {}): Cell[] {
  // A table with one row: its columns' totals are the row again, so nothing more is hidden than the row asks for.
  return suppressTable([counts], rule)[0]!;
}

/**
 * Counts of people, rows × columns, as they can be shown: with each row's total last, and last the columns' totals.
 *
 * Primary: 0 < count < `minimum` (a zero is nobody); all of a row below it; and all of a row, its zeros too, when fewer
 * than that are outside its largest column, so that a row which sits in one column looks like many that don't.
 * Complementary: one at a time the smallest other count of a line that would give a hidden one away, until what a line
 * hides is together no small group either, and `disclosuresOf` finds nothing (NCES SLDS Brief 3, 2011-603; Delaware,
 * doe.k12.de.us/Page/2283; science.md §3.15 SUP-1, SUP-2).
 *
 * The minimum is raised one by one, and what was hidden stays so: hence a larger one never shows more.
 */
export function suppressTable(
  counts: readonly (readonly number[])[],
  { minimum = 10, totalsKnown = false, withheld = new Set() }: SuppressionRule = {},
): Cell[][] {
  const table = withTotals(counts);
  const [rows, columns] = [table.length - 1, table[0]!.length - 1];
  const hidden = table.map(line => line.map((): Suppression | null => null));
  const isKnown = (column: number) => totalsKnown && column === columns;
  const at = ([row, column]: Place) => table[row]![column]!;
  const isHidden = ([row, column]: Place) => hidden[row]![column] !== null;
  const isOpen = (place: Place) => !isHidden(place) && !isKnown(place[1]);
  const hide = ([row, column]: Place, why: Suppression) => {
    if (!isKnown(column)) hidden[row]![column] ??= why;
    // All of the columns' totals are shown or none: which of them is hidden would tell of rows that hide everything.
    if (rows > 1 && row === rows && column < columns)
      hidden[row] = hidden[row]!.map((one, total) => one ?? (total < columns ? why : null));
  };
  /** Every line as its places, the total last: the rows, then the columns. */
  const across = table.map((line, row) => line.map((_, column): Place => [row, column]));
  const down = table[0]!.map((_, column) => table.map((_, row): Place => [row, column]));
  const hasHidden = (row: number) => across[row]!.some(isHidden);

  for (const row of withheld) for (const place of across[row]!) hide(place, 'primary');
  for (let least = 1; least <= minimum; least++) {
    for (const line of across) hideSmall(line, least);
    do for (let more = true; more; ) more = [...across, ...down].filter(line => closeLine(line, least)).length > 0;
    while (closeDisclosures(least));
  }
  return table.map((line, row) =>
    line.map((shown, column) => {
      const small = isKnown(column) && shown > 0 && shown < minimum;
      const why = small ? 'primary' : hidden[row]![column];
      return why ? { hidden: why } : { shown };
    }),
  );

  function hideSmall(line: readonly Place[], least: number): void {
    const [body, total] = [line.slice(0, -1), at(line.at(-1)!)];
    const outside = total - Math.max(...body.map(at));
    const small = body.filter(place => at(place) > 0 && at(place) < least);
    const whole = total > 0 && (total < least ? line : columns > 1 && outside < least ? body : null);
    for (const place of whole || small) hide(place, 'primary');
  }

  /** Hides one more where what is hidden could be had by subtraction, alone or together as one small group. */
  function closeLine(line: readonly Place[], least: number): boolean {
    const [body, total] = [line.slice(0, -1), line.at(-1)!];
    const secret = body.filter(isHidden);
    const count = secret.length + (isHidden(total) ? 1 : 0);
    const together = secret.reduce((sum, place) => sum + at(place), 0);
    return count > 0 && (count === 1 || (!isHidden(total) && together < least)) && hideOneOf(line);
  }

  function closeDisclosures(least: number): boolean {
    const reader = table.map((line, row) => line.map((entry, column) => (isHidden([row, column]) ? null : entry)));
    // One entry that gives way often frees others, so few are hidden at a time: one a row, and some of a column.
    const patience = Math.ceil(rows / 20);
    const touched = new Map<readonly Place[], number>();
    for (const { row, column } of disclosuresOf(reader, { minimum: least, zerosShown: true, truth: table })) {
      const lines = [across[row]!, down[column]!];
      if (touched.has(lines[0]!) || (touched.get(lines[1]!) ?? 0) >= patience) continue;
      if (!hideOneOf(lines.flat()) && !hideRow(column)) continue;
      for (const line of lines) touched.set(line, (touched.get(line) ?? 0) + 1);
    }
    return touched.size > 0;
  }

  /** The smallest count of these, where there is a choice in a row that hides something already; a total if need be. */
  function hideOneOf(places: readonly Place[]): boolean {
    const isTotal = ([row, column]: Place) => row === rows || column === columns;
    const best = places
      .filter(place => isOpen(place) && at(place) > 0)
      .map(place => ({ place, rank: [+isTotal(place), +!hasHidden(place[0]), at(place)] }))
      .reduce<Ranked | null>((first, one) => (first && !isBefore(one.rank, first.rank) ? first : one), null);
    if (best) hide(best.place, 'complementary');
    return best !== null;
  }

  /** When counts are not enough: the totals of the columns with their zeros, then a row, one that shows this column. */
  function hideRow(column: number): boolean {
    const shows = (line: readonly Place[]) => line.slice(0, -1).some(isOpen);
    const open = across.toReversed().filter(shows);
    const line = open.find((line, index) => (index === 0 && line[0]![0] === rows) || isOpen(line[column]!)) ?? open[0];
    for (const place of line?.slice(0, -1) ?? []) hide(place, 'complementary');
    return line !== undefined;
  }
}

type Ranked = { place: Place; rank: readonly number[] };

/** What a reader has who knows the staff list or not: null where it is hidden. */
export function publishedTable(cells: readonly (readonly Cell[])[], totals?: readonly number[]): PublishedTable {
  return cells.map((line, row) =>
    line.map((cell, column) =>
      totals && column === line.length - 1 ? totals[row]! : 'shown' in cell ? cell.shown : null,
    ),
  );
}

export function withTotals(counts: readonly (readonly number[])[]): number[][] {
  const lines = counts.map(line => [...line, line.reduce((sum, one) => sum + one, 0)]);
  return [...lines, lines[0]!.map((_, column) => lines.reduce((sum, line) => sum + line[column]!, 0))];
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at !== -1 && a[at]! < b[at]!;
}
