// How far a page, its frames and a compromised content script reach: to no token, no draft, no message, no panel.
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ringOn, ringsOn, tapRing, until, type World } from '../e2e/world.ts';
import { idAt } from '../id-at.ts';
import { asPage, lesson, loggedAt, openHostileWorld } from './lesson.ts';

let world: World;
beforeAll(async () => {
  world = await openHostileWorld();
});
afterAll(() => world?.close());

type Chrome = {
  runtime: {
    sendMessage: (message: unknown) => Promise<unknown>;
    reload: () => void;
    getURL: (path: string) => string;
  };

  storage: Record<'local' | 'session', { get: (keys: null) => Promise<object> }>;
};

/** Runs code in every frame of a tab as our own content script would: a marker in a renderer that somebody took over. */
async function asMarker<T>(page: Page, code: (given: never) => T, given: unknown = null): Promise<Awaited<T>[]> {
  const own = await world.browser.ownPage('options.html');
  const results = (await own.evaluate(`chrome.tabs.query({}).then(tabs => chrome.scripting.executeScript({
    target: { tabId: tabs.find(one => one.url === ${JSON.stringify(page.url())}).id, allFrames: true },
    func: ${code}, args: [${JSON.stringify(given)}],
  }))`)) as { result: Awaited<T> }[];
  await own.close();
  return results.map(one => one.result);
}

const privileged = (token = 'f'.repeat(48)) => ({
  open: { token },
  log: { entries: [{ id: idAt(Date.now()), at: new Date().toISOString(), kind: 'retract', supersedes: idAt(1) }] },
  refresh: { page: null },
  deliver: {},
  signIn: { api: world.wire.url, code: world.demo.codes.ruiz },
  signOut: {},
  mark: { word: 'mine' },
  whoNeedsMe: {},
  draftOf: { place: 'moodle|2|4', step: 'do' },
  sites: {},
  sitesChanged: {},
});

