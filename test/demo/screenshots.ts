// `npm run screenshots`: the README's pictures, from the real thing. Look at every one of them afterwards.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { freePort, panelOn, ringOn, tapRing } from '../e2e/world.ts';
import { openBrowser } from './browser.ts';
import { buildExtension, serveDemo } from './serve.ts';

const { values } = parseArgs({ options: { to: { type: 'string', default: 'test/demo/pictures' } } });
const home = await mkdtemp(join(tmpdir(), 'deskside-'));
await buildExtension();
const demo = await serveDemo({ port: await freePort(), pagesPort: await freePort(), state: join(home, 'state') });

type Scene = { person: string; dark?: boolean; locale?: string; width?: number };

/** A browser for one person and look, and what to do in it. */
async function scene(
  { person, dark, locale, width = 1440 }: Scene,
  play: (page: Page, shoot: (name: string) => Promise<void>) => Promise<void>,
) {
  const browser = await openBrowser({
    // A browser that knows nothing yet asks the worker at once.
    profile: await mkdtemp(join(home, person)),
    headless: true,
    ...(dark && { dark }),
    ...(locale && { locale }),
  });
  await browser.signIn(demo.api, demo.codes[person]!);
  const page = await browser.context.newPage();
  await page.setViewportSize({ width, height: 860 });
  await page.goto(demo.lesson);
  await play(page, async name => {
    await page.waitForTimeout(600);
    await page.screenshot({ path: join(values.to, `${name}.png`) });
    console.log(`  ${name}`);
  });
  await browser.context.close();
}

// What is only looked at comes first: every scene shares one district.
await scene({ person: 'ortega', dark: true }, async (page, shoot) => {
  await tapRing(page);
  await shoot('lesson-do-dark');
});
await scene({ person: 'ortega', locale: 'es', width: 400 }, async (page, shoot) => {
  await tapRing(page);
  await shoot('lesson-do-narrow-es');
});
await scene({ person: 'ruiz', dark: true }, async (page, shoot) => {
  const panel = await tapRing(page);
  await panel.getByRole('button', { name: 'My teachers' }).click();
  await shoot('coach-dark');
});
await scene({ person: 'ruiz' }, async (page, shoot) => {
  const panel = await tapRing(page);
  await panel.getByRole('button', { name: 'My teachers' }).click();
  await shoot('coach-light');
});
await scene({ person: 'ortega' }, async (page, shoot) => {
  await page.goto(`${demo.pages}/moodle/course/view.php?id=2`);
  await ringOn(page);
  await shoot('course-light');
  await page.goto(demo.lesson);
  await ringOn(page);
  await shoot('lesson-ring-light');
  const panel = await tapRing(page);
  await shoot('lesson-do-light');
  await panel.getByRole('button', { name: 'As planned' }).click();
  await ringOn(page, /Check is next/);
  await panel.getByRole('tab', { name: /Check/ }).click();
  await panel.getByLabel('How many', { exact: true }).fill('19');
  await panel.getByLabel('Of how many').fill('24');
  await panel.getByRole('button', { name: 'Save and see the chart' }).click();
  await ringOn(page, /Act is next/);
  await shoot('check-chart-light');
});
await scene({ person: 'ortega', dark: true }, async (page, shoot) => {
  const panel = await tapRing(page);
  await panel.getByRole('tab', { name: /Check/ }).click();
  await shoot('check-chart-dark');
  await panelOn(page);
});

await demo.stop();
await rm(home, { recursive: true, force: true });
process.exit(0);
