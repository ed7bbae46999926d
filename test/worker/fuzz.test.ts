import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem, type ProblemCode, problemOf, problems } from '../../shared/problem.ts';
import type { Desk } from '../../shared/records/desk.ts';
import { Entry } from '../../shared/records/entry.ts';
import { nouns } from '../../shared/records/map.ts';
import { z } from '../../shared/zod.ts';
import { makeCode } from '../../worker/store/code.ts';
import { putThing } from '../../worker/store/map.ts';
import { tell } from '../../worker/store/notice.ts';
import { makeSession } from '../../worker/store/token.ts';
import { anyBody, anyId, anyQuery, type Known } from './arbitrary.ts';
import { type Contract, contracts } from './contract.ts';
import { journal, put, type School } from './log.ts';
import { call, makeSchool } from './make.ts';

// Requests that our own schemas make, sound and spoilt, by people of every role: no answer is a failure, every answer is
// what the route promises, and nothing that was planted shows to whoever may not see it.

const REQUESTS = 50_000;
const AT_ONCE = 20;
const ROUNDS = 20;
const SEED = 20261125;

/** Whoever asks. `elsewhere` is another district's administrator, `nobody` has no session, `liar` has a made-up one. */
const askers = ['ruiz', 'tran', 'lind', 'moreau', 'adeyemi', 'elsewhere', 'nobody', 'liar'] as const;
type Asker = (typeof askers)[number];

/** Those who may do the most get the furthest. */
const busy: Partial<Record<Asker, number>> = { adeyemi: 12, ruiz: 6, lind: 4, moreau: 3 };

/** Words nobody else writes, and who may read them. */
const canary = (name: string) => `canary-${name}-y`;
const readers: Record<string, Asker[]> = {
  [canary('private')]: [],
  [canary('coach-note')]: ['lind'],
  [canary('coach-idea')]: ['lind'],
  [canary('closed-note')]: [],
  [canary('team-note')]: ['ruiz'],
  [canary('email')]: ['adeyemi'],
  [canary('client-secret')]: [],
  [canary('elsewhere')]: ['elsewhere'],
};