describe('the panel’s address', () => {
  it('opens for no page, in a frame or in a window, and nothing tells that it is there', async () => {
    const page = await world.visit(lesson());
    await tapRing(page);
    const tried = await asPage<Promise<string[][]>>(
      page,
      `(async () => {
        const answers = [];
        for (const address of ['chrome-extension://${world.browser.id}/panel.html', 'chrome-extension://${'a'.repeat(32)}/panel.html']) {
          const frame = document.createElement('iframe'); frame.id = 'trap'; frame.src = address; document.body.append(frame);
          await new Promise(done => { frame.onload = done; });
          const image = new Image(); image.id = 'image';
          const shown = await new Promise(done => { image.onload = () => done('loaded'); image.onerror = () => done('failed'); image.src = address; });
          const script = document.createElement('script'); script.id = 'script';
          const ran = await new Promise(done => { script.onload = () => done('loaded'); script.onerror = () => done('failed'); script.src = address; document.head.append(script); });
          answers.push([await fetch(address).then(() => 'there', problem => problem.message), shown, ran, frame.contentWindow.length + '']);
          window.open(address, 'opened');
        }
        return answers;
      })()`,
    );
    expect(tried[0]).toEqual(tried[1]);
    expect(tried[0]).toEqual(['Failed to fetch', 'failed', 'failed', '0']);
    await page.waitForTimeout(300);
    // The one that the person opened, and no other.
    const open = world.browser.context.pages().flatMap(one => one.frames().map(frame => frame.url()));
    expect(open.filter(url => url.startsWith('chrome-extension://'))).toHaveLength(1);
    for (const one of world.browser.context.pages()) if (one !== page && one.url() !== 'about:blank') await one.close();
    await page.close();
  });

  it('leaves no trace on a host that Deskside was not switched on for', async () => {
    const page = await world.browser.context.newPage();
    await page.route('http://learn.example.org/**', route =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><html><body><script>
          window.seen = []; const keep = event => seen.push(event.type);
          for (const type of ['${world.browser.id}:marker:wxt:content-script-started', 'message']) { document.addEventListener(type, keep); addEventListener(type, keep); }
          new MutationObserver(records => seen.push(...records.map(one => one.type))).observe(document, { childList: true, subtree: true, attributes: true });
        </script><p>Nothing here</p></body></html>`,
      }),
    );
    await page.goto('http://learn.example.org/moodle/course/view.php?id=2');
    await page.waitForTimeout(500);
    const traces = await asPage<Promise<unknown>>(
      page,
      `fetch('chrome-extension://${world.browser.id}/panel.html').then(() => true, () => false).then(there => ({
        there, seen: seen.filter(one => one !== 'childList'), attributes: document.documentElement.attributes.length + document.body.attributes.length,
        elements: document.querySelectorAll('*').length, chrome: typeof (window.chrome && chrome.runtime), sheets: document.styleSheets.length }))`,
    );
    expect(traces).toEqual({ there: false, seen: [], attributes: 0, elements: 5, chrome: 'undefined', sheets: 0 });
    await page.close();
  });
});

describe('a content script in a renderer that somebody took over', () => {
  let page: Page;
  let panel: Frame;
  beforeAll(async () => {
    page = await world.visit(lesson());
    panel = await tapRing(page);
    await asPage(
      page,
      `for (const [id, how] of [['blank', { src: 'about:blank' }], ['inline', { srcdoc: '<p>' }], ['sandbox', { srcdoc: '<p>', sandbox: 'allow-scripts' }]])
         document.body.append(Object.assign(document.createElement('iframe'), { id, ...how }));`,
    );
    await until('its frames', () => page.frames().length >= 5);
  });
  afterAll(() => page.close());

  it('is refused every message of the panel, from the page and from all of its frames, with nothing said of why', async () => {
    const before = [...loggedAt(world)];
    const answers = await asMarker(
      page,
      async (asked: Record<string, unknown>) => {
        const { runtime } = (globalThis as unknown as { chrome: { runtime: Chrome['runtime'] } }).chrome;
        return Promise.all(
          Object.entries(asked).map(([name, request]) =>
            runtime.sendMessage({ name, request }).then(
              answer => `${name} answered ${JSON.stringify(answer)}`,
              problem => String(problem),
            ),
          ),
        );
      },
      privileged(),
    );
    expect(answers.length).toBeGreaterThanOrEqual(2);
    expect(new Set(answers.flat())).toEqual(new Set(['Error: refused']));
    expect(loggedAt(world)).toEqual(before);
  });

  it('is believed nothing it says of itself: only where the browser saw it', async () => {
    const about = { kind: 'lesson', course: '2', lesson: '4' };
    const { host } = new URL(world.demo.pages);
    const spoofed = [
      { name: 'view', request: { ...about, site: 'moodle@other.example/moodle' } },
      {
        name: 'view',
        request: {
          ...about,
          site: `moodle@${host}/moodle`,
          person: 'cho',
          district: 'other',
          tab: { url: 'https://other.example/' },
        },
      },
      {
        name: 'view',
        request: { ...about, site: `moodle@${host}/moodle` },
        sender: { id: 'x', url: `chrome-extension://${world.browser.id}/panel.html` },
      },
      { name: 'mount', request: { ...about, site: `moodle@${host}/moodle` }, tab: 1 },
      { name: '__proto__', request: {} },
    ];
    const answers = await asMarker(
      page,
      async (all: unknown[]) => {
        const { runtime } = (globalThis as unknown as { chrome: { runtime: Chrome['runtime'] } }).chrome;
        return Promise.all(all.map(one => runtime.sendMessage(one).then(() => 'answered', String)));
      },
      spoofed,
    );
    for (const [n, answer] of answers[0]!.entries()) expect([n, answer]).toEqual([n, 'Error: refused']);
  });

  it('reads nothing that is kept: no token, no outbox, no draft', async () => {
    const kept = await asMarker(page, async () => {
      const { storage } = (globalThis as unknown as { chrome: Pick<Chrome, 'storage'> }).chrome;
      const read = async (area: 'local' | 'session') =>
        storage[area]?.get(null).then(JSON.stringify, () => 'denied') ?? 'denied';
      const bases = await indexedDB.databases().catch(() => []);
      return [await read('local'), await read('session'), bases.length];
    });
    for (const one of kept) expect(one).toEqual(['denied', 'denied', 0]);
    expect(await panel.getByRole('tab').count()).toBe(4);
  });
});

describe('what is typed', () => {
  const note = async (page: Page) => {
    const panel = await tapRing(page, /./);
    await panel.getByText('Add a note').click();
    return panel.getByLabel('Note (optional)');
  };

  it('is the same draft in two tabs on one lesson, and not there on another host', async () => {
    const one = await world.visit(lesson());
    await (await note(one)).fill('Half a thought');
    await one.waitForTimeout(400);
    const two = await world.visit(lesson());
    expect(await (await note(two)).inputValue()).toBe('Half a thought');
    const other = await world.browser.context.newPage();
    await other.goto(`${world.demo.pages.replace('127.0.0.1', 'localhost')}${lesson()}&as=teacher`);
    const panel = await tapRing(other);
    await panel.getByRole('tab').first().waitFor();
    expect(await panel.locator('body').innerHTML()).not.toContain('Half a thought');
    expect(
      await panel.evaluate(() => [...document.querySelectorAll('textarea')].map(area => area.value).join()),
    ).not.toContain('Half');
    for (const page of [one, two, other]) await page.close();
  });

  it('is filled in by no browser and no password manager: no field looks like a sign-in', async () => {
    const page = await world.visit(lesson());
    const panel = await tapRing(page);
    for (const phase of ['plan', 'do', 'check', 'act']) {
      await panel.locator(`#tab-${phase}`).click();
      await until(phase, async () => (await panel.locator(`#tab-${phase}`).getAttribute('aria-selected')) === 'true');
      const change = panel.getByRole('button', { name: 'Change the plan' });
      if (await change.isVisible()) await change.click();
      const fields = await panel.evaluate(() =>
        [...document.querySelectorAll<HTMLInputElement>('input, textarea')]
          .filter(one => one.type !== 'radio' && one.type !== 'checkbox')
          .map(({ type, autocomplete, name, id }) => ({
            type,
            autocomplete,
            login: /user|mail|pass|login/i.test(name + id),
          })),
      );
      for (const { type, autocomplete, login } of fields)
        expect([phase, type, autocomplete, login]).toEqual([
          phase,
          expect.not.stringMatching(/password|email/),
          'off',
          false,
        ]);
    }
    await page.close();
  });
});

