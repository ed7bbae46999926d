import { isLoopback, isPublic } from '../shared/records/host.ts';
import type { Env } from './http.ts';

const TIMEOUT = 10_000;
const LIMIT = 256 * 1024;

/** May the worker ask this address, which somebody else gave it? */
export function isOutward({ DEV_LOOPBACK }: Env, url: URL): boolean {
  return isPublic(url) || (DEV_LOOPBACK === '1' && isLoopback(url));
}

/**
 * Asks somebody else's server: the one way out of the worker. No redirect is followed, and no more is read than fits. Where
 * a public name leads is the platform's to guard: a worker on Cloudflare reaches no private network.
 * @throws Error when it must not be asked, does not answer, or answers with a redirect or too much
 */
export async function askOutward(env: Env, address: string, init: RequestInit = {}): Promise<Response> {
  if (!isOutward(env, new URL(address))) throw new Error('not a public address');
  const response = await fetch(address, { ...init, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT) });
  if (response.status >= 300 && response.status < 400) throw new Error('answered with a redirect');
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > LIMIT) throw new Error('answered with too much');
    parts.push(part);
  }
  const type = response.headers.get('content-type');
  return new Response(size > 0 ? new Blob(parts) : null, {
    status: response.status,
    ...(type && { headers: { 'content-type': type } }),
  });
}
