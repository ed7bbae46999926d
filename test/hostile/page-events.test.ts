// A page that listens, forges and rewrites: what is typed stays ours, and nothing is logged that no person meant.
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { panelOn, ringOn, ringsOn, tapRing, until, type World } from '../e2e/world.ts';
import { hostileTitle } from './attacks.ts';
import { asPage, lesson, loggedAt, openHostileWorld } from './lesson.ts';

const SECRET = 'Only Ana knows this';
let world: World;
beforeAll(async () => {
  world = await openHostileWorld();
});
afterAll(() => world?.close());

const note = async (panel: Frame) => {
  await panel.getByText('Add a note').click();
  return panel.getByLabel('Note (optional)');
};

describe('a page that listens to everything, before anything else does', () => {
  let page: Page;
  let panel: Frame;
  /** Before the test itself works on the page's own objects. */
  let passed: string[];
  const heard = () => asPage<string[]>(page, 'heard.splice(0)');
  beforeAll(async () => {
    page = await world.visit(lesson('listen', 'patch'));
    panel = await tapRing(page);
    passed = await asPage(page, 'passed');
  });
  afterAll(() => page.close());

  it('hears what is typed into a closed shadow tree of the page, but nothing of what is typed into the panel', async () => {
    // What an overlay with its fields on the page would give away.
    await asPage(
      page,
      `const naive = document.createElement('div'); naive.id = 'naive'; document.body.append(naive);
       const field = document.createElement('textarea');
       naive.attachShadow({ mode: 'closed' }).append(field); field.focus(); window.naiveField = field;`,
    );
    await page.keyboard.type('naive');
    expect((await heard()).filter(one => one.startsWith('keydown'))).toHaveLength(10);
    await asPage(page, 'naive.remove()');

    await (await note(panel)).focus();
    await heard();
    await page.keyboard.type(SECRET);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Input.imeSetComposition', { text: 'ni', selectionStart: 2, selectionEnd: 2 });
    await cdp.send('Input.insertText', { text: ' 你' });
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Control+C');
    await page.keyboard.press('Control+V');
    await page.keyboard.press('Control+V');
    await until('what was pasted', async () =>
      (await (await panel.getByLabel('Note (optional)')).inputValue()).includes(`${SECRET} 你${SECRET}`),
    );
    expect(await heard()).toEqual([]);
  });

  it('hears no drop on the panel', async () => {
    const { x, y } = (await panel.getByLabel('Note (optional)').boundingBox())!;
    const cdp = await page.context().newCDPSession(page);
    const data = { items: [{ mimeType: 'text/plain', data: 'dropped words' }], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await cdp.send('Input.dispatchDragEvent', { type, x: x + 20, y: y + 20, data });
    await until('the drop', async () =>
      (await panel.getByLabel('Note (optional)').inputValue()).includes('dropped words'),
    );
    expect((await heard()).filter(one => one.startsWith('drop'))).toEqual([]);
  });

  it('finds no word of it: not in the tree, not in a selection, not by searching, not in what it patched', async () => {
    const found = await asPage<{ text: string; roots: unknown[]; find: boolean[]; selected: string }>(
      page,
      `getSelection().selectAllChildren(document.documentElement);
       const all = [...document.querySelectorAll('*')];
       ({
         text: document.documentElement.outerHTML + document.documentElement.getHTML({ serializableShadowRoots: true }) +
           document.documentElement.innerText + document.documentElement.textContent +
           all.map(one => [one.ariaLabel, one.title, one.id, one.className, one.value].join()).join(),
         roots: hosts.map(one => one.shadowRoot),
         find: [${JSON.stringify(SECRET)}, 'As planned', 'Add a note'].map(text => window.find(text, false, false, true, false, true)),
         selected: String(getSelection()),
       })`,
    );
    for (const text of [found.text, found.selected, passed.join('\n')]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain('As planned');
      expect(text).not.toMatch(/-extension:|[0-9a-f]{48}/);
    }
    expect(found.roots.every(root => root === null)).toBe(true);
    expect(found.find).toEqual([false, false, false]);
    expect(passed.filter(one => one.endsWith('shadow root'))).toEqual([]);
  });

  it('has no handle on it: no window, no name, no address, no entry of its loading', async () => {
    const reach = await asPage(
      page,
      `({ frames: [window.length, window[0], frames[0]].map(String),
          iframes: document.querySelectorAll('iframe, frame, object, embed').length,
          entries: performance.getEntries().map(one => one.name).filter(one => one.includes('extension')),
          named: ['', 'panel', 'deskside', 'Deskside: improvement cycle'].map(name => String(window[name])),
          storage: [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie.replace('as=teacher', '')],
          runtime: typeof (window.chrome && chrome.runtime), browser: typeof window.browser })`,
    );
    expect(reach).toEqual({
      frames: ['0', 'undefined', 'undefined'],
      iframes: 0,
      entries: [],
      named: ['undefined', 'undefined', 'undefined', 'undefined'],
      storage: ['{}', '{}', ''],
      runtime: 'undefined',
      browser: 'undefined',
    });
    const opened = await asPage<boolean>(
      page,
      `const one = window.open('about:blank', 'Deskside: improvement cycle'); const own = one.opener === window; one.close(); own`,
    );
    expect(opened).toBe(true);
    expect(await asPage<Promise<string>>(page, `navigator.clipboard.readText().catch(problem => problem.name)`)).toBe(
      'NotAllowedError',
    );
  });
});

describe('a page that makes up events', () => {
  it('opens nothing by clicks and keys of its own making', async () => {
    const page = await world.visit(lesson());
    const { x, y } = await ringOn(page);
    await asPage(
      page,
      `const at = { clientX: ${x} + 9, clientY: ${y} + 9, bubbles: true, composed: true, cancelable: true, detail: 1 };
       for (const one of [...hosts, document.elementFromPoint(at.clientX, at.clientY)]) {
         one.click();
         for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'touchstart', 'touchend'])
           one.dispatchEvent(new (type.startsWith('pointer') ? PointerEvent : MouseEvent)(type, at));
         one.focus();
         for (const key of ['Enter', ' ']) for (const type of ['keydown', 'keypress', 'keyup'])
           (document.activeElement || one).dispatchEvent(new KeyboardEvent(type, { key, bubbles: true, composed: true }));
       }`,
    );
    await page.waitForTimeout(400);
    expect(page.frames()).toHaveLength(1);
    expect((await ringOn(page)).expanded).toBe('false');
    await page.close();
  });

  it('saves nothing in an open panel, and does not close it', async () => {
    const page = await world.visit(lesson());
    const panel = await tapRing(page);
    const before = loggedAt(world).length;
    const { x, y } = (await panel.getByRole('button', { name: 'As planned' }).boundingBox())!;
    await asPage(
      page,
      `const at = { clientX: ${x} + 9, clientY: ${y} + 9, bubbles: true, composed: true };
       for (const one of [window, document, document.activeElement, document.elementFromPoint(at.clientX, at.clientY), ...hosts]) {
         for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) one.dispatchEvent(new MouseEvent(type, at));
         for (const key of ['Enter', ' ', 'Escape', 'Tab']) one.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
         one.dispatchEvent(new SubmitEvent('submit', { bubbles: true }));
         one.click?.();
       }`,
    );
    await page.waitForTimeout(400);
    expect(loggedAt(world).length).toBe(before);
    expect(await panel.getByRole('button', { name: 'As planned' }).isVisible()).toBe(true);
    await page.close();
  });

  it('is not answered when it posts messages that look like ours', async () => {
    const page = await world.visit(lesson());
    const panel = await tapRing(page);
    const before = loggedAt(world).length;
    await asPage(
      page,
      `window.answers = [];
       addEventListener('message', event => { if (event.source !== window) answers.push(event.data); });
       const channel = new MessageChannel();
       channel.port1.onmessage = event => answers.push(event.data);
       const shapes = ['view', 'mount', 'open', 'log', 'close', 'rings', 'describe', 'signIn', 'dock'].flatMap(name => [
         { name, request: {} }, { name, rings: {} }, { type: name }, JSON.stringify({ name, request: {} })]);
       for (const shape of shapes) {
         postMessage(shape, '*');
         dispatchEvent(new MessageEvent('message', { data: shape, origin: 'chrome-extension://${world.browser.id}', source: window }));
         document.dispatchEvent(new CustomEvent('message', { detail: shape }));
         for (const one of hosts) one.dispatchEvent(new MessageEvent('message', { data: shape, ports: [channel.port2] }));
       }
       postMessage(shapes, '*', [channel.port2]);
       const sandbox = document.createElement('iframe'); sandbox.id = 'sandbox'; sandbox.sandbox = 'allow-scripts';
       sandbox.srcdoc = '<script>parent.postMessage({ name: "close" }, "*"); top.postMessage({ name: "log", request: { entries: [] } }, "*")</' + 'script>';
       document.body.append(sandbox);`,
    );
    await page.waitForTimeout(500);
    expect(loggedAt(world).length).toBe(before);
    expect(await panel.getByRole('tab').count()).toBe(4);
    // Only what its own sandboxed frame said has come.
    expect(await asPage(page, 'answers.length')).toBe(2);
    await page.close();
  });
});

describe('a page that rewrites what scripts rely on', () => {
  it('its patched prototypes are not those the ring and the panel run on', async () => {
    const page = await world.visit(lesson('patch'));
    const panel = await tapRing(page, /Do is next/);
    await (await note(panel)).fill(SECRET);
    await panel.getByRole('button', { name: 'As planned' }).click();
    await panel.getByText('Check is next').first().waitFor();
    await until('it at the worker', () => loggedAt(world).some(body => body.includes(SECRET)));
    for (const body of loggedAt(world)) expect(body).not.toMatch(/isAdmin|stolen/);
    expect((await asPage<string[]>(page, 'passed')).join('\n')).not.toContain(SECRET);
    await panel.getByRole('button', { name: 'Undo' }).first().click();
    await ringOn(page, /Do is next/);
    await page.close();
  });

  it('its elements named like the document’s own shadow nothing the ring needs', async () => {
    const page = await world.visit(lesson('clobber'));
    expect(
      await asPage(page, `typeof document.querySelector + typeof document.body.childNodes + document.prerendering`),
    ).toMatch(/^object/);
    const panel = await tapRing(page, /Do is next/);
    expect(await panel.getByRole('heading', { level: 1 }).innerText()).toContain('How leaves make food');
    await page.close();
  });

  it('a title full of markup, controls and a megabyte is text, on one line, and has an end', async () => {
    const page = await world.visit(lesson('title'));
    const panel = await tapRing(page);
    const shown = await panel.getByRole('heading', { level: 1 }).innerText();
    expect(shown.startsWith('<img src=x onerror="window.ran=true"><script>')).toBe(true);
    expect(shown).toContain('👩\u200d🏫 javascript:');
    expect(shown.length).toBeLessThanOrEqual(300);
    expect(shown).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    expect(hostileTitle).toMatch(/\u202e/);
    expect(await panel.evaluate(() => [document.querySelectorAll('h1 *').length, 'ran' in window])).toEqual([0, false]);
    expect(await panel.locator('a[href^="javascript" i]').count()).toBe(0);
    await page.close();
  });

  it('a frame of its own that imitates the panel lacks the mark, which it cannot come by', async () => {
    const page = await world.visit(lesson('listen', 'patch'));
    const panel = await tapRing(page);
    const mark = (await panel.locator('.own-mark').innerText()).split('\n').at(-1)!.trim();
    expect(mark.length).toBeGreaterThan(2);
    expect((await panelOn(page)).url()).not.toContain('#');
    const everything = await asPage<string>(
      page,
      `document.documentElement.outerHTML + document.documentElement.innerText + passed.join() + heard.join() + JSON.stringify(performance.getEntries())`,
    );
    expect(everything).not.toContain(mark);
    expect(await ringsOn(page)).toHaveLength(1);
    await page.close();
  });
});
