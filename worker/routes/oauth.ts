import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { AuthorizationResponseError } from 'oauth4webapi';
import { Refusal } from '../../shared/problem.ts';
import { type Provider, readClaims } from '../../shared/records/provider.ts';
import { CLIENT } from '../../shared/records/session.ts';
import type { WordKey } from '../../shared/words.ts';
import { type App, readForm } from '../http.ts';
import { humanPage, sayTo } from '../human-page.ts';
import { openSecret } from '../secrets.ts';
import { networkOf } from '../store/attempt.ts';
import { makeAuthorization, redeemAuthorization } from '../store/authorization.ts';
import { makeRequest, redeemRequest } from '../store/device-request.ts';
import { districtOfInvite, findDistrict, homeOf } from '../store/district.ts';
import { type Asked, type Handshake, keepHandshake, takeHandshake } from '../store/handshake.ts';
import { listProviders, type Offered, readProvider } from '../store/provider.ts';
import { personOfAccount } from '../store/subject.ts';
import { endSession, random, refreshSession } from '../store/token.ts';
import { type Account, beginUpstream, finishUpstream } from '../upstream.ts';
import { addressOf, begun, sessionOf } from './session.ts';

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/**
 * The worker's own sign-in, for the extension: an authorization server for one public client (RFC 6749, 7636, 9207), which
 * is itself the client of the district's identity provider. The two legs have nothing in common but a row of `handshake`.
 */
export const oauth = new Hono<App>()
  .get('/.well-known/oauth-authorization-server', c => {
    const issuer = issuerHere(c);
    return c.json(
      {
        issuer,
        authorization_endpoint: `${issuer}/oauth/authorize`,
        token_endpoint: `${issuer}/oauth/token`,
        revocation_endpoint: `${issuer}/oauth/revoke`,
        device_authorization_endpoint: `${issuer}/oauth/device_authorization`,
        response_types_supported: ['code'],
        grant_types_supported: ['authorization_code', 'refresh_token', DEVICE_GRANT],
        code_challenge_methods_supported: ['S256'],
        token_endpoint_auth_methods_supported: ['none'],
        revocation_endpoint_auth_methods_supported: ['none'],
        authorization_response_iss_parameter_supported: true,
      },
      200,
    );
  })
  .get('/oauth/authorize', async c => {
    const twice = Object.values(c.req.queries()).some(values => values.length > 1);
    return twice ? refusePage(c, 400, 'page.unregistered') : authorize(c, c.req.query());
  })
  // What a person types about themselves stays out of addresses.
  .post('/oauth/authorize', async c => authorize(c, await readForm(c)))
  .get('/oauth/callback/:provider', async c => {
    const { state } = c.req.query();
    const browser = browserOf(c);
    const id = c.req.param('provider');
    const shake = browser ? await takeHandshake(c.get('db'), state, browser, id, c.get('now')) : null;
    // An answer to no question of ours, as a portal sends them: its code is never used. What was begun here begins anew.
    if (state === undefined) return shake ? begin(c, shake, shake.district, id) : refusePage(c, 400, 'page.portal');
    return shake ? finish(c, shake, state) : refusePage(c, 400, 'page.stale');
  })
  .post('/oauth/token', async c => {
    const form = await readClientForm(c);
    const [db, now] = [c.get('db'), c.get('now')];
    const device = deviceIn(form);
    switch (need(form, 'grant_type')) {
      case 'authorization_code': {
        const proof = {
          code: need(form, 'code'),
          redirectUri: need(form, 'redirect_uri'),
          verifier: need(form, 'code_verifier'),
          invite: form.invite,
        };
        const made = await redeemAuthorization(db, proof, device, now);
        if (!made) throw new Refusal('oauth.invalid_grant');
        return c.json(await begun(c, made), 200);
      }
      case 'refresh_token': {
        const made = await refreshSession(db, c.env.SEAL_SECRET, need(form, 'refresh_token'), now);
        if (!made) throw new Refusal('oauth.invalid_grant');
        return c.json(await sessionOf(db, made, now), 200);
      }
      case DEVICE_GRANT: {
        const made = await redeemRequest(db, need(form, 'device_code'), now);
        if (typeof made === 'string') throw new Refusal(`oauth.${made}`);
        return c.json(await begun(c, made), 200);
      }
      default:
        throw new Refusal('oauth.unsupported_grant_type');
    }
  })
  // RFC 7009: a token that is none is as good as ended.
  .post('/oauth/revoke', async c => {
    const form = await readClientForm(c);
    await endSession(c.get('db'), need(form, 'token'));
    return c.body(null, 200);
  })
  .post('/oauth/device_authorization', async c => {
    const form = await readClientForm(c);
    const db = c.get('db');
    const district = form.district?.slice(0, 64) ?? (await findDistrict(db, undefined));
    const wish = await makeRequest(db, deviceIn(form), networkOf(addressOf(c)), district, c.get('now'));
    return c.json(
      {
        device_code: wish.deviceCode,
        user_code: wish.userCode,
        verification_uri: `${issuerHere(c)}/device`,
        expires_in: wish.expiresIn,
        interval: wish.interval,
      },
      200,
    );
  });

