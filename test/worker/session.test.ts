import { createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { SessionInList } from '../../shared/records/session.ts';
import worker from '../../worker/index.ts';
import { makeCode } from '../../worker/store/code.ts';
import { makeApiToken, makeSession, refreshSession } from '../../worker/store/token.ts';
import { type Call, call, makeSchool, refusal, send } from './make.ts';

const minutes = (count: number) => new Date(Date.now() + count * 60_000);
const days = (count: number) => minutes(count * 24 * 60);

let addresses = 0;
/** Signs in from an address of its own, so that one test's failures are not another's. */
function signIn(code: string, { from = `203.0.113.${++addresses}`, ...more }: Call & { from?: string } = {}) {
  return call('POST', '/v1/sign-in', { body: { code }, headers: { 'cf-connecting-ip': from }, ...more });
}
const refresh = (token: string) => send('/oauth/token', { grant_type: 'refresh_token', refresh_token: token });
const me = (token: string) => call('GET', '/v1/me', { as: token });

describe('signing in', () => {
  test('a pairing code becomes a session, once', async () => {
    const { as, district } = await makeSchool();
    const { body: made } = await as('adeyemi')('POST', '/v1/people/ruiz/pairing-code');
    expect(made.code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);

    const { status, body } = await signIn(made.code);
    expect(status).toBe(200);
    expect(body.me).toEqual({
      id: 'ruiz',
      name: 'Ana Ruiz',
      roles: [{ role: 'teacher', school: 'maple' }],
      district,
    });
    expect(body.access_token).toMatch(/^deskside_at_[0-9a-f]{96}$/);
    expect(body.refresh_token).toMatch(/^deskside_rt_[0-9a-f]{96}$/);
    expect((await me(body.access_token)).body).toEqual(body.me);
    expect(refusal(await signIn(made.code))).toBe('code.unknown');
  });

  test('a pairing code may be typed in any case, with or without its hyphen', async () => {
    const { district } = await makeSchool();
    for (const typed of [(code: string) => code.toLowerCase(), (code: string) => ` ${code.replace('-', ' ')} `]) {
      const made = await makeCode(env.DB, district, 'ruiz', 'pairing', new Date());
      expect((await signIn(typed(made!.code))).status).toBe(200);
    }
  });

  test('two browsers at the same moment do not share one use', async () => {
    const { district } = await makeSchool();
    const { code } = (await makeCode(env.DB, district, 'ruiz', 'pairing', new Date()))!;
    const answers = await Promise.all(Array.from({ length: 8 }, () => signIn(code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('a code for a meeting can be made for several uses', async () => {
    const { district } = await makeSchool();
    const { code } = (await makeCode(env.DB, district, 'ruiz', 'pairing', new Date(), { uses: 2 }))!;
    expect([(await signIn(code)).status, (await signIn(code)).status, (await signIn(code)).status]).toEqual([
      200, 200, 401,
    ]);
  });

  test('an unknown, an ended and a used code, and that of somebody who left, are not told apart', async () => {
    const { district, as } = await makeSchool();
    const used = (await makeCode(env.DB, district, 'ruiz', 'pairing', new Date()))!.code;
    await signIn(used);
    const ended = (await makeCode(env.DB, district, 'okafor', 'pairing', minutes(-10)))!.code;
    const replaced = (await makeCode(env.DB, district, 'tran', 'invite', new Date()))!.code;
    await makeCode(env.DB, district, 'tran', 'invite', new Date());
    const left = (await makeCode(env.DB, district, 'lind', 'invite', new Date()))!.code;
    const { headers } = await as('adeyemi')('GET', '/v1/people/lind');
    await as('adeyemi')('PATCH', '/v1/people/lind', {
      headers: { 'if-match': headers.get('etag')! },
      body: { active: false },
    });
    const answers = [];
    for (const code of ['BBBB-BBBB', 'no code', used, ended, replaced, left]) answers.push(await signIn(code));
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
    expect(refusal(answers[0]!)).toBe('code.unknown');
  });

  test('an invite lasts seven days, a pairing code ten minutes', async () => {
    const { as } = await makeSchool();
    const lasting = async (kind: string) => {
      const { status, body } = await as('adeyemi')('POST', `/v1/people/ruiz/${kind}`);
      expect(status).toBe(201);
      return Math.round((Date.parse(body.expiresAt) - Date.now()) / 60_000);
    };
    expect([await lasting('invite'), await lasting('pairing-code')]).toEqual([7 * 24 * 60, 10]);
  });

  test('after ten failures an address waits, even with the right code; others do not', async () => {
    const { district } = await makeSchool();
    const { code } = (await makeCode(env.DB, district, 'ruiz', 'pairing', new Date()))!;
    for (let guess = 0; guess < 10; guess++)
      expect((await signIn('BBBB-BBBB', { from: '198.51.100.1' })).status).toBe(401);
    const locked = await signIn(code, { from: '198.51.100.1' });
    expect(refusal(locked)).toBe('attempts.exceeded');
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(590);
    expect((await signIn(code, { from: '198.51.100.2' })).status).toBe(200);
  });

  test('guesses at the same moment do not outrun their count', async () => {
    await makeSchool();
    const guesses = Array.from({ length: 30 }, () => signIn('BBBB-BBBB', { from: '198.51.100.3' }));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter(status => status === 401)).toHaveLength(10);
    expect(statuses.filter(status => status === 429)).toHaveLength(20);
  });

  test('signing in with a code of one’s own does not wipe the count', async () => {
    const { district } = await makeSchool();
    const from = '198.51.100.4';
    for (let guess = 0; guess < 9; guess++) await signIn('BBBB-BBBB', { from });
    const { code } = (await makeCode(env.DB, district, 'ruiz', 'pairing', new Date()))!;
    expect((await signIn(code, { from })).status).toBe(200);
    expect((await signIn('BBBB-BBBB', { from })).status).toBe(401);
    expect((await signIn('BBBB-BBBB', { from })).status).toBe(429);
  });

  test('guesses from two hundred addresses are held up at each, told nothing, and hold up nobody else', async () => {
    const { district } = await makeSchool();
    const said = new Map<string, number>();
    for (let network = 0; network < 200; network++) {
      const guesses = Array.from({ length: 12 }, () => signIn('BBBB-BBBB', { from: `192.0.2.${network}` }));
      for (const { status, body } of await Promise.all(guesses)) {
        const answer = `${status} ${JSON.stringify(body)}`;
        said.set(answer, (said.get(answer) ?? 0) + 1);
      }
    }
    expect([...said.values()].sort()).toEqual([2000, 400]);
    const { code } = (await makeCode(env.DB, district, 'ruiz', 'pairing', new Date()))!;
    expect((await signIn(code)).status).toBe(200);
  }, 60_000);

  test('an IPv6 network counts as one address', async () => {
    for (let guess = 0; guess < 10; guess++) await signIn('BBBB-BBBB', { from: `2001:db8::${guess + 1}` });
    expect((await signIn('BBBB-BBBB', { from: '2001:db8:0:0:9:9:9:9' })).status).toBe(429);
    expect((await signIn('BBBB-BBBB', { from: '2001:db8:0:1::1' })).status).toBe(401);
  });
});

describe('a session', () => {
  test('no token is kept in clear', async () => {
    const { district } = await makeSchool();
    const { access, refresh } = await makeSession(env.DB, district, 'ruiz', 'laptop', new Date());
    const { code } = (await makeCode(env.DB, district, 'ruiz', 'invite', new Date()))!;
    const { results: tokens } = await env.DB.prepare('select * from token').all();
    const { results: codes } = await env.DB.prepare('select * from code').all();
    for (const secret of [access, refresh, code, access.slice(-64), refresh.slice(-64), code.slice(-64)])
      expect(JSON.stringify([tokens, codes])).not.toContain(secret);
  });

  test('the access token lasts 15 minutes', async () => {
    const { district } = await makeSchool();
    const early = await makeSession(env.DB, district, 'ruiz', 'laptop', minutes(-14));
    const late = await makeSession(env.DB, district, 'ruiz', 'laptop', minutes(-15));
    expect((await me(early.access)).status).toBe(200);
    expect(refusal(await me(late.access))).toBe('session.ended');
  });

  test('only an access or API token opens a door', async () => {
    const { district } = await makeSchool();
    const { access, refresh: kept } = await makeSession(env.DB, district, 'ruiz', 'laptop', new Date());
    const api = await makeApiToken(env.DB, district, 'adeyemi', new Date());
    expect(api).toMatch(/^deskside_api_/);
    expect((await me(api)).status).toBe(200);
    expect((await me(kept)).status).toBe(401);
    expect((await refresh(access)).status).toBe(400);
    expect((await refresh(api)).status).toBe(400);
    expect(refusal(await call('GET', '/v1/me', { headers: { authorization: `Basic ${access}` } }))).toBe(
      'session.missing',
    );
  });

  test('refreshing goes on for 30 days after the last time, and for 90 in all', async () => {
    const { district } = await makeSchool();
    let pair = await makeSession(env.DB, district, 'ruiz', 'laptop', days(0));
    for (const day of [29, 58, 87]) pair = (await refreshSession(env.DB, env.SEAL_SECRET, pair.refresh, days(day)))!;
    expect(await refreshSession(env.DB, env.SEAL_SECRET, pair.refresh, days(90.01))).toBeNull();

    const idle = await makeSession(env.DB, district, 'ruiz', 'laptop', days(0));
    expect(await refreshSession(env.DB, env.SEAL_SECRET, idle.refresh, days(30))).toBeNull();
  });

  test('a token that ran out refreshes nothing and ends nothing', async () => {
    const { district } = await makeSchool();
    const first = await makeSession(env.DB, district, 'ruiz', 'laptop', days(0));
    const second = (await refreshSession(env.DB, env.SEAL_SECRET, first.refresh, days(20)))!;
    expect(await refreshSession(env.DB, env.SEAL_SECRET, first.refresh, days(31))).toBeNull();
    expect(await refreshSession(env.DB, env.SEAL_SECRET, second.refresh, days(31))).not.toBeNull();
  });

  test('an answer that got lost is asked for again with the same token', async () => {
    const { district } = await makeSchool();
    const first = await makeSession(env.DB, district, 'ruiz', 'laptop', new Date());
    await refresh(first.refresh);
    const again = await refresh(first.refresh);
    expect(again.status).toBe(200);
    expect((await refresh(again.body.refresh_token)).status).toBe(200);
  });

  test('a token older than that is a copy: the whole session ends', async () => {
    const { district } = await makeSchool();
    const first = await makeSession(env.DB, district, 'ruiz', 'laptop', new Date());
    const other = await makeSession(env.DB, district, 'ruiz', 'tablet', new Date());
    const second = (await refresh(first.refresh)).body;
    const third = (await refresh(second.refresh_token)).body;
    expect(refusal(await refresh(first.refresh))).toBe('oauth.invalid_grant');
    expect((await refresh(third.refresh_token)).status).toBe(400);
    expect((await me(third.access_token)).status).toBe(401);
    expect((await me(other.access)).status).toBe(200);
  });

  test('ended because of a copy is noted, and its person told which', async () => {
    const { district, as } = await makeSchool();
    const first = await makeSession(env.DB, district, 'ruiz', 'Firefox on linux', new Date());
    const second = (await refresh(first.refresh)).body;
    await refresh(second.refresh_token);
    await refresh(first.refresh);
    const { notices } = (await as('ruiz')('GET', '/v1/page?site=canvas@x.example&course=1')).body;
    expect(notices).toMatchObject([{ about: { kind: 'session_copied', device: 'Firefox on linux' } }]);
    const [line] = (await as('adeyemi')('GET', '/v1/audit?limit=1')).body.items;
    expect(line).toMatchObject({ actor: null, act: 'session.copied', subject: 'person/ruiz' });
  });

  test('shows in its person’s list, where it can be ended alone or with all the others', async () => {
    const { district, as, tokens } = await makeSchool();
    const laptop = await makeSession(env.DB, district, 'ruiz', 'laptop', minutes(-60));
    const tablet = await makeSession(env.DB, district, 'ruiz', 'tablet', minutes(-30));
    await refresh(tablet.refresh);
    const { items } = (await as('ruiz')('GET', '/v1/sessions')).body;
    expect(items.map((one: SessionInList) => [one.device, one.current])).toEqual([
      ['tablet', false],
      ['test', true],
      ['laptop', false],
    ]);
    for (const item of items) SessionInList.parse(item);
    expect((await as('ruiz')('DELETE', `/v1/sessions/${items[2].id}`)).status).toBe(204);
    expect((await refresh(laptop.refresh)).status).toBe(400);
    expect((await me(tokens.ruiz)).status).toBe(200);
    expect((await as('ruiz')('DELETE', '/v1/sessions')).status).toBe(204);
    expect((await me(tokens.ruiz)).status).toBe(401);
    expect((await refresh(tablet.refresh)).status).toBe(400);
    expect((await me(tokens.okafor)).status).toBe(200);
  });

  test('of anybody in the district is listed and ended by an administrator', async () => {
    const { district, as } = await makeSchool();
    const { refresh: kept } = await makeSession(env.DB, district, 'ruiz', 'lost phone', new Date());
    const { items } = (await as('adeyemi')('GET', '/v1/people/ruiz/sessions')).body;
    expect(items.map((one: SessionInList) => one.device).sort()).toEqual(['lost phone', 'test']);
    expect((await as('adeyemi')('DELETE', '/v1/people/ruiz/sessions')).status).toBe(204);
    expect((await refresh(kept)).status).toBe(400);
    expect((await as('adeyemi')('GET', '/v1/people/ruiz/sessions')).body.items).toEqual([]);
  });

  test('of two lines from one token only one lives on', async () => {
    const { district } = await makeSchool();
    const first = await makeSession(env.DB, district, 'ruiz', 'laptop', new Date());
    const thief = (await refresh(first.refresh)).body;
    const owner = (await refresh(first.refresh)).body;
    expect((await refresh(thief.refresh_token)).status).toBe(400);
    expect((await refresh(owner.refresh_token)).status).toBe(400);
  });

  test('twenty refreshes at once leave one new token', async () => {
    const { district } = await makeSchool();
    const first = await makeSession(env.DB, district, 'ruiz', 'laptop', new Date());
    await Promise.all(Array.from({ length: 20 }, () => refresh(first.refresh)));
    const { results } = await env.DB.prepare(
      `select hash from token where district = ? and device = 'laptop' and kind = 'refresh'`,
    )
      .bind(district)
      .all();
    expect(results).toHaveLength(2);
  });

  test('a made-up token ends nobody’s session', async () => {
    const { district } = await makeSchool();
    const pair = await makeSession(env.DB, district, 'ruiz', 'laptop', new Date());
    for (const made of [`deskside_rt_${'0'.repeat(96)}`, 'x', `${pair.refresh}0`]) await refresh(made);
    expect((await refresh(pair.refresh)).status).toBe(200);
  });

  test('signing out ends this browser’s session, refresh token and all', async () => {
    const { district } = await makeSchool();
    const laptop = await makeSession(env.DB, district, 'ruiz', 'laptop', new Date());
    const tablet = await makeSession(env.DB, district, 'ruiz', 'tablet', new Date());
    expect((await send('/oauth/revoke', { token: laptop.refresh })).status).toBe(200);
    expect((await me(laptop.access)).status).toBe(401);
    expect((await refresh(laptop.refresh)).status).toBe(400);
    expect((await me(tablet.access)).status).toBe(200);
  });

  test('who is deactivated, deleted or loses a role notices at the next request', async () => {
    const { district, tokens, as } = await makeSchool();
    const admin = as('adeyemi');
    const change = async (method: string, id: string, body?: unknown) => {
      const { headers } = await admin('GET', `/v1/people/${id}`);
      const { status } = await admin(method, `/v1/people/${id}`, {
        headers: { 'if-match': headers.get('etag')! },
        body,
      });
      expect(status).toBeLessThan(300);
    };
    const tablet = await makeSession(env.DB, district, 'okafor', 'tablet', new Date());
    await change('PATCH', 'okafor', { active: false });
    expect((await me(tokens.okafor)).status).toBe(401);
    expect((await refresh(tablet.refresh)).status).toBe(400);
    await change('PATCH', 'okafor', { active: true });
    expect((await me(tokens.okafor)).status).toBe(401);

    await change('DELETE', 'tran');
    expect((await me(tokens.tran)).status).toBe(401);

    await change('PATCH', 'lind', { roles: [{ role: 'admin' }] });
    expect((await as('lind')('GET', '/v1/people')).status).toBe(200);
    await change('PATCH', 'lind', { roles: [{ role: 'coach' }] });
    expect(refusal(await as('lind')('GET', '/v1/people'))).toBe('act.forbidden');
  });

  test('the nightly clean-up forgets what has ended, and nothing else', async () => {
    const { district, tokens } = await makeSchool();
    await makeSession(env.DB, district, 'ruiz', 'gone', days(-100));
    await makeCode(env.DB, district, 'ruiz', 'pairing', days(-1));
    await makeCode(env.DB, district, 'ruiz', 'invite', new Date());
    await worker.scheduled(createScheduledController(), env);
    const count = (table: string) =>
      env.DB.prepare(`select count(*) as n from ${table} where district = ? and person = 'ruiz'`)
        .bind(district)
        .first('n');
    expect([await count('token'), await count('code')]).toEqual([2, 1]);
    expect((await me(tokens.ruiz)).status).toBe(200);
  });
});
