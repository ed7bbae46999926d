import { env } from 'cloudflare:workers';
import * as oauth from 'oauth4webapi';
import { describe, expect, test } from 'vitest';
import { CLIENT } from '../../shared/records/session.ts';
import { app } from '../../worker/index.ts';
import { challengeOf, type Grant, makeAuthorization } from '../../worker/store/authorization.ts';
import { makeCode } from '../../worker/store/code.ts';
import { makeApiToken, makeSession, sha256 } from '../../worker/store/token.ts';
import { call, makeSchool, refusal, send } from './make.ts';

const ISSUER = 'http://localhost';
const REDIRECT = env.REDIRECT_URIS!.split(' ')[0]!;
const verifier = 'v'.repeat(43);
const client: oauth.Client = { client_id: CLIENT };
/** A certified client of OAuth that knows nothing of Deskside, with the worker behind it. */
const options = {
  [oauth.allowInsecureRequests]: true,
  [oauth.customFetch]: (url: string, init: object) =>
    Promise.resolve(app.request(new URL(url).pathname + new URL(url).search, init, env)),
};
const discover = async () =>
  oauth.processDiscoveryResponse(
    new URL(ISSUER),
    await oauth.discoveryRequest(new URL(ISSUER), { algorithm: 'oauth2', ...options }),
  );

type School = Awaited<ReturnType<typeof makeSchool>>;

/** The code that Ms. Ruiz's account at the school's provider has led to. */
async function codeFor({ district }: School, more: Partial<Grant> = {}, now = new Date()): Promise<string> {
  const grant = {
    district,
    person: 'ruiz',
    issuer: 'https://id.maple.example',
    sub: 'account-1',
    redirectUri: REDIRECT,
    challenge: await challengeOf(verifier),
    invite: null,
    ...more,
  };
  return makeAuthorization(env.DB, grant, now);
}

const trade = (code: string, more: Record<string, string> = {}) =>
  send('/oauth/token', {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT,
    code_verifier: verifier,
    ...more,
  });
const me = (token: string) => call('GET', '/v1/me', { as: token });
const rows = async (table: string, { district }: School) =>
  (await env.DB.prepare(`select * from ${table} where district = ?`).bind(district).all()).results;

describe('an independent, certified client', () => {
  test('finds its way, signs in, refreshes and signs out', async () => {
    const school = await makeSchool();
    const as = await discover();
    expect(as.issuer).toBe(ISSUER);
    const answer = new URL(`${REDIRECT}?code=${await codeFor(school)}&state=s&iss=${encodeURIComponent(ISSUER)}`);
    const parameters = oauth.validateAuthResponse(as, client, answer, 's');
    const none = oauth.None();
    const first = await oauth.processAuthorizationCodeResponse(
      as,
      client,
      await oauth.authorizationCodeGrantRequest(as, client, none, parameters, REDIRECT, verifier, options),
    );
    expect(first).toMatchObject({ token_type: 'bearer', expires_in: 900, me: { id: 'ruiz' } });
    const second = await oauth.processRefreshTokenResponse(
      as,
      client,
      await oauth.refreshTokenGrantRequest(as, client, none, first.refresh_token!, options),
    );
    expect((await me(second.access_token)).body.id).toBe('ruiz');
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(as, client, none, second.refresh_token!, options),
    );
    expect(refusal(await me(second.access_token))).toBe('session.ended');
  });

  test('refuses an answer that names another issuer, or none', async () => {
    const as = await discover();
    for (const answer of ['?code=x&state=s', '?code=x&state=s&iss=https%3A%2F%2Fevil.example'])
      expect(() => oauth.validateAuthResponse(as, client, new URL(REDIRECT + answer), 's')).toThrow();
  });

  test('reads our errors as the standard has them', async () => {
    const as = await discover();
    const failed = oauth.processRefreshTokenResponse(
      as,
      client,
      await oauth.refreshTokenGrantRequest(as, client, oauth.None(), 'deskside_rt_x', options),
    );
    await expect(failed).rejects.toMatchObject({ error: 'invalid_grant', status: 400 });
  });

  test('lets a device in that somebody approves from another', async () => {
    const school = await makeSchool();
    const as = await discover();
    const asked = await oauth.processDeviceAuthorizationResponse(
      as,
      client,
      await oauth.deviceAuthorizationRequest(
        as,
        client,
        oauth.None(),
        { district: school.district, device: 'browser on chromeos' },
        options,
      ),
    );
    const poll = async () =>
      oauth.processDeviceCodeResponse(
        as,
        client,
        await oauth.deviceCodeGrantRequest(as, client, oauth.None(), asked.device_code, options),
      );
    await expect(poll()).rejects.toMatchObject({ error: 'authorization_pending' });
    await school.as('ruiz')('POST', '/v1/device', { body: { code: asked.user_code, answer: 'approve' } });
    expect(await poll()).toMatchObject({ me: { id: 'ruiz' } });
    await expect(poll()).rejects.toMatchObject({ error: 'invalid_grant' });
  });
});

