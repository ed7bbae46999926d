// `npm start`: from a fresh clone to a lesson page with the ring on it.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { findChromium } from '../browser.ts';
import { openBrowser } from './browser.ts';
import { buildExtension, people, serveDemo, state } from './serve.ts';

const { values: options } = parseArgs({
  options: {
    'no-browser': { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    port: { type: 'string', default: '8787' },
  },
});

const port = Number(options.port);
const say = (line: string) => console.log(`  ${line}`);
console.log('\nDeskside\n');
if (options.fresh) await rm(state, { recursive: true, force: true });

await buildExtension();
say('extension built');
const demo = await serveDemo({ port, pagesPort: port + 1, state, say }).catch(failure => {
  console.error(`\n  ${(failure as Error).message}\n`);
  process.exit(1);
});

const screen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
const chromium = options['no-browser'] || !screen ? undefined : findChromium();
const browser = !chromium
  ? undefined
  : await openBrowser({ profile: await mkdtemp(join(tmpdir(), 'deskside-')), headless: false }).catch(failure => {
      say(`The browser did not open: ${(failure as Error).message.split('\n')[0]}`);
      return undefined;
    });
if (browser) {
  await browser.signIn(demo.api, demo.codes.ortega!);
  const page = browser.context.pages()[0] ?? (await browser.context.newPage());
  await page.goto(demo.lesson);
}

const width = Math.max(...people.map(person => person.name.length));
console.log(`
  Worker       ${demo.api}   (health: /healthz)
  Pages        ${demo.pages}   (look-alike Moodle, Canvas, RosarioSIS, openSIS)
  A lesson     ${demo.lesson}

  Sign-in codes for this run: type one in the panel
${people.map(({ id, name, is }) => `    ${name.padEnd(width)}  ${demo.codes[id]}   ${is}`).join('\n')}

  Admin token  ${demo.adminToken}
    curl -H "authorization: Bearer <token>" ${demo.api}/v1/practices

  Try: tap the ring beside the lesson's title, tap “As planned”: Do is logged, in two taps.
       Then Check with a class figure and see the run chart; sign in as Marisol Ruiz and open “My teachers”.
${
  browser
    ? ''
    : `
  No browser was opened${options['no-browser'] ? '' : chromium ? '' : ' (no screen or no Chromium found)'}. To look: load ${existsSync('extension/.output/chrome-mv3-demo') ? 'extension/.output/chrome-mv3-demo' : 'the extension'}
  at chrome://extensions (developer mode, Load unpacked), open the lesson, tap the toolbar button, type a code.
`
}
  Ctrl+C stops everything.
`);

const stop = async () => {
  await browser?.context.close().catch(() => {});
  await demo.stop();
  process.exit(0);
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
