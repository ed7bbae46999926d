// Identity providers that lie, leak and fail, against the real worker.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { problemOf } from '../../shared/problem.ts';
import { CLIENT } from '../../shared/records/session.ts';
import { makeCode } from '../../worker/store/code.ts';
import { putDistrict } from '../../worker/store/district.ts';
import { putThing } from '../../worker/store/map.ts';
import { makeApiToken } from '../../worker/store/token.ts';
import { migrate, startWorker, type Worker, withDatabase } from '../demo/serve.ts';
import { type Forger, openForger } from './forger.ts';
import { freePort } from './world.ts';

const REDIRECT = 'https://klhaccjjdnpofmgnblnfakjeanldhhko.chromiumapp.org/';
const people = { ruiz: 'Ana.Ruiz@maple.example', okafor: 'okafor@maple.example', tran: undefined };
let home: string;
let worker: Worker;
let good: Forger;
let other: Forger;
let admin: string;
let invite: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'deskside-'));
  [good, other] = [await openForger(), await openForger()];
  await migrate(join(home, 'state'));
  await withDatabase(join(home, 'state'), async ({ DB, SEAL_SECRET }) => {
    const now = new Date();
    const writer = { ...(await putDistrict(DB, SEAL_SECRET, 'maple', 'Maple Valley')), id: null };
    const put = (id: string, body: object) => putThing(DB, writer, 'person', id, body as never, null, now);
    for (const [id, email] of Object.entries(people))
      await put(id, { name: id, email, roles: [{ role: 'teacher' }], teams: [], subjects: [], active: true });
    await put('lindqvist', { name: 'Sam', roles: [{ role: 'admin' }], teams: [], subjects: [], active: true });
    admin = await makeApiToken(DB, 'maple', 'lindqvist', now);
    invite = (await makeCode(DB, 'maple', 'tran', 'invite', now))!.code;
  });
  worker = await startWorker(await freePort(), join(home, 'state'));
  for (const [id, { issuer }] of Object.entries({ good, other })) {
    const body = {
      preset: 'oidc',
      name: id,
      issuer,
      clientId: 'deskside',
      clientSecret: 'canary-secret',
      domains: ['maple.example'],
      ...(id === 'other' && { tenant: '11111111-2222-3333-4444-555555555555' }),
    };
    const made = await fetch(`${worker.url}/v1/providers/${id}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(made.status).toBe(201);
  }
});
afterAll(async () => {
  await worker?.stop();
  await good?.close();
  await other?.close();
  await rm(home, { recursive: true, force: true });
});
beforeEach(() => {
  good.behave();
  other.behave();
});

type Leg = { state: string; nonce: string; cookie: string; verifier: string; idp: Forger; id: string };
const get = (url: string, cookie = '') => fetch(url, { redirect: 'manual', headers: { cookie } });

/** A browser begins to sign in, up to the provider. */
async function begin({ id = 'good', hint = {}, cookie = '' } = {}): Promise<Leg> {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: CLIENT,
    redirect_uri: REDIRECT,
    response_type: 'code',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'ours',
    provider: id,
    ...hint,
  });
  const answer = await get(`${worker.url}/oauth/authorize?${query}`, cookie);
  expect(answer.status).toBe(302);
  const to = new URL(answer.headers.get('location')!);
  const idp = { good, other }[id]!;
  expect(to.origin).toBe(idp.issuer);
  expect(to.searchParams.get('code_challenge_method')).toBe('S256');
  const set = answer.headers.get('set-cookie')!;
  expect(set).toMatch(/HttpOnly; SameSite=Lax/);
  return {
    state: to.searchParams.get('state')!,
    nonce: to.searchParams.get('nonce')!,
    cookie: set.split(';')[0]!,
    verifier,
    idp,
    id,
  };
}

/** The claims of a sound token; `idp` will sign them. */
function sound({ nonce, idp }: Leg, more: JWTPayload = {}): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  return { iss: idp.issuer, aud: 'deskside', sub: 'nobody', nonce, iat: now, exp: now + 300, ...more };
}

/** The provider sends the browser back. */
async function finish(leg: Leg, { changed = {}, at = leg.id, cookie = leg.cookie } = {}) {
  const query = new URLSearchParams({ code: 'upstream-code', state: leg.state, iss: leg.idp.issuer, ...changed });
  const answer = await get(`${worker.url}/oauth/callback/${at}?${query}`, cookie);
  const location = answer.headers.get('location');
  const to = location ? new URL(location) : null;
  const problem = to?.searchParams.get('problem');
  // Whatever is said of an account goes to the extension that asked, and is one of our own codes.
  if (problem)
    expect([to!.origin + to!.pathname, [...to!.searchParams.keys()]]).toEqual([
      REDIRECT,
      ['error', 'problem', 'state', 'iss'],
    ]);
  return { status: answer.status, to, problem };
}

async function trade(code: string, { verifier }: Leg, more: Record<string, string> = {}) {
  const answer = await fetch(`${worker.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: CLIENT,
      code,
      redirect_uri: REDIRECT,
      code_verifier: verifier,
      ...more,
    }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: what it holds is what the test asserts
  return { status: answer.status, body: (await answer.json()) as any };
}

/** Signs in as an account of the provider: who it is here, or why nobody. */
async function signIn(claims: JWTPayload, { id = 'good', hint = {}, more = {} } = {}) {
  const leg = await begin({ id, hint });
  leg.idp.claims = sound(leg, claims);
  const { to, status, problem } = await finish(leg);
  const code = to?.searchParams.get('code');
  if (!code) return { status, problem, who: null };
  const { body } = await trade(code, leg, more);
  return { status, problem, who: body.me?.id ?? body.error };
}
const ruiz = { email: 'ana.ruiz@maple.example', email_verified: true };

describe('an account that is somebody’s here', () => {
  it('signs in by a verified address in the district’s own domain, and from then on by itself', async () => {
    expect((await signIn({ sub: 'account-1', ...ruiz })).who).toBe('ruiz');
    // An address is not who somebody is: it may change, or be gone.
    expect((await signIn({ sub: 'account-1' })).who).toBe('ruiz');
    expect((await signIn({ sub: 'account-1', email: people.okafor, email_verified: true })).who).toBe('ruiz');
  });

  it('by an invite, whatever its address; the invite is spent', async () => {
    const hint = { invite: createHash('sha256').update(invite).digest('hex') };
    const account = { sub: 'account-9', email: 'tran@elsewhere.example', email_verified: false };
    expect((await signIn(account, { hint })).who).toBe('invalid_grant');
    expect((await signIn(account, { hint, more: { invite } })).who).toBe('tran');
    expect((await signIn(account)).who).toBe('tran');
    expect((await signIn({ sub: 'account-10' }, { hint, more: { invite } })).problem).toBe('account.unknown');
  });

  it('not by an unverified, re-assigned, look-alike, tagged or foreign address: nobody is signed in', async () => {
    for (const claims of [
      { sub: 'account-2', ...ruiz },
      { sub: 'account-3', email: people.okafor, email_verified: false },
      { sub: 'account-3', email: people.okafor },
      { sub: 'account-3', email: 'okafor+x@maple.example', email_verified: true },
      { sub: 'account-3', email: 'оkafor@maple.example', email_verified: true },
      { sub: 'account-3', email: 'okafor@maple.example.evil.example', email_verified: true },
      { sub: 'account-3', email: people.okafor, email_verified: true, hd: 'evil.example' },
      { sub: 'account-3' },
    ]) {
      const { problem, who } = await signIn(claims);
      expect([JSON.stringify(claims), problem, who]).toEqual([JSON.stringify(claims), 'account.unknown', null]);
    }
  });

  it('not from another tenant than the district’s own', async () => {
    const claims = { sub: 'account-4', email: people.okafor, email_verified: true };
    const tid = '11111111-2222-3333-4444-555555555555';
    expect((await signIn({ ...claims, tid: `0${tid.slice(1)}` }, { id: 'other' })).problem).toBe('account.unknown');
    expect((await signIn(claims, { id: 'other' })).problem).toBe('account.unknown');
    expect((await signIn({ ...claims, tid }, { id: 'other' })).who).toBe('okafor');
  });
});

describe('an answer', () => {
  it('with a state that was used, or is of another browser, another provider or none, is refused', async () => {
    const leg = await begin();
    good.claims = sound(leg, { sub: 'account-1' });
    const stranger = await begin();
    expect((await finish(leg, { cookie: stranger.cookie })).status).toBe(400);
    expect((await finish(leg, { cookie: '' })).status).toBe(400);
    expect((await finish(leg, { at: 'other' })).status).toBe(400);
    expect((await finish(leg, { changed: { state: 'made-up' } })).status).toBe(400);
    expect(good.asked).not.toContain('/token');
    expect((await finish(leg)).status).toBe(302);
    expect((await finish(leg)).status).toBe(400);
  });

  it('of one provider mixed up with another’s is refused before its code is shown to anybody', async () => {
    for (const changed of [{ iss: other.issuer }, { iss: '' }]) {
      const leg = await begin();
      good.claims = sound(leg, { sub: 'account-1' });
      expect((await finish(leg, { changed })).problem).toBe('provider.failed');
    }
    expect([...good.asked, ...other.asked]).not.toContain('/token');
  });

  it('goes to the extension with our own issuer and state, and with a code of ours', async () => {
    const leg = await begin();
    good.claims = sound(leg, { sub: 'account-1' });
    const { to } = await finish(leg);
    expect(to!.origin + to!.pathname).toBe(REDIRECT);
    expect(Object.fromEntries(to!.searchParams)).toEqual({
      code: expect.stringMatching(/^deskside_code_/),
      state: 'ours',
      iss: worker.url,
    });
  });

  it('that the person said no is told to the extension', async () => {
    const leg = await begin();
    const query = new URLSearchParams({ error: 'access_denied', state: leg.state, iss: good.issuer });
    const answer = await get(`${worker.url}/oauth/callback/good?${query}`, leg.cookie);
    expect(answer.headers.get('location')).toContain('error=access_denied');
  });

  it('that nobody asked for, as a portal sends it, begins anew what was begun in this browser; its code is never traded', async () => {
    const leg = await begin();
    const answer = await get(`${worker.url}/oauth/callback/good?code=portal-code`, leg.cookie);
    expect(answer.status).toBe(302);
    const to = new URL(answer.headers.get('location')!);
    expect(to.origin).toBe(good.issuer);
    const again = { ...leg, state: to.searchParams.get('state')!, nonce: to.searchParams.get('nonce')! };
    expect([again.state === leg.state, again.nonce === leg.nonce]).toEqual([false, false]);
    expect(good.asked).not.toContain('/token');
    good.claims = sound(again, { sub: 'account-1' });
    const { to: back } = await finish(again);
    expect((await trade(back!.searchParams.get('code')!, leg)).body.me.id).toBe('ruiz');
    expect((await finish(leg)).status).toBe(400);
    const alone = await get(`${worker.url}/oauth/callback/good?code=portal-code`);
    expect([alone.status, await alone.text()]).toEqual([400, expect.stringContaining('open Deskside in your browser')]);
  });
});

describe('a token', () => {
  const now = () => Math.floor(Date.now() / 1000);
  const wrong: Record<string, (leg: Leg) => Promise<JWTPayload>> = {
    'for another client': async leg => sound(leg, { aud: 'another' }),
    'for several clients without saying which': async leg => sound(leg, { aud: ['deskside', 'another'] }),
    'with another nonce': async leg => sound(leg, { nonce: 'another' }),
    'without a nonce': async ({ ...leg }) => sound(leg, { nonce: undefined } as unknown as JWTPayload),
    'of another issuer': async leg => sound(leg, { iss: other.issuer }),
    'that has expired': async leg => sound(leg, { iat: now() - 900, exp: now() - 60 }),
    'from the future': async leg => sound(leg, { iat: now() + 600, exp: now() + 900 }),
    'that is not valid yet': async leg => sound(leg, { nbf: now() + 600 }),
    'without a subject': async leg => sound(leg, { sub: undefined } as unknown as JWTPayload),
  };
  it.each(Object.keys(wrong))('%s is refused', async name => {
    const leg = await begin();
    good.claims = await wrong[name]!(leg);
    expect([name, (await finish(leg)).problem]).toEqual([name, 'provider.failed']);
  });

  const forged: Record<string, (claims: JWTPayload) => Promise<string>> = {
    'not signed at all (alg none)': async claims => new UnsecuredJWT(claims).encode(),
    'signed with the public key as if it were a shared secret (HS256)': claims =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
        .sign(new TextEncoder().encode(good.publicPem)),
    'signed with our own client secret (HS256)': claims =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
        .sign(new TextEncoder().encode('canary-secret-canary-secret-0000')),
    'signed by somebody else under a known key’s name': claims =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(other.key),
    'signed with a key that the provider does not publish': claims =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k2' }).sign(good.key),
    'changed after it was signed': async claims => {
      const [head, , signature] = (await good.sign(claims)).split('.');
      const body = Buffer.from(JSON.stringify({ ...claims, sub: 'account-1' })).toString('base64url');
      return `${head}.${body}.${signature}`;
    },
    'that is none': async () => 'x',
  };
  it.each(Object.keys(forged))('%s is refused, whatever the provider says it supports', async name => {
    for (const supported of [['RS256'], ['none', 'HS256', 'RS256']]) {
      good.behave();
      const leg = await begin();
      const sign = forged[name]!;
      good.metadata.id_token_signing_alg_values_supported = supported;
      good.claims = sound(leg, { sub: 'nobody', ...ruiz });
      const token = await sign(good.claims);
      good.sign = async () => token;
      expect([name, (await finish(leg)).problem]).toEqual([name, 'provider.failed']);
    }
  });
});

describe('a provider', () => {
  const answering = (status: number, body = '', headers = {}) => ({
    instead: (response: import('node:http').ServerResponse) => response.writeHead(status, headers).end(body),
  });
  const json = { 'content-type': 'application/json' };
  /** Sound in all but its size. */
  const endless = (body: () => object) => ({
    instead: (response: import('node:http').ServerResponse) =>
      response.writeHead(200, json).end(JSON.stringify({ ...body(), padding: 'x'.repeat(300_000) })),
  });
  it.each([
    ['whose keys can’t be had', '/jwks', answering(500)],
    ['whose keys are endless', '/jwks', endless(() => good.jwks)],
    ['whose description is endless', '/.well-known/openid-configuration', endless(() => good.metadata)],
    ['whose token is a sign-in page', '/token', answering(200, '<h1>Hello</h1>', { 'content-type': 'text/html' })],
    ['that sends its keys’ reader elsewhere', '/jwks', answering(302, '', { location: '/elsewhere' })],
    ['that sends its secret’s reader elsewhere', '/token', answering(307, '', { location: '/elsewhere' })],
    ['that describes itself elsewhere', '/.well-known/openid-configuration', answering(301, '', { location: '/x' })],
  ])('%s is not believed', async (_, path, { instead }) => {
    const leg = await begin();
    good.claims = sound(leg, { sub: 'account-1' });
    good.instead[path] = instead;
    expect((await finish(leg)).problem).toBe('provider.failed');
    expect(good.asked).not.toContain('/elsewhere');
  });

  it.each([
    ['issuer', 'http://127.0.0.1:1'],
    ['token_endpoint', 'http://169.254.169.254/latest/meta-data'],
    ['token_endpoint', 'https://10.0.0.1/token'],
    ['token_endpoint', 'https://localhost/token'],
    ['jwks_uri', 'https://[::1]/jwks'],
    ['jwks_uri', 'file:///etc/passwd'],
    ['userinfo_endpoint', 'https://db.internal/'],
  ])('whose %s is %s is not asked there', async (name, address) => {
    const leg = await begin();
    good.claims = sound(leg, { sub: 'account-1' });
    good.metadata[name] = address;
    expect((await finish(leg)).problem).toBe('provider.failed');
  });

  it('sends nobody’s browser to this network', async () => {
    good.metadata.authorization_endpoint = 'https://192.168.0.1/authorize';
    const query = `client_id=${CLIENT}&redirect_uri=${REDIRECT}&response_type=code&code_challenge=${'c'.repeat(43)}&code_challenge_method=S256`;
    const answer = await get(`${worker.url}/oauth/authorize?${query}&provider=good`);
    expect(answer.headers.get('location')).toMatch(/^https:\/\/klh.*problem=provider.failed/);
  });
});

describe('a student', () => {
  it.each([
    ['Clever', { user_type: 'student' }],
    ['ClassLink', { Role: 'Student' }],
    ['any provider’s roles', { roles: ['staff', 'student '] }],
  ])('of %s is refused, and the extension is told why', async (_, claims) => {
    const { problem, who } = await signIn({
      sub: 'canary-student',
      email: 'canary-student@maple.example',
      email_verified: true,
      ...claims,
    });
    expect([problem, who]).toEqual(['account.student', null]);
    expect(problemOf('account.student').status).toBe(403);
  });

  it('and the worker’s words about any of this: no token, code, secret or address in its log, and nothing of students or strangers in its tables', async () => {
    await signIn({ sub: 'canary-student', ...ruiz, user_type: 'student' });
    await signIn({ sub: 'canary-stranger', email: 'canary-stranger@maple.example', email_verified: true });
    await worker.stop();
    const said = worker.said();
    expect(said).toContain('a sign-in failed');
    expect(said).not.toMatch(
      /deskside_(at|rt|code|inv|dev|api)_|upstream-|portal-code|canary|eyJ|@[a-z]+\.example|Bearer/,
    );
    await withDatabase(join(home, 'state'), async ({ DB }) => {
      const { results } = await DB.prepare(
        `select name from sqlite_master where type = 'table' and name not like '\\_cf%' escape '\\'`,
      ).all<{ name: string }>();
      const dump = [];
      for (const { name } of results) dump.push([name, (await DB.prepare(`select * from ${name}`).all()).results]);
      const text = JSON.stringify(dump);
      expect(text).toContain('account-1');
      expect(text).not.toMatch(/canary|upstream-|deskside_code_|elsewhere\.example/);
      const { results: subjects } = await DB.prepare('select sub, person from subject order by sub').all();
      expect(subjects).toEqual([
        { sub: 'account-1', person: 'ruiz' },
        { sub: 'account-4', person: 'okafor' },
        { sub: 'account-9', person: 'tran' },
      ]);
    });
  });
});
