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
