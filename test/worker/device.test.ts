import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { makeRequest, redeemRequest } from '../../worker/store/device-request.ts';
import { makeSchool, refusal, send } from './make.ts';

type School = Awaited<ReturnType<typeof makeSchool>>;

async function ask(school: School | null, from = '203.0.113.9') {
  const { status, body } = await send(
    '/oauth/device_authorization',
    { device: 'browser on chromeos', ...(school && { district: school.district }) },
    { headers: { 'cf-connecting-ip': from } },
  );
  expect(status).toBe(200);
  return { userCode: body.user_code as string, deviceCode: body.device_code as string, body };
}
const poll = (deviceCode: string) =>
  send('/oauth/token', { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: deviceCode });
const answer = (school: School, who: 'ruiz' | 'okafor', code: string, answer?: 'approve' | 'deny') =>
  school.as(who)('POST', '/v1/device', {
    body: { code, ...(answer && { answer }) },
    headers: { 'cf-connecting-ip': '203.0.113.77' },
  });

test('a device is let in by somebody who saw what it is, when it asked and from which network', async () => {
  const school = await makeSchool();
  const { userCode, deviceCode, body } = await ask(school);
  expect(userCode).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
  expect(body).toMatchObject({ verification_uri: 'http://localhost/device', expires_in: 600, interval: 5 });
  const seen = await answer(school, 'ruiz', userCode.toLowerCase());
  expect(seen.body).toEqual({
    device: 'browser on chromeos',
    network: '203.0.113.0/24',
    near: true,
    askedAt: expect.stringMatching(/^\d{4}-/),
  });
  expect(refusal(await poll(deviceCode))).toBe('oauth.authorization_pending');
  expect((await answer(school, 'ruiz', userCode, 'approve')).status).toBe(200);
  const let_in = await poll(deviceCode);
  expect(let_in.body.me.id).toBe('ruiz');
  expect(refusal(await poll(deviceCode))).toBe('oauth.invalid_grant');
  expect(refusal(await answer(school, 'ruiz', userCode, 'approve'))).toBe('thing.unknown');
});

test('another district’s person can’t approve, nor one who did not look first', async () => {
  const [school, other] = [await makeSchool(), await makeSchool()];
  const bound = await ask(school);
  expect(refusal(await answer(other, 'ruiz', bound.userCode, 'approve'))).toBe('thing.unknown');
  expect(refusal(await poll(bound.deviceCode))).toBe('oauth.authorization_pending');

  const open = await ask(null);
  await answer(school, 'ruiz', open.userCode);
  expect(refusal(await answer(other, 'ruiz', open.userCode, 'approve'))).toBe('thing.unknown');
  expect(refusal(await answer(school, 'okafor', open.userCode, 'approve'))).toBe('thing.unknown');
  await answer(school, 'ruiz', open.userCode, 'approve');
  expect((await poll(open.deviceCode)).body.me).toMatchObject({ id: 'ruiz', district: school.district });
});

test('asked too fast, it is told to slow down, by five seconds more each time', async () => {
  const school = await makeSchool();
  const start = Date.now();
  const at = (seconds: number) => new Date(start + seconds * 1000);
  const { deviceCode } = await makeRequest(env.DB, 'tablet', '', school.district, at(0));
  const polls: [number, string][] = [
    [5, 'authorization_pending'],
    [7, 'slow_down'],
    [13, 'slow_down'],
    [29, 'authorization_pending'],
    [45, 'authorization_pending'],
    [601, 'expired_token'],
  ];
  for (const [seconds, said] of polls)
    expect([seconds, await redeemRequest(env.DB, deviceCode, at(seconds))]).toEqual([seconds, said]);
});

test('who says no ends it; who left before it was used lets nobody in', async () => {
  const school = await makeSchool();
  const denied = await ask(school);
  await answer(school, 'ruiz', denied.userCode, 'deny');
  expect(refusal(await poll(denied.deviceCode))).toBe('oauth.access_denied');
  expect(refusal(await answer(school, 'ruiz', denied.userCode, 'approve'))).toBe('thing.unknown');

  const late = await ask(school);
  await answer(school, 'ruiz', late.userCode, 'approve');
  const { headers } = await school.as('adeyemi')('GET', '/v1/people/ruiz');
  await school.as('adeyemi')('PATCH', '/v1/people/ruiz', {
    headers: { 'if-match': headers.get('etag')! },
    body: { active: false },
  });
  expect(refusal(await poll(late.deviceCode))).toBe('oauth.access_denied');
});

test('an unknown, an ended and somebody else’s code are not told apart, and guessing waits', async () => {
  const [school, other] = [await makeSchool(), await makeSchool()];
  const ended = await makeRequest(env.DB, 'tablet', '', school.district, new Date(Date.now() - 601_000));
  const theirs = await ask(other);
  const answers = [];
  for (const code of ['BBBB-BBBB', 'x', ended.userCode, theirs.userCode])
    answers.push(await answer(school, 'ruiz', code));
  expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
  for (let guess = 4; guess < 10; guess++) expect((await answer(school, 'ruiz', 'BBBB-BBBB')).status).toBe(404);
  const mine = await ask(school);
  const locked = await answer(school, 'ruiz', mine.userCode, 'approve');
  expect(refusal(locked)).toBe('attempts.exceeded');
  expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(590);
  // The one who guessed waits, nobody else.
  expect((await answer(school, 'okafor', mine.userCode, 'approve')).status).toBe(200);
});

test('no code of a device is kept in clear', async () => {
  const { userCode, deviceCode } = await ask(await makeSchool());
  const dump = JSON.stringify((await env.DB.prepare('select * from device_request').all()).results);
  for (const secret of [userCode, userCode.replace('-', ''), deviceCode.slice(-64)]) expect(dump).not.toContain(secret);
});
