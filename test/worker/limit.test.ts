import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { app } from '../../worker/index.ts';
import { journal } from './log.ts';
import { call, makeSchool, refusal } from './make.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);
const told = ({ status, headers }: { status: number; headers: Headers }) => [
  status,
  ...['ratelimit-policy', 'ratelimit', 'retry-after'].map(name => headers.get(name)),
];
let addresses = 0;
/** Headers of a request from an address that no other test asks from. */
const fromSomewhere = () => ({ 'cf-connecting-ip': `203.0.113.${++addresses}` });

describe('a person', () => {
  test('is told how much is left, refused beyond it, and heard again when the minute is over', async () => {
    const { as } = await makeSchool();
    const me = () => as('ruiz')('GET', '/v1/me', { limits: { person: 3, address: 100 } });
    const policy = '"default";q=3;w=60';
    expect(told(await me())).toEqual([200, policy, '"default";r=2;t=60', null]);
    later(20.5);
    expect(told(await me())).toEqual([200, policy, '"default";r=1;t=40', null]);
    expect(told(await me())).toEqual([200, policy, '"default";r=0;t=40', null]);
    const refused = await me();
    expect(told(refused)).toEqual([429, policy, '"default";r=0;t=40', '40']);
    expect([refusal(refused), refused.headers.get('content-type')]).toEqual([
      'requests.exceeded',
      'application/problem+json',
    ]);
    later(39);
    expect(told(await me())).toEqual([429, policy, '"default";r=0;t=1', '1']);
    later(1);
    expect(told(await me())).toEqual([200, policy, '"default";r=2;t=60', null]);
  });

  test('takes nothing from their colleagues at the same address, nor from who has their name elsewhere', async () => {
    const [here, there] = [await makeSchool(), await makeSchool()];
    const more = { limits: { person: 1, address: 100 }, headers: fromSomewhere() };
    expect((await here.as('ruiz')('GET', '/v1/me', more)).status).toBe(200);
    expect((await here.as('ruiz')('GET', '/v1/page', more)).status).toBe(429);
    expect((await here.as('okafor')('GET', '/v1/me', more)).status).toBe(200);
    expect((await there.as('ruiz')('GET', '/v1/me', more)).status).toBe(200);
  });

  test('is the same in every browser, at every address, whatever is asked', async () => {
    const { as } = await makeSchool();
    const ask = (method: string, path: string) =>
      as('ruiz')(method, path, { limits: { person: 3, address: 100 }, headers: fromSomewhere() });
    expect((await ask('HEAD', '/v1/me')).headers.get('ratelimit')).toBe('"default";r=2;t=60');
    expect((await ask('GET', '/v1/people')).headers.get('ratelimit')).toBe('"default";r=1;t=60');
    expect((await ask('PUT', '/v1/entries/x')).headers.get('ratelimit')).toBe('"default";r=0;t=60');
    expect((await ask('DELETE', '/v1/sessions')).status).toBe(429);
    expect((await as('ruiz')('GET', '/v1/me')).status).toBe(200);
  });

  test('delivers a hundred entries as one request', async () => {
    const { as } = await makeSchool();
    const entries = Array.from({ length: 100 }, (_, at) => journal({ number: at + 1 }).log('ruiz', 'do'));
    const { headers } = await as('ruiz')('POST', '/v1/entries', {
      body: { entries },
      limits: { person: 3, address: 100 },
    });
    expect(headers.get('ratelimit')).toBe('"default";r=2;t=60');
  });
});

describe('whoever is not signed in', () => {
  const limits = { person: 1, address: 4 };

  test('counts by address, wherever they knock', async () => {
    const headers = fromSomewhere();
    const policy = '"address";q=4;w=60';
    const ask = (method: string, path: string, more = {}) => call(method, path, { limits, headers, ...more });
    expect(told(await ask('POST', '/v1/sign-in', { body: { code: 'x' } }))).toEqual([
      401,
      policy,
      '"address";r=3;t=60',
      null,
    ]);
    expect(told(await ask('GET', '/healthz'))).toEqual([200, policy, '"address";r=2;t=60', null]);
    expect(told(await ask('GET', '/v1/me'))).toEqual([401, policy, '"address";r=1;t=60', null]);
    expect(told(await ask('GET', '/v1/me', { as: 'deskside_at_x' }))).toEqual([
      401,
      policy,
      '"address";r=0;t=60',
      null,
    ]);
    for (const [method, path] of [
      ['POST', '/v1/sign-in'],
      ['GET', '/v1/me'],
      ['GET', '/nowhere'],
      ['DELETE', '/healthz'],
    ] as const)
      expect(told(await ask(method, path)), path).toEqual([429, policy, '"address";r=0;t=60', '60']);
    expect((await call('GET', '/healthz', { limits, headers: fromSomewhere() })).status).toBe(200);
  });

  test('does not use up what the people of that school have', async () => {
    const { as } = await makeSchool();
    const headers = fromSomewhere();
    for (let knock = 0; knock < 6; knock++) await call('GET', '/v1/me', { limits, headers });
    expect((await as('ruiz')('GET', '/v1/me', { limits, headers })).status).toBe(200);
  });

  test('comes from one network when the address is an IPv6 one', async () => {
    const from = (address: string) => call('GET', '/healthz', { limits, headers: { 'cf-connecting-ip': address } });
    for (let host = 1; host <= 4; host++) await from(`2001:db8:77::${host}`);
    expect((await from('2001:db8:77::99')).status).toBe(429);
    expect((await from('2001:db8:78::1')).status).toBe(200);
  });
});

test('a whole district may wake up behind one address, and a panel is never in a hurry', async () => {
  const headers = fromSomewhere();
  const { as } = await makeSchool();
  const quota = (answer: { headers: Headers }) => Number(/q=(\d+)/.exec(answer.headers.get('ratelimit-policy')!)?.[1]);
  expect(quota(await call('GET', '/healthz', { headers }))).toBeGreaterThanOrEqual(5000);
  expect(quota(await as('ruiz')('GET', '/v1/me'))).toBeGreaterThanOrEqual(600);
});

test('every route says how much is left', async () => {
  const { as } = await makeSchool();
  const routes = new Set(app.routes.map(({ method, path }) => `${method} ${path}`));
  for (const name of routes) {
    const [method, path] = name.split(' ') as [string, string];
    if (method === 'ALL') continue;
    const { headers } = await as('ruiz')(method, path.replaceAll(/:\w+/g, 'nothing'));
    expect([name, headers.get('ratelimit')]).toEqual([
      name,
      expect.stringMatching(/^"(default|address)";r=\d+;t=\d+$/),
    ]);
  }
});

test('however many come, only so many are kept in mind, and the newest among them', async () => {
  const limits = { person: 1, address: 1 };
  const from = (n: number) =>
    call('GET', '/nowhere', { limits, headers: { 'cf-connecting-ip': `198.18.${n >> 8}.${n & 255}` } });
  expect((await from(0)).status).toBe(404);
  expect((await from(0)).status).toBe(429);
  for (let n = 1; n < 20_001; n++) await from(n);
  expect((await from(20_000)).status).toBe(429);
  expect((await from(0)).status).toBe(404);
}, 60_000);
