import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ProblemCode, problemOf } from '../../shared/problem.ts';
import type { Desk } from '../../shared/records/desk.ts';
import { Entry } from '../../shared/records/entry.ts';
import type { PageRef } from '../../shared/records/page.ts';
import { deskOf, type Person } from './desk-of.ts';

/**
 * What may befall a request on its way. `lost`: it never arrived. `unanswered`: it was done, and the connection broke.
 * `cut`: it was done, and half of the answer came through. `filtered`: somebody else answered.
 */
export type Trouble = 'lost' | 'unanswered' | 'cut' | 'filtered' | 'busy' | 'failed' | 'slow down' | null;

/** A worker small enough for a test, true to the real one's answers over real HTTP. */
export async function smallWorker() {
  const people = new Map<string, Person>([
    ['BCDFGHJK', { id: 'ortega', name: 'Ana Ortega', district: 'maple' }],
    ['LMNPQRST', { id: 'cho', name: 'Ben Cho', district: 'maple' }],
  ]);
  const access = new Map<string, Person>();
  const refresh = new Map<string, Person>();
  const replaced = new Map<string, string>();
  let made = 0;

  const own = {
    api: '',
    /** Every request, as `GET /v1/page`. */
    requests: [] as string[],
    /** What is stored, in the order of arrival, each once. */
    stored: new Map<string, { author: string; entry: Entry; body: string }>(),
    /** The most requests for entries that were ever under way at once. */
    atOnce: 0,
    /** What befalls the next request. */
    trouble: (_path: string): Trouble => null,
    /** What a request must wait for. */
    before: (_path: string): Promise<void> | undefined => undefined,
    /** What is wrong with an entry in this worker's eyes. */
    refuses: (_entry: Entry): ProblemCode | null => null,
    desk: (person: Person, page: PageRef): Desk =>
      deskOf(
        person,
        [...own.stored.values()].map(({ author, entry }) => ({ author, entry })),
        page,
      ),
    /** Forms that came to /oauth/token, and whom one that is not a refresh signs in, or why not. */
    forms: [] as Record<string, string>[],
    granted: (_form: URLSearchParams): Person | ProblemCode => 'oauth.invalid_grant',
    /** In which languages exports were asked for. */
    languages: [] as string[],
    /** What else it answers, by path. */
    also: {} as Record<string, unknown>,
    endAccess: () => access.clear(),
    endSessions: () => {
      access.clear();
      refresh.clear();
    },
    sessions: () => refresh.size,
    close: () => {
      server.closeAllConnections();
      return new Promise(resolve => server.close(resolve));
    },
  };
  let atWork = 0;

  const server = createServer(async (request, response) => {
    const url = new URL(request.url!, own.api);
    const body = await bodyOf(request);
    own.requests.push(`${request.method} ${url.pathname}`);
    const trouble = own.trouble(url.pathname);
    await own.before(url.pathname);
    if (trouble === 'lost') return request.socket.destroy();
    if (trouble === 'filtered')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>');
    if (trouble === 'busy') return refuse(response, 'database.busy');
    if (trouble === 'failed') return refuse(response, 'server.failed');
    if (trouble === 'slow down') return refuse(response, 'requests.exceeded');
    own.atOnce = Math.max(own.atOnce, ++atWork);
    await new Promise(setImmediate);
    const answered = answer(request, url, body);
    atWork--;
    if (trouble === 'unanswered') return request.socket.destroy();
    if (trouble === 'cut') {
      const text = JSON.stringify(answered.body ?? null);
      response.writeHead(answered.status, { 'content-type': 'application/json', 'content-length': text.length });
      response.write(text.slice(0, text.length / 2));
      return void setImmediate(() => request.socket.destroy());
    }
    response.writeHead(answered.status, { 'content-type': 'application/json', ...answered.headers });
    response.end(answered.zip ?? (answered.body === undefined ? undefined : JSON.stringify(answered.body)));
  });

  function answer(request: IncomingMessage, url: URL, body: string): Answered {
    if (url.pathname === '/v1/sign-in') {
      const person = people.get(JSON.parse(body).code);
      return person ? { status: 200, body: begin(person) } : problem('code.unknown');
    }
    if (url.pathname === '/oauth/token') {
      const form = new URLSearchParams(body);
      own.forms.push(Object.fromEntries(form));
      if (form.get('grant_type') !== 'refresh_token') {
        const person = own.granted(form);
        return typeof person === 'string' ? problem(person) : { status: 200, body: begin(person) };
      }
      const token = form.get('refresh_token')!;
      const person = refresh.get(token);
      if (!person) return problem('oauth.invalid_grant');
      // The one before is good until this one is first used: an answer may have been lost.
      for (const [before, next] of replaced) if (next === token) refresh.delete(before);
      const session = begin(person);
      replaced.set(token, session.refresh_token);
      return { status: 200, body: session };
    }
    if (url.pathname === '/oauth/revoke') {
      const who = refresh.get(new URLSearchParams(body).get('token')!);
      for (const tokens of [refresh, access])
        for (const [one, person] of tokens) if (person === who) tokens.delete(one);
      return { status: 200 };
    }
    if (url.pathname === '/oauth/device_authorization')
      return { status: 200, body: { device_code: 'dev_1', user_code: 'BCDF-GHJK', interval: 5 } };
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    const who = access.get(token);
    if (!who) return problem('session.ended');
    if (url.pathname === '/v1/page') {
      const { site, course, lesson } = Object.fromEntries(url.searchParams) as PageRef;
      const desk = own.desk(who, { site, course, ...(lesson !== undefined && { lesson }) });
      const etag = `"${Buffer.from(JSON.stringify(desk)).toString('base64url').slice(-40)}${JSON.stringify(desk).length}"`;
      if (request.headers['if-none-match'] === etag) return { status: 304, headers: { etag } };
      return { status: 200, body: desk, headers: { etag } };
    }
    if (url.pathname === '/v1/me/export') {
      own.languages.push(request.headers['accept-language'] ?? '');
      const headers = {
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename="${who.id}.zip"`,
      };
      return { status: 200, zip: new Uint8Array([80, 75, 0, 255]), headers };
    }
    if (url.pathname === '/v1/me' && request.method === 'DELETE') {
      if (JSON.parse(body).confirm !== who.id) return problem('body.invalid');
      own.endSessions();
      return { status: 204 };
    }
    if (url.pathname in own.also) return { status: 200, body: own.also[url.pathname] };
    if (body.length > 64 * 1024) return problem('body.too-large');
    if (request.method === 'PUT') {
      const { status, ...rest } = store(who, JSON.parse(body));
      return rest.problem ? problem(rest.code!) : { status, body: JSON.parse(body) };
    }
    const { entries } = JSON.parse(body) as { entries: Entry[] };
    if (entries.length > 100) return problem('body.invalid');
    const results = entries.map(entry => {
      const { status, problem } = store(who, entry);
      return { id: entry.id, status, ...(problem && { problem }) };
    });
    return { status: 200, body: { results } };
  }

  function store(who: Person, given: unknown) {
    const entry = Entry.parse(given);
    const before = own.stored.get(entry.id);
    const body = JSON.stringify(entry);
    const code = before && before.body !== body ? 'entry.conflict' : own.refuses(entry);
    if (code) return { status: problemOf(code).status, problem: problemOf(code), code };
    if (!before) own.stored.set(entry.id, { author: who.id, entry, body });
    return { status: before ? 200 : 201 };
  }

  function begin(me: Person) {
    const session = { access_token: `at_${++made}`, refresh_token: `rt_${made}` };
    access.set(session.access_token, me);
    refresh.set(session.refresh_token, me);
    return { ...session, token_type: 'Bearer', expires_in: 900, me: { ...me, roles: [{ role: 'teacher' }] } };
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  own.api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return own;
}

type Answered = { status: number; body?: unknown; zip?: Uint8Array; headers?: Record<string, string> };

function problem(code: ProblemCode): Answered {
  return { status: problemOf(code).status, body: problemOf(code) };
}

function refuse(response: ServerResponse, code: ProblemCode): void {
  response.writeHead(problemOf(code).status, { 'content-type': 'application/problem+json', 'retry-after': '30' });
  response.end(JSON.stringify(problemOf(code)));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}
