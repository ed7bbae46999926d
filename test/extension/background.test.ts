// @vitest-environment node
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { deliverByItself } from '../../extension/background/delivery.ts';
import { handlers } from '../../extension/background/handlers.ts';
import { answer } from '../../extension/background/messages.ts';
import { forgetPanels } from '../../extension/background/panels.ts';
import { followPermissions } from '../../extension/background/registration.ts';
import type { MessageName, PageRings, PanelState, Replies, Requests } from '../../extension/messages.ts';
import { database } from '../../extension/sync/database.ts';
import { keep } from '../../extension/sync/outbox.ts';
import { personOf } from '../../extension/sync/person.ts';
import type { Entry } from '../../shared/records/entry.ts';
import { journal, leaves } from '../make.ts';
import { origin, resetBrowser, seen } from './fake-browser.ts';
import { lms, marker, ownTab, panelIn, popup } from './senders.ts';
import { smallWorker } from './small-worker.ts';

const page: Requests['view'] = { ...leaves, kind: 'lesson' };
const { lesson: _, lessonTitle: __, ...course } = { ...page, kind: 'course' as const };
let worker: Awaited<ReturnType<typeof smallWorker>>;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-05T15:00:00Z') });
  resetBrowser();
  worker = await smallWorker();
});

afterEach(async () => {
  // Whatever still runs in the background ends before the next test begins.
  await ask('deliver', {}, popup);
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await worker.close();
  const db = await database();
  for (const store of db.objectStoreNames) await db.clear(store);
});

function ask<N extends MessageName>(name: N, request: Requests[N], sender: object): Promise<Replies[N]> {
  return answer(handlers, { name, request }, sender) as Promise<Replies[N]>;
}

async function signedIn(code = 'BCDFGHJK'): Promise<PanelState> {
  const reply = await ask('signIn', { api: worker.api, code }, popup);
  if (!reply.ok) throw new Error('could not sign in');
  worker.requests.length = 0;
  return reply.value;
}

/** The lesson's page in a tab, with a marker that keeps what it is told, and a panel on it. */
async function lessonInTab(tab = 1): Promise<PanelState> {
  seen.markers.set(`${tab}:0`, message => ((message as { name: string }).name === 'describe' ? page : undefined));
  await ask('view', page, marker(undefined, tab));
  const { url } = await ask('mount', page, marker(undefined, tab));
  return ask('open', { token: url.split('#')[1]! }, panelIn(tab));
}

const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);
const ringsTold = () =>
  seen.told.flatMap(({ message }) => {
    const one = message as { name: string; rings: PageRings };
    return one.name === 'rings' ? [one.rings] : [];
  });
const pageRequests = () => worker.requests.filter(one => one === 'GET /v1/page').length;

describe('a page view', () => {
  test('of somebody who is not signed in: no ring, no request', async () => {
    expect(await ask('view', page, marker())).toMatchObject({ signedIn: false, ring: { phase: 'none' }, waiting: 0 });
    expect(worker.requests).toEqual([]);
  });

  test('asks once; then nothing for a minute; then only whether something changed', async () => {
    await signedIn();
    const [rings] = await Promise.all([ask('view', page, marker()), ask('view', page, marker(undefined, 2))]);
    expect(rings).toMatchObject({ signedIn: true, ring: { phase: 'none', due: false }, dock: 'right' });
    expect(pageRequests()).toBe(1);
    later(59);
    await lessonInTab();
    expect(pageRequests()).toBe(1);
    later(2);
    await ask('view', page, marker());
    await ask('view', page, marker());
    expect(pageRequests()).toBe(2);
  });

  test('shows the phase, what is due, and on a course page every lesson that has a cycle', async () => {
    const { log } = journal();
    for (const entry of [log('ortega', 'plan', { checkOn: '2026-11-05' }), log('ortega', 'do')])
      worker.stored.set(entry.id, { author: 'ortega', entry, body: '' });
    await signedIn();
    const drawn = { phase: 'check', due: true, label: 'Deskside: Check is next, due' };
    expect((await ask('view', page, marker())).ring).toEqual(drawn);
    const rings = await ask('view', course, marker('/moodle/course/view.php?id=2'));
    expect(rings.lessons).toEqual({ 4: drawn });
    expect(rings.ring.phase).toBe('none');
  });

  test('with an older answer at hand does not wait for the worker, and redraws when there is news', async () => {
    await signedIn();
    await lessonInTab();
    const { log } = journal();
    const plan = log('ortega', 'plan');
    worker.stored.set(plan.id, { author: 'ortega', entry: plan, body: '' });
    later(61);
    const { promise: held, resolve: answer } = Promise.withResolvers<void>();
    worker.before = path => (path === '/v1/page' ? held : undefined);
    expect((await ask('view', page, marker())).ring.phase).toBe('none');
    answer();
    await expect.poll(() => ringsTold().at(-1)?.ring.phase).toBe('do');
  });
});

