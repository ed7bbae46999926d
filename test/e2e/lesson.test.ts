// A teacher's main job, as they do it: on a lesson page, from Plan to Act.
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, panelOn, ringOn, ringsOn, tapRing, until, type World } from './world.ts';

const LESSON = '/moodle/mod/page/view.php?id=4';
let world: World;

beforeAll(async () => {
  world = await openWorld('ortega');
});
afterAll(() => world?.close());

const delivered = (kind: string) => () =>
  world.wire.seen.some(
    ({ method, body, status }) => method !== 'GET' && status < 300 && body.includes(`"kind":"${kind}"`),
  );

describe('a lesson whose next step is Do', () => {
  it('is logged in two taps and no keystroke', async () => {
    const page = await world.visit(LESSON);
    const panel = await tapRing(page, /Do is next/);
    await panel.getByRole('button', { name: 'As planned' }).click();
    await panel.getByText('Check is next').first().waitFor();
    await ringOn(page, /Check is next/);
    await until('the Do at the worker', delivered('do'));
    await page.close();
  });

  it('asks one question of the worker for a page view, and none when nothing changed', async () => {
    const before = world.wire.seen.length;
    const page = await world.visit(LESSON);
    await ringOn(page, /Check is next/);
    const first = world.wire.seen.slice(before);
    expect(first.length).toBeLessThanOrEqual(1);
    await page.reload();
    await ringOn(page, /Check is next/);
    expect(world.wire.seen.slice(before + first.length).filter(one => one.status !== 304)).toEqual([]);
    await page.close();
  });

  it('shows the chart after a Check without asking anybody', async () => {
    const page = await world.visit(LESSON);
    const panel = await tapRing(page);
    await panel.getByLabel('How many', { exact: true }).fill('18');
    await panel.getByLabel('Of how many').fill('24');
    const before = world.wire.seen.length;
    world.wire.weather = () => 'cut';
    await panel.getByRole('button', { name: 'Save and see the chart' }).click();
    await until('the chart', async () => /75\s?%/.test(await panel.locator('main').innerText()));
    expect(world.wire.seen.length).toBe(before);
    world.wire.weather = () => 'fine';
    await page.close();
  });

  it('closes with Act, and “adapt” opens the next Plan, filled in', async () => {
    const page = await world.visit(LESSON);
    const panel = await tapRing(page, /Act is next/);
    await panel.getByRole('radio', { name: /^Adapt/ }).check();
    await panel.getByRole('radio', { name: /^Inconclusive/ }).check();
    await panel.getByRole('button', { name: 'Close and plan the next' }).click();
    await panel.getByText('This is needed').first().waitFor();
    await panel.getByLabel('What did you learn?').fill('The question was too long for five minutes');
    await panel.getByRole('button', { name: 'Close and plan the next' }).click();
    await panel.getByLabel('What will you try?').waitFor();
    await panel.getByText('The question was too long for five minutes').waitFor();
    await panel.getByLabel('What will you try?').fill('One shorter question');
    await panel.getByLabel('Your prediction').fill('80');
    await panel.getByRole('button', { name: 'Save the plan' }).click();
    await ringOn(page, /Do is next/);
    await until('the next plan at the worker', () =>
      world.wire.seen.some(
        ({ body, status }) => status < 300 && body.includes('One shorter question') && body.includes('"previous"'),
      ),
    );
    await page.close();
  });
});

describe('who sees a ring', () => {
  it.each([
    ['a student', 'student'],
    ['a visitor', 'anonymous'],
    ['a teacher in student view', 'student-view'],
  ] as const)('not %s, and nobody is asked about them', async (_, as) => {
    const page = await world.visit(LESSON, as);
    const before = world.wire.seen.length;
    await page.waitForTimeout(1_500);
    expect(await ringsOn(page)).toEqual([]);
    expect(world.wire.seen.length).toBe(before);
    await page.close();
  });

  it('a teacher on a course page: each lesson that has a cycle', async () => {
    const page = await world.visit('/moodle/course/view.php?id=2');
    await until('rings beside lessons', async () => (await ringsOn(page)).length > 2);
    await page.close();
  });

  it('a teacher on a gradebook: in a corner, and no student’s name leaves the page', async () => {
    const { plantedNames } = await import('../pages/planted.ts');
    const page = await world.visit('/moodle/grade/report/grader/index.php?id=2');
    const panel = await tapRing(page);
    await panel.locator('main').waitFor();
    const sent = world.wire.seen.map(({ path, body }) => decodeURIComponent(path) + body).join('\n');
    for (const name of plantedNames) expect(sent).not.toContain(name);
    await page.close();
  });
});

describe('the panel', () => {
  let page: Page;
  let panel: Frame;
  beforeAll(async () => {
    page = await world.visit(LESSON);
    panel = await tapRing(page);
  });
  afterAll(() => page.close());

  it('keeps what was typed when the tab is closed', async () => {
    await panel.getByRole('tab', { name: /Plan/ }).click();
    await panel.getByRole('tab', { name: /Plan/, selected: true }).waitFor();
    const change = panel.getByRole('button', { name: 'Change the plan' });
    if (await change.isVisible()) await change.click();
    await panel.getByLabel('What will you try?').fill('Half a thought');
    await page.waitForTimeout(500);
    await page.close();
    page = await world.visit(LESSON);
    panel = await tapRing(page);
    await panel.getByRole('tab', { name: /Plan/ }).click();
    await panel.getByRole('tab', { name: /Plan/, selected: true }).waitFor();
    const again = panel.getByRole('button', { name: 'Change the plan' });
    if (await again.isVisible()) await again.click();
    expect(await panel.getByLabel('What will you try?').inputValue()).toBe('Half a thought');
  });

  it('closes by Escape and gives the focus back to the ring', async () => {
    await panel.locator('main').press('Escape');
    await until(
      'the panel to close',
      () => !page.frames().some(frame => frame.url().startsWith('chrome-extension://')),
    );
    expect((await ringOn(page, /Do is next/)).expanded).toBe('false');
    await page.keyboard.press('Enter');
    panel = await panelOn(page);
  });
});
