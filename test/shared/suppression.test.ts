import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { disclosuresOf } from '../../shared/statistics/disclosure.ts';
import { codedPercent } from '../../shared/statistics/percent-coding.ts';
import {
  type Cell,
  publishedTable,
  suppressRow,
  suppressTable,
  withTotals,
} from '../../shared/statistics/suppression.ts';
import vectors from '../vectors/suppression.json' with { type: 'json' };

const starred = (cells: readonly Cell[]) => cells.map(cell => ('shown' in cell ? cell.shown : '*'));
const caseOf = (id: string) => vectors.cases.find(one => one.id === id)!;

describe('published rows', () => {
  const rows = vectors.cases.filter(one => one.id.startsWith('SUP-1'));
  test.each(rows)('$id', ({ input, expect: wanted }) => {
    const cells = starred(suppressRow(input.row!, { minimum: input.k! }));
    if (wanted.row) expect(cells.slice(0, -1)).toEqual(wanted.row);
    if (wanted.total) expect(cells.at(-1)).toBe(wanted.total);
  });

  it('SUP-1-B: a whole group in one place is hidden too, where the table showed it', () => {
    expect(starred(suppressRow([15, 0, 0, 0]))).toEqual(['*', '*', '*', '*', 15]);
  });

  test('DELAWARE', () => {
    const { input, expect: wanted } = caseOf('DELAWARE') as {
      input: { count_suppress_max: number; pct_top: number; pct_bottom: number };
      expect: { cases: { n?: number; pct?: number; show: string | number }[] };
    };
    const rule = { minimum: input.count_suppress_max + 1, top: input.pct_top, bottom: input.pct_bottom };
    for (const { n, pct, show } of wanted.cases) {
      const coded = codedPercent(pct ?? 50, n ?? 100, rule);
      const words = !coded
        ? '-'
        : 'shown' in coded
          ? (n ?? coded.shown)
          : `${coded.hidden === 'top_coded' ? '>' : '<'}${coded.limit}%`;
      expect(words).toBe(show);
    }
  });
});

it('says why each figure is hidden', () => {
  expect(suppressRow([40, 12, 3])).toEqual([
    { shown: 40 },
    { hidden: 'complementary' },
    { hidden: 'primary' },
    { shown: 55 },
  ]);
});

it('hides more when what it hid is together a small group', () => {
  expect(starred(suppressRow([40, 30, 2, 1]))).toEqual([40, '*', '*', '*', 73]);
});

const anyTable = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 2, max: 5 })).chain(([rows, columns]) =>
  fc.array(fc.array(fc.oneof(fc.nat(3), fc.nat(14), fc.nat(60)), { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  }),
);
const anyRule = fc.record({ minimum: fc.integer({ min: 2, max: 12 }), totalsKnown: fc.boolean() });

describe('of any table', () => {
  test('what is published passes the auditor', () => {
    fc.assert(
      fc.property(anyTable, anyRule, (counts, rule) => {
        const totals = withTotals(counts).map(line => line.at(-1)!);
        const table = publishedTable(suppressTable(counts, rule), rule.totalsKnown ? totals : undefined);
        for (const zerosShown of [false, true])
          expect(disclosuresOf(table, { minimum: rule.minimum, zerosShown })).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test('a figure that is shown is the true one, and none below the minimum is shown', () => {
    fc.assert(
      fc.property(anyTable, anyRule, (counts, rule) => {
        const truth = withTotals(counts);
        suppressTable(counts, rule).forEach((line, row) => {
          line.forEach((cell, column) => {
            if (!('shown' in cell)) return;
            expect(cell.shown).toBe(truth[row]![column]);
            expect(cell.shown === 0 || cell.shown >= rule.minimum).toBe(true);
          });
        });
      }),
    );
  });

  test('a larger minimum never shows more', () => {
    fc.assert(
      fc.property(anyTable, anyRule, fc.integer({ min: 1, max: 6 }), (counts, rule, more) => {
        const [smaller, larger] = [
          suppressTable(counts, rule),
          suppressTable(counts, { ...rule, minimum: rule.minimum + more }),
        ];
        larger.forEach((line, row) => {
          line.forEach((cell, column) => {
            if ('shown' in cell) expect(smaller[row]![column]).toEqual(cell);
          });
        });
      }),
      { numRuns: 500 },
    );
  });
});

/** Every way that `n` people can be in so many columns. */
function* rowsOf(n: number, columns: number): Generator<number[]> {
  if (columns === 1) yield [n];
  else for (let one = 0; one <= n; one++) for (const rest of rowsOf(n - one, columns - 1)) yield [one, ...rest];
}
function* tablesOf([n, ...more]: readonly number[], columns: number): Generator<number[][]> {
  if (n === undefined) yield [];
  else for (const row of rowsOf(n, columns)) for (const rest of tablesOf(more, columns)) yield [row, ...rest];
}

describe('a reader who knows the staff lists, this rule and one person’s place', () => {
  test.each([
    { schools: [6], columns: 3, minimum: 3 },
    { schools: [6, 5], columns: 3, minimum: 3 },
    { schools: [8, 7], columns: 3, minimum: 4 },
    { schools: [5, 5], columns: 4, minimum: 3 },
    { schools: [4, 3, 5], columns: 3, minimum: 3 },
    { schools: [9], columns: 5, minimum: 5 },
  ])('learns nobody else’s from any table of $schools in $columns columns', ({ schools, columns, minimum }) => {
    // All tables there are, by what is published of them: a reader can't tell apart what is published alike.
    const alike = Map.groupBy(tablesOf(schools, columns), counts =>
      JSON.stringify(publishedTable(suppressTable(counts, { minimum, totalsKnown: true }))),
    );
    const learned: unknown[] = [];
    for (const [published, tables] of alike)
      for (const [of] of schools.entries())
        for (let place = -1; place < columns; place++) {
          // Somebody of school `of` is known to be in column `place`; -1: nobody is known.
          const others = tables
            .map(counts => counts.map((row, at) => row.map((n, column) => n - +(at === of && column === place))))
            .filter(counts => counts[of]!.every(n => n >= 0));
          for (const school of schools.keys()) {
            const together = ([...row]: number[]) => row.indexOf(row.reduce((sum, n) => sum + n));
            const places = new Set(others.map(counts => together(counts[school]!)));
            if (places.size === 1 && !places.has(-1)) learned.push({ published, of, place, school });
          }
        }
    expect(alike.size).toBeGreaterThan(1);
    expect(learned).toEqual([]);
  });
});
