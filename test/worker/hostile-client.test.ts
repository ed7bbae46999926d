import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { kinds } from '../../shared/records/entry.ts';
import type { z } from '../../shared/zod.ts';
import { seedEntries } from '../../worker/store/write.ts';
import { idAt } from '../id-at.ts';
import { leaves } from '../make.ts';
import { contracts } from './contract.ts';
import { deliver, journal, put, tablesOf, type Who } from './log.ts';
import { call, makeSchool, refusal } from './make.ts';

// What a hostile client tries and a test by topic has no place for.

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const place = new URLSearchParams({ site: leaves.site, course: leaves.course, lesson: leaves.lesson });

describe('what one may not set', () => {
  const theirs = [
    'tenantId',
    'district',
    'role',
    'author',
    'authorId',
    'visibility',
    'createdAt',
    'received_at',
    'version',
  ];

  /** Every object a client sends: its own, and those within it. */
  function objectsIn(schema: z.core.$ZodType): z.core.$ZodType[] {
    const def = schema._zod.def as z.core.$ZodTypes['_zod']['def'];
    if (def.type === 'object') return [schema, ...Object.values(def.shape).flatMap(one => objectsIn(one as never))];
    if (def.type === 'union') return def.options.flatMap(one => objectsIn(one as never));
    if (def.type === 'array') return objectsIn(def.element as never);
    if (def.type === 'optional' || def.type === 'default') return objectsIn(def.innerType as never);
    return [];
  }

  test('is a field of no body: not of any object in any of them', () => {
    const found = Object.entries(contracts).flatMap(([name, { body }]) =>
      (body ? objectsIn(body) : []).flatMap(object => {
        const { shape, catchall } = object._zod.def as z.core.$ZodObjectDef;
        const open = catchall?._zod.def.type === 'never' ? [] : [`${name} takes what it does not know`];
        return [...open, ...theirs.filter(field => field in shape).map(field => `${name} takes ${field}`)];
      }),
    );
    // A person's roles, which an administrator sets.
    expect(new Set(found)).toEqual(new Set(['PUT /v1/people/:id takes role', 'PATCH /v1/people/:id takes role']));
  });

  test.each(Object.entries(contracts).filter(([name, { body }]) => body && !name.includes('/entries')))(
    'is refused by name: %s',
    async name => {
      const { as } = await makeSchool();
      const [method, path] = name.split(' ') as [string, string];
      const things: Record<string, string> = { schools: 'maple', teams: 'grade-7', people: 'ruiz', needs: 'fractions' };
      const noun = path.split('/')[2]!;
      for (const field of theirs) {
        const answer = await as('adeyemi')(method, path.replace(':id', things[noun] ?? 'new'), {
          body: { [field]: 'x' },
          headers: { 'if-match': '*' },
        });
        if (method === 'PATCH' && answer.status === 404) continue;
        expect([answer.status, refusal(answer)]).toEqual([422, expect.stringContaining(`/${field}`)]);
      }
    },
  );

  test('is refused in an entry of any kind', async () => {
    const school = await makeSchool();
    for (const { name } of kinds) {
      const entry = journal().log('ruiz', name);
      for (const field of theirs)
        expect([name, refusal(await put(school, 'ruiz', { ...entry, [field]: 'x' }))]).toEqual([
          name,
          `body.invalid /${field}`,
        ]);
    }
    expect((await tablesOf(school)).entry).toEqual([]);
  });
});

