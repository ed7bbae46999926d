import browser from 'webextension-polyfill';
import { Activity } from '../../shared/insights/activity.ts';
import { WhoNeedsMe } from '../../shared/insights/who-needs-me.ts';
import { type Problem, problemOf } from '../../shared/problem.ts';
import { SharedCycle } from '../../shared/records/desk.ts';
import { isLoopback } from '../../shared/records/host.ts';
import { MapId } from '../../shared/records/id.ts';
import { Learning } from '../../shared/records/learning.ts';
import type { PageInView } from '../../shared/records/page.ts';
import { type Session, SessionInList, WaitingDevice } from '../../shared/records/session.ts';
import { z } from '../../shared/zod.ts';
import type { Answer, PanelState, Replies } from '../messages.ts';
import { type Call, KeptFile, type Reply, trouble } from '../sync/api.ts';
import { askDesk, keptDesk } from '../sync/desk.ts';
import { draftOf, dropDraft, dropOldDrafts, keepDraft } from '../sync/drafts.ts';
import { spokenLanguage } from '../sync/language.ts';
import { chooseMark, markOf } from '../sync/mark.ts';
import { discard, keep } from '../sync/outbox.ts';
import { personOf } from '../sync/person.ts';
import { ask, currentSession, forget, lastApi, signIn, signOut } from '../sync/session.ts';
import { keepDock } from '../sync/settings.ts';
import { askApproval, pollApproval, signInWithAccount } from '../sync/sign-in.ts';
import { deliverNow } from './delivery.ts';
import { deskInView } from './desk-in-view.ts';
import { type Handlers, refused } from './messages.ts';
import { bind, claim, mint, type Panel } from './panels.ts';
import { registerMarker, switchedOn } from './registration.ts';
import { pageRings } from './rings.ts';
import { describe, noteView, pushRings, tell } from './views.ts';

/** How long a panel that opens waits for the worker when there is something older to show. */
const PATIENCE = 2000;
/** Years of work take a while to put together. */
const EXPORT_TIMEOUT = 300_000;

