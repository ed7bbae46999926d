// The worker's own pages, as a browser shows them: narrow and wide, light and dark, by keyboard.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from './world.ts';

let world: World;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  world = await openWorld(null);
  page = await world.browser.context.newPage();
  page.on('console', message => message.type() === 'error' && faults.push(message.text()));
});
afterAll(() => world?.close());

async function axeOn(page: Page): Promise<string[]> {
  // Past the page's policy, which lets no script run: through the debugger, in a world of its own.
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const cdp = await page.context().newCDPSession(page);
  const { frameTree } = await cdp.send('Page.getFrameTree');
  const { executionContextId: contextId } = await cdp.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
  const expression = `${source};axe.run(document).then(({ violations }) => JSON.stringify(violations.map(one => one.id + ': ' + one.nodes[0].html)))`;
  const { result } = await cdp.send('Runtime.evaluate', { expression, contextId, awaitPromise: true });
  await cdp.detach();
  return JSON.parse(result.value);
}

describe.each(['/privacy', '/security'])('%s', path => {
  it.each(['light', 'dark'] as const)('has nothing that axe finds, in %s', async colorScheme => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 1200, height: 900 });
    await page.goto(world.demo.api + path);
    expect(await axeOn(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await axeOn(page)).toEqual([]);
  });

  it.each(['en', 'es', 'fr'])('fits 320 pixels, in %s', async language => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(`${world.demo.api}${path}?lang=${language}`);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    expect(await page.evaluate('document.documentElement.lang')).toBe(language);
  });

  it('is gone through by keyboard: first to the content, past the languages', async () => {
    await page.goto(world.demo.api + path);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.pathname')).toMatch(
      /^\/(data-inventory\.json|privacy|security)$/,
    );
  });
});

it('asked for nothing that their policy forbids', () => expect(faults).toEqual([]));
