import browser from 'webextension-polyfill';
import { type ProblemCode, problemOf } from '../../shared/problem.ts';
import { CLIENT, Session } from '../../shared/records/session.ts';
import { z } from '../../shared/zod.ts';
import { type Reply, request } from './api.ts';
import { begin } from './session.ts';

/** A sign-in whose window is open. Only the one that was begun last is finished, and only here. */
type Begun = { state: string; verifier: string };

/** Whose account it should be: a district that is known, an invite that was pasted. */
type Hint = { district?: string | undefined; invite?: string | undefined };

/** Why nobody was signed in, as the worker says it. */
const reasons = ['account.student', 'account.unknown', 'provider.failed'] as const;

/** Signs in with a school's account, in a window of the browser's own (RFC 6749 with PKCE, RFC 9207). */
export async function signInWithAccount(
  api: string,
  device: string,
  { district, invite }: Hint,
): Promise<Reply<Session>> {
  const begun: Begun = { state: random(), verifier: random() };
  await browser.storage.session.set({ signIn: begun });
  const redirect = browser.identity.getRedirectURL();
  const url = new URL(`${api}/oauth/authorize`);
  const query = {
    client_id: CLIENT,
    redirect_uri: redirect,
    response_type: 'code',
    code_challenge: base64url(await sha256(begun.verifier)),
    code_challenge_method: 'S256',
    state: begun.state,
    ...(district && { district }),
    // The code itself is shown when the sign-in is traded, never in an address.
    ...(invite && { invite: hex(await sha256(invite)) }),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  let answer: URL;
  try {
    answer = new URL(await browser.identity.launchWebAuthFlow({ url: url.href, interactive: true }));
  } catch (failure) {
    // Whoever closes the window has changed their mind; a page that does not load, or is an error, closes it by itself.
    return no(/load/i.test(String(failure)) ? 'oauth.invalid_request' : 'oauth.access_denied');
  }
  const kept = (await browser.storage.session.get('signIn')).signIn as Begun | undefined;
  await browser.storage.session.remove('signIn');
  const told = (name: string) => answer.searchParams.get(name);
  const own = kept !== undefined && answer.href.startsWith(redirect) && told('state') === kept.state;
  if (!own || told('iss') !== new URL(api).origin) return no('oauth.invalid_grant');
  const code = told('code');
  const reason = reasons.find(one => one === told('problem'));
  if (!code) return no(reason ?? (told('error') === 'access_denied' ? 'oauth.access_denied' : 'oauth.invalid_request'));
  const form = {
    grant_type: 'authorization_code',
    client_id: CLIENT,
    code,
    redirect_uri: redirect,
    code_verifier: kept.verifier,
    device,
    ...(invite && { invite }),
  };
  return begin(api, { method: 'POST', path: '/oauth/token', form, reply: Session });
}

/** A wish to be let in from another device; kept while the panel asks how it stands. */
type Wish = { api: string; code: string; wait: number };

const Asked = z.object({ device_code: z.string(), user_code: z.string(), interval: z._default(z.number(), 5) });

/** Asks to be let in from a device where one is signed in. `wait`: seconds until the next question. */
export async function askApproval(
  api: string,
  device: string,
  district?: string,
): Promise<Reply<{ code: string; wait: number }>> {
  const form = { client_id: CLIENT, device, ...(district && { district }) };
  const reply = await request(api, { method: 'POST', path: '/oauth/device_authorization', form, reply: Asked });
  if (!reply.ok) return reply;
  const { device_code, user_code, interval } = reply.value;
  const wish: Wish = { api, code: device_code, wait: interval };
  await browser.storage.session.set({ approval: wish });
  return { ...reply, value: { code: user_code, wait: interval } };
}

/** How does the wish stand? A session, or how long to wait before asking again. */
export async function pollApproval(): Promise<Reply<Session> | { wait: number }> {
  const wish = (await browser.storage.session.get('approval')).approval as Wish | undefined;
  if (!wish) return no('oauth.expired_token');
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    client_id: CLIENT,
    device_code: wish.code,
  };
  const reply = await begin(wish.api, { method: 'POST', path: '/oauth/token', form, reply: Session });
  const error = reply.ok || reply.problem === 'offline' ? undefined : reply.problem.error;
  const wait = wish.wait + (error === 'slow_down' ? 5 : 0);
  if (error === 'slow_down') await browser.storage.session.set({ approval: { ...wish, wait } });
  if (error === 'slow_down' || error === 'authorization_pending') return { wait };
  // An answer that got lost may yet come.
  if (!reply.ok && reply.problem === 'offline') return { wait };
  await browser.storage.session.remove('approval');
  return reply;
}

function no(code: ProblemCode): Reply<never> {
  return { ok: false, problem: problemOf(code) };
}

function random(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