/** A school in which Mr. Okafor, who never asks, wrote what only some may read; and another district beside it. */
async function makeWorld() {
  const [here, there] = [await makeSchool(), await makeSchool()];
  const now = new Date();
  const person = (school: School, id: string, more: object) =>
    school
      .as('adeyemi')('GET', `/v1/people/${id}`)
      .then(({ body: { id: _, version, ...body } }) =>
        school.as('adeyemi')('PUT', `/v1/people/${id}`, {
          body: { ...body, ...more },
          headers: { 'if-match': `"${version}"` },
        }),
      );
  expect((await person(here, 'okafor', { email: `${canary('email')}@x.example` })).status).toBe(200);
  expect((await person(there, 'tran', { name: canary('elsewhere'), email: 'tran@x.example' })).status).toBe(200);
  const provider = { preset: 'google', name: 'x', clientId: 'x', clientSecret: canary('client-secret') };
  expect((await here.as('adeyemi')('PUT', '/v1/providers/vault', { body: provider })).status).toBe(201);
  const newcomer = nouns.person.schema.parse({ name: 'New', roles: [{ role: 'teacher' }] });
  for (const id of ['newcomer', 'helper']) await putThing(env.DB, here.writer, 'person', id, newcomer, null, now);

  const cycles = [1, 2, 3, 4].map(number => journal({ number }));
  const [own, coach, closed, team] = cycles as [(typeof cycles)[0], ...typeof cycles];
  const story = (school: School, { log }: (typeof cycles)[0], idea: string, note: string, shares: object[]) =>
    [log('okafor', 'plan', { idea }), ...shares.map(share => log('okafor', 'share', share))]
      .concat([log('okafor', 'do', { note }), log('okafor', 'question', { text: note })] as never)
      .reduce<Promise<unknown>>(
        (before, entry) => before.then(async () => expect((await put(school, 'okafor', entry)).status).toBe(201)),
        Promise.resolve(),
      );
  await story(here, own, canary('private'), canary('private'), []);
  await story(here, coach!, canary('coach-idea'), canary('coach-note'), [{ with: { person: 'lind' } }]);
  await story(here, closed!, canary('coach-idea'), canary('closed-note'), [{ with: { person: 'lind' }, notes: false }]);
  await story(here, team!, 'x', canary('team-note'), [{ with: { team: 'grade-7' } }]);
  await story(there, journal({ number: 9 }), canary('elsewhere'), canary('elsewhere'), []);

  const invite = (await makeCode(env.DB, env.SEAL_SECRET, here.district, 'helper', 'invite', now, { uses: 1000 }))!;
  const spare = ['ruiz', 'lind', 'adeyemi'].map(id => makeSession(env.DB, here.district, id, 'spare', now));
  const sessions = (await Promise.all(spare)).map(({ access }) => access.slice('deskside_at_'.length).slice(0, 32));
  const always = env.DB.prepare('update district set name = name where id = ?').bind(here.district);
  await env.DB.batch([always, await tell(env.DB, here, 'ruiz', { kind: 'session_copied', device: 'x' }, now)]);
  const { notices } = (await here.as('ruiz')('GET', '/v1/page?site=canvas@x.example&course=1')).body as Desk;
  const glass = await here.as('adeyemi')('POST', '/v1/break-glass', { body: { teacher: 'tran', reason: 'x' } });
  const known: Known = {
    session: sessions,
    notice: notices.map(({ id }) => id),
    glass: [glass.body.id],
    limit: ['1', '5', '200'],
    today: ['2026-11-20'],
    scope: ['school:maple', 'district'],
    cycle: cycles.map(one => one.cycle),
    supersedes: own.logged.map(one => one.entry.id),
    school: ['maple', 'oak'],
    schools: ['maple', 'oak'],
    team: ['grade-7', 'oak-staff'],
    teams: ['grade-7', 'oak-staff'],
    person: ['lind', 'okafor', 'helper'],
    teacher: ['okafor', 'ruiz', 'tran'],
    need: ['fractions'],
    goal: ['number-sense'],
    aim: ['compare'],
    aims: ['compare'],
    measure: ['exit-ticket'],
    measures: ['exit-ticket'],
    practice: ['number-talks', 'exit-tickets'],
    practices: ['number-talks', 'exit-tickets'],
    initiative: ['numeracy'],
    learning: ['talks-course', 'math-7'],
    provider: ['school'],
    issuer: ['https://id.maple.example'],
    code: [invite.code],
    cursor: [btoa('m').replaceAll('=', '')],
    title: ['Math 7'],
    role: ['coach'],
    course: ['Math 7', '2'],
  };
  const tokens = new Map<Asker, string>();
  const signIn = async (who: Asker) => {
    const school = who === 'elsewhere' ? there : here;
    const { access } = await makeSession(env.DB, school.district, who === 'elsewhere' ? 'adeyemi' : who, who, now);
    tokens.set(who, access);
  };
  for (const who of askers.slice(0, 6)) await signIn(who);
  tokens.set('liar', `deskside_at_${'0'.repeat(96)}`);
  return { known, tokens, signIn };
}

type World = Awaited<ReturnType<typeof makeWorld>>;
type Asked = {
  who: Asker;
  method: string;
  path: string;
  body: string | undefined;
  headers: Record<string, string>;
};

/** Things whose names are in addresses, by the noun. Whoever asks stays who they are, so that what they may see does too. */
function idsFor(name: string, id: Contract['id'], known: Known): readonly string[] {
  if (id === 'cycle' || id === 'session' || id === 'notice' || id === 'glass') return known[id]!;
  if (id === 'entry') return [...known.cycle!, ...known.supersedes!];
  if (id !== 'person') return [...(known[id ?? ''] ?? []), 'new-one', 'new-two'];
  const changes = /^(PUT|PATCH|DELETE) \/v1\/people\//.test(name);
  return changes ? ['newcomer', 'helper', 'new-one'] : ['newcomer', 'okafor', 'ruiz', 'adeyemi', 'new-one'];
}

