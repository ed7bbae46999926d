import { Problem } from '../../shared/problem.ts';
import { z } from '../../shared/zod.ts';

/** A file as it goes from page to page, which takes JSON alone. */
export const KeptFile = z.strictObject({ name: z.string(), base64: z.string() });
export type KeptFile = z.infer<typeof KeptFile>;

/** One call to the worker. `reply` is what its body must be; no body (204, 304) reads as `null`, a ZIP as a file. */
export type Call<T> = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  query?: Record<string, string | undefined>;
  body?: unknown;
  /** In place of a body, as OAuth has it. */
  form?: Record<string, string>;
  /** Answer with 304 when this is still the state of things. */
  etag?: string | null;
  /** Has words in it that are for the person. */
  language?: string;
  /** How long it may take, in ms. */
  timeout?: number;
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

async function attempt<T>(api: string, { reply, ...call }: Call<T>, access?: string) {
  const { method, path, query = {}, body, form, etag, language, timeout = TIMEOUT } = call;
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
        ...(language && { 'accept-language': language }),
      },
      // A form says its own type.
      body: form ? new URLSearchParams(form) : body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(timeout),
      // The worker redirects nowhere, and the session is the only credential there is.
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
    const value = await bodyOf(response);
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

async function bodyOf(response: Response): Promise<unknown> {
  if (response.headers.get('content-type') === 'application/zip') return fileOf(response);
  const text = await response.text();
  return text === '' ? null : JSON.parse(text);
}

async function fileOf(response: Response): Promise<KeptFile> {
  const [, name = 'deskside.zip'] =
    /filename="([\w.-]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  let binary = '';
  for (const byte of new Uint8Array(await response.arrayBuffer())) binary += String.fromCharCode(byte);
  return { name, base64: btoa(binary) };
}
