import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cases } from './cases.ts';

const root = join(import.meta.dirname, '../..');

test('every case from 1 to 78 is there, once and in order', () => {
  expect(cases.map(one => one.number)).toEqual(Array.from({ length: 78 }, (_, n) => n + 1));
});

describe.each(cases)('$number $what', ({ where }) => {
  test('is held by something', () => {
    expect(where.length).toBeGreaterThan(0);
  });

  test('is held where it says', () => {
    for (const one of where) {
      if ('notApplicable' in one) expect(one.notApplicable.length).toBeGreaterThan(20);
      else {
        expect(existsSync(join(root, one.file)), one.file).toBe(true);
        expect(readFileSync(join(root, one.file), 'utf8')).toContain(one.test);
      }
    }
  });
});
