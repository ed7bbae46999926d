import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { Refusal } from '../shared/problem.ts';
import type { App } from './http.ts';
import { bucketOf } from './store/attempt.ts';

/**
 * Requests a minute. `person`: a panel asks once a page view, and what waited goes out in batches, each one request.
 * `address`: whoever is not signed in. A whole district may be behind one, and its browsers all wake up at eight.
 */
export type Limits = { person: number; address: number };
const usual: Limits = { person: 600, address: 6000 };

const WINDOW = 60_000;
/** So many subjects are kept in mind; when more come at once, the oldest begin anew. */
const SUBJECTS = 20_000;

/**
 * Counted by each instance of the worker for itself: a write to the database for every request would double what a page
 * view costs. What security rests on, failed attempts to sign in, is counted there (worker/store/attempt.ts).
 */
const counts = new Map<string, { used: number; until: number }>();

/**
 * Counts a request, and says in the answer how many are left (draft-ietf-httpapi-ratelimit-headers-11).
 * @throws Refusal requests.exceeded
 */
export function count(c: Context<App>, policy: keyof Limits, ...subject: string[]): void {
  const now = c.get('now').getTime();
  const most = (c.env.LIMITS ?? usual)[policy];
  const { used, until } = use([policy, ...subject].join(' '), now);
  const seconds = Math.ceil((until - now) / 1000);
  const name = policy === 'person' ? 'default' : policy;
  c.header('ratelimit-policy', `"${name}";q=${most};w=${WINDOW / 1000}`);
  c.header('ratelimit', `"${name}";r=${Math.max(0, most - used)};t=${seconds}`);
  if (used <= most) return;
  c.header('retry-after', String(seconds));
  throw new Refusal('requests.exceeded');
}

function use(key: string, now: number): { used: number; until: number } {
  const before = counts.get(key);
  if (before && before.until > now) {
    before.used++;
    return before;
  }
  // In the order in which they began, which is the order in which they end.
  counts.delete(key);
  for (const [other, { until }] of counts) {
    if (until > now && counts.size < SUBJECTS) break;
    counts.delete(other);
  }
  const fresh = { used: 1, until: now + WINDOW };
  counts.set(key, fresh);
  return fresh;
}

/** Counts a request by the address it comes from. */
export function countAddress(c: Context<App>): void {
  count(c, 'address', bucketOf(c.req.header('cf-connecting-ip') ?? 'unknown'));
}

/** What no guard stands before is counted here; the guard counts the rest, when it knows by whom. */
export const countOpen: MiddlewareHandler<App> = async (c, next) => {
  if (!matchedRoutes(c).some(({ handler }) => 'act' in handler)) countAddress(c);
  await next();
};
