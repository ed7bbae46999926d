// Nothing typed is lost and nothing is stored twice, whatever dies: worker, network, background, browser.
import { readlinkSync } from 'node:fs';
import process from 'node:process';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Replies } from '../../extension/messages.ts';
import type { Entry } from '../../shared/records/entry.ts';
import { openBrowser } from '../demo/browser.ts';
import { randomOf } from '../demo/random.ts';
import { startWorker, withDatabase } from '../demo/serve.ts';
import { idAt } from '../id-at.ts';
import type { Weather } from './wire.ts';
import { openWorld, ringOn, tapRing, until, type World } from './world.ts';

const ENTRIES = 1_000;
const CYCLES = 25;
let world: World;

beforeAll(async () => {
  world = await openWorld('ortega');
});
afterAll(() => world?.close());

type Name = keyof Replies;
const tell = <N extends Name>(page: Page, name: N, request: unknown): Promise<Replies[N]> =>
  page.evaluate(
    message =>
      (
        globalThis as unknown as { chrome: { runtime: { sendMessage(m: unknown): Promise<never> } } }
      ).chrome.runtime.sendMessage(message),
    { name, request },
  );

/** Cycles of Plan and many Checks, as a teacher with a lot to say would log them. */
function manyEntries(): Entry[] {
  const start = Date.now() - 3_600_000;
  return Array.from({ length: ENTRIES }, (_, n): Entry => {
    const cycle = idAt(start, n % CYCLES);
    const envelope = { id: idAt(start + 10_000 + n, n), at: new Date(start + n).toISOString(), cycle };
    if (n >= CYCLES) return { ...envelope, kind: 'check', on: '2026-11-20', figure: { value: n } };
    const tag = { site: 'moodle@learn.example.org', course: '9', lesson: String(n) };
    return {
      ...envelope,
      kind: 'plan',
      tag,
      idea: `Idea ${n}`,
      measure: { name: 'Mine', unit: 'count', direction: 'up' },
      prediction: 1,
      checkOn: '2026-12-01',
    };
  });
}

describe('the outbox', () => {
  it('delivers 1,000 entries once each through kills, cuts, lost answers and double deliveries', async () => {
    const random = randomOf(42);
    const entries = manyEntries();
    const page = await world.browser.ownPage('options.html');
    const cdp = await world.browser.context.newCDPSession(page);
    await cdp.send('ServiceWorker.enable');
    const weathers: Weather[] = ['fine', 'fine', 'fine', 'cut', 'lost', 'twice'];
    world.wire.weather = () => weathers[Math.floor(random() * weathers.length)]!;
    let storms = true;
    const storm = (async () => {
      while (storms) {
        await new Promise(resolve => setTimeout(resolve, 700));
        await cdp.send('ServiceWorker.stopAllWorkers');
        if (random() < 0.4) {
          await world.demo.worker.stop('SIGKILL');
          world.demo.worker = await startWorker(Number(new URL(world.demo.api).port), world.demo.state);
        }
      }
    })();
    for (let at = 0; at < ENTRIES; at += 5) {
      const batch = entries.slice(at, at + 5);
      await until('the background to take them', () =>
        tell(page, 'log', { entries: batch }).then(Boolean, () => false),
      );
    }
    await new Promise(resolve => setTimeout(resolve, 5_000));
    storms = false;
    await storm;
    world.wire.weather = () => 'fine';
    await until('the outbox to be empty', async () => {
      const state = await tell(page, 'deliver', {}).catch(() => undefined);
      return state?.undelivered.length === 0;
    });

    await world.demo.worker.stop();
    const stored = await withDatabase(world.demo.state, async ({ DB: db }) => {
      const { results } = await db.prepare("select id from entry where author = 'ortega'").all<{ id: string }>();
      const observations = await db
        .prepare("select count(*) as n from observation where person = 'ortega' and course = '9'")
        .first<{ n: number }>();
      return { ids: results.map(row => row.id), observations: observations!.n };
    });
    world.demo.worker = await startWorker(Number(new URL(world.demo.api).port), world.demo.state);
    const mine = new Set(entries.map(entry => entry.id));
    expect(stored.ids.filter(id => mine.has(id)).length).toBe(ENTRIES);
    expect(new Set(stored.ids).size).toBe(stored.ids.length);
    expect(stored.observations).toBe(ENTRIES - CYCLES);
    await page.close();
  }, 180_000);

  it('keeps what was logged when the browser is killed, says so on the ring, and then stops saying it', async () => {
    const page = await world.visit('/moodle/mod/page/view.php?id=4');
    const panel = await tapRing(page, /Do is next/);
    world.wire.weather = () => 'cut';
    await panel.getByRole('button', { name: 'As planned' }).click();
    await ringOn(page, /1 waiting/);
    const pid = Number(readlinkSync(`${world.browser.profile}/SingletonLock`).split('-').at(-1));
    const closed = world.browser.context.waitForEvent('close');
    process.kill(pid, 'SIGKILL');
    await closed;

    world.browser = await openBrowser({ profile: world.browser.profile, headless: true });
    const again = await world.visit('/moodle/mod/page/view.php?id=4');
    await ringOn(again, /Check is next.*1 waiting/);
    world.wire.weather = () => 'fine';
    await tapRing(again).then(frame => frame.getByText('1 waiting').first().click());
    await until('nothing waiting', async () => !(await ringOn(again)).label.includes('waiting'));
  });
});