/** This worker, as the party that answers. */
function issuerHere(c: Context): string {
  return new URL(c.req.url).origin;
}

async function readClientForm(c: Context): Promise<Record<string, string>> {
  const form = await readForm(c);
  if (need(form, 'client_id') !== CLIENT) throw new Refusal('oauth.invalid_client');
  return form;
}

/** @throws Refusal oauth.invalid_request */
function need(form: Record<string, string>, field: string): string {
  const value = form[field];
  if (!value) throw new Refusal('oauth.invalid_request', { detail: `${field} is missing.` });
  return value;
}

function deviceIn({ device }: Record<string, string>): string {
  return device?.trim().slice(0, 80) || 'browser';
}

/** Where an answer goes, and what it is known by there. */
type Back = Pick<Asked, 'redirectUri' | 'state'>;

/** What a client asks for, and what its person chose so far. */
type Wish = Asked & { district?: string | undefined; provider?: string | undefined; asked: boolean };

async function authorize(c: Context<App>, given: Record<string, string>): Promise<Response> {
  const { client_id, redirect_uri = '', state = null } = given;
  const registered = (c.env.REDIRECT_URIS ?? '').split(/\s+/);
  // Whoever asks from elsewhere gets no answer there, and no reason.
  if (client_id !== CLIENT || redirect_uri === '' || !registered.includes(redirect_uri))
    return refusePage(c, 400, 'page.unregistered');
  const { code_challenge = '', invite = null } = given;
  const client = { redirectUri: redirect_uri, state };
  if (given.response_type !== 'code') return answer(c, client, { error: 'unsupported_response_type' });
  if (given.code_challenge_method !== 'S256' || !/^[\w-]{43}$/.test(code_challenge))
    return answer(c, client, { error: 'invalid_request', error_description: 'PKCE with S256 is needed' });
  if (invite !== null && !/^[0-9a-f]{64}$/.test(invite))
    return answer(c, client, { error: 'invalid_request', error_description: 'invite is the SHA-256 of its code' });
  const { district, provider } = given;
  return choose(c, { ...client, challenge: code_challenge, invite, district, provider, asked: 'asked' in given });
}

/** On to the one provider there is, or to a choice among them, or to the question which district it is. */
async function choose(c: Context<App>, wish: Wish): Promise<Response> {
  const db = c.get('db');
  const invited = wish.invite ? await districtOfInvite(db, wish.invite, c.get('now')) : null;
  const district = invited ?? (await findDistrict(db, wish.district));
  const offered = district === null ? [] : await listProviders(db, district);
  const one = offered.find(({ id }) => id === wish.provider) ?? (offered.length === 1 && !wish.asked && offered[0]);
  if (district !== null && one) return begin(c, wish, district, one.id);
  return district !== null && offered.length > 0
    ? offerPage(c, wish, district, offered)
    : askDistrictPage(c, wish, wish.district !== undefined);
}

/** The second leg begins: to the provider, with a state that this browser alone can bring back. */
async function begin(c: Context<App>, asked: Asked, district: string, id: string): Promise<Response> {
  const db = c.get('db');
  const provider = await readProvider(db, district, id);
  if (!provider) return refusePage(c, 400, 'page.stale');
  try {
    const { url, state, nonce, verifier } = await beginUpstream(c.env, provider, callbackOf(c, id));
    const { redirectUri, challenge, invite } = asked;
    const shake = { redirectUri, challenge, invite, state: asked.state, district, provider: id, nonce, verifier };
    await keepHandshake(db, state, knowBrowser(c), shake, c.get('now'));
    return c.redirect(url.href, 302);
  } catch (failure) {
    return unready(c, asked, district, id, failure);
  }
}

