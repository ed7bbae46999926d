import { env, exports } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import { type Act, may } from '../../worker/guard.ts';
import { app } from '../../worker/index.ts';
import { call, makeSchool, refusal } from './make.ts';

/** What a stranger may ask for. Everything else wants a token. */
const open = [
  'GET /healthz',
  'GET /pages.css',
  'GET /data-inventory.json',
  'GET /privacy',
  'GET /security',
  'GET /invite',
  'GET /device',
  'GET /.well-known/oauth-authorization-server',
  'GET /oauth/authorize',
  'POST /oauth/authorize',
  'GET /oauth/callback/:provider',
  'POST /oauth/token',
  'POST /oauth/revoke',
  'POST /oauth/device_authorization',
  'POST /v1/sign-in',
];

/** Every route with the act its guard asks for. */
const routes = [...Map.groupBy(app.routes, ({ method, path }) => `${method} ${path}`)]
  .filter(([name]) => !name.startsWith('ALL '))
  .map(([name, handlers]) => {
    const [method, path] = name.split(' ') as [string, string];
    const acts = handlers.flatMap(({ handler }) => ('act' in handler ? [handler.act as Act] : []));
    return { name, method, path: path.replaceAll(/:\w+/g, 'nothing'), acts };
  });

describe('every route', () => {
  test('is either open by this list or guarded by one act of the permission table', () => {
    expect(routes.length).toBeGreaterThan(50);
    expect(routes.filter(({ acts }) => acts.length === 0).map(({ name }) => name)).toEqual(open);
    for (const { name, acts } of routes.filter(({ name }) => !open.includes(name))) {
      expect(acts, name).toHaveLength(1);
      expect(Object.keys(may), name).toContain(acts[0]);
    }
  });

  test('answers 401 to a stranger, and to a made-up token', async () => {
    for (const { name, method, path } of routes.filter(({ name }) => !open.includes(name))) {
      const stranger = await call(method, path);
      expect([name, refusal(stranger)]).toEqual([name, 'session.missing']);
      expect(stranger.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect([name, refusal(await call(method, path, { as: 'deskside_at_x' }))]).toEqual([name, 'session.ended']);
      if (method === 'GET') expect((await call('HEAD', path)).status).toBe(401);
    }
  });

  test('answers 405 to a method it does not take, and says which it takes', async () => {
    const { as } = await makeSchool();
    for (const [method, path, allow] of [
      ['POST', '/v1/needs/fractions', 'GET, HEAD, PUT, PATCH, DELETE'],
      ['DELETE', '/v1/needs', 'GET, HEAD'],
      ['GET', '/v1/sign-in', 'POST'],
      ['OPTIONS', '/v1/me', 'GET, HEAD, DELETE'],
      ['HEAD', '/oauth/token', 'POST'],
    ] as const) {
      const answer = await as('adeyemi')(method, path);
      expect([path, answer.status, answer.headers.get('allow')]).toEqual([path, 405, allow]);
      if (method !== 'HEAD') expect(refusal(answer)).toBe('method.unknown');
    }
  });

  test('HEAD answers as GET does, without the body', async () => {
    const { as } = await makeSchool();
    const get = await as('ruiz')('GET', '/v1/needs/fractions');
    const head = await as('ruiz')('HEAD', '/v1/needs/fractions');
    expect([head.status, head.headers.get('etag')]).toEqual([200, get.headers.get('etag')]);
  });

  test('no address, method override or other host opens a door', async () => {
    const { as } = await makeSchool();
    for (const path of ['/', '/v1', '/v1/', '/v1/nothing', '/v1/needs/', '/v1/needs/a/b', '/V1/needs', '/v1//needs'])
      expect(refusal(await as('adeyemi')('GET', path)), path).toBe('thing.unknown');
    const headers = { 'x-http-method-override': 'DELETE', 'if-match': '*' };
    expect((await as('adeyemi')('GET', '/v1/needs/fractions', { headers })).status).toBe(200);
    expect((await as('adeyemi')('GET', '/v1/needs/fractions')).status).toBe(200);
  });

  test('tells no web page anything, and is kept by no cache', async () => {
    const { as } = await makeSchool();
    for (const path of ['/v1/me', '/v1/nothing', '/v1/needs/fractions']) {
      const { headers } = await as('ruiz')('GET', path, { headers: { origin: 'https://evil.example' } });
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('cache-control')).toContain('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});

describe('a body', () => {
  const put = async (body: unknown, headers?: Record<string, string>) => {
    const { as } = await makeSchool();
    const answer = await as('adeyemi')('PUT', '/v1/needs/new', { body, ...(headers && { headers }) });
    const kept = await as('adeyemi')('GET', '/v1/needs/new');
    expect(kept.status).toBe(answer.status === 201 ? 200 : 404);
    return answer;
  };

  test('is JSON, and says so', async () => {
    for (const body of ['', '{', '{"text":"x",}', "{'text':'x'}", 'undefined', '{"text":"x"} {}', '\u0000'])
      expect(refusal(await put(body)), body).toBe('body.malformed');
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'json', ''])
      expect(refusal(await put({ text: 'x' }, { 'content-type': type })), type).toBe('body.not-json');
    expect((await put({ text: 'x' }, { 'content-type': 'Application/JSON; charset=utf-8' })).status).toBe(201);
  });

  test('is an object with the fields of its noun, and no others', async () => {
    for (const body of ['null', '[]', '"text"', '1', 'true']) expect(refusal(await put(body))).toBe('body.invalid ');
    expect(refusal(await put({}))).toBe('body.invalid /text');
    expect(refusal(await put({ text: 1, cohortSize: 0, source: 'rumour' }))).toBe(
      'body.invalid /text /cohortSize /source',
    );
    for (const field of ['id', 'version', 'district', 'noun', 'changed_at', 'constructor', 'a/b~c'])
      expect(refusal(await put({ text: 'x', [field]: 'x' }))).toBe(
        `body.invalid /${field.replace('~', '~0').replace('/', '~1')}`,
      );
  });

  test('__proto__ is a field like any other: unknown', async () => {
    expect(refusal(await put('{"text":"x","__proto__":{"evidence":"y"}}'))).toBe('body.invalid /__proto__');
    expect(refusal(await put('{"__proto__":{"text":"x"}}'))).toContain('body.invalid');
    const { as } = await makeSchool();
    const patch = await as('adeyemi')('PATCH', '/v1/needs/fractions', {
      headers: { 'if-match': '*' },
      body: '{"__proto__":{"evidence":"y"}}',
    });
    expect(refusal(patch)).toBe('body.invalid /__proto__');
  });

  test('gives no member twice', async () => {
    expect(refusal(await put('{"text":"x","text":"y"}'))).toBe('body.malformed');
    expect(refusal(await put('{"text":"x","\\u0074ext":"y"}'))).toBe('body.malformed');
    expect((await put(String.raw`{"text":"\"a\": \\","evidence":"{\"text\":1}"}`)).status).toBe(201);
  });

  test('holds text that can be stored, and numbers that stay exact', async () => {
    for (const text of ['"\\ud800"', '"a\\udc00b"', '"a\\u0000b"', '""', '"  "', `"${'x'.repeat(301)}"`])
      expect(refusal(await put(`{"text":${text}}`)), text).toBe('body.invalid /text');
    for (const size of ['1e400', '-1e400', '1.5', '9007199254740993', '"5"', '-0', 'null'])
      expect(refusal(await put(`{"text":"x","cohortSize":${size}}`)), size).toBe('body.invalid /cohortSize');
    const odd = `Robert'); drop table map;-- %_ 🧑‍🏫 \u202e \r\n <img onerror>`;
    expect((await put({ text: odd })).body.text).toBe(odd);
  });

  /** Ten thousand of it in one another: `[[[…1…]]]`. */
  const nest = (one: string) =>
    one
      .split('1')
      .map(half => half.repeat(10_000))
      .join('1');

  test('may be nested as deep as it likes and gets nowhere', async () => {
    for (const deep of ['[1]', '{"a":1}'].map(nest)) {
      expect((await put(deep)).status).toBeOneOf([400, 422]);
      expect((await put(`{"text":${deep}}`)).status).toBeOneOf([400, 422]);
      const { as } = await makeSchool();
      for (const body of [deep, `{"evidence":${deep}}`]) {
        const patch = await as('adeyemi')('PATCH', '/v1/needs/fractions', { headers: { 'if-match': '*' }, body });
        expect(patch.status).toBeOneOf([400, 422]);
      }
    }
  });

  test('of more than 64 kB is not read', async () => {
    const blank = (size: number) => `{"text":"x"}${' '.repeat(size - 12)}`;
    expect((await put(blank(64 * 1024))).status).toBe(201);
    expect(refusal(await put(blank(64 * 1024 + 1)))).toBe('body.too-large');
    expect(refusal(await put({ text: 'x'.repeat(2_000_000) }))).toBe('body.too-large');
  });

  test('of more than 64 kB is not read either when it does not say its length', async () => {
    const { tokens } = await makeSchool();
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent++;
        controller.enqueue(new TextEncoder().encode(' '.repeat(1024)));
        if (sent === 10_000) controller.close();
      },
    });
    const answer = await app.request(
      '/v1/needs/new',
      {
        method: 'PUT',
        headers: { authorization: `Bearer ${tokens.adeyemi}`, 'content-type': 'application/json' },
        body,
      },
      env,
    );
    expect(answer.status).toBe(413);
    expect(sent).toBeLessThan(100);
  });

  test('is UTF-8', async () => {
    const { tokens } = await makeSchool();
    for (const bytes of [
      [0xff, 0xfe, 0x7b, 0],
      [0x22, 0xc0, 0x80, 0x22],
      [0x1f, 0x8b, 8, 0],
    ]) {
      const answer = await app.request(
        '/v1/needs/new',
        {
          method: 'PUT',
          headers: { authorization: `Bearer ${tokens.adeyemi}`, 'content-type': 'application/json' },
          body: new Uint8Array(bytes),
        },
        env,
      );
      expect(refusal({ body: await answer.json() })).toBe('body.malformed');
    }
  });
});

describe('a failure', () => {
  const broken = (message: string) =>
    ({
      withSession: () => ({
        prepare: () => {
          throw new Error(message);
        },
        getBookmark: () => null,
      }),
    }) as unknown as D1Database;

  test('says nothing of its inside', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    const answer = await call('GET', '/v1/me', { as: 'x', db: broken('D1_ERROR: no such table: token at /src/a.ts') });
    expect(refusal(answer)).toBe('server.failed');
    expect(Object.keys(answer.body).sort()).toEqual(['status', 'title', 'type']);
    expect(logged).toHaveBeenCalledOnce();
  });

  test.each([
    'D1_ERROR: D1 DB is overloaded. Requests queued for too long.',
    'D1_ERROR: D1 DB is overloaded. Too many requests queued.',
    'D1_ERROR: Network connection lost.',
    'D1_ERROR: Cannot resolve D1 DB due to transient issue on remote node.',
    'D1_ERROR: Internal error while starting up D1 DB storage caused object to be reset.',
    'D1_ERROR: Internal error in D1 DB storage caused object to be reset.',
    'D1_ERROR: D1 DB reset because its code was updated.',
    'D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.',
    'D1_ERROR: D1 DB exceeded its CPU time limit and was reset.',
    'D1_ERROR: D1 DB exceeded its memory limit and was reset.',
    'D1_ERROR: database is locked: SQLITE_BUSY',
  ])('of a busy database asks to come back: %s', async message => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const answer = await call('GET', '/v1/me', { as: 'x', db: broken(message) });
    expect([refusal(answer), answer.headers.get('retry-after')]).toEqual(['database.busy', '30']);
  });

  test.each([
    'D1_ERROR: statement too long: SQLITE_TOOBIG',
    'D1_ERROR: string or blob too big: SQLITE_TOOBIG',
    'D1_ERROR: too many SQL variables at offset 3: SQLITE_ERROR',
    'D1_ERROR: UNIQUE constraint failed: preset.id: SQLITE_CONSTRAINT',
    'Exceeded maximum DB size',
  ])('that will happen again asks nobody to come back: %s', async message => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const answer = await call('GET', '/v1/me', { as: 'x', db: broken(message) });
    expect([refusal(answer), answer.headers.get('retry-after')]).toEqual(['server.failed', null]);
  });
});

test('a bookmark leads to what was written; a made-up one does no harm', async () => {
  const { as } = await makeSchool();
  const { headers } = await as('adeyemi')('PUT', '/v1/needs/new', { body: { text: 'x' } });
  for (const bookmark of [headers.get('x-deskside-bookmark')!, 'nonsense', 'first-primary', '0-0', '-'])
    expect((await as('ruiz')('GET', '/v1/needs/new', { headers: { 'x-deskside-bookmark': bookmark } })).status).toBe(
      200,
    );
});

test('the worker itself answers, not only its app', async () => {
  const answer = await exports.default.fetch('http://127.0.0.1/healthz');
  expect([answer.status, await answer.json()]).toEqual([200, { ok: true }]);
});
