import browser from 'webextension-polyfill';
import { problemOf } from '../../shared/problem.ts';
import { CLIENT, Session } from '../../shared/records/session.ts';
import { z } from '../../shared/zod.ts';
import { type Call, type Reply, request } from './api.ts';
import { allOf, database } from './database.ts';
import { personOf } from './person.ts';

/** Who is signed in on this browser. `expired`: still known, and signs in again before anything goes out. */
export type KeptSession = { api: string; me: Session['me']; refresh: string; state: 'signed-in' | 'expired' };
type Access = { person: string; token: string; until: number };

export async function currentSession(): Promise<KeptSession | undefined> {
  const db = await database();
  return db.get('session', 'current');
}

/** The worker this browser last spoke to, also when nobody is signed in. */
export async function lastApi(): Promise<string> {
  const db = await database();
  return (await db.get('settings', 'api')) ?? '';
}

/** Signs in with a code that was typed. */
export function signIn(api: string, code: string, device: string): Promise<Reply<Session>> {
  return begin(api, { method: 'POST', path: '/v1/sign-in', body: { code, device }, reply: Session });
}

/** Begins the session that this call answers with, in place of the one before. */
export async function begin(api: string, call: Call<Session>): Promise<Reply<Session>> {
  const reply = await request(api, call);
  if (reply.ok)
    await alone(async () => {
      const before = await currentSession();
      if (before) void revoke(before);
      await keepSession(api, reply.value);
    });
  return reply;
}

/** Ends the session here at once, and at the worker if it can be reached. The outbox and drafts stay the person's. */
export async function signOut(): Promise<void> {
  await alone(async () => {
    const session = await currentSession();
    if (!session) return;
    const db = await database();
    await db.delete('session', 'current');
    await db.delete('desks', allOf(personOf(session.api, session.me)));
    await browser.storage.session.remove('access');
    void revoke(session);
  });
}

/**
 * Forgets somebody who deleted everything of theirs: what waits, drafts, pages, and the session, which the worker has
 * ended. Not while entries are being delivered: what failed then would be kept anew.
 */
export async function forget(person: string): Promise<void> {
  await navigator.locks.request('outbox', () =>
    alone(async () => {
      const session = await currentSession();
      const db = await database();
      for (const store of ['outbox', 'drafts', 'desks'] as const) await db.delete(store, allOf(person));
      if (!session || personOf(session.api, session.me) !== person) return;
      await db.delete('session', 'current');
      await browser.storage.session.remove('access');
    }),
  );
}

/** Asks the worker in a person's name; anybody else who is signed in by now does not ask for them. */
export async function ask<T>(person: string, call: Call<T>): Promise<Reply<T>> {
  const first = await accessOf(person);
  if (!first.ok) return first;
  const reply = await request(first.api, call, first.token);
  if (!isEnded(reply)) return reply;
  const second = await accessOf(person, first.token);
  return second.ok ? request(second.api, call, second.token) : second;
}

function isEnded(reply: Reply<unknown>): boolean {
  return !reply.ok && reply.problem !== 'offline' && reply.problem.status === 401;
}

type Granted = { ok: true; api: string; token: string } | Extract<Reply<never>, { ok: false }>;

/** A token to ask with; one that was `refused`, or ran out, is traded for a new one, once for all who wait for it. */
async function accessOf(person: string, refused?: string): Promise<Granted> {
  return (await usable(person, refused)) ?? alone(async () => (await usable(person, refused)) ?? refresh(person));
}

async function usable(person: string, refused?: string): Promise<Granted | undefined> {
  const session = await currentSession();
  if (!session || personOf(session.api, session.me) !== person)
    return { ok: false, problem: problemOf('session.missing') };
  if (session.state === 'expired') return { ok: false, problem: problemOf('session.ended') };
  const access = await keptAccess();
  if (access?.person !== person || access.token === refused || access.until <= Date.now()) return undefined;
  return { ok: true, api: session.api, token: access.token };
}

async function refresh(person: string): Promise<Granted> {
  const session = (await currentSession())!;
  const reply = await request(session.api, {
    method: 'POST',
    path: '/oauth/token',
    form: { grant_type: 'refresh_token', refresh_token: session.refresh, client_id: CLIENT },
    reply: Session,
  });
  if (!reply.ok) {
    if (reply.problem === 'offline' || reply.problem.error !== 'invalid_grant') return reply;
    await expire(person);
    return { ok: false, problem: problemOf('session.ended') };
  }
  // Only the one who signed in: a worker that answers with somebody else is not asked again.
  if (personOf(session.api, reply.value.me) !== person) {
    await expire(person);
    return { ok: false, problem: problemOf('session.ended') };
  }
  await keepSession(session.api, reply.value);
  return { ok: true, api: session.api, token: reply.value.access_token };
}

async function expire(person: string): Promise<void> {
  const session = await currentSession();
  if (!session || personOf(session.api, session.me) !== person) return;
  const db = await database();
  await db.put('session', { ...session, state: 'expired' }, 'current');
}

/** The refresh token first: were the browser killed in between, the old one would be of no use. */
async function keepSession(api: string, { access_token, refresh_token, expires_in, me }: Session): Promise<void> {
  const db = await database();
  await db.put('session', { api, me, refresh: refresh_token, state: 'signed-in' }, 'current');
  await db.put('settings', api, 'api');
  const access: Access = { person: personOf(api, me), token: access_token, until: Date.now() + expires_in * 1000 };
  await browser.storage.session.set({ access });
}

async function keptAccess(): Promise<Access | undefined> {
  return (await browser.storage.session.get('access')).access as Access | undefined;
}

async function revoke({ api, refresh }: KeptSession): Promise<void> {
  const form = { token: refresh, token_type_hint: 'refresh_token', client_id: CLIENT };
  await request(api, { method: 'POST', path: '/oauth/revoke', form, reply: z.null() });
}

/** One at a time in the whole browser: panel and background never refresh beside each other. */
function alone<T>(act: () => Promise<T>): Promise<T> {
  return navigator.locks.request('session', act);
}
