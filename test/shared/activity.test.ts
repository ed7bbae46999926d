import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  Activity,
  countMonth,
  type Earlier,
  type Fact,
  findingOf,
  groupsOf,
  type MonthCount,
  pointOf,
  points,
  SMALL,
} from '../../shared/insights/activity.ts';
import { addMonths, lastWholeMonth } from '../../shared/records/cadence.ts';
import { disclosuresOf } from '../../shared/statistics/disclosure.ts';
import { placesOf } from '../attacker.ts';
import { entriesOf } from '../make.ts';

/** So many teachers of a school at each point. */
function staff(school: string, ...counts: number[]): Fact[] {
  return counts.flatMap((n, point) =>
    Array.from({ length: n }, (_, at) => ({ person: `${school}-${point}-${at}`, school, point })),
  );
}
const shown = (count: MonthCount, school: string) => count.groups.find(one => one.school === school)?.counts;
const earlier = (facts: readonly Fact[], minimum = 10, before: Earlier[] = []): Earlier => ({
  count: countMonth(facts, before, minimum),
  groupOf: groupsOf(facts, minimum),
});
const hidden = points.map(() => null);

describe('how far a teacher came', () => {
  test('by what they logged', () => {
    const reached = entriesOf('ortega', 'share', 'plan', ['do', { how: 'not_done' }], 'do', 'check', 'act', 'question');
    expect(reached.map(({ entry }) => points[pointOf(entry)])).toEqual([
      'none',
      'planning',
      'planning',
      'trying',
      'checking',
      'closed',
      'none',
    ]);
  });
});

describe('months', () => {
  test('a month is whole when it is over everywhere', () => {
    expect(lastWholeMonth(new Date('2026-11-01T11:59:59Z'))).toBe('2026-09');
    expect(lastWholeMonth(new Date('2026-11-01T12:00:00Z'))).toBe('2026-10');
    expect(lastWholeMonth(new Date('2026-01-15T00:00:00Z'))).toBe('2025-12');
    expect(addMonths('2026-11', 3)).toBe('2027-02');
  });
});

describe('a month’s table', () => {
  const district = [...staff('maple', 20, 12, 6, 8, 4), ...staff('oak', 15, 15, 11, 12, 13), ...staff('elm', 9, 3)];

  it('shows counts of the minimum and more, and the district’s', () => {
    const count = countMonth(district, [], 10);
    expect(shown(count, 'maple')).toEqual([20, 12, null, null, null]);
    expect(count.total).toEqual({ n: 128, counts: [44, 30, 17, 20, 17] });
    expect(shown(count, 'elm')).toEqual(hidden);
  });

  it('counts the schools below the minimum together, if they are enough', () => {
    const small = [...staff('ash', 4, 2), ...staff('birch', 3, 0, 4)];
    expect(new Set(groupsOf([...district, ...small], 10).values())).toEqual(new Set(['maple', 'oak', 'elm', SMALL]));
    expect(new Set(groupsOf([...district, ...small.slice(0, 9)], 10).values()).has(SMALL)).toBe(false);
    expect(countMonth(small.slice(0, 9), [], 10).groups).toEqual([]);
    expect(countMonth([...district, ...small.slice(0, 9)], [], 10).total.n).toBe(128);
  });

  it('is told in words that fit the schema', () => {
    const [maple] = countMonth(district, [], 10).groups;
    const finding = findingOf(maple);
    expect(finding).toEqual({
      verdict: 'in_part',
      n: 50,
      counts: { none: 20, planning: 12, trying: null, checking: null, closed: null },
    });
    expect(findingOf(undefined)).toMatchObject({ verdict: 'too_few', n: null, counts: { none: null } });
    expect(findingOf({ n: 60, counts: [12, 12, 12, 12, 12] }).verdict).toBe('counted');
    const asOf = '2026-11-02T03:17:00.000Z';
    const head = { scope: 'school:maple', month: '2026-10', asOf, minimumGroup: 10, small: null, total: null };
    expect(Activity.safeParse({ ...head, schools: [{ school: 'maple', name: 'Maple', ...finding }] }).success).toBe(
      true,
    );
  });
});