describe('where the answer goes', () => {
  const authorize = (redirect: string, more: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    call('GET', `/oauth/authorize?${new URLSearchParams({ ...asked, redirect_uri: redirect, ...more })}`, { headers });
  const asked = {
    client_id: CLIENT,
    response_type: 'code',
    code_challenge: 'c'.repeat(43),
    code_challenge_method: 'S256',
    state: 's',
  };

  test('an address that is not registered, only begins like one, is encoded otherwise or is http gets no redirect', async () => {
    const host = new URL(REDIRECT).host;
    for (const redirect of [
      'https://evil.example/',
      `${REDIRECT}x`,
      REDIRECT.slice(0, -1),
      `https://${host}@evil.example/`,
      `https://${host}.evil.example/`,
      `https://evil.example/?${REDIRECT}`,
      REDIRECT.replace('https', 'http'),
      REDIRECT.replace('chromiumapp', '%63hromiumapp'),
      REDIRECT.toUpperCase(),
      `${REDIRECT}?x=1`,
      `${REDIRECT}#x`,
      `${REDIRECT}../`,
      env.REDIRECT_URIS!,
      '',
      ' ',
      'javascript:alert(1)',
    ]) {
      const { status, headers, body } = await authorize(redirect);
      expect([redirect, status, headers.get('location')]).toEqual([redirect, 400, null]);
      expect(body).not.toContain('evil');
    }
    for (const more of [{ client_id: 'another' }, { client_id: '' }])
      expect((await authorize(REDIRECT, more)).headers.get('location')).toBeNull();
    const twice = await call('GET', `/oauth/authorize?redirect_uri=${REDIRECT}&redirect_uri=https://evil.example/`);
    expect([twice.status, twice.headers.get('location')]).toEqual([400, null]);
  });

  test('without PKCE, or with “plain”, the client is told so and nothing begins', async () => {
    const lacking: Record<string, string>[] = [
      { code_challenge: '' },
      { code_challenge_method: 'plain' },
      { code_challenge_method: '' },
      { code_challenge: 'short' },
    ];
    for (const more of lacking) {
      const { status, headers } = await authorize(REDIRECT, more);
      const to = new URL(headers.get('location')!);
      expect([status, to.origin + to.pathname]).toEqual([302, REDIRECT]);
      expect(Object.fromEntries(to.searchParams)).toMatchObject({ error: 'invalid_request', state: 's', iss: ISSUER });
    }
    const token = await authorize(REDIRECT, { response_type: 'token' });
    expect(token.headers.get('location')).toContain('error=unsupported_response_type');
  });

  test('there is no other parameter by which an answer could go elsewhere', async () => {
    await makeSchool();
    for (const name of ['return_to', 'next', 'redirect', 'RelayState', 'post_logout_redirect_uri']) {
      const { headers, body } = await authorize(REDIRECT, { [name]: 'https://evil.example/' });
      expect(headers.get('location')).toBeNull();
      expect(body).not.toContain('evil');
    }
  });

  test('which district is asked in words, never listed; one that is unknown is told from one without providers by nothing', async () => {
    const school = await makeSchool();
    const asking = await authorize(REDIRECT);
    expect(asking.status).toBe(200);
    expect(asking.body).toContain('name="district"');
    expect(asking.body).not.toContain(school.district);
    const type = (district: string) =>
      send('/oauth/authorize', { ...asked, redirect_uri: REDIRECT, asked: '1', district }).then(({ body }) =>
        body.replaceAll(/nonce[-=]"?[0-9a-f]+/g, ''),
      );
    await env.DB.prepare(`delete from map where district = ? and noun = 'provider'`).bind(school.district).run();
    await env.DB.prepare(`delete from link where district = ? and noun = 'provider'`).bind(school.district).run();
    expect(await type(school.district)).toBe(await type('nowhere'));
  });

  test('a district is known by its short name and by its mail domain; its providers are buttons', async () => {
    const school = await makeSchool();
    await makeSchool();
    for (const typed of [school.district, ` ${school.district}.EXAMPLE `, `ana.ruiz@${school.district}.example`]) {
      const { status, body } = await send('/oauth/authorize', {
        ...asked,
        redirect_uri: REDIRECT,
        asked: '1',
        district: typed,
      });
      expect(status).toBe(200);
      expect(body).toContain('Continue with School account');
      expect(body).not.toContain('ana.ruiz');
      expect(body).toContain(`district=${school.district}&amp;provider=school`);
    }
  });

  test('a mail domain that two districts claim is nobody’s', async () => {
    const [one, other] = [await makeSchool(), await makeSchool()];
    const { headers, body } = await other.as('adeyemi')('GET', '/v1/providers/school');
    const { id: _, version: __, ...provider } = body;
    await other.as('adeyemi')('PUT', '/v1/providers/school', {
      headers: { 'if-match': headers.get('etag')! },
      body: { ...provider, domains: [`${one.district}.example`] },
    });
    const { body: page } = await send('/oauth/authorize', {
      ...asked,
      redirect_uri: REDIRECT,
      asked: '1',
      district: `${one.district}.example`,
    });
    expect(page).not.toContain('Continue with');
  });

  test('the page speaks the browser’s language, runs nothing and comes from nowhere else', async () => {
    await makeSchool();
    await makeSchool();
    for (const [wish, word] of [
      ['es-419,es;q=0.9', 'Su distrito'],
      ['fr-CA', 'Votre district'],
      ['de', 'Your district'],
    ]) {
      const { headers, body } = await authorize(REDIRECT, {}, { 'accept-language': wish! });
      expect(body).toContain(word);
      expect(body).toContain(`lang="${wish!.slice(0, 2) === 'de' ? 'en' : wish!.slice(0, 2)}"`);
      const policy = headers.get('content-security-policy')!;
      expect(policy).toMatch(
        /^default-src 'none'; style-src 'nonce-[0-9a-f]{32}'; base-uri 'none'; form-action 'self'/,
      );
      expect(body).not.toMatch(/<script|<img|<link|style="|https?:\/\/(?!klhaccjj)/);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  test('what a person types is text', async () => {
    const { body } = await authorize(REDIRECT, { state: '"><script>alert(1)</script>', district: '<b>' });
    expect(body).not.toContain('<script');
    expect(body).not.toContain('<b>');
  });
});

describe('a one-time code', () => {
  test('a wrong verifier, a missing one and one of another code are invalid_grant', async () => {
    const school = await makeSchool();
    expect(refusal(await trade(await codeFor(school), { code_verifier: 'w'.repeat(43) }))).toBe('oauth.invalid_grant');
    expect(refusal(await trade(await codeFor(school), { code_verifier: '' }))).toBe('oauth.invalid_request');
    const challenge = await challengeOf('x'.repeat(43));
    expect(refusal(await trade(await codeFor(school, { challenge })))).toBe('oauth.invalid_grant');
    expect(await rows('subject', school)).toEqual([]);
  });

  test('a wrong verifier spends the code', async () => {
    const code = await codeFor(await makeSchool());
    await trade(code, { code_verifier: 'w'.repeat(43) });
    expect(refusal(await trade(code))).toBe('oauth.invalid_grant');
  });

  test('used twice, the second time fails and ends the session that the first one made', async () => {
    const school = await makeSchool();
    const code = await codeFor(school);
    const first = await trade(code);
    expect((await me(first.body.access_token)).status).toBe(200);
    expect(refusal(await trade(code))).toBe('oauth.invalid_grant');
    expect(refusal(await me(first.body.access_token))).toBe('session.ended');
    const refresh = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token };
    expect(refusal(await send('/oauth/token', refresh))).toBe('oauth.invalid_grant');
    expect((await me(school.tokens.ruiz)).status).toBe(200);
  });

  test('of ten at the same moment no more than one gets a session', async () => {
    const code = await codeFor(await makeSchool());
    const answers = await Promise.all(Array.from({ length: 10 }, () => trade(code)));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
  });

  test('another client can’t trade it, nor another redirect address; it signs in to its own district alone', async () => {
    const [school, other] = [await makeSchool(), await makeSchool()];
    expect(refusal(await trade(await codeFor(school), { client_id: 'another' }))).toBe('oauth.invalid_client');
    const elsewhere = env.REDIRECT_URIS!.split(' ')[1]!;
    expect(refusal(await trade(await codeFor(school), { redirect_uri: elsewhere }))).toBe('oauth.invalid_grant');
    const { body } = await trade(await codeFor(school), { district: other.district });
    expect(body.me.district).toBe(school.district);
    expect((await call('GET', '/v1/people', { as: body.access_token })).status).toBe(403);
  });

  test('lasts a minute', async () => {
    const school = await makeSchool();
    expect((await trade(await codeFor(school, {}, new Date(Date.now() - 59_000)))).status).toBe(200);
    const late = await codeFor(school, { sub: 'account-2', person: 'okafor' }, new Date(Date.now() - 61_000));
    expect(refusal(await trade(late))).toBe('oauth.invalid_grant');
  });

  test('is kept by its hash alone', async () => {
    const school = await makeSchool();
    const code = await codeFor(school);
    expect(code).toMatch(/^deskside_code_[0-9a-f]{64}$/);
    expect(JSON.stringify(await rows('authorization', school))).not.toContain(code.slice(-64));
  });

  test('of somebody who left meanwhile is worth nothing', async () => {
    const school = await makeSchool();
    const code = await codeFor(school);
    const { headers } = await school.as('adeyemi')('GET', '/v1/people/ruiz');
    await school.as('adeyemi')('PATCH', '/v1/people/ruiz', {
      headers: { 'if-match': headers.get('etag')! },
      body: { active: false },
    });
    expect(refusal(await trade(code))).toBe('oauth.invalid_grant');
  });

  test('an invite links an account once, needs its own code besides, and not after it was replaced or ran out', async () => {
    const school = await makeSchool();
    const invite = async (now = new Date()) => (await makeCode(env.DB, school.district, 'ruiz', 'invite', now))!.code;
    const first = await invite();
    const grant = { invite: await sha256(first) };
    expect(refusal(await trade(await codeFor(school, grant)))).toBe('oauth.invalid_grant');
    expect(refusal(await trade(await codeFor(school, grant), { invite: 'deskside_inv_x' }))).toBe(
      'oauth.invalid_grant',
    );
    expect((await trade(await codeFor(school, grant), { invite: first })).status).toBe(200);
    expect(await rows('subject', school)).toMatchObject([{ sub: 'account-1', person: 'ruiz' }]);
    // Again, by this account or another.
    for (const sub of ['account-1', 'account-2'])
      expect(refusal(await trade(await codeFor(school, { ...grant, sub }), { invite: first }))).toBe(
        'oauth.invalid_grant',
      );
    expect(refusal(await call('POST', '/v1/sign-in', { body: { code: first } }))).toBe('code.unknown');

    const replaced = await invite();
    const later = await invite(new Date(Date.now() - 7 * 86_400_000));
    for (const old of [replaced, later]) {
      const proof = { invite: old };
      const code = await codeFor(school, { sub: 'account-2', invite: await sha256(old) });
      expect(refusal(await trade(code, proof))).toBe('oauth.invalid_grant');
    }
    // An administrator's new invite is the way to a new account.
    const fresh = await invite();
    const code = await codeFor(school, { sub: 'account-2', invite: await sha256(fresh) });
    expect((await trade(code, { invite: fresh })).status).toBe(200);
    expect(await rows('subject', school)).toMatchObject([{ sub: 'account-2', person: 'ruiz' }]);
  });

  test('two accounts that claim one person at the same moment: one is linked, and stays', async () => {
    const school = await makeSchool();
    const codes = [await codeFor(school, { sub: 'account-1' }), await codeFor(school, { sub: 'account-2' })];
    const answers = [];
    for (const code of codes) answers.push(await trade(code));
    expect(answers.map(({ status }) => status)).toEqual([200, 400]);
    expect(await rows('subject', school)).toMatchObject([{ sub: 'account-1' }]);
  });
});

describe('tokens', () => {
  test('twenty refreshes at once leave one line, an older token ends it', async () => {
    const { district } = await makeSchool();
    const { refresh } = await makeSession(env.DB, district, 'ruiz', 'laptop', new Date());
    const again = (token: string) => send('/oauth/token', { grant_type: 'refresh_token', refresh_token: token });
    const answers = await Promise.all(Array.from({ length: 20 }, () => again(refresh)));
    const good = [];
    for (const { status, body } of answers) if (status === 200) good.push(body);
    const alive = [];
    for (const one of good) if ((await again(one.refresh_token)).status === 200) alive.push(one);
    expect(alive.length).toBeLessThanOrEqual(1);
    expect(refusal(await again(refresh))).toBe('oauth.invalid_grant');
  });

  test('of one kind are no good as another', async () => {
    const school = await makeSchool();
    const { district } = school;
    const session = await makeSession(env.DB, district, 'adeyemi', 'laptop', new Date());
    const code = await codeFor(school, { person: 'adeyemi' });
    const invite = (await makeCode(env.DB, district, 'adeyemi', 'invite', new Date()))!.code;
    const device = (await send('/oauth/device_authorization', { district })).body;
    const all = {
      access: session.access,
      refresh: session.refresh,
      api: await makeApiToken(env.DB, district, 'adeyemi', new Date()),
      code,
      invite,
      device: device.device_code as string,
      user: device.user_code as string,
    };
    for (const [kind, token] of Object.entries(all)) {
      const opens = (await me(token)).status === 200;
      expect([kind, opens]).toEqual([kind, kind === 'access' || kind === 'api']);
      if (kind !== 'refresh')
        expect([
          kind,
          (await send('/oauth/token', { grant_type: 'refresh_token', refresh_token: token })).status,
        ]).toEqual([kind, 400]);
      if (kind !== 'code') {
        const { status, body } = await trade(token);
        expect([kind, status, JSON.stringify(body).includes(token)]).toEqual([kind, 400, false]);
      }
      if (kind !== 'invite')
        expect([kind, (await call('POST', '/v1/sign-in', { body: { code: token } })).status < 400]).toEqual([
          kind,
          false,
        ]);
      if (kind !== 'device') {
        const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: token };
        expect([kind, (await send('/oauth/token', grant)).body.error]).toEqual([kind, 'invalid_grant']);
      }
    }
    const prefixes = Object.values(all).map(token => /^deskside_[a-z]+_/.exec(token)?.[0]);
    expect(new Set(prefixes).size).toBe(prefixes.length);
  });

  test('the form is a form, each field once, and an unknown field is ignored', async () => {
    const json = await call('POST', '/oauth/token', { body: { grant_type: 'refresh_token' } });
    expect(refusal(json)).toBe('oauth.invalid_request');
    expect(json.headers.get('content-type')).toBe('application/json');
    expect(json.body).toMatchObject({ error: 'invalid_request', type: '/problems/oauth.invalid_request', status: 400 });
    const twice = `client_id=${CLIENT}&grant_type=refresh_token&grant_type=authorization_code`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(refusal(await call('POST', '/oauth/token', { body: twice, headers }))).toBe('oauth.invalid_request');
    expect(refusal(await send('/oauth/token', { grant_type: 'password' }))).toBe('oauth.unsupported_grant_type');
    expect(refusal(await send('/oauth/token', {}))).toBe('oauth.invalid_request');
    expect(refusal(await send('/oauth/token', { client_id: '' }))).toBe('oauth.invalid_request');
    const school = await makeSchool();
    expect((await trade(await codeFor(school), { resource: 'x' })).status).toBe(200);
  });

  test('revoking a token that is none is no error, and ends nothing', async () => {
    const school = await makeSchool();
    for (const token of ['x', `deskside_rt_${'0'.repeat(96)}`])
      expect((await send('/oauth/revoke', { token })).status).toBe(200);
    expect(refusal(await send('/oauth/revoke', {}))).toBe('oauth.invalid_request');
    expect((await me(school.tokens.ruiz)).status).toBe(200);
  });
});

describe('an answer from a provider', () => {
  const callback = (query: string, cookie?: string) =>
    call('GET', `/oauth/callback/school?${query}`, { headers: cookie ? { cookie } : {} });

  test('with a state that is unknown, or in a browser that began nothing, goes no further', async () => {
    await makeSchool();
    for (const cookie of [undefined, `deskside=${'0'.repeat(64)}`, 'deskside=x'])
      for (const query of ['code=x&state=unknown', 'code=x&state=', 'error=access_denied&state=unknown']) {
        const { status, headers } = await callback(query, cookie);
        expect([query, status, headers.get('location')]).toEqual([query, 400, null]);
      }
  });

  test('a code that nobody asked for, as a portal sends it, is not traded: the person is told where to begin', async () => {
    const { status, body } = await callback('code=portal-code&scope=x');
    expect(status).toBe(400);
    expect(body).toContain('open Deskside in your browser');
  });
});

test('an invite comes with a link whose secret no server is told, to a page that says what to do', async () => {
  const { as } = await makeSchool();
  const { body } = await as('adeyemi')('POST', '/v1/people/ruiz/invite');
  expect(body.link).toBe(`http://localhost/invite#${body.code}`);
  const page = await call('GET', '/invite', { headers: { 'accept-language': 'fr' } });
  expect([page.status, page.body.includes('Bienvenue')]).toEqual([200, true]);
  expect((await call('GET', '/device')).body).toContain('Let in another device');
});