describe('a note that was opened to nobody', () => {
  test('changes no answer that anybody else gets: no list, count, tag or refusal', async () => {
    // Some answers say when they were given.
    vi.useFakeTimers({ toFake: ['Date'] });
    const school = await makeSchool();
    const { log, logged, cycle } = journal();
    log('ruiz', 'plan', { idea: 'Ask why', practice: 'number-talks' });
    log('ruiz', 'do', { note: 'Ari left early' });
    log('ruiz', 'check', { note: 'Ari again' });
    log('ruiz', 'question', { text: 'And Ari?' });
    log('ruiz', 'participation');
    const ids = [cycle, ...logged.map(({ entry }) => entry.id)];
    const others = ['okafor', 'tran', 'lind', 'moreau', 'adeyemi'] as const;
    const fresh = journal({ number: 2 });
    const feedback = Object.fromEntries(others.map(who => [who, fresh.log(who, 'feedback', { cycle })]));
    const contact = fresh.log('lind', 'contact', { cycle });

    const answers = async () => {
      const told: Record<string, unknown> = {};
      const note = async (who: Who, method: string, path: string, more = {}) => {
        const { status, headers, body } = await school.as(who)(method, path, more);
        told[`${who} ${method} ${path}`] = [status, headers.get('etag'), headers.get('content-length'), body];
      };
      for (const who of others) {
        for (const [name, { apart }] of Object.entries(contracts)) {
          const [method, path] = name.split(' ') as [string, string];
          if (method !== 'GET' || apart) continue;
          const paths = path.includes(':id') ? ids.concat('ruiz').map(id => path.replace(':id', id)) : [path];
          for (const one of paths) await note(who, 'GET', one);
        }
        await note(who, 'GET', `/v1/page?${place}`);
        await note(who, 'HEAD', `/v1/cycles/${cycle}`);
        await note(who, 'GET', `/v1/cycles/${cycle}`, { headers: { 'if-none-match': '*' } });
        await note(who, 'GET', '/v1/learning?practice=number-talks');
        await note(who, 'PUT', `/v1/entries/${feedback[who]!.id}`, { body: feedback[who] });
        await note(who, 'PUT', `/v1/entries/${contact.id}`, { body: contact });
        for (const id of ids) await note(who, 'DELETE', `/v1/notices/${id}`);
      }
      return told;
    };
    const before = await answers();
    expect(Object.keys(before).length).toBeGreaterThan(500);
    expect(new Set(await deliver(school, logged))).toEqual(new Set([201]));
    expect(await answers()).toEqual(before);
  }, 60_000);
});

describe('access that was taken back', () => {
  async function shared() {
    const school = await makeSchool();
    const { log, logged, cycle } = journal();
    log('ruiz', 'plan');
    log('ruiz', 'do', { note: 'Ari left early' });
    log('ruiz', 'share');
    await deliver(school, logged);
    const close = () => put(school, 'ruiz', log('ruiz', 'share', { state: 'closed' }));
    return { school, log, cycle, close };
  }

  test('is gone everywhere: the kept page, the cycle, the summary, and what waited in the coach’s outbox', async () => {
    const { school, log, cycle, close } = await shared();
    const lind = school.as('lind');
    const page = await lind('GET', `/v1/page?${place}`);
    expect(page.body.shared).toHaveLength(1);
    expect((await lind('GET', `/v1/cycles/${cycle}`)).status).toBe(200);
    const late = [log('lind', 'feedback'), log('lind', 'contact'), log('lind', 'contact', { cycle: undefined })];
    await close();

    const kept = await lind('GET', `/v1/page?${place}`, { headers: { 'if-none-match': page.headers.get('etag')! } });
    expect([kept.status, kept.body.shared]).toEqual([200, []]);
    expect((await lind('GET', `/v1/cycles/${cycle}`)).status).toBe(404);
    expect((await lind('GET', `/v1/cycles/${cycle}`, { headers: { 'if-none-match': '*' } })).status).toBe(404);
    expect((await lind('GET', '/v1/insights/who-needs-me')).body.teachers).toEqual([]);
    for (const entry of late) expect(refusal(await put(school, 'lind', entry))).toBe('thing.unknown');
    const { body } = await lind('POST', '/v1/entries', { body: { entries: late } });
    expect(body.results.map((one: { status: number }) => one.status)).toEqual([404, 404, 404]);
  });

  test('is gone for every byte that is asked for after the answer, however many read at that moment', async () => {
    const { school, cycle, close } = await shared();
    const read = async () => {
      const { status, body } = await school.as('lind')('GET', `/v1/cycles/${cycle}`);
      return status === 404 ? 'nothing' : JSON.stringify(body).includes('Ari') ? 'note' : 'torn';
    };
    const closing = close();
    const meanwhile = await Promise.all(Array.from({ length: 20 }, read));
    expect(meanwhile).not.toContain('torn');
    expect((await closing).status).toBe(201);
    expect(new Set(await Promise.all(Array.from({ length: 10 }, read)))).toEqual(new Set(['nothing']));
  });
});

