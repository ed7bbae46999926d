import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Problem } from '../../shared/problem.ts';
import { type NounName, nouns } from '../../shared/records/map.ts';
import { CLIENT } from '../../shared/records/session.ts';
import type { z } from '../../shared/zod.ts';
import type { Env } from '../../worker/http.ts';
import { app } from '../../worker/index.ts';
import type { Limits } from '../../worker/limit.ts';
import { putDistrict } from '../../worker/store/district.ts';
import { type Body, putThing } from '../../worker/store/map.ts';
import { makeSession } from '../../worker/store/token.ts';

export type Call = {
  /** An access or API token. */
  as?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Another database binding, such as one that counts. */
  db?: D1Database;
  /** The worker's secret, when it is another than usual. */
  secret?: string | undefined;
  /** How much one may ask for, when it is other than usual. */
  limits?: Limits;
};

/** One request to the worker, and its answer as a client sees it. A body that is text already is sent as it is. */
export async function call(
  method: string,
  path: string,
  { as, body, headers, db = env.DB, limits, ...more }: Call = {},
) {
  const context = createExecutionContext();
  const response = await app.request(
    path,
    {
      method,
      headers: {
        ...(as && { authorization: `Bearer ${as}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    },
    {
      ...env,
      DB: db,
      SEAL_SECRET: 'secret' in more ? more.secret : env.SEAL_SECRET,
      ...(limits && { LIMITS: limits }),
    } as Env,
    context,
  );
  await waitOnExecutionContext(context);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  const isJson = text !== '' && /[/+]json/.test(response.headers.get('content-type') ?? '');
  // biome-ignore lint/suspicious/noExplicitAny: what it holds is what the test asserts
  return { status: response.status, headers: response.headers, bytes, body: isJson ? JSON.parse(text) : (text as any) };
}

/** A form sent to the worker's own sign-in, as its client sends it. */
export function send(path: string, form: Record<string, string>, more: Call = {}) {
  return call('POST', path, {
    ...more,
    body: new URLSearchParams({ client_id: CLIENT, ...form }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...more.headers },
  });
}

/** The code of a refusal and the fields it names: `body.invalid /measures/0`. */
export function refusal({ body }: { body: Problem }): string {
  const fields = new Set(body.errors?.map(error => error.pointer));
  return [body.type.replace('/problems/', ''), ...fields].join(' ');
}

let districts = 0;

/** A district of its own for one test: everybody's token by their id, and a map from need to learning. */
export async function makeSchool(now = new Date()) {
  const district = `district-${++districts}`;
  const home = await putDistrict(env.DB, env.SEAL_SECRET, district, 'Maple Valley');
  const put = <N extends NounName>(noun: N, id: string, body: z.input<(typeof nouns)[N]['schema']>) =>
    putThing(env.DB, { ...home, id: null }, noun, id, nouns[noun].schema.parse(body) as Body<N>, null, now);

  await put('school', 'maple', { name: 'Maple Middle School' });
  await put('school', 'oak', { name: 'Oak Elementary School' });
  await put('need', 'fractions', { text: 'Grade 7 can’t compare fractions' });
  await put('goal', 'number-sense', { text: 'Every 7th grader reasons about size', need: 'fractions' });
  await put('measure', 'exit-ticket', {
    name: 'Exit ticket, share correct',
    unit: 'percent',
    direction: 'up',
    kind: 'student_learning',
  });
  await put('practice', 'number-talks', {
    name: 'Number talks',
    why: 'Students hear more than one way to think',
    ingredients: [
      { text: 'Wait time', kind: 'core' },
      { text: 'Hand signals', kind: 'adaptable' },
    ],
  });
  await put('practice', 'exit-tickets', {
    name: 'Exit tickets',
    ingredients: [{ text: 'One question', kind: 'core' }],
  });
  await put('aim', 'compare', {
    text: '80 % compare fractions correctly by March',
    goal: 'number-sense',
    measures: ['exit-ticket'],
    practices: ['number-talks'],
    target: 80,
  });
  await put('initiative', 'numeracy', {
    name: 'Numeracy',
    practices: ['number-talks'],
    schools: ['maple'],
    stage: 'initial',
  });
  await put('learning', 'talks-course', {
    title: 'Leading number talks',
    url: 'https://pl.example.org/talks',
    practices: ['number-talks'],
  });
  await put('learning', 'math-7', {
    title: 'Teaching Math 7',
    url: 'https://pl.example.org/math-7',
    courses: ['Math 7'],
  });
  await put('learning', 'math-all', {
    title: 'Math for all',
    url: 'https://pl.example.org/math',
    subjects: ['Mathematics'],
  });
  await put('provider', 'school', {
    preset: 'oidc',
    name: 'School account',
    issuer: 'https://id.maple.example',
    clientId: 'deskside',
    domains: [`${district}.example`],
  });
  await put('team', 'grade-7', { name: 'Grade 7', school: 'maple', aims: ['compare'] });
  await put('team', 'oak-staff', { name: 'Oak staff', school: 'oak' });

  const staff = {
    ruiz: { name: 'Ana Ruiz', role: 'teacher', school: 'maple', teams: ['grade-7'], subjects: ['Mathematics'] },
    okafor: { name: 'Ben Okafor', role: 'teacher', school: 'maple', teams: ['grade-7'], subjects: [] },
    tran: { name: 'Chi Tran', role: 'teacher', school: 'oak', teams: ['oak-staff'], subjects: [] },
    lind: { name: 'Dana Lind', role: 'coach', school: 'maple', teams: [], subjects: [] },
    moreau: { name: 'Eve Moreau', role: 'leader', school: 'maple', teams: [], subjects: [] },
    adeyemi: { name: 'Femi Adeyemi', role: 'admin', school: undefined, teams: [], subjects: [] },
  } as const;
  type Who = keyof typeof staff;
  const tokens = {} as Record<Who, string>;
  for (const [id, { name, role, school, teams, subjects }] of Object.entries(staff)) {
    const roles = [{ role, ...(school && { school }) }];
    await put('person', id, { name, roles, teams: [...teams], subjects: [...subjects] });
    tokens[id as Who] = (await makeSession(env.DB, district, id, 'test', now)).access;
  }
  return {
    district,
    seal: home.seal,
    /** Fills the map in nobody's name. */
    writer: { ...home, id: null },
    tokens,
    /** A request by one of this district's people. */
    as:
      (who: Who) =>
      (method: string, path: string, more: Omit<Call, 'as'> = {}) =>
        call(method, path, { as: tokens[who], ...more }),
  };
}

/** The database, counting the rows that are read through it: `counted.rows` since it was made. */
export function countRows(db: D1Database = env.DB) {
  const inner = new WeakMap<object, D1PreparedStatement>();
  const counted = { rows: 0, db: door(db) as unknown as D1Database };
  const add = <T>(result: D1Result<T>) => {
    counted.rows += result.meta.rows_read;
    return result;
  };
  function statement(real: D1PreparedStatement): D1PreparedStatement {
    const one = {
      bind: (...values: unknown[]) => statement(real.bind(...values)),
      all: async () => add(await real.all()),
      run: async () => add(await real.run()),
      first: async () => add(await real.all()).results[0] ?? null,
    } as unknown as D1PreparedStatement;
    inner.set(one, real);
    return one;
  }
  function door(real: Pick<D1Database, 'prepare' | 'batch'>): object {
    return {
      prepare: (sql: string) => statement(real.prepare(sql)),
      batch: async (all: D1PreparedStatement[]) => (await real.batch(all.map(one => inner.get(one)!))).map(add),
      ...('withSession' in real && {
        withSession: (bookmark: string) => {
          const session = (real as D1Database).withSession(bookmark);
          return { ...door(session), getBookmark: () => session.getBookmark() };
        },
      }),
    };
  }
  return counted;
}