describe('the address of a page', () => {
  it('is told without its query, its fragment and whoever is named in it', async () => {
    const before = world.wire.seen.length;
    const address = new URL(world.demo.pages + lesson());
    address.username = 'ana';
    address.password = 'pw';
    address.searchParams.set('sesskey', 'S3cr3t');
    address.hash = 'student-4711';
    const page = await world.browser.context.newPage();
    await page.goto(address.href);
    const panel = await tapRing(page);
    await panel.locator('#tab-do').click();
    await panel.getByRole('button', { name: 'As planned' }).click();
    await panel.getByText('Check is next').first().waitFor();
    await until('it at the worker', () => loggedAt(world).some(body => body.includes('"kind":"do"')));
    const told = world.wire.seen
      .slice(before)
      .map(({ path, body }) => decodeURIComponent(path) + body)
      .join('\n');
    expect(told).not.toMatch(/S3cr3t|sesskey|4711|ana:|pw@|view\.php/);
    await page.close();
  });
});

describe('signing in', () => {
  it('happens in a tab of our own: a panel on a page asks for nothing, and is refused if it did', async () => {
    const own = await world.browser.ownPage('options.html');
    await own.getByRole('button', { name: 'Sign out' }).click();
    await own.getByLabel('Pairing code').waitFor();
    await own.close();
    const page = await world.visit(lesson('listen'));
    const panel = await tapRing(page, /./);
    await panel.getByText('never asks for a code').waitFor();
    expect(await panel.locator('input').count()).toBe(0);
    const refused = await panel.evaluate(
      request =>
        (globalThis as unknown as { chrome: Chrome }).chrome.runtime
          .sendMessage({ name: 'signIn', request })
          .then(() => 'in', String),
      { api: world.wire.url, code: world.demo.codes.ortega },
    );
    expect(refused).toBe('Error: refused');

    await panel.getByRole('button', { name: 'Sign in' }).click();
    const tab = await until('our own tab', () =>
      world.browser.context.pages().find(one => one.url().endsWith('/options.html')),
    );
    await tab.getByLabel('Pairing code').fill(world.demo.codes.ortega!);
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await tab.getByText('Signed in as').waitFor();
    await tab.close();
    await page.bringToFront();
    // A browser without a window hides no tab behind another, so it tells none that it is back.
    await panel.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await panel.locator('.own-mark').waitFor();
    expect(await asPage<string[]>(page, `heard.filter(one => one.startsWith('key'))`)).toEqual([]);
    await page.close();
  });
});

describe('an extension that is loaded anew under an open page', () => {
  it('starts a second marker there: one ring is left, the new one’s', async () => {
    const page = await world.visit(lesson());
    await tapRing(page, /./);
    const own = await world.browser.ownPage('options.html');
    await own.evaluate(`chrome.tabs.query({}).then(tabs => chrome.scripting.executeScript({
      target: { tabId: tabs.find(one => one.url === ${JSON.stringify(page.url())}).id }, files: ['content-scripts/marker.js'],
    }))`);
    await own.close();
    await until('the new ring', async () => {
      const rings = await ringsOn(page);
      return rings.length === 1 && rings[0]!.expanded === 'false';
    });
    const panel = await tapRing(page, /./);
    await panel.getByRole('tab').first().waitFor();
    await page.close();
  });

  it('leaves an orphan, which goes at the first tap that nobody answers, with no error on the page', async () => {
    const page = await world.visit(lesson());
    const problems: string[] = [];
    page.on('pageerror', problem => problems.push(problem.message));
    const { x, y } = await ringOn(page);
    const own = await world.browser.ownPage('options.html');
    // Chromium takes one that came by the command line out, and leaves it out.
    await own.evaluate('chrome.runtime.reload()').catch(() => undefined);
    await page.bringToFront();
    await until('the orphan to go', async () => {
      await page.mouse.click(x + 14, y + 14);
      return (await ringsOn(page)).length === 0;
    });
    expect(page.frames()).toHaveLength(1);
    expect(problems).toEqual([]);
    await page.close();
  });
});