describe('the mount token', () => {
  beforeEach(async () => void (await signedIn()));
  const mount = async () => (await ask('mount', page, marker())).url.split('#')[1]!;

  test('opens the panel on its page', async () => {
    const { url } = await ask('mount', page, marker());
    expect(url).toMatch(new RegExp(`^${origin}/panel\\.html#[0-9a-f]{48}$`));
    const state = await ask('open', { token: url.split('#')[1]! }, panelIn());
    expect(state).toMatchObject({ where: 'page', page, session: 'signed-in', me: { id: 'ortega' }, undelivered: [] });
  });

  test('is good once, even for two at the same moment', async () => {
    const token = await mount();
    const both = await Promise.allSettled([
      ask('open', { token }, panelIn(1, 'panel-1')),
      ask('open', { token }, panelIn(1, 'panel-2')),
    ]);
    expect(both.map(one => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(ask('open', { token }, panelIn(1, 'panel-3'))).rejects.toThrow('refused');
  });

  test('is good in its own tab only, and spent by the attempt', async () => {
    const token = await mount();
    await expect(ask('open', { token }, panelIn(2))).rejects.toThrow('refused');
    await expect(ask('open', { token }, panelIn(1))).rejects.toThrow('refused');
  });

  test('is good for half a minute', async () => {
    const token = await mount();
    later(31);
    await expect(ask('open', { token }, panelIn())).rejects.toThrow('refused');
  });

  test('is gone with its tab', async () => {
    const token = await mount();
    await forgetPanels(1);
    await expect(ask('open', { token }, panelIn())).rejects.toThrow('refused');
  });

  test('is needed inside a page, and a made-up one is none', async () => {
    await expect(ask('open', {}, panelIn())).rejects.toThrow('refused');
    await expect(ask('open', { token: 'f'.repeat(48) }, panelIn())).rejects.toThrow('refused');
    await expect(ask('log', { entries: [journal().log('ortega', 'plan')] }, panelIn())).rejects.toThrow('refused');
  });
});

describe('from the toolbar', () => {
  test.each([
    ['a page with a marker', `${lms}/moodle/mod/page/view.php?id=4`, true, page, null],
    ['a page the marker makes nothing of', `${lms}/moodle/`, null, null, null],
    [
      'a site that was never switched on',
      'https://learn.example.org:8443/x',
      false,
      null,
      { origin: 'https://learn.example.org:8443', pattern: 'https://learn.example.org/*', siteName: null },
    ],
    ['a page without encryption', 'http://learn.example.org/', false, null, null],
    ['a page of the browser’s own', 'chrome://settings/', false, null, null],
  ])('on %s', async (_, url, there, found, offer) => {
    await signedIn();
    seen.tabs.push({ id: 3, url, active: true });
    if (there !== false) seen.markers.set('3:0', () => (there ? page : null));
    expect(await ask('open', {}, popup)).toMatchObject({ where: 'toolbar', page: found, offer });
  });

  test('finds the page in a frame that the site uses', async () => {
    await signedIn();
    const framed = { site: `opensis@${lms.slice(7)}/opensis`, course: '2', kind: 'class' as const };
    await ask('view', framed, { ...marker('/opensis/Modules.php', 3), frameId: 8 });
    seen.tabs.push({ id: 3, url: `${lms}/opensis/`, active: true });
    seen.markers.set('3:0', () => null);
    seen.markers.set('3:8', () => framed);
    expect((await ask('open', {}, popup)).page).toEqual(framed);
  });
});

describe('logging', () => {
  test('answers at once from this device, and the ring says what waits until it is delivered', async () => {
    await signedIn();
    await lessonInTab();
    worker.trouble = () => 'lost';
    const { log } = journal();
    const plan = log('ortega', 'plan');
    worker.requests.length = 0;
    const state = await ask('log', { entries: [plan] }, panelIn());
    expect(state.desk!.rings).toEqual([{ lesson: '4', cycle: plan.cycle, phase: 'do', dueOn: '2026-11-06' }]);
    expect(state.desk!.logged).toEqual([{ author: 'ortega', entry: plan }]);
    expect(state.undelivered).toEqual([{ entry: plan, state: 'waiting' }]);
    expect((await ask('deliver', {}, panelIn())).offline).toBe(true);
    expect(ringsTold().at(-1)).toMatchObject({ ring: { phase: 'do' }, waiting: 1, waitingLabel: '1 waiting' });
    expect(seen.badge).toBe('1');

    worker.trouble = () => null;
    expect((await ask('deliver', {}, panelIn())).undelivered).toEqual([]);
    expect(ringsTold().at(-1)).toMatchObject({ ring: { phase: 'do' }, waiting: 0, waitingLabel: '' });
    expect(seen.badge).toBe('');
    expect(pageRequests()).toBe(0);
  });

  test('a check shows on the chart with no request at all', async () => {
    await signedIn();
    await lessonInTab();
    const { log } = journal();
    await ask('log', { entries: [log('ortega', 'plan'), log('ortega', 'do')] }, panelIn());
    await ask('deliver', {}, panelIn());
    worker.trouble = () => 'lost';
    worker.requests.length = 0;
    const check = log('ortega', 'check');
    const state = await ask('log', { entries: [check] }, panelIn());
    expect(state.desk!.series['can-explain']).toEqual([
      { entry: check.id, cycle: check.cycle, on: '2026-11-06', value: 75 },
    ]);
    expect(pageRequests()).toBe(0);
  });

  test('an answer that was asked for before the delivery does not undo what is shown', async () => {
    await signedIn();
    await lessonInTab();
    const { log } = journal();
    const before = worker.desk;
    let release = () => {};
    const held = new Promise<void>(resolve => {
      release = resolve;
    });
    const old = before({ id: 'ortega', name: 'Ana Ortega', district: 'maple' }, page);
    worker.desk = (...given) => ({ ...before(...given), logged: old.logged, rings: old.rings, names: { cho: 'Ben' } });
    worker.before = path => (path === '/v1/page' ? held : undefined);
    worker.requests.length = 0;
    const asked = ask('refresh', { page: null }, panelIn());
    await expect.poll(() => worker.requests).toContain('GET /v1/page');
    await ask('log', { entries: [log('ortega', 'plan')] }, panelIn());
    expect((await ask('deliver', {}, panelIn())).undelivered).toEqual([]);
    release();
    expect((await asked).desk!.rings).toHaveLength(1);
    worker.desk = before;
    later(1);
    await ask('view', page, marker());
    await expect.poll(pageRequests).toBe(2);
  });

  test('what was refused is in the panel and on the badge until it is given up', async () => {
    await signedIn();
    await lessonInTab();
    worker.refuses = () => 'body.invalid';
    const { log } = journal();
    const plan = log('ortega', 'plan');
    await ask('log', { entries: [plan] }, panelIn());
    const state = await ask('deliver', {}, panelIn());
    expect(state.undelivered).toMatchObject([{ entry: plan, state: 'parked', problem: { status: 422 } }]);
    expect(state.desk!.rings).toEqual([]);
    expect(seen.badge).toBe('!');
    expect((await ask('discard', { id: plan.id }, panelIn())).undelivered).toEqual([]);
  });

  test('an alarm brings what could not be delivered, and so does the network when it is back', async () => {
    const state = await signedIn();
    await lessonInTab();
    const network = new EventTarget();
    vi.stubGlobal('addEventListener', network.addEventListener.bind(network));
    deliverByItself();
    worker.trouble = () => 'busy';
    await ask('log', { entries: [journal().log('ortega', 'plan')] }, panelIn());
    await ask('deliver', {}, panelIn());
    expect(seen.alarms.get('deliver')!.delayInMinutes).toBeGreaterThanOrEqual(0.5);
    worker.trouble = () => null;
    later(3600);
    await seen.onAlarm.fire({ name: 'deliver' });
    await expect.poll(() => worker.stored.size).toBe(1);
    await expect.poll(() => seen.alarms.has('deliver')).toBe(false);

    await keep(personOf(worker.api, state.me!), [journal({ number: 2 }).log('ortega', 'plan')]);
    network.dispatchEvent(new Event('online'));
    await expect.poll(() => worker.stored.size).toBe(2);
  });

  test('when the session has ended, goes on; the panel knows whose it is, the badge asks', async () => {
    await signedIn();
    await lessonInTab();
    worker.endSessions();
    await ask('log', { entries: [journal().log('ortega', 'plan')] }, panelIn());
    const state = await ask('deliver', {}, panelIn());
    expect(state).toMatchObject({ session: 'expired', me: { id: 'ortega' }, undelivered: [{ state: 'waiting' }] });
    expect(state.desk!.rings).toHaveLength(1);
    expect(seen.badge).toBe('!');
    await signedIn();
    expect((await ask('deliver', {}, popup)).undelivered).toEqual([]);
    expect(worker.stored.size).toBe(1);
  });

  test('without anybody signed in keeps nothing', async () => {
    const entries: Entry[] = [journal().log('ortega', 'plan')];
    await expect(ask('log', { entries }, popup)).rejects.toThrow('refused');
  });
});

describe('offline', () => {
  test('a lesson never seen gets what is known of the course, and nothing of another lesson', async () => {
    const { log } = journal();
    for (const entry of [log('ortega', 'plan'), log('ortega', 'do'), log('ortega', 'check')])
      worker.stored.set(entry.id, { author: 'ortega', entry, body: '' });
    await signedIn();
    await lessonInTab();
    const before = pageRequests();
    worker.trouble = () => 'lost';
    const other = { ...page, lesson: '9', lessonTitle: 'Another' };
    expect((await ask('view', other, marker())).ring.phase).toBe('none');
    const { url } = await ask('mount', other, marker());
    const state = await ask('open', { token: url.split('#')[1]! }, panelIn());
    expect(state.desk).toMatchObject({ page: { lesson: '9' }, logged: [], rings: [{ lesson: '4', phase: 'act' }] });
    expect(Object.keys(state.desk!.series)).toEqual(['can-explain']);
    expect(state).toMatchObject({ offline: true, asOf: '2026-11-05T15:00:00.000Z' });
    // The view asked; the panel a moment later did not ask again.
    expect(pageRequests()).toBe(before + 1);
  });

  test('a page of which too much was asked shows what is kept, says so, and asks again when the time is over', async () => {
    await signedIn();
    await lessonInTab();
    worker.trouble = () => 'slow down';
    const state = await ask('refresh', { page }, panelIn());
    expect(state).toMatchObject({ busy: true, offline: false, desk: { page: { lesson: '4' } } });
    const [desk] = await (await database()).getAll('desks');
    expect(desk!.freshUntil).toBe(Date.now() + 30_000);
    const { undelivered } = await ask('log', { entries: [journal().log('ortega', 'plan')] }, panelIn());
    expect(undelivered).toMatchObject([{ state: 'waiting' }]);

    const asked = pageRequests();
    worker.trouble = () => null;
    later(31);
    await ask('view', page, marker());
    await expect.poll(pageRequests).toBe(asked + 1);
    await ask('deliver', {}, panelIn());
    expect(worker.stored.size).toBe(1);
    expect(await ask('refresh', { page }, panelIn())).toMatchObject({ busy: false, undelivered: [] });
  });

  test('what others would answer is “offline”, not an error', async () => {
    await signedIn();
    worker.trouble = () => 'filtered';
    expect(await ask('whoNeedsMe', {}, popup)).toEqual({ ok: false, problem: 'offline' });
    expect(await ask('signIn', { api: worker.api, code: 'BCDFGHJK' }, popup)).toEqual({
      ok: false,
      problem: 'offline',
    });
  });
});

describe('people', () => {
  test('who comes next on this browser sees nothing of who was before', async () => {
    await signedIn();
    await lessonInTab();
    worker.trouble = path => (path.startsWith('/v1/entries') ? 'lost' : null);
    await ask('log', { entries: [journal().log('ortega', 'plan')] }, panelIn());
    await ask('deliver', {}, panelIn());
    const out = await ask('signOut', {}, panelIn());
    expect(out).toMatchObject({ session: 'signed-out', me: null, desk: null, undelivered: [], api: worker.api });
    expect(await (await database()).count('desks')).toBe(0);
    expect((await signedIn('LMNPQRST')).undelivered).toEqual([]);
    expect(await ask('view', page, marker())).toMatchObject({ ring: { phase: 'none' }, waiting: 0 });
    worker.trouble = () => null;
    await ask('deliver', {}, popup);
    expect(worker.stored.size).toBe(0);
    expect((await signedIn()).undelivered).toHaveLength(1);
  });

  test('sign in on a page of our own, never in a panel on somebody’s page', async () => {
    const { url } = await ask('mount', page, marker());
    await ask('open', { token: url.split('#')[1]! }, panelIn());
    await expect(ask('signIn', { api: worker.api, code: 'BCDFGHJK' }, panelIn())).rejects.toThrow('refused');
    expect(worker.requests).toEqual([]);
  });

  test('know their own Deskside by a mark, which they may choose on a page of our own', async () => {
    const { mark } = await signedIn();
    expect(mark!.word.length).toBeGreaterThan(2);
    expect((await lessonInTab()).mark).toEqual(mark);
    await expect(ask('mark', { word: 'mine' }, panelIn())).rejects.toThrow('refused');
    expect((await ask('mark', { word: 'mine' }, ownTab)).mark).toEqual({ word: 'mine', hue: mark!.hue });
    expect((await signedIn('LMNPQRST')).mark!.word).not.toBe('mine');
    expect((await signedIn()).mark!.word).toBe('mine');
    // What is told to the page’s own marker does not hold it.
    expect(JSON.stringify([...seen.told, await ask('view', page, marker())])).not.toContain('mine');
  });

  test('a worker without encryption is only trusted on this machine', async () => {
    for (const api of [
      'http://deskside.example.org',
      'http://127.0.0.1.example.org:8787',
      'http://localhost.example.org',
      'http://127.0.0.1@example.org',
      'http://10.0.0.1',
      'http://[::ffff:127.0.0.1]',
    ]) {
      const reply = await ask('signIn', { api, code: 'BCDFGHJK' }, popup);
      expect(reply, api).toMatchObject({ ok: false, problem: { status: 422, errors: [{ pointer: '/api' }] } });
    }
    for (const api of ['ftp://127.0.0.1', 'javascript:alert(1)', 'file:///etc/hosts', 'data:,x', 'not an address'])
      await expect(ask('signIn', { api, code: 'BCDFGHJK' }, popup), api).rejects.toThrow('refused');
    expect(worker.requests).toEqual([]);
  });

  test('a shared cycle and the library come as the worker has them', async () => {
    await signedIn();
    const { cycle, logged, log } = journal();
    log('cho', 'plan');
    const shared = { cycle, owner: { id: 'cho', name: 'Ben Cho' }, notes: false, logged, names: { cho: 'Ben Cho' } };
    worker.also[`/v1/cycles/${cycle}`] = shared;
    expect(await ask('cycle', { cycle }, popup)).toEqual({ ok: true, value: shared });
    const item = { id: 'video', title: 'Exit tickets', url: 'https://pl.example.org/', modality: 'on_demand' };
    const lists = { practices: [], courses: [], subjects: [] };
    worker.also['/v1/learning'] = { items: [{ ...item, ...lists, version: 3 }], next: null };
    const library = { items: [{ ...item, ...lists }], next: null };
    expect(await ask('library', { practice: 'exit-tickets' }, popup)).toEqual({ ok: true, value: library });
  });
});

describe('the panel on its page', () => {
  test('closes there, and is remembered on the side where it was put', async () => {
    await signedIn();
    await lessonInTab();
    await ask('dock', { to: 'left' }, panelIn());
    await ask('close', {}, panelIn());
    expect(seen.told.slice(-2)).toEqual([
      { tab: 1, frame: 0, message: { name: 'dock', to: 'left' } },
      { tab: 1, frame: 0, message: { name: 'close' } },
    ]);
    expect((await ask('view', page, marker())).dock).toBe('left');
  });

  test('from the toolbar there is nothing to close', async () => {
    expect(await ask('close', {}, popup)).toBeNull();
    expect(seen.told).toEqual([]);
  });
});

describe('the marker runs', () => {
  const cloud = 'https://*.instructure.com/*';
  beforeEach(() => {
    seen.manifest = { host_permissions: [cloud], content_scripts: [{ matches: [cloud] }] };
    seen.granted.push(cloud);
    followPermissions();
  });

  test('by itself where the manifest says so', async () => {
    await seen.onStartup.fire();
    expect(seen.scripts.size).toBe(0);
  });

  test('where it was switched on, at once, and no more when it is switched off', async () => {
    const school = 'https://learn.example.org/*';
    seen.tabs.push(
      { id: 4, url: 'https://learn.example.org/mod/page/view.php?id=4' },
      { id: 5, url: 'https://x.example/' },
    );
    seen.granted.push(school);
    // The browser's event and our own pages' messages come together.
    const told = [ask('sitesChanged', {}, ownTab), ask('sitesChanged', {}, popup)];
    await Promise.all([seen.onAdded.fire({ origins: [school] }), ...told]);
    expect(seen.scripts.get('marker')).toMatchObject({ js: ['content-scripts/marker.js'], matches: [school] });
    expect(new Set(seen.injected)).toEqual(new Set([4]));
    seen.granted.push('https://second.example.org/*');
    await ask('sitesChanged', {}, ownTab);
    expect(seen.scripts.get('marker')!.matches).toEqual([school, 'https://second.example.org/*']);
    seen.granted.splice(1);
    await seen.onRemoved.fire({ origins: [school] });
    expect(seen.scripts.size).toBe(0);
  });

  test('on this machine in the demo, where the manifest grants more than its own scripts cover', async () => {
    seen.manifest.host_permissions.push('http://127.0.0.1/*');
    seen.granted.push('http://127.0.0.1/*');
    await seen.onInstalled.fire({ reason: 'install' });
    expect(seen.scripts.get('marker')!.matches).toEqual(['http://127.0.0.1/*']);
  });

  test('where the list of sites says, which leaves out the worker’s own address', async () => {
    await signedIn();
    seen.granted.push('https://learn.example.org/*', 'http://127.0.0.1/*');
    expect(await ask('sites', {}, ownTab)).toEqual([
      { origin: cloud, name: 'Canvas', fixed: true },
      { origin: 'https://learn.example.org/*', name: null, fixed: false },
    ]);
  });
});

describe('everything of mine', () => {
  test('comes as the file that the worker sent, byte for byte, in the language that is spoken', async () => {
    await signedIn();
    const reply = await ask('exportMine', {}, ownTab);
    expect(reply).toEqual({ ok: true, value: { name: 'ortega.zip', base64: btoa('PK\x00\xff') } });
    expect(worker.languages).toEqual(['en']);
  });

  test('is gone from this browser too, whatever waited; another person’s stays', async () => {
    await signedIn('LMNPQRST');
    const cho = personOf(worker.api, { id: 'cho', name: '', district: 'maple', roles: [] });
    const { log } = journal();
    await keep(cho, [log('cho', 'plan')]);
    await signedIn();
    await lessonInTab();
    worker.trouble = path => (path.startsWith('/v1/entries') ? 'lost' : null);
    await ask('log', { entries: [log('ortega', 'plan')] }, panelIn());
    await ask('keepDraft', { place: 'x', step: 'do', values: { note: 'half' } }, panelIn());
    const wrong = await ask('deleteMine', { confirm: 'cho' }, ownTab);
    expect(wrong).toMatchObject({ ok: false, problem: { status: 422 } });
    const db = await database();
    const left = async () =>
      Promise.all(
        (['outbox', 'drafts', 'desks'] as const).map(async store => (await db.getAllKeys(store)).map(([who]) => who)),
      );
    const ortega = personOf(worker.api, { id: 'ortega', name: '', district: 'maple', roles: [] });
    expect((await left()).map(keys => keys.includes(ortega))).toEqual([true, true, true]);

    const reply = await ask('deleteMine', { confirm: 'ortega' }, ownTab);
    expect(reply).toMatchObject({ ok: true, value: { me: null, session: 'signed-out', undelivered: [] } });
    expect(await left()).toEqual([[cho], [], []]);
    expect(await db.get('session', 'current')).toBeUndefined();
    expect([...seen.session.keys()]).not.toContain('access');
    expect(seen.badge).toBe('');
  });
});