describe('against differencing in time', () => {
  const oak = staff('oak', 15, 15, 11, 12, 13);
  const january = [...staff('maple', 19, 12, 10, 11, 10), ...oak];
  const joiner = { person: 'joiner', school: 'maple', point: 0 };

  it('withholds a school that differs by no more than who joined, and the total that would tell it', () => {
    const before = earlier(january);
    expect(shown(before.count, 'maple')).toEqual([19, 12, 10, 11, 10]);
    const march = countMonth([...january, joiner], [before], 10);
    expect(shown(march, 'maple')).toEqual(hidden);
    expect(march.total.counts).toEqual(hidden);
    expect(shown(countMonth([...january, joiner], [], 10), 'maple')).toEqual([20, 12, 10, 11, 10]);
  });

  it('and one that somebody left', () => {
    expect(shown(countMonth(january.slice(1), [earlier(january)], 10), 'maple')).toEqual(hidden);
  });

  it('shows it when others moved too, and when nobody came or left', () => {
    const moved = january.map((one, at) => (at < 3 ? { ...one, point: at } : one));
    expect(shown(countMonth([...moved, joiner], [earlier(january)], 10), 'maple')).toEqual([18, 13, 11, 11, 10]);
    expect(shown(countMonth(january, [earlier(january)], 10), 'maple')).toEqual([19, 12, 10, 11, 10]);
  });

  it('shows it when as many came as make a group', () => {
    const more = [
      ...january,
      ...staff('maple', 23)
        .slice(-10)
        .map((one, at) => ({ ...one, person: `new-${at}` })),
    ];
    expect(shown(countMonth(more, [earlier(january)], 10), 'maple')).toEqual([29, 12, 10, 11, 10]);
  });

  it('looks at every earlier month, not the last alone', () => {
    const before = earlier(january);
    const between = earlier([...staff('maple', 12, 16, 12, 12, 10), ...oak], 10, [before]);
    expect(shown(countMonth([...january, joiner], [between, before], 10), 'maple')).toEqual(hidden);
  });
});

const SCHOOLS = ['a', 'b', 'c'];
const anyPoint = fc.nat(points.length - 1);

/** Two months of a district: most stay where they were, as a reader may guess; one joins, or one leaves. */
const twoMonths = fc
  .record({
    sizes: fc.array(fc.integer({ min: 3, max: 40 }), { minLength: 2, maxLength: 3 }),
    places: fc.array(fc.oneof(fc.constant(0), anyPoint), { minLength: 120, maxLength: 120 }),
    stay: fc.double({ min: 0.9, max: 1, noNaN: true }),
    chances: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), anyPoint), {
      minLength: 120,
      maxLength: 120,
    }),
    leaves: fc.boolean(),
    joiner: anyPoint,
  })
  .map(({ sizes, places, stay, chances, leaves, joiner }) => {
    const first = sizes.flatMap((size, at) =>
      Array.from({ length: size }, (_, n) => ({
        person: `${SCHOOLS[at]}${n}`,
        school: SCHOOLS[at]!,
        point: places[at * 40 + n]!,
      })),
    );
    const later = first.map((one, at) => (chances[at]![0] > stay ? { ...one, point: chances[at]![1] } : one));
    const next = leaves ? later.slice(1) : [{ person: 'new', school: 'a', point: joiner }, ...later];
    return { first, next, leaves };
  });

describe('an attacker with every table, the staff lists and one person’s place', () => {
  test('computes nobody’s place from a month, by the exact bounds of what is published', () => {
    let inferred = 0;
    fc.assert(
      fc.property(twoMonths, ({ first }) => {
        const { groups, total } = countMonth(first, [], 10);
        if (groups.length < 2) return;
        const table = [...groups, total].map(({ counts, n }) => [...counts, n]);
        // `whole_group`: everybody in one place, or all but the one the attacker knows.
        inferred += disclosuresOf(table, { minimum: 10, zerosShown: true }).length;
      }),
      { numRuns: 1000 },
    );
    expect(inferred).toBe(0);
  });

  test('nor from two months, taking all others to have stayed where they were', () => {
    let [inferred, unguarded] = [0, 0];
    fc.assert(
      fc.property(twoMonths, ({ first, next, leaves }) => {
        const before = earlier(first);
        const place = (now: MonthCount) => placesOf('a', before.count, now, leaves).some(one => one.size === 1);
        if (place(countMonth(next, [before], 10))) inferred++;
        if (place(countMonth(next, [], 10))) unguarded++;
      }),
      { numRuns: 2000 },
    );
    expect(inferred).toBe(0);
    // The attack is a real one: without the guard it succeeds.
    expect(unguarded).toBeGreaterThan(0);
  });
});
