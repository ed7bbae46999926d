import { Problem } from '../../shared/problem.ts';
import type { z } from '../../shared/zod.ts';

/** One call to the worker. `reply` is what its body must be; no body (204, 304) reads as `null`. */
export type Call<T> = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  query?: Record<string, string | undefined>;
  body?: unknown;
  /** Answer with 304 when this is still the state of things. */
  etag?: string | null;
  reply: z.ZodMiniType<T>;
};

/** `offline`: nobody answered, or somebody who isn't the worker: a proxy, a filter, a sign-in page of the Wi-Fi. */
export type Reply<T> =
  | { ok: true; status: number; value: T; etag: string | null }
  | { ok: false; problem: Problem | 'offline' /** Seconds. */; retryAfter?: number };

const TIMEOUT = 30_000;
let lastTrouble: Trouble = null;

/** What kept the last call from an answer: nobody there or a worker in trouble, or that too much was asked at once. */
export type Trouble = 'offline' | 'busy' | null;

export function trouble(): Trouble {
  return lastTrouble;
}

/** Asks the worker. Never throws: what can go wrong is in the reply. */
export async function request<T>(api: string, call: Call<T>, access?: string): Promise<Reply<T>> {
  const reply = await attempt(api, call, access);
  lastTrouble = troubleOf(reply);
  return reply;
}

function troubleOf(reply: Reply<unknown>): Trouble {
  if (reply.ok) return null;
  if (reply.problem === 'offline' || reply.problem.status >= 500) return 'offline';
  return reply.problem.status === 429 ? 'busy' : null;
}

async function attempt<T>(api: string, { method, path, query = {}, body, etag, reply }: Call<T>, access?: string) {
  try {
    const url = new URL(api + path);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(access && { authorization: `Bearer ${access}` }),
        ...(etag && { 'if-none-match': etag }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT),
      // The worker redirects nowhere, and the session is the only credential there is.
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
    const text = await response.text();
    const value: unknown = text === '' ? null : JSON.parse(text);
    if (response.ok || response.status === 304)
      return {
        ok: true,
        status: response.status,
        value: reply.parse(value),
        etag: response.headers.get('etag'),
      } as const;
    const retryAfter = Number(response.headers.get('retry-after'));
    return { ok: false, problem: Problem.parse(value), ...(retryAfter > 0 && { retryAfter }) } as const;
  } catch {
    return { ok: false, problem: 'offline' } as const;
  }
}