/** An entry by itself, as the schema of many does not say. */
const bodies: Record<string, Contract['body']> = {
  'POST /v1/entries': z.strictObject({ entries: z.array(Entry).check(z.minLength(1), z.maxLength(100)) }),
};
const tags = ['*', '"1"', 'W/"1"', '"', '"x", *', ''];
const anyHeaders: fc.Arbitrary<Record<string, string>> = fc
  .record(
    {
      'if-match': fc.oneof({ weight: 4, arbitrary: fc.constant('*') }, fc.constantFrom(...tags)),
      'if-none-match': fc.oneof({ weight: 9, arbitrary: fc.constant('"x"') }, fc.constantFrom(...tags)),
      'content-type': fc.oneof(
        { weight: 9, arbitrary: fc.constant('application/json') },
        fc.constantFrom('text/plain', 'application/x-www-form-urlencoded', 'application/merge-patch+json', 'json', ''),
      ),
      'x-deskside-bookmark': fc.constantFrom('0-0', 'x', "'", '-'.repeat(200)),
      'x-http-method-override': fc.constant('DELETE'),
      origin: fc.constantFrom('null', 'https://evil.example'),
    },
    { requiredKeys: ['if-match'] },
  )
  .map(headers => headers as Record<string, string>);

const never = fc.constant(undefined);

function anyRequestTo(name: string, { query, body, id }: Contract, known: Known): fc.Arbitrary<Asked> {
  const [method, path] = name.split(' ') as [string, string];
  const schema = bodies[name] ?? body;
  return fc
    .record({
      who: fc.oneof(...askers.map(who => ({ weight: busy[who] ?? 1, arbitrary: fc.constant(who) }))),
      method: fc.oneof(
        { weight: 30, arbitrary: fc.constant(method) },
        fc.constantFrom('HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'),
      ),
      id: path.includes(':') ? anyId(idsFor(name, id, known)) : fc.constant(''),
      query: query
        ? anyQuery(query, name === 'GET /v1/audit' ? { ...known, cursor: ['7'] } : known)
        : fc.oneof({ weight: 9, arbitrary: fc.constant('') }, anyQuery(query, known)),
      body: schema ? anyBody(schema, known) : fc.oneof({ weight: 9, arbitrary: never }, fc.constantFrom('{}', '[1')),
      headers: anyHeaders,
      from: fc.nat(65_535),
      plain: fc.nat(9).map(n => n > 0),
    })
    .map(({ id, query, headers, from, plain, ...asked }) => {
      const at = (name === 'PUT /v1/entries/:id' && plain && idIn(asked.body)) || id;
      const { 'if-match': match, ...rest } = headers;
      return {
        ...asked,
        body: ['GET', 'HEAD'].includes(asked.method) ? undefined : asked.body,
        path: path.replace(/:\w+/, () => at) + (query && `?${query}`),
        headers: {
          ...(plain ? {} : rest),
          ...(match && (asked.method !== 'PUT' || from % 2) && { 'if-match': match }),
          'cf-connecting-ip': `10.1.${from >> 8}.${from & 255}`,
        },
      };
    });
}

function idIn(body: string | undefined): string | undefined {
  return /"id":"([0-9a-f-]{36})"/.exec(body ?? '')?.[1];
}

/** Costly, or ending for all that comes at the same time; and there is little to find. */
const rare = ['GET /v1/audit/verify', 'POST /v1/sign-out', 'DELETE /v1/sessions'];

function anyRequest(known: Known): fc.Arbitrary<Asked> {
  const often = (name: string) =>
    rare.includes(name) ? 1 : /entries|page|cycles|break-glass|providers|activity/.test(name) ? 24 : 8;
  return fc.oneof(
    ...Object.entries(contracts).map(([name, contract]) => ({
      weight: often(name),
      arbitrary: anyRequestTo(name, contract, known),
    })),
  );
}

