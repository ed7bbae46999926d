import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { addDays, dayOf, daysBetween } from '../../shared/records/cadence.ts';

describe('days', () => {
  it('go over months, years and leap days', () => {
    expect(addDays('2026-11-30', 1)).toBe('2026-12-01');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
    expect(addDays('2027-02-28', 1)).toBe('2027-03-01');
    expect(addDays('2100-02-28', 1)).toBe('2100-03-01');
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
    expect(daysBetween('2026-11-23', '2026-11-23')).toBe(0);
    expect(daysBetween('2026-11-24', '2026-11-23')).toBe(-1);
  });

  it('add up, whatever the day', () => {
    const days = fc.date({ min: new Date('1970-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, fc.integer({ min: -40_000, max: 40_000 }), (date, n) => {
        const day = dayOf(date.toISOString());
        expect(daysBetween(day, addDays(day, n))).toBe(n);
        expect(addDays(addDays(day, n), -n)).toBe(day);
      }),
    );
  });

  // Kathmandu is 5:45 off; Lord Howe moves its clocks by half an hour; Apia left out a day; Cairo changes at midnight.
  const zones = ['America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Cairo', 'UTC'];
  test.each(zones)('are as long in %s, where clocks change', zone => {
    const cadence = fileURLToPath(new URL('../../shared/records/cadence.ts', import.meta.url));
    const told = execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { addDays, daysBetween } from ${JSON.stringify(cadence)};
         const year = Array.from({ length: 400 }, (_, n) => addDays('2026-01-01', n));
         console.log(year.at(-1), new Set(year).size, year.every((day, n) => daysBetween('2026-01-01', day) === n));`,
      ],
      { env: { ...process.env, TZ: zone }, encoding: 'utf8' },
    );
    expect(told.trim()).toBe('2027-02-04 400 true');
  });
});

test('an instant’s day is the writer’s own', () => {
  expect(dayOf('2026-11-23T23:30:00-05:00')).toBe('2026-11-23');
  expect(dayOf('2026-11-24T00:10:00+13:00')).toBe('2026-11-24');
});
