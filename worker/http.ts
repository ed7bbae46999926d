import type { D1Database, D1DatabaseSession, D1PreparedStatement } from '@cloudflare/workers-types';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { fieldErrors, type ProblemCode, problemOf, Refusal } from '../shared/problem.ts';
import { type Language, languageOf } from '../shared/words.ts';
import { z } from '../shared/zod.ts';
import type { Who } from './guard.ts';
import type { Limits } from './limit.ts';

/** `SEAL_SECRET`: base64 of 32 random bytes or more, by which districts' keys are wrapped. */
export type Env = {
  DB: D1Database;
  SEAL_SECRET?: string;
  /** Where the worker's own sign-in may answer to, word for word, with spaces between. */
  REDIRECT_URIS?: string;
  /** `1` on a machine for trials and tests: providers may be at http://127.0.0.1 and http://localhost. */
  DEV_LOOPBACK?: string;
  /** Where a weakness is reported to: `mailto:…` or `https://…`. */
  SECURITY_CONTACT?: string;
  /** How much one may ask for, where that is not as usual. */
  LIMITS?: Limits;
};
/** What every handler finds in its context: the database session of this request, who is calling, and the time. */
export type App = { Bindings: Env; Variables: { db: Database; who: Who; now: Date } };
/** What stores take: a session keeps one request's reads behind its own writes, and lets replicas serve the rest. */
export type Database = Pick<D1DatabaseSession, 'prepare' | 'batch'>;
export type Statement = D1PreparedStatement;

/** The largest body that is read at all, in bytes. */
export const BODY_LIMIT = 64 * 1024;

/**
 * The request's JSON body, parsed strictly.
 * @throws Refusal body.not-json, body.too-large, body.malformed, body.invalid (naming every wrong field)
 */
export async function readBody<S extends z.core.$ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json' && !type?.endsWith('+json')) throw new Refusal('body.not-json');
  return parse('body.invalid', schema, parseJson(await readText(c.req.raw)));
}

/**
 * A form's fields, as OAuth sends them; what is given twice is refused, what nobody knows is ignored (RFC 6749 §3.2).
 * @throws Refusal oauth.invalid_request, body.too-large
 */
export async function readForm(c: Context): Promise<Record<string, string>> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded')
    throw new Refusal('oauth.invalid_request', { detail: 'Send a form, as application/x-www-form-urlencoded.' });
  const given = new URLSearchParams(await readText(c.req.raw));
  if (new Set(given.keys()).size !== given.size)
    throw new Refusal('oauth.invalid_request', { detail: 'A field is given twice.' });
  return Object.fromEntries(given);
}

/**
 * The query, parsed strictly: an unknown parameter or one given twice is an error, not ignored.
 * @throws Refusal query.invalid
 */
export function readQuery<S extends z.core.$ZodType>(c: Context, schema: S): z.output<S> {
  // Not by Hono's own reader, in which a parameter named `__proto__` is lost.
  const given = [...new URL(c.req.url).searchParams];
  const twice = [...Map.groupBy(given, ([name]) => name)].find(([, values]) => values.length > 1);
  if (twice) throw new Refusal('query.invalid', { errors: [{ pointer: `/${twice[0]}`, detail: 'is given twice' }] });
  return parse('query.invalid', schema, Object.fromEntries(given));
}

/** The language that the client asked for, of those there are words in. */
export function languageAsked(c: Context): Language {
  const wished = (c.req.header('accept-language') ?? '').split(',').map(one => {
    const [tag = '', q = 'q=1'] = one.split(';').map(part => part.trim());
    return { tag, weight: Number(/^q=([\d.]+)$/.exec(q)?.[1] ?? 0) };
  });
  return languageOf(wished.toSorted((a, b) => b.weight - a.weight).map(({ tag }) => tag));
}

/** A whole number in a query. */
export const whole = z.pipe(z.string().check(z.regex(/^\d{1,15}$/, 'is a whole number')), z.transform(Number));
/** How many a list answers with. */
export const limit = z._default(z.pipe(whole, z.number().check(z.minimum(1), z.maximum(200))), 50);

export function parse<S extends z.core.$ZodType>(code: ProblemCode, schema: S, value: unknown): z.output<S> {
  const read = (schema as unknown as z.ZodMiniType<z.output<S>>).safeParse(value);
  if (!read.success) throw new Refusal(code, { errors: fieldErrors(read.error).slice(0, 20) });
  return read.data;
}

/** Reads at most BODY_LIMIT bytes, whatever Content-Length says, and only well-formed UTF-8. */
async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > BODY_LIMIT) throw new Refusal('body.too-large');
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  let size = 0;
  let text = '';
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      if (size > BODY_LIMIT) throw new Refusal('body.too-large');
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (failure) {
    if (failure instanceof TypeError) throw new Refusal('body.malformed', { detail: 'The body is not UTF-8.' });
    throw failure;
  }
}

/** A member that is given twice is refused: readers differ in which of the two they take. */
function parseJson(text: string): unknown {
  let members = -1;
  let value: unknown;
  try {
    value = JSON.parse(text, function (this: unknown, _, member) {
      if (!Array.isArray(this)) members++;
      return member;
    });
  } catch {
    throw new Refusal('body.malformed');
  }
  const names = text.match(/"[^"\\]*(?:\\.[^"\\]*)*"\s*:/g)?.length ?? 0;
  if (names !== members) throw new Refusal('body.malformed', { detail: 'A member is given twice.' });
  return value;
}

/** Any failure as problem+json, with the headers set so far; what was not expected says nothing of its inside. */
export function answerProblem(c: Context, failure: unknown): Response {
  const problem = failure instanceof Refusal ? problemOf(failure.code, failure.more) : unexpected(failure);
  c.header('cache-control', 'no-store');
  if (problem.status === 401) c.header('www-authenticate', 'Bearer realm="deskside"');
  if (problem.status === 503) c.header('retry-after', '30');
  return c.body(JSON.stringify(problem), problem.status as ContentfulStatusCode, {
    'content-type': problem.error ? 'application/json' : 'application/problem+json',
  });
}

/** True when an If-Match or If-None-Match header names this ETag. If-Match compares strongly: `W/"1"` is not `"1"`. */
export function namesTag(header: string, tag: string, how: 'strong' | 'weak'): boolean {
  const named = header.split(',').map(one => (how === 'weak' ? one.trim().replace(/^W\//, '') : one.trim()));
  return named.includes(tag) || header.trim() === '*';
}

/** RFC 7396: what the patch names is replaced, null takes away. Built from entries, so that `__proto__` is a name like any. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const members = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch))
    if (value === null) members.delete(name);
    else members.set(name, mergePatch(members.get(name), value));
  return Object.fromEntries(members);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** What D1 says when the same would succeed a little later; a statement that is too long or too large never will. */
const passing =
  /D1 DB is overloaded|Network connection lost|Cannot resolve D1 DB|to be reset|reset because its code|D1 DB exceeded its (CPU time|memory) limit|D1 DB storage operation exceeded timeout|database is locked|SQLITE_BUSY/i;

function unexpected(failure: unknown) {
  const busy = failure instanceof Error && passing.test(failure.message);
  const line = JSON.stringify({ level: 'error', failure: failure instanceof Error ? failure.stack : String(failure) });
  // JSON leaves some characters as they are that a terminal obeys, or a log takes for the end of a line.
  console.error(line.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`));
  return problemOf(busy ? 'database.busy' : 'server.failed');
}