/** The provider has answered: whose account is it, and who is that here? */
async function finish(c: Context<App>, shake: Handshake, state: string): Promise<Response> {
  const db = c.get('db');
  const { district, provider: id, invite } = shake;
  const provider = await readProvider(db, district, id);
  const { seal } = await homeOf(db, c.env.SEAL_SECRET, district);
  if (!provider) return refusePage(c, 400, 'page.stale');
  let account: Account;
  try {
    const secret =
      provider.clientSecret && (await openSecret(seal, 'provider', id, 'clientSecret', provider.clientSecret));
    const url = new URL(c.req.url);
    account = await finishUpstream(c.env, provider, secret, { ...shake, state }, url, c.get('now'));
  } catch (failure) {
    if (failure instanceof AuthorizationResponseError && failure.error === 'access_denied')
      return answer(c, shake, { error: 'access_denied' });
    return unready(c, shake, district, id, failure);
  }
  const standing = readClaims(provider, account.claims);
  if (standing === 'student') return refuse(c, shake, 'account.student');
  const { issuer, sub } = account;
  const found =
    standing !== 'outsider' &&
    (await personOfAccount(db, district, account, { email: standing.email, invite }, c.get('now')));
  if (!found) return refuse(c, shake, 'account.unknown');
  const { redirectUri, challenge } = shake;
  const grant = { district, person: found.person, issuer, sub, redirectUri, challenge, invite: found.invite };
  return answer(c, shake, { code: await makeAuthorization(db, grant, c.get('now')) });
}

/**
 * Back to the client with a problem, for its own words: a browser's sign-in window closes on a page with a status of an
 * error before anybody has read it.
 */
function refuse(c: Context, asked: Back, problem: 'account.student' | 'account.unknown' | 'provider.failed') {
  const error = problem === 'provider.failed' ? 'server_error' : 'access_denied';
  return answer(c, asked, { error, problem });
}

/** Back to the client, at an address that was checked before. */
function answer(c: Context, { redirectUri, state }: Back, what: Record<string, string>) {
  const url = new URL(redirectUri);
  const all = { ...what, ...(state !== null && { state }), iss: issuerHere(c) };
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
  return c.redirect(url.href, 302);
}

function callbackOf(c: Context, id: string): string {
  return `${issuerHere(c)}/oauth/callback/${id}`;
}

/** What failed is said by its kind alone: a message could hold what a provider sent. */
function unready(c: Context, asked: Back, district: string, provider: string, failure: unknown): Response {
  const { name, code } = failure as { name?: string; code?: string };
  const own = failure instanceof Error && code === undefined && { message: failure.message };
  console.warn(JSON.stringify({ level: 'warn', what: 'a sign-in failed', district, provider, name, code, ...own }));
  return refuse(c, asked, 'provider.failed');
}

const COOKIE = 'deskside';

/** The random name of a browser in which a sign-in is under way. */
function browserOf(c: Context): string | undefined {
  const name = isSecure(c) ? getCookie(c, COOKIE, 'host') : getCookie(c, COOKIE);
  return name && /^[0-9a-f]{64}$/.test(name) ? name : undefined;
}

function knowBrowser(c: Context): string {
  const name = browserOf(c) ?? random(32);
  const options = { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: 600 } as const;
  setCookie(c, COOKIE, name, isSecure(c) ? { ...options, secure: true, prefix: 'host' } : options);
  return name;
}

function isSecure(c: Context): boolean {
  return new URL(c.req.url).protocol === 'https:';
}

function refusePage(c: Context, status: ContentfulStatusCode, why: WordKey) {
  const say = sayTo(c);
  return humanPage(c, status, say('page.refused'), html`<p>${say(why)}</p>`);
}

/** The same question again, in the words of a query. */
function queryOf({ redirectUri, challenge, state, invite }: Wish): Record<string, string> {
  return {
    client_id: CLIENT,
    redirect_uri: redirectUri,
    response_type: 'code',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...(state !== null && { state }),
    ...(invite !== null && { invite }),
  };
}

function offerPage(c: Context, wish: Wish, district: string, offered: Offered[]) {
  const say = sayTo(c);
  const to = (provider: string) =>
    `/oauth/authorize?${new URLSearchParams({ ...queryOf(wish), district, provider }).toString()}`;
  const link = ({ id, provider }: { id: string; provider: Provider }) =>
    html`<li><a href="${to(id)}">${say('page.signIn.with', { name: provider.name })}</a></li>`;
  return humanPage(
    c,
    200,
    say('page.signIn'),
    html`<p>${say('page.signIn.choose')}</p><ul class="acts">${offered.map(link)}</ul>`,
  );
}

function askDistrictPage(c: Context, wish: Wish, again: boolean) {
  const say = sayTo(c);
  const kept = Object.entries(queryOf(wish)).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return humanPage(
    c,
    200,
    say('page.signIn'),
    html`<form method="post" action="/oauth/authorize">
${kept}<input type="hidden" name="asked" value="1">
${again && html`<p class="error" role="alert" id="error">${say('page.district.unknown')}</p>`}
<label for="district">${say('page.district')}</label>
<p class="hint" id="hint">${say('page.district.hint')}</p>
<input id="district" name="district" required maxlength="200" autocomplete="off" autocapitalize="off" spellcheck="false"
  aria-describedby="hint${again && ' error'}">
<button>${say('page.district.do')}</button>
</form>`,
  );
}