export const handlers: Handlers = {
  async view(page, marker) {
    await noteView(page, marker);
    await bringDesk(page, 0);
    return pageRings(page, marker.url.origin);
  },

  async mount(page, marker) {
    return { url: `${browser.runtime.getURL('panel.html')}#${await mint(page, marker)}` };
  },

  async open({ token }, { caller }) {
    const panel = caller.embedded ? token && (await claim(token, caller)) : await bind(caller, await tabInView());
    if (!panel) throw refused();
    await bringDesk(panel.page, PATIENCE);
    return panelState(panel);
  },

  async refresh({ page }, { caller, panel: before }) {
    const panel = caller.embedded ? before : await bind(caller, { ...before, page: page ?? before.page });
    const session = await currentSession();
    if (session && panel.page) await askDesk(personOf(session.api, session.me), panel.page, true);
    void pushRings();
    return panelState(panel);
  },

  async log({ entries }, { panel }) {
    const session = await currentSession();
    if (!session) throw refused();
    await keep(personOf(session.api, session.me), entries);
    const state = await panelState(panel);
    void pushRings().then(() => deliverNow());
    return state;
  },

  async discard({ id }, { panel }) {
    const session = await currentSession();
    if (session) await discard(personOf(session.api, session.me), id);
    void deliverNow();
    return panelState(panel);
  },

  async keepDraft({ place, step, values }) {
    const session = await currentSession();
    if (!session) throw refused();
    const person = personOf(session.api, session.me);
    if (values) await keepDraft(person, place, step, values);
    else await dropDraft(person, place, step);
    return null;
  },

  async draftOf({ place, step }) {
    const session = await currentSession();
    const draft = session && (await draftOf(personOf(session.api, session.me), place, step));
    return (draft as Replies['draftOf'] | undefined) ?? null;
  },

  async deliver(_, { panel }) {
    await deliverNow();
    return panelState(panel);
  },

  // Nobody learns to type a code into somebody's page.
  async signIn({ api, code }, { caller, panel }) {
    if (caller.embedded) throw refused();
    const base = baseOf(api);
    if (typeof base !== 'string') return base;
    return signedIn(panel, await signIn(base, code, await deviceName()));
  },

  async signInWithAccount({ api, invite }, { caller, panel }) {
    if (caller.embedded) throw refused();
    const base = baseOf(api);
    if (typeof base !== 'string') return base;
    const hint = { district: await districtAt(base), invite };
    return signedIn(panel, await signInWithAccount(base, await deviceName(), hint));
  },

  async askApproval({ api }, { caller }) {
    if (caller.embedded) throw refused();
    const base = baseOf(api);
    if (typeof base !== 'string') return base;
    return askApproval(base, await deviceName(), await districtAt(base));
  },

  async pollApproval(_, { panel }) {
    const reply = await pollApproval();
    return 'wait' in reply ? reply : signedIn(panel, reply);
  },

  device: ({ code, answer }) =>
    askAs({ method: 'POST', path: '/v1/device', body: { code, ...(answer && { answer }) }, reply: WaitingDevice }),

  async signOut(_, { panel }) {
    await signOut();
    void deliverNow();
    return panelState(panel);
  },

  sessions: () => listSessions(),

  async endSession({ id }) {
    const ended = await askAs({ method: 'DELETE', path: `/v1/sessions/${encodeURIComponent(id)}`, reply: z.null() });
    return ended.ok ? listSessions() : ended;
  },

  async endSessions(_, { panel }) {
    const ended = await askAs({ method: 'DELETE', path: '/v1/sessions', reply: z.null() });
    if (!ended.ok) return ended;
    await signOut();
    void deliverNow();
    return { ok: true, value: await panelState(panel) };
  },

  async exportMine() {
    const language = await spokenLanguage();
    return askAs({ method: 'GET', path: '/v1/me/export', language, timeout: EXPORT_TIMEOUT, reply: KeptFile });
  },

  async deleteMine({ confirm }, { panel }) {
    const session = await currentSession();
    const deleted = await askAs({ method: 'DELETE', path: '/v1/me', body: { confirm }, reply: z.null() });
    if (!deleted.ok || !session) return deleted.ok ? { ok: false, problem: problemOf('session.missing') } : deleted;
    await forget(personOf(session.api, session.me));
    void deliverNow();
    return { ok: true, value: await panelState(panel) };
  },

  async dropNotice({ id }, { panel }) {
    const dropped = await askAs({ method: 'DELETE', path: `/v1/notices/${id}`, reply: z.null() });
    if (!dropped.ok && !isGone(dropped.problem)) return dropped;
    const session = await currentSession();
    if (session && panel.page) await askDesk(personOf(session.api, session.me), panel.page, true);
    return { ok: true, value: await panelState(panel) };
  },

  async mark({ word }, { caller, panel }) {
    const session = await currentSession();
    if (caller.embedded || !session) throw refused();
    await chooseMark(personOf(session.api, session.me), word);
    return panelState(panel);
  },

  whoNeedsMe: () => askAs({ method: 'GET', path: '/v1/insights/who-needs-me', reply: WhoNeedsMe }),

  activity: ({ scope, month }) =>
    askAs({ method: 'GET', path: '/v1/insights/activity', query: { scope, month }, reply: Activity }),

  cycle: ({ cycle }) =>
    askAs({
      method: 'GET',
      path: `/v1/cycles/${cycle}`,
      reply: z.extend(SharedCycle, { names: z.record(z.string(), z.string()) }),
    }),

  async library({ practice, cursor }) {
    const page = await askAs({ method: 'GET', path: '/v1/learning', query: { practice, cursor }, reply: Library });
    if (!page.ok) return page;
    const items = page.value.items.map(({ version: _, ...item }) => item);
    return { ok: true, value: { items, next: page.value.next } };
  },

  async close(_, { panel }) {
    if (panel.shownIn) await tell(panel.shownIn, { name: 'close' });
    return null;
  },

  async dock({ to }, { panel }) {
    if (!panel.shownIn) return null;
    await keepDock(panel.shownIn.origin, to);
    await tell(panel.shownIn, { name: 'dock', to });
    return null;
  },

  async sites() {
    return switchedOn(await lastApi());
  },

  async sitesChanged() {
    await registerMarker();
    return null;
  },
};

