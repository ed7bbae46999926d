import { fileURLToPath } from 'node:url';
import puppeteer, { type Browser, type Frame, type Page } from 'puppeteer-core';
import { ensureFirefox } from '../browser.ts';
import type { Role } from '../pages/role.ts';
import type { Change } from '../pages/server.ts';
import { serveWorld, until, type World } from './world.ts';

const demoBuild = fileURLToPath(new URL('../../extension/.output/firefox-mv3-demo', import.meta.url));
/** Firefox makes an extension's address up anew in every profile, unless it is told one. */
const uuid = '5f2b7c1e-0d3a-4c58-9a41-6b1f0e2d9c77';
export const ownOrigin = `moz-extension://${uuid}`;
const id = 'deskside@deskside.example';

/** Firefox with the built extension in it, driven by WebDriver BiDi. */
export async function openFirefox(): Promise<Browser> {
  // Host permissions of the manifest are granted as it is installed; they are optional for people, who can take them back.
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: ensureFirefox(),
    headless: true,
    // Without it no script runs in a page of an extension.
    args: ['--remote-allow-system-access'],
    extraPrefsFirefox: { 'extensions.webextensions.uuids': JSON.stringify({ [id]: uuid }) },
    defaultViewport: { width: 1280, height: 800 },
  });
  await browser.installExtension(demoBuild);
  return browser;
}

/** The panel in a tab of its own, reached from a page: a driver may not go to an extension's address by itself. */
export async function panelFrom(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(address);
  await page.evaluate(to => location.assign(to), `${ownOrigin}/panel.html`);
  await page.locator('form.sign-in').wait();
  return page;
}

/** The demo district behind a real worker, and a real Firefox with the built extension in it. */
export type FirefoxWorld = Pick<World, 'demo' | 'wire' | 'close'> & {
  browser: Browser;
  visit: (path: string, as?: Role) => Promise<Page>;
};

export async function openFirefoxWorld(person: string, change: Change): Promise<FirefoxWorld> {
  const { home: _, demo, wire, close } = await serveWorld(change);
  const browser = await openFirefox();
  const own = await browser.newPage();
  // The page is there, though the navigation never says so.
  await own.goto(`${ownOrigin}/options.html`, { timeout: 1000 }).catch(() => undefined);
  const answer = await until('somebody to sign in', () =>
    own
      .evaluate(
        request =>
          (
            globalThis as unknown as {
              browser: { runtime: { sendMessage(message: unknown): Promise<{ ok: boolean }> } };
            }
          ).browser.runtime.sendMessage({ name: 'signIn', request }),
        { api: wire.url, code: demo.codes[person]! },
      )
      .catch(() => undefined),
  );
  if (!answer.ok) throw new Error(`Signing in failed: ${JSON.stringify(answer)}`);
  await own.close();
  return {
    demo,
    wire,
    browser,
    visit: async (path, as = 'teacher') => {
      const page = await browser.newPage();
      await page.goto(`${demo.pages}${path}&as=${as}`);
      return page;
    },
    close: async () => {
      await browser.close();
      await close();
    },
  };
}

type Spot = { x: number; y: number };

/** Where the page itself finds an element of ours under the pointer: its shadow tree is closed, to the driver too. */
export async function ringSpot(page: Page): Promise<Spot | undefined> {
  const spot = await page.evaluate(`(() => {
    for (const host of hosts) {
      const { left, top } = host.getBoundingClientRect();
      for (let y = top - 24; y < top + 48; y += 4)
        for (let x = left - 24; x < left + 48; x += 4)
          if (document.elementFromPoint(x, y) === host) return { x: x + 8, y: y + 8 };
    }
  })()`);
  return spot as Spot | undefined;
}

export function panelFrame(page: Page): Frame | undefined {
  return page.frames().find(frame => frame.url().startsWith(ownOrigin));
}

export async function tapRingIn(page: Page): Promise<Frame> {
  const { x, y } = await until('a ring', () => ringSpot(page));
  await page.mouse.click(x, y);
  const panel = await until('the panel', () => panelFrame(page));
  await until('something in it', () =>
    panel.evaluate(() => document.querySelector('main :is(h1, p)') !== null).catch(() => false),
  );
  // As in Chromium: nothing counts in its first half second.
  await new Promise(resolve => setTimeout(resolve, 600));
  return panel;
}

/** The middle of something in the panel, as the page's pointer has it. */
export async function spotIn(panel: Frame, selector: string): Promise<Spot> {
  const inside = await panel.evaluate(wanted => {
    const { x, y, width, height } = document.querySelector(wanted)!.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2, right: innerWidth };
  }, selector);
  // Docked at the right, 12 pixels from the edges, with a border of one.
  return { x: inside.x + 1280 - 13 - inside.right, y: inside.y + 13 };
}
