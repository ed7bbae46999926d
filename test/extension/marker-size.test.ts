import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

// What `npm run build` left; the marker with all sites' data is one file.
const built = join(import.meta.dirname, '../../extension/.output/chrome-mv3/content-scripts/marker.js');

test('the marker is at most 12 kB, with no framework and no schema library in it', () => {
  const script = readFileSync(built);
  expect(gzipSync(script, { level: 9 }).length).toBeLessThanOrEqual(12_000);
  expect(script.toString()).not.toMatch(/preact|__H\b|zod|safeParse|webextension-polyfill|wrappedSendMessageCallback/i);
});