describe('the same entry again', () => {
  test('is the same years later', async () => {
    const school = await makeSchool();
    const { log, logged } = journal();
    const plan = log('ruiz', 'plan');
    await seedEntries(env.DB, school, logged, new Date('2020-01-01'));
    expect((await put(school, 'ruiz', plan)).status).toBe(200);
    expect(refusal(await put(school, 'ruiz', { ...plan, prediction: 1 }))).toBe('entry.conflict');
  });

  test('twenty times at once is stored once, and each is told the same', async () => {
    const school = await makeSchool();
    const plan = journal().log('ruiz', 'plan');
    const answers = await Promise.all(Array.from({ length: 20 }, () => put(school, 'ruiz', plan)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(19).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect((await tablesOf(school)).entry).toHaveLength(1);
  });

  test('is another one in another district', async () => {
    const [here, there] = [await makeSchool(), await makeSchool()];
    const plan = journal().log('ruiz', 'plan');
    expect((await put(here, 'ruiz', plan)).status).toBe(201);
    expect((await put(there, 'ruiz', { ...plan, prediction: 5 })).status).toBe(201);
    expect((await tablesOf(here)).entry[0]!.body).toContain('"prediction":75');
  });
});

describe('a page of another origin', () => {
  test('is told nothing, whoever it says it is and whatever it brings', async () => {
    const { as } = await makeSchool();
    for (const origin of ['https://evil.example', 'null', 'chrome-extension://abcdefghijklmnop', 'moz-extension://x'])
      for (const name of Object.keys(contracts)) {
        const [method, path] = name.replace(':id', 'nothing').split(' ') as [string, string];
        const asked = { 'access-control-request-method': method, 'access-control-request-headers': 'authorization' };
        const preflight = await call('OPTIONS', path, { headers: { origin, ...asked } });
        expect([name, preflight.status]).toEqual([name, 405]);
        const answers = [preflight];
        if (method === 'GET') answers.push(await as('adeyemi')('GET', path, { headers: { origin, cookie: 'a=b' } }));
        for (const { headers } of answers)
          expect([...headers.keys()].filter(one => /^access-control|^cross-origin|^set-cookie/.test(one))).toEqual([]);
      }
  }, 30_000);
});

describe('an odd request', () => {
  test('that is packed is not unpacked', async () => {
    const { as } = await makeSchool();
    const zeros = new Response(new Uint8Array(20_000_000)).body!.pipeThrough(new CompressionStream('gzip'));
    const bomb = new Uint8Array(await new Response(zeros).arrayBuffer());
    expect(bomb.length).toBeLessThan(64 * 1024);
    const body = String.fromCharCode(...bomb.slice(0, 20_000));
    for (const encoding of ['gzip', 'br', 'deflate', 'x'])
      expect(
        refusal(await as('adeyemi')('PUT', '/v1/needs/new', { body, headers: { 'content-encoding': encoding } })),
      ).toBe('body.malformed');
  });

  test('of a method that nobody has opens nothing', async () => {
    const { as } = await makeSchool();
    for (const method of ['PROPFIND', 'SEARCH', 'PURGE', 'get'])
      expect((await as('adeyemi')(method, '/v1/needs/fractions')).status).toBeOneOf([200, 405]);
    // Node and browsers refuse these before they are sent; so does the worker's own runtime.
    for (const method of ['TRACE', 'CONNECT', 'TRACK'])
      await expect(
        (async () => (await as('adeyemi')(method, '/v1/needs/fractions')).status)().catch(() => 405),
      ).resolves.toBe(405);
  });
});

describe('a clock that is wrong', () => {
  test('by a year keeps what its person logs, and moves nothing of anybody else', async () => {
    const school = await makeSchool();
    for (const [number, from] of [
      [1, '2025-11-02T08:00:00-05:00'],
      [2, '2027-11-02T08:00:00-05:00'],
    ] as const) {
      const { log, logged } = journal({ number, from });
      log('ruiz', 'plan', { tag: { ...leaves, lesson: String(number) } });
      log('ruiz', 'share');
      log('ruiz', 'do');
      expect(await deliver(school, logged)).toEqual([201, 201, 201]);
    }
    const { asOf, teachers } = (await school.as('lind')('GET', '/v1/insights/who-needs-me')).body;
    expect(asOf).toBe(new Date().toISOString().slice(0, 10));
    expect(teachers).toMatchObject([{ id: 'ruiz', cycles: [{}, {}] }]);
    const received = await env.DB.prepare(
      'select distinct substr(received_at, 1, 4) as year from entry where district = ?',
    )
      .bind(school.district)
      .first<string>('year');
    expect(received).toBe(String(new Date().getUTCFullYear()));
    const lines = (await school.as('adeyemi')('GET', '/v1/audit')).body.items as { at: string }[];
    for (const { at } of lines) expect(Math.abs(Date.now() - Date.parse(at))).toBeLessThan(600_000);
  });

  test('in two time zones of one district tells each their own day, also where clocks change', async () => {
    const school = await makeSchool();
    const days: Record<string, string> = {
      '2026-11-23T23:30:00-05:00': '2026-11-23',
      '2026-11-24T13:45:00+09:15': '2026-11-24',
      '2026-11-01T01:30:00-04:00': '2026-11-01',
      '2026-11-01T01:30:00-05:00': '2026-11-01',
      '2028-02-29T12:00:00Z': '2028-02-29',
      '2027-12-31T23:59:59.999-10:00': '2027-12-31',
    };
    for (const [number, at] of Object.keys(days).entries())
      expect((await put(school, 'ruiz', journal({ number: number + 1 }).log('ruiz', 'do', { at }))).status).toBe(201);
    const { cycle } = await tablesOf(school);
    expect(cycle.map(one => one.since).toSorted()).toEqual(Object.values(days).toSorted());
  });

  test.each(['2026-11-02T08:00:00', '2026-02-30T08:00:00Z', '2026-11-02T24:00:01Z', '2026-11-02', '1e9', '-1'])(
    '%s is no instant',
    async at => {
      const school = await makeSchool();
      expect(refusal(await put(school, 'ruiz', journal().log('ruiz', 'do', { at })))).toBe('body.invalid /at');
    },
  );

  test.each(['2027-02-29', '2100-02-29', '2026-13-01', '2026-11-31', '0000-00-00', '26-11-02'])(
    '%s is no day',
    async on => {
      const school = await makeSchool();
      expect(refusal(await put(school, 'ruiz', journal().log('ruiz', 'do', { on })))).toBe('body.invalid /on');
    },
  );
});

describe('what fails', () => {
  /** The database, in which statements that look so fail. */
  const failing = (pattern: RegExp, message = 'D1_ERROR: near "secret": syntax error') =>
    ({
      withSession: (bookmark: string) => {
        const session = env.DB.withSession(bookmark);
        return {
          prepare: (sql: string) => {
            if (pattern.test(sql)) throw new Error(message);
            return session.prepare(sql);
          },
          batch: session.batch.bind(session),
          getBookmark: () => session.getBookmark(),
        };
      },
    }) as unknown as D1Database;

  test('before anybody is known lets nobody in', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const { as } = await makeSchool();
    for (const db of [failing(/from token/), {}, undefined] as D1Database[]) {
      const { status, headers, body } = await as('adeyemi')('GET', '/v1/people', db ? { db } : { db: null as never });
      expect([status, headers.get('content-type')]).toEqual([500, 'application/problem+json']);
      expect(Object.keys(body).sort()).toEqual(['status', 'title', 'type']);
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  test('in the log lets nobody read another’s cycle, and writes nothing', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const school = await makeSchool();
    const { log, logged, cycle } = journal();
    log('ruiz', 'plan');
    log('ruiz', 'do', { note: 'Ari left early' });
    log('ruiz', 'share');
    await deliver(school, logged);
    const db = failing(/insert into audit/);
    const read = await school.as('lind')('GET', `/v1/cycles/${cycle}`, { db });
    expect([read.status, JSON.stringify(read.body)]).toEqual([500, expect.not.stringContaining('Ari')]);
    const write = await school.as('adeyemi')('PUT', '/v1/needs/new', { db, body: { text: 'x' } });
    expect(write.status).toBe(500);
    expect((await school.as('adeyemi')('GET', '/v1/needs/new')).status).toBe(404);
  });

  test('is one line in the log, whatever a name or an address holds, and holds no token', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { as, tokens } = await makeSchool();
    const forged = '\r\n{"level":"info","actor":"nobody"}\u001b[31m\u0085\u2028';
    await as('ruiz')('GET', '/v1/me', { db: failing(/from token/, `near "${forged}"`) });
    await as('ruiz')('GET', `/v1/needs/${encodeURIComponent(forged)}`, { db: failing(/from map where/, forged) });
    expect(said).toHaveBeenCalledTimes(2);
    for (const [line, ...more] of said.mock.calls) {
      expect(more).toEqual([]);
      expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      expect(JSON.parse(line).level).toBe('error');
      expect(line).not.toContain(tokens.ruiz);
    }
  });
});

test('what the name of a thing holds, no header repeats', async () => {
  const { as } = await makeSchool();
  const name = 'x\r\nset-cookie: a=b\u001b[31m';
  const { status, headers, body } = await as('adeyemi')('PUT', '/v1/schools/odd', { body: { name } });
  expect([status, body.name]).toEqual([201, name]);
  expect(JSON.stringify([...headers])).not.toMatch(/set-cookie|\[31m/);
  expect(refusal(await as('adeyemi')('GET', `/v1/needs/${idAt(1)}%0d%0aset-cookie:a`))).toBe('thing.unknown');
});