async function listSessions(): Promise<Replies['sessions']> {
  const reply = z.strictObject({ items: z.array(SessionInList) });
  const list = await askAs({ method: 'GET', path: '/v1/sessions', reply });
  return list.ok ? { ok: true, value: list.value.items } : list;
}

/** Put away on another device already. */
function isGone(problem: Problem | 'offline'): boolean {
  return problem !== 'offline' && problem.status === 404;
}

const Library = z.strictObject({
  items: z.array(z.extend(Learning, { id: MapId, version: z.number() })),
  next: z.nullable(z.string()),
});

/** The worker's address as it is kept, if it may be asked at all. */
function baseOf(api: string): string | Extract<Answer<never>, { ok: false }> {
  const base = new URL(api);
  if (base.protocol === 'https:' || isLoopback(base)) return base.href.replace(/[/?#]*$/, '');
  const errors = [{ pointer: '/api', detail: 'must begin with https' }];
  return { ok: false, problem: problemOf('body.invalid', { errors }) };
}

/** What this browser is called where somebody's sessions are listed. */
async function deviceName(): Promise<string> {
  const { os } = await browser.runtime.getPlatformInfo();
  return `browser on ${os}`;
}

/** The district of who was signed in here last, whose session may have ended. */
async function districtAt(api: string): Promise<string | undefined> {
  const session = await currentSession();
  return session?.api === api ? session.me.district : undefined;
}

async function signedIn(panel: Panel, reply: Reply<Session>): Promise<Answer<PanelState>> {
  if (!reply.ok) return reply;
  const session = (await currentSession())!;
  await dropOldDrafts(personOf(session.api, session.me));
  await bringDesk(panel.page, PATIENCE);
  void deliverNow();
  return { ok: true, value: await panelState(panel) };
}

/** Everything a panel draws from, out of what this device knows. */
export async function panelState({ where, page, offer }: Panel): Promise<PanelState> {
  const view = await deskInView(page);
  return {
    where,
    page,
    me: view?.session.me ?? null,
    mark: view ? await markOf(view.person) : null,
    session: view?.session.state ?? 'signed-out',
    desk: view?.desk ?? null,
    asOf: view?.asOf ?? null,
    offline: trouble() === 'offline',
    busy: trouble() === 'busy',
    undelivered: view?.undelivered ?? [],
    offer,
    api: view?.session.api ?? (await lastApi()),
    language: await spokenLanguage(),
  };
}

/** Has the desk of a page brought up to date; waits no longer than `patience` ms when there is one to show. */
async function bringDesk(page: PageInView | null, patience: number): Promise<void> {
  const session = await currentSession();
  if (!session || !page) return;
  const person = personOf(session.api, session.me);
  const kept = await keptDesk(person, page);
  const asked = askDesk(person, page);
  if (!kept) return void (await asked);
  const late = asked.then(news => (news ? pushRings() : undefined));
  await Promise.race([late, new Promise(resolve => setTimeout(resolve, patience))]);
}

async function askAs<T>(call: Call<T>): Promise<Answer<T>> {
  const session = await currentSession();
  if (!session) return { ok: false, problem: problemOf('session.missing') };
  const reply = await ask(personOf(session.api, session.me), call);
  return reply.ok ? { ok: true, value: reply.value } : { ok: false, problem: reply.problem };
}

/** From the toolbar: the page in view, or what could be switched on there. */
async function tabInView(): Promise<Panel> {
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  const nothing: Panel = { where: 'toolbar', page: null, offer: null };
  if (tab?.id === undefined) return nothing;
  const found = await describe(tab.id);
  return found === undefined ? { ...nothing, offer: offerFor(tab.url) } : { ...nothing, page: found };
}

function offerFor(address: string | undefined): Panel['offer'] {
  if (!address) return null;
  const url = new URL(address);
  if (url.protocol !== 'https:' && !isLoopback(url)) return null;
  return { origin: url.origin, pattern: `${url.protocol}//${url.hostname}/*`, siteName: null };
}
