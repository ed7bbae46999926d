import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (path: string) => root + path;

export default defineConfig({
  root,
  test: {
    // Against hanging, not against a slow machine.
    testTimeout: 60_000,
    reporters: ['default', 'json'],
    outputFile: { json: at('.vitest/results.json') },
    projects: [
      {
        root,
        test: { name: 'shared', include: ['test/shared/**/*.test.ts', 'test/*.test.ts', 'test/hostile/cases.test.ts'] },
      },
      {
        root,
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: at('wrangler.toml') },
            miniflare: {
              bindings: {
                TEST_MIGRATIONS: await readD1Migrations(at('worker/migrations')),
                SEAL_SECRET: randomBytes(32).toString('base64'),
              },
            },
          })),
        ],
        test: { name: 'worker', include: ['test/worker/**/*.test.ts'], setupFiles: ['test/worker/setup.ts'] },
      },
      {
        root,
        resolve: { alias: { 'webextension-polyfill': at('test/extension/fake-browser.ts') } },
        test: {
          name: 'extension',
          include: ['test/extension/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
        },
      },
      {
        root,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/hostile/**/*.test.ts'],
          exclude: ['test/hostile/cases.test.ts'],
          hookTimeout: 120_000,
          fileParallelism: false,
          // After the others: browsers and their workers get the machine to themselves.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
