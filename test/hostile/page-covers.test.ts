// A page that fades, covers, moves or takes away what is ours: the panel stays as it is, or no tap counts.
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ringOn, ringsOn, tapRing, until, type World } from '../e2e/world.ts';
import { asPage, lesson, openHostileWorld } from './lesson.ts';

let world: World;
let page: Page;
let panel: Frame;

beforeAll(async () => {
  world = await openHostileWorld();
  page = await world.visit(lesson());
  panel = await tapRing(page);
});
afterAll(() => world?.close());

const phases = ['plan', 'do', 'check'];
const chosen = () => panel.evaluate(() => document.querySelector('[role=tab][aria-selected=true]')!.id.slice(4));
const centreOf = async (phase: string) => {
  const box = (await panel.locator(`#tab-${phase}`).boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};
/** Somewhere to tap to, from where the panel is now. */
const other = (now: string) => phases.find(phase => phase !== now)!;
/** The panel as it is seen, without its rounded corners. */
const looks = async () =>
  (await page.screenshot({ clip: { x: 902, y: 20, width: 352, height: 760 }, animations: 'allow' })).toString('base64');
const warned = () => panel.getByText('covers or fades').isVisible();
/** Longer than the browser's own delay in telling a frame that it is covered. */
const noticed = () => page.waitForTimeout(300);

/** Taps a step in the panel while the page does something, and says what was to be seen and whether it counted. */
async function tapDuring(act: string, undo: string, taps = [150, 450]) {
  const before = await chosen();
  const target = await centreOf(other(before));
  await page.mouse.move(100, 600);
  // A form that has just come into view takes the focus.
  let plain = '';
  await until('the panel to be still', async () => {
    const before = plain;
    plain = await looks();
    return plain === before;
  });
  await asPage(page, act);
  await noticed();
  const same = (await looks()) === plain;
  let counted = false;
  // Once more after a while, for a panel that has only just come into view again.
  for (const wait of taps) {
    if (counted) break;
    await page.mouse.click(target.x, target.y);
    await page.waitForTimeout(wait);
    counted = (await chosen()) !== before;
  }
  const told = await warned();
  await asPage(page, undo);
  return { same, counted, told };
}

/** Until taps count again, as they must when the page has let go. */
const recovered = () =>
  until('taps to count again', async () => {
    const before = await chosen();
    const { x, y } = await centreOf(other(before));
    await page.mouse.click(x, y);
    await page.waitForTimeout(150);
    return (await chosen()) !== before && !(await warned());
  });

const style = (css: string) =>
  `const s = document.createElement('style'); s.id = 'worn'; s.textContent = ${JSON.stringify(css)}; document.head.append(s);`;
const unstyle = `document.getElementById('worn').remove();`;
const over = (tag: string, css: string, show: string) =>
  `const d = document.createElement('${tag}'); d.id = 'decoy'; d.style = 'border:0;margin:0;padding:0;${css}';
   d.textContent = 'You have won'; document.body.append(d); ${show}`;
const away = `document.getElementById('decoy').remove();`;
const host = `hosts.find(one => one.parentNode === document.documentElement)`;

describe('in the top layer the panel looks as it did, and taps count', () => {
  it.each([
    ['nothing done to it', ''],
    ['opacity', 'html { opacity: .99 } body { opacity: .01 }'],
    ['filters and blending', 'html { filter: invert(1); mix-blend-mode: difference } body { filter: blur(9px) }'],
    ['transforms', 'html { transform: scale(.5) rotate(9deg); perspective: 9px } body { translate: 99px; scale: 2 }'],
    ['clip-path and mask', 'html { clip-path: inset(50%) } body { mask: linear-gradient(transparent, transparent) }'],
    [
      'animation',
      '@keyframes a { from { opacity: 0 } } html, body, html > div { animation: a .2s infinite !important }',
    ],
    ['visibility, pointer-events', '* { visibility: hidden !important; pointer-events: none !important }'],
    [
      'styles on our host',
      `html > div { all: unset !important; opacity: .5 !important; filter: invert(1) !important; scale: .2 !important;
        clip-path: inset(50%) !important; display: none !important; user-select: none !important }`,
    ],
    ['fonts and sizes', 'html { font: 1px/1 monospace; letter-spacing: 9px; text-indent: 99px; user-select: none }'],
    ['direction', 'html { direction: rtl; overflow: clip }'],
    ['variables', 'html, :root, * { --ground: red; --ink: transparent; --card: red; --accent: transparent }'],
    ['a page that ends above it', 'html { overflow: hidden; height: 1px; contain: strict; will-change: transform }'],
    [
      'the greatest z-index',
      `body::after { content: "Win"; position: fixed; inset: 0; z-index: 2147483647; background: red; pointer-events: none }
       *::backdrop { background: red !important }`,
    ],
  ])('%s', async (_, css) => {
    expect(await tapDuring(style(css), unstyle)).toEqual({ same: true, counted: true, told: false });
  });

  it.each(['2.5', '.2'])('zoom: %s', async zoom => {
    const size = () => panel.evaluate(() => [innerWidth, innerHeight, document.querySelector('h1')!.offsetTop]);
    const before = [await size(), await centreOf('act')];
    await asPage(page, style(`html, body { zoom: ${zoom} }`));
    await noticed();
    expect([await size(), await centreOf('act')]).toEqual(before);
    await asPage(page, unstyle);
    await recovered();
  });

  it('inline styles with !important', async () => {
    const act = `for (const [name, value] of Object.entries({ opacity: '.5', zoom: '.3', filter: 'invert(1)', display: 'none', visibility: 'hidden',
      position: 'static', 'clip-path': 'inset(50%)', transform: 'scale(.1)', 'pointer-events': 'none' })) ${host}.style.setProperty(name, value, 'important');`;
    expect(await tapDuring(act, `${host}.removeAttribute('style')`)).toEqual({
      same: true,
      counted: true,
      told: false,
    });
  });

  it('attributes, a thousand times a second: the page is none the slower for us, and the panel works after it', async () => {
    const before = await looks();
    const worked = await asPage<Promise<number>>(
      page,
      `new Promise(done => {
        const one = ${host};
        const end = performance.now() + 1500;
        let frames = 0;
        const more = n => {
          for (let i = 0; i < 25; i++) {
            one.style.cssText = 'opacity:' + i / 25; one.hidden = i % 2 === 0; one.inert = i % 2 === 0; one.className = 'c' + i;
            one.dir = i % 2 ? 'rtl' : 'ltr'; one.lang = 'l' + i; one.setAttribute('popover', i % 2 ? 'auto' : 'manual');
          }
          frames += 1;
          if (performance.now() < end) return setTimeout(more, 10);
          for (const { name } of [...one.attributes]) one.removeAttribute(name);
          done(frames);
        };
        more();
      })`,
    );
    expect(worked).toBeGreaterThan(60);
    await recovered();
    await page.mouse.move(100, 600);
    expect(before.length).toBeGreaterThan(0);
    expect(await ringsOn(page)).toHaveLength(1);
  });

  it('designMode and contenteditable', async () => {
    const act = `document.designMode = 'on'; document.documentElement.contentEditable = 'true';`;
    const undo = `document.designMode = 'off'; document.documentElement.removeAttribute('contenteditable');`;
    expect(await tapDuring(act, undo)).toEqual({ same: true, counted: true, told: false });
  });

  it('printed, there is nothing of ours', async () => {
    await page.emulateMedia({ media: 'print' });
    await until('the ring off the paper', async () => (await ringsOn(page)).length === 0);
    expect(await panel.locator('main').boundingBox()).toBeNull();
    await page.emulateMedia({ media: 'screen' });
    await ringOn(page);
    await recovered();
  });
});

const all = 'position:fixed;inset:0;width:100vw;height:100vh;pointer-events:none;background:white;';
const popover = `d.popover = 'manual'; d.showPopover();`;

describe('above it in the top layer something covers the panel, and no tap counts', () => {
  it.each([
    ['a popover that lets clicks through', over('div', all, popover), away],
    ['one that can hardly be seen', over('div', `${all}opacity:.01;`, popover), away],
    [
      'one in a closed shadow tree, over a corner of it',
      over('div', '', '') +
        `const root = d.attachShadow({ mode: 'closed' }); root.innerHTML = '<p popover=manual style="position:fixed;inset:500px 9px auto auto;width:200px;height:90px;pointer-events:none">x</p>'; root.firstChild.showPopover();`,
      away,
    ],
    ['a dialog', over('dialog', 'pointer-events:none;', 'd.showModal();'), away],
    ['a backdrop alone', `${over('dialog', 'opacity:0;', 'd.showModal();')} d.inert = true;`, away],
    [
      'a page in full screen',
      over('div', 'pointer-events:none;background:white;', 'd.requestFullscreen();'),
      `document.exitFullscreen().then(() => { ${away} });`,
    ],
    [
      'a view transition that never ends',
      `${style('::view-transition { pointer-events: none; background: white } ::view-transition-group(*) { animation-duration: 99s } ::view-transition-old(*), ::view-transition-new(*) { animation: none; opacity: 0 }')}
       window.transition = document.startViewTransition(() => {});`,
      `transition.skipTransition(); ${unstyle}`,
    ],
    ['our host made inert', `${host}.inert = true;`, `${host}.inert = false;`],
    ['a page not shown at all', style('html { display: none }'), unstyle],
  ])('%s', async (_, act, undo) => {
    const during = await tapDuring(act, undo, [150]);
    expect(during.counted).toBe(false);
    await recovered();
  });

  it('and the teacher is told why', async () => {
    const { told } = await tapDuring(over('div', all, popover), away);
    expect(told).toBe(true);
    await recovered();
  });
});

describe('in the moment of the tap', () => {
  it('what came over the panel an instant before, and no frame was told of yet, is seen too', async () => {
    const before = await chosen();
    const target = await centreOf(other(before));
    await page.mouse.move(target.x, target.y);
    await noticed();
    await asPage(page, over('div', all, popover));
    await page.mouse.down();
    await page.mouse.up();
    await page.waitForTimeout(300);
    expect(await chosen()).toBe(before);
    await asPage(page, away);
    await recovered();
  });

  it('a cover that is taken away under the finger does not pass the tap on: the first half second counts for nothing', async () => {
    const before = await chosen();
    const target = await centreOf(other(before));
    await asPage(page, over('div', 'position:fixed;inset:0;width:100vw;height:100vh;', popover));
    await noticed();
    await asPage(page, away);
    await page.waitForTimeout(200);
    await page.mouse.click(target.x, target.y);
    await page.waitForTimeout(150);
    expect(await chosen()).toBe(before);
    await recovered();
  });

  it('of a double click the first tap counts and the second does not', async () => {
    const before = await chosen();
    const target = await centreOf(other(before));
    const heard = panel.evaluate(
      () =>
        new Promise<number>(done => {
          let clicks = 0;
          document.querySelector('[role=tablist]')!.addEventListener('click', () => (clicks += 1));
          addEventListener('dblclick', () => setTimeout(() => done(clicks), 150));
        }),
    );
    await page.mouse.dblclick(target.x, target.y);
    expect(await heard).toBe(1);
    expect(await chosen()).not.toBe(before);
  });
});

describe('a page that takes what is ours away', () => {
  it('gets the ring back three times, and then quiet', async () => {
    const fresh = await world.visit(lesson('remove'));
    await until('four removals', async () => (await asPage<number>(fresh, 'removed')) >= 4);
    await fresh.waitForTimeout(800);
    expect(await asPage(fresh, 'removed')).toBe(4);
    expect(await ringsOn(fresh)).toEqual([]);
    await fresh.close();
  });

  it('moves the ring into a frame, or copies it, and has an empty element', async () => {
    const fresh = await world.visit(lesson());
    await ringOn(fresh);
    const inside = await asPage<Promise<string>>(
      fresh,
      `new Promise(done => {
        const frame = document.createElement('iframe'); frame.id = 'trap'; frame.srcdoc = '<p>';
        frame.onload = () => {
          const copy = hosts[0].cloneNode(true);
          frame.contentDocument.body.append(hosts[0], copy);
          done(frame.contentDocument.body.innerHTML + hosts[0].shadowRoot + copy.shadowRoot);
        };
        document.body.append(frame);
      })`,
    );
    expect(inside).toBe('<p></p><div></div><div></div>nullnull');
    await fresh.close();
  });

  it('moves the panel, and finds it dead: its one token is spent', async () => {
    const fresh = await world.visit(lesson());
    await tapRing(fresh);
    await asPage(
      fresh,
      `const one = hosts.find(one => one.parentNode === document.documentElement); document.body.append(one);`,
    );
    await until('the panel to load anew and refuse', async () => {
      const dead = fresh.frames().find(frame => frame.url().startsWith('chrome-extension://'));
      const words = await dead
        ?.locator('main')
        .textContent({ timeout: 500 })
        .catch(() => '');
      return words?.includes('This panel can’t be opened here');
    });
    await fresh.close();
  });

  it('styles everything: ring and panel keep their measures', async () => {
    const fresh = await world.visit(lesson('styles'));
    expect(await ringOn(fresh)).toMatchObject({ width: 28, height: 28 });
    const frame = await tapRing(fresh);
    expect(await frame.evaluate(() => [innerWidth, getComputedStyle(document.body).fontSize])).toEqual([378, '15px']);
    await fresh.close();
  });
});
