import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Frame, Page } from 'playwright-core';
import { type Browser, openBrowser } from '../demo/browser.ts';
import { type Demo, serveDemo } from '../demo/serve.ts';
import type { Change } from '../pages/server.ts';
import { openWire, type Wire } from './wire.ts';

/** The demo district behind a real worker, and a real Chromium with the built extension in it. */
export type World = {
  demo: Demo;
  /** What passes between the extension and the worker. */
  wire: Wire;
  browser: Browser;
  /** A tab on a look-alike page, seen as a teacher unless said otherwise. */
  visit: (path: string, as?: 'teacher' | 'student' | 'anonymous' | 'student-view') => Promise<Page>;
  close: () => Promise<void>;
};

export async function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

type Served = Pick<World, 'demo' | 'wire' | 'close'> & { home: string };

/** The demo district with a wire before its worker, in a folder of its own that goes when it is closed. */
export async function serveWorld(change?: Change): Promise<Served> {
  const home = await mkdtemp(join(tmpdir(), 'deskside-'));
  const demo = await serveDemo({
    port: await freePort(),
    pagesPort: await freePort(),
    state: join(home, 'state'),
    change,
  });
  const wire = await openWire(demo.api);
  const close = async () => {
    await wire.close();
    await demo.stop();
    await rm(home, { recursive: true, force: true });
  };
  return { home, demo, wire, close };
}

export async function openWorld(
  person: string | null = 'ortega',
  { change, ...options }: { dark?: boolean; locale?: string; profile?: string; change?: Change } = {},
): Promise<World> {
  const { home, demo, wire, close } = await serveWorld(change);
  const browser = await openBrowser({ profile: join(home, 'profile'), headless: true, ...options });
  if (person) await browser.signIn(wire.url, demo.codes[person]!);
  const world: World = {
    demo,
    wire,
    browser,
    visit: async (path, as = 'teacher') => {
      const page = await world.browser.context.newPage();
      await page.context().addCookies([{ name: 'as', value: as, url: demo.pages }]);
      await page.goto(demo.pages + path);
      return page;
    },
    close: async () => {
      await world.browser.context.close();
      await close();
    },
  };
  return world;
}

export type Ring = { label: string; x: number; y: number; width: number; height: number; expanded: string | undefined };

type Node = {
  nodeId: number;
  backendNodeId: number;
  nodeName: string;
  attributes?: string[];
  children?: Node[];
  shadowRoots?: Node[];
};

const sessions = new WeakMap<Page, CDPSession>();

/** The rings on the page. Their shadow roots are closed to scripts, so they are found through the debugger. */
export async function ringsOn(page: Page): Promise<Ring[]> {
  const cdp = sessions.get(page) ?? (await page.context().newCDPSession(page));
  sessions.set(page, cdp);
  const { root } = (await cdp.send('DOM.getDocument', { depth: -1, pierce: true })) as unknown as { root: Node };
  const rings: Ring[] = [];
  const walk = async (node: Node, inShadow: boolean): Promise<void> => {
    const attributes = Object.fromEntries(pairs(node.attributes ?? []));
    if (inShadow && node.nodeName === 'BUTTON' && attributes['aria-label']?.startsWith('Deskside')) {
      const box = await cdp.send('DOM.getBoxModel', { nodeId: node.nodeId }).catch(() => undefined);
      if (box) {
        const [x, y] = box.model.border as [number, number];
        rings.push({
          label: attributes['aria-label'],
          x,
          y,
          width: box.model.width,
          height: box.model.height,
          expanded: attributes['aria-expanded'],
        });
      }
    }
    for (const root of node.shadowRoots ?? []) await walk(root, true);
    for (const child of node.children ?? []) await walk(child, inShadow);
  };
  await walk(root, false);
  return rings;
}

function pairs(flat: string[]): [string, string][] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1]!] as [string, string]] : []));
}

/** Waits until something is so. @throws Error saying what was hoped for */
export async function until<T>(
  hope: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const end = Date.now() + 15_000;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`Waited in vain: ${hope}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

export async function ringOn(page: Page, label: RegExp = /./): Promise<Ring> {
  return until(`a ring ${label} on ${page.url()}`, async () =>
    (await ringsOn(page)).find(ring => label.test(ring.label)),
  );
}

export async function tapRing(page: Page, label?: RegExp): Promise<Frame> {
  const ring = await ringOn(page, label);
  await page.mouse.click(ring.x + ring.width / 2, ring.y + ring.height / 2);
  return panelOn(page);
}

/** The panel's frame, once it has something to show. */
export async function panelOn(page: Page): Promise<Frame> {
  const frame = await until('the panel', () => page.frames().find(one => one.url().startsWith('chrome-extension://')));
  await frame.locator('main').waitFor();
  // A panel that has only just appeared takes no tap yet, lest a page slips it under one.
  await frame.waitForTimeout(650);
  return frame;
}
