// What a hostile page can't in Firefox either, where neither the panel's address changes nor a frame is told that it is
// covered.
import type { Frame, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type FirefoxWorld,
  openFirefoxWorld,
  ownOrigin,
  panelFrame,
  ringSpot,
  spotIn,
  tapRingIn,
} from '../e2e/firefox.ts';
import { until } from '../e2e/world.ts';
import { hostile } from './attacks.ts';
import { lesson, loggedAt } from './lesson.ts';

let world: FirefoxWorld;
beforeAll(async () => {
  world = await openFirefoxWorld('ortega', hostile);
});
afterAll(() => world?.close());

const asPage = <T = unknown>(page: Page, script: string) => page.evaluate(`{${script}}`) as Promise<T>;
const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
const chosen = (panel: Frame) =>
  panel.evaluate(() => document.querySelector('[role=tab][aria-selected=true]')!.id.slice(4));

describe('a lesson page', () => {
  it('shows a student no ring', async () => {
    const page = await world.visit(lesson(), 'student');
    await wait(1_500);
    expect(await asPage(page, 'hosts.length')).toBe(0);
    await page.close();
  });

  it('shows a teacher one, and a Do is logged from it', async () => {
    const page = await world.visit(lesson());
    const panel = await tapRingIn(page);
    const before = loggedAt(world).length;
    const { x, y } = await spotIn(panel, '.choice button, [role=tabpanel] button');
    await page.mouse.click(x, y);
    await until('a Do at the worker', () =>
      loggedAt(world)
        .slice(before)
        .some(body => body.includes('"kind":"do"')),
    );
    await until('Check to be next', () => panel.evaluate(() => document.body.innerText.includes('Check is next')));
    await page.close();
  });
});

describe('a page that listens', () => {
  it('hears a closed shadow tree of its own, and nothing of what is typed into the panel', async () => {
    const page = await world.visit(lesson('listen'));
    await asPage(
      page,
      `const naive = document.createElement('div'); naive.id = 'naive'; naive.style = 'position:fixed;top:0'; document.body.append(naive);
       const field = document.createElement('textarea'); naive.attachShadow({ mode: 'closed' }).append(field); field.focus();`,
    );
    await page.keyboard.type('naive');
    const heard = () => asPage<string[]>(page, 'heard.splice(0)');
    expect((await heard()).filter(one => one.startsWith('keydown'))).toHaveLength(10);

    const panel = await tapRingIn(page);
    const tab = await spotIn(panel, '#tab-check');
    await page.mouse.click(tab.x, tab.y);
    await until('its field', () =>
      panel.evaluate(() => document.querySelector('[role=tabpanel] input:not([type=radio])') !== null),
    );
    const field = await spotIn(panel, '[role=tabpanel] input:not([type=radio])');
    await heard();
    await page.mouse.click(field.x, field.y);
    await page.keyboard.type('271');
    await until('what was typed', () =>
      panel.evaluate(() => [...document.querySelectorAll('input')].some(one => one.value === '271')),
    );
    expect((await heard()).filter(one => !one.startsWith('selectionchange'))).toEqual([]);
    expect(
      await asPage(
        page,
        `({ windows: window.length, entries: performance.getEntries().filter(one => one.name.includes('extension')).length,
            text: document.documentElement.outerHTML.includes('moz-extension'), find: window.find('As planned') || window.find('271') })`,
      ),
    ).toEqual({ windows: 0, entries: 0, text: false, find: false });
    await page.close();
  });
});