const patterns = Object.entries(contracts).map(([name, contract]) => {
  const [method, path] = name.split(' ') as [string, string];
  return { name, method, path: new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`), contract };
});

function routeOf({ method, path }: Asked) {
  const { pathname } = new URL(path, 'http://x');
  return patterns.find(one => one.method === method && one.path.test(pathname));
}

/** What is wrong with an answer, or nothing. */
function wrong(asked: Asked, answer: Awaited<ReturnType<typeof call>>): string | undefined {
  const { status, headers, body } = answer;
  if (status >= 500) return `${status}`;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const shown = text + JSON.stringify([...headers]);
  for (const [words, may] of Object.entries(readers))
    if (shown.includes(words)) {
      if (!may.includes(asked.who)) return `${asked.who} reads ${words}`;
      told.add(words);
    }
  const path = new URL(asked.path, 'http://x').pathname;
  if (/deskside_\w+_[0-9a-f]/.test(shown) && !/^\/v1\/(sign-in|people\/[^/]+\/invite)$/.test(path))
    return 'a token is told';
  if (!headers.has('ratelimit')) return 'no count';
  if (patterns.some(one => one.contract.apart && one.path.test(path))) return undefined;
  if (!/private|no-store/.test(headers.get('cache-control') ?? '')) return 'no headers';
  if ([...headers.keys()].some(name => name.startsWith('access-control'))) return 'tells another origin';
  if (asked.method === 'HEAD') return text === '' ? undefined : 'HEAD has a body';
  if (status >= 300 && status !== 304) {
    const read = Problem.safeParse(body);
    if (!read.success || headers.get('content-type') !== 'application/problem+json') return 'is no problem+json';
    const code = read.data.type.replace('/problems/', '') as ProblemCode;
    if (!Object.hasOwn(problems, code) || problemOf(code).status !== status) return `is no ${code}`;
    return read.data.title === problemOf(code).title ? undefined : 'has a title of its own';
  }
  const found = routeOf(asked);
  if (!found) return `nobody knows ${asked.method} ${path}`;
  const { answer: promised } = found.contract;
  if (status === 304 || status === 204 || !promised)
    return text === '' && (promised || status === 204) ? undefined : 'has a body';
  const read = promised.safeParse(body);
  return read.success ? undefined : `is not as promised: ${z.prettifyError(read.error)}`;
}

const statuses = new Map<number, number>();
const reached = new Set<string>();
const told = new Set<string>();
let sent = 0;
const printed: unknown[][] = [];

beforeEach(() => {
  for (const level of ['debug', 'log', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((...said) => void printed.push(said));
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function ask({ tokens, signIn }: World, asked: Asked) {
  const { who, method, path, body, headers } = asked;
  const token = tokens.get(who);
  const answer = await call(method, path, {
    ...(token && { as: token }),
    ...(body !== undefined && { body }),
    headers,
    limits: { person: 1e9, address: 1e9 },
  });
  statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
  if (answer.status < 300) reached.add(routeOf(asked)?.name ?? '');
  sent++;
  // Signing out is one of the things to try: who did it comes back.
  const known = !['nobody', 'liar'].includes(who);
  if (answer.status === 401 && known && path !== '/v1/sign-in') await signIn(who);
  return answer;
}

test.each(Array.from({ length: ROUNDS }, (_, round) => SEED + round))(
  'no request makes it fail, lie or tell (seed %i)',
  async seed => {
    const world = await makeWorld();
    const goal = sent + REQUESTS / ROUNDS;
    const many = fc.array(anyRequest(world.known), { minLength: 1, maxLength: 2 * AT_ONCE, size: 'max' });
    for (let part = 0; sent < goal; part++)
      await fc.assert(
        fc.asyncProperty(many, async all => {
          const answers = await Promise.all(all.map(asked => ask(world, asked)));
          expect(all.flatMap((asked, at) => wrong(asked, answers[at]!) ?? [])).toEqual([]);
          expect(printed).toEqual([]);
        }),
        { seed: seed * 100 + part, numRuns: 25 },
      );
  },
  300_000,
);

/** What needs a second administrator, or ends somebody; and signing in, which has its own tests, step by step. */
const unreached = [
  'GET /oauth/authorize',
  'POST /oauth/authorize',
  'GET /oauth/callback/:provider',
  'POST /oauth/token',
  'POST /oauth/revoke',
  'POST /oauth/device_authorization',
  'POST /v1/device',
  'DELETE /v1/me',
  'DELETE /v1/people/:id/everything',
  'DELETE /v1/district',
  'POST /v1/break-glass/:id/approve',
];

afterAll(() => {
  const counted = [...statuses].sort(([a], [b]) => a - b).map(([status, n]) => `${status} × ${n}`);
  console.log(`${sent} requests: ${counted.join(', ')}`);
  expect(sent).toBeGreaterThanOrEqual(REQUESTS);
  expect(Object.keys(contracts).filter(name => !reached.has(name))).toEqual(unreached);
  const open = Object.keys(readers).filter(words => readers[words]!.length > 0);
  expect([...told].sort()).toEqual(open.sort());
});
