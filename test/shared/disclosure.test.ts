import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { disclosuresOf, intervalsOf, type PublishedTable } from '../../shared/statistics/disclosure.ts';
import vectors from '../vectors/suppression.json' with { type: 'json' };

type Case = { id: string; input: { rows?: (number | null)[][]; column_totals?: number[] }; expect: object };
const published = (id: string): PublishedTable => {
  const { input } = (vectors.cases as Case[]).find(one => one.id === id)!;
  const totals = input.column_totals!;
  return [...input.rows!, [...totals, totals.reduce((sum, one) => sum + one, 0)]];
};
const expected = (id: string) => vectors.cases.find(one => one.id === id)!.expect as Record<string, unknown>;

describe('published patterns', () => {
  test('SUP-2-unsafe: two in each row and column, and still one is known', () => {
    const { row, col, value } = expected('SUP-2-unsafe').disclosed as { row: number; col: number; value: number };
    const table = published('SUP-2-unsafe');
    expect(intervalsOf(table)[row]![col]).toEqual([value, value]);
    expect(disclosuresOf(table)).toContainEqual({ row, column: col, kind: 'exact' });
  });

  test('SUP-2-safe, with its intervals', () => {
    const table = published('SUP-2-safe');
    const intervals = intervalsOf(table);
    const told: Record<string, unknown> = {};
    for (const [row, line] of table.entries())
      for (const [column, entry] of line.entries())
        if (entry === null) told[`${row},${column}`] = intervals[row]![column];
    expect(told).toEqual(expected('SUP-2-safe').intervals);
    expect(disclosuresOf(table)).toEqual([]);
  });
});

describe('a reader may not learn', () => {
  const kinds = (table: PublishedTable, more = {}) => disclosuresOf(table, more).map(one => one.kind);

  it('a figure by subtraction', () => {
    expect(
      kinds([
        [12, null, 20],
        [10, 10, 20],
        [22, 18, 40],
      ]),
    ).toContain('exact');
  });

  it('that there is a small group, whatever its size', () => {
    const between3And8 = [
      [null, null, 28, 40],
      [null, null, 30, 50],
      [8, 24, 58, 90],
    ];
    expect(kinds(between3And8)).toEqual([]);
    const table = [
      [null, null, 12],
      [null, null, 12],
      [15, 9, 24],
    ];
    expect(intervalsOf(table)[0]![0]).toEqual([3, 12]);
    expect(kinds(table)).toEqual([]);
    expect(kinds(table, { minimum: 13 })).toContain('small');
  });

  it('one of two values: who is in the group takes one away', () => {
    const table = [
      [null, null, 1 + 20, 22],
      [null, null, 20, 22],
      [1, 2, 41, 44],
    ];
    expect(kinds(table)).toContain('narrow');
    expect(kinds(table, { spread: 1 })).not.toContain('narrow');
  });

  it('that everybody in a group is in one place, or all but the one who reads', () => {
    expect(
      kinds([
        [12, 0, 12],
        [11, 13, 24],
        [23, 13, 36],
      ]),
    ).toEqual(['whole_group']);
    expect(
      kinds([
        [11, 1, 12],
        [11, 13, 24],
        [22, 14, 36],
      ]),
    ).toEqual(['whole_group']);
    expect(
      kinds([
        [10, 2, 12],
        [12, 12, 24],
        [22, 14, 36],
      ]),
    ).toEqual([]);
  });

  it('nothing is bounded where no total is told', () => {
    const table = [
      [null, null, null],
      [10, null, null],
      [null, null, null],
    ];
    expect(intervalsOf(table)[0]![0]).toEqual([0, Infinity]);
    expect(intervalsOf(table)[2]![0]).toEqual([10, Infinity]);
    expect(kinds(table)).toEqual([]);
  });

  it('a table that does not add up is no table', () => {
    expect(() =>
      intervalsOf([
        [12, 3, 20],
        [12, 3, 20],
      ]),
    ).toThrow(RangeError);
    expect(() =>
      intervalsOf([
        [null, 3, 2],
        [null, 3, 2],
      ]),
    ).toThrow(RangeError);
  });
});

const small = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 2, max: 3 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(fc.nat(4), { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
  );

test('its intervals are those of every table that fits', () => {
  fc.assert(
    fc.property(small, fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }), (counts, hide) => {
      const full = withTotals(counts);
      const table = full.map((line, row) =>
        line.map((entry, column) =>
          hide[row * line.length + column] && row < counts.length && column < line.length - 1 ? null : entry,
        ),
      );
      const seen = intervalsByTrying(table);
      expect(intervalsOf(table)).toEqual(seen);
    }),
    { numRuns: 300 },
  );
});

function withTotals(counts: readonly (readonly number[])[]): number[][] {
  const lines = counts.map(line => [...line, line.reduce((sum, one) => sum + one, 0)]);
  return [...lines, lines[0]!.map((_, column) => lines.reduce((sum, line) => sum + line[column]!, 0))];
}

/** The same by trying every table there is: entries hidden, totals told. */
function intervalsByTrying(table: PublishedTable): [number, number][][] {
  const found = table.map(line => line.map((): [number, number] => [Infinity, -Infinity]));
  const [rows, columns] = [table.length - 1, table[0]!.length - 1];
  const now = table.map(line => [...line]) as number[][];
  const fill = (at: number): void => {
    if (at === rows * columns) {
      for (let column = 0; column < columns; column++)
        if (now.slice(0, rows).reduce((sum, line) => sum + line[column]!, 0) !== table[rows]![column]) return;
      for (const [row, line] of now.entries())
        for (const [column, entry] of line.entries()) {
          const [least, most] = found[row]![column]!;
          found[row]![column] = [Math.min(least, entry), Math.max(most, entry)];
        }
      return;
    }
    const [row, column] = [Math.floor(at / columns), at % columns];
    const before = now[row]!.slice(0, column).reduce((sum, one) => sum + one, 0);
    const left = table[row]![columns]! - before;
    const told = table[row]![column];
    const from = told ?? 0;
    for (let value = from; value <= (told ?? left); value++) {
      if (value > left || (column === columns - 1 && value !== left)) continue;
      now[row]![column] = value;
      fill(at + 1);
    }
  };
  fill(0);
  return found;
}