describe('a page that forges', () => {
  it('opens and logs nothing by events and messages of its own making', async () => {
    const page = await world.visit(lesson());
    const { x, y } = await until('a ring', () => ringSpot(page));
    const before = loggedAt(world).length;
    await asPage(
      page,
      `for (const one of [...hosts, document.elementFromPoint(${x}, ${y})]) {
         one.click();
         for (const type of ['pointerdown', 'mousedown', 'click']) one.dispatchEvent(new MouseEvent(type, { clientX: ${x}, clientY: ${y}, bubbles: true, composed: true }));
         for (const key of ['Enter', ' ']) one.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
       }
       for (const name of ['mount', 'open', 'log', 'close', 'rings']) postMessage({ name, request: {} }, '*');`,
    );
    await wait(500);
    expect(panelFrame(page)).toBeUndefined();
    const panel = await tapRingIn(page);
    await asPage(
      page,
      `for (const name of ['close', 'log', 'dock']) { postMessage({ name }, '*'); dispatchEvent(new MessageEvent('message', { data: { name } })); }`,
    );
    await wait(300);
    expect(await chosen(panel)).toBeTruthy();
    expect(loggedAt(world).length).toBe(before);
    await page.close();
  });

  it('embeds the panel itself, were its address to leak, and finds it dead', async () => {
    const page = await world.visit(lesson());
    await asPage(
      page,
      `for (const hash of ['', '#' + 'f'.repeat(48)]) {
         const frame = document.createElement('iframe'); frame.id = 'trap' + hash.length; frame.src = '${ownOrigin}/panel.html' + hash;
         document.body.append(frame);
       }`,
    );
    const frames = await until('both frames', () => {
      const found = page.frames().filter(frame => frame.url().startsWith(ownOrigin));
      return found.length === 2 && found;
    });
    for (const frame of frames)
      await until('its refusal', () =>
        frame.evaluate(() => document.body.innerText.includes('This panel can’t be opened here')).catch(() => false),
      );
    await page.close();
  });
});

describe('a page that covers the panel', () => {
  const all =
    'position:fixed;inset:0;width:100vw;height:100vh;border:0;margin:0;padding:0;pointer-events:none;background:white;';
  it.each([
    [
      'a popover',
      `const d = document.createElement('div'); d.id = 'decoy'; d.popover = 'manual'; d.style = '${all}'; document.body.append(d); d.showPopover();`,
    ],
    [
      'a popover in a closed shadow tree',
      `const d = document.createElement('div'); d.id = 'decoy'; document.body.append(d);
       const root = d.attachShadow({ mode: 'closed' }); root.innerHTML = '<p popover=manual style="${all}">x</p>'; root.firstChild.showPopover();`,
    ],
    [
      'a dialog’s backdrop',
      `const d = document.createElement('dialog'); d.id = 'decoy'; d.style = '${all}max-width:none;max-height:none'; document.body.append(d); d.showModal();`,
    ],
    [
      'a view transition',
      `const s = document.createElement('style'); s.textContent = '::view-transition { pointer-events: none; background: white } ::view-transition-group(*) { animation-duration: 99s }';
       document.head.append(s); document.startViewTransition(() => {});`,
    ],
    ['a filter on all of it', `document.documentElement.style.filter = 'opacity(.01)';`],
  ])('has it closed: %s', async (_, act) => {
    const page = await world.visit(lesson());
    await tapRingIn(page);
    await asPage(page, act);
    await until('the panel to close', () => panelFrame(page) === undefined);
    await page.close();
  });

  it('has no effect by styles: in the top layer the panel looks as it did, and taps count', async () => {
    const page = await world.visit(lesson());
    await asPage(page, `document.documentElement.style.overflow = 'hidden';`);
    const panel = await tapRingIn(page);
    const clip = { x: 902, y: 20, width: 352, height: 760 };
    const looks = async () => (await page.screenshot({ clip, encoding: 'base64' })) as string;
    let plain = '';
    await until('the panel to be still', async () => {
      const before = plain;
      plain = await looks();
      return plain === before;
    });
    await asPage(
      page,
      `const s = document.createElement('style'); document.head.append(s);
       s.textContent = 'html { opacity: .5; transform: scale(.5); clip-path: inset(50%) } body { opacity: 0; filter: invert(1) } html > div { all: unset !important; opacity: .1 !important; display: none !important }';`,
    );
    await wait(500);
    expect((await looks()) === plain).toBe(true);
    const before = await chosen(panel);
    const { x, y } = await spotIn(panel, before === 'plan' ? '#tab-check' : '#tab-plan');
    await page.mouse.click(x, y);
    await until('the tap to count', async () => (await chosen(panel)) !== before);
    await page.close();
  });
});
