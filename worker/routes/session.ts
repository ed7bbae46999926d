import { type Context, Hono } from 'hono';
import { Refusal } from '../../shared/problem.ts';
import { type Session, SignIn } from '../../shared/records/session.ts';
import { text } from '../../shared/records/text.ts';
import { z } from '../../shared/zod.ts';
import { guard, meOf } from '../guard.ts';
import { type App, type Database, readBody } from '../http.ts';
import { bucketOf, networkOf } from '../store/attempt.ts';
import { redeemCode } from '../store/code.ts';
import { answerRequest } from '../store/device-request.ts';
import { type Pair, personOfToken } from '../store/token.ts';

export const session = new Hono<App>()
  .post('/sign-in', async c => {
    const { code, device } = await readBody(c, SignIn);
    const now = c.get('now');
    const bucket = bucketOf(addressOf(c));
    const made = await redeemCode(c.get('db'), code, device, bucket, now);
    if (!made) throw new Refusal('code.unknown');
    if ('waitUntil' in made) throw tooMany(c, made);
    return c.json(await sessionOf(c.get('db'), made, now), 200);
  })
  // Another device shows a code: who waits there, and may it come in? RFC 8628 §3.3, from where one is signed in.
  .post('/device', guard('session.own'), async c => {
    const { code, answer } = await readBody(c, DeviceAnswer);
    const found = await answerRequest(c.get('db'), c.get('who'), code, answer, c.get('now'));
    if (!found) throw new Refusal('thing.unknown');
    if ('waitUntil' in found) throw tooMany(c, found);
    return c.json({ ...found, near: found.network === networkOf(addressOf(c)) }, 200);
  })
  .get('/me', guard('session.own'), c => c.json(meOf(c.get('who')), 200));

/** The code that a device shows, and what is answered: nothing, to look first. */
const DeviceAnswer = z.strictObject({ code: text(20), answer: z.optional(z.enum(['approve', 'deny'])) });

/** Where a request comes from. */
export function addressOf(c: Context): string {
  return c.req.header('cf-connecting-ip') ?? 'unknown';
}

function tooMany(c: Context<App>, { waitUntil }: { waitUntil: string }): Refusal {
  c.header('retry-after', String(Math.ceil((Date.parse(waitUntil) - c.get('now').getTime()) / 1000)));
  return new Refusal('attempts.exceeded');
}

/** What a client is told of a new pair, by whichever way it came. */
export async function sessionOf(db: Database, pair: Pair, now: Date): Promise<Session> {
  const who = await personOfToken(db, pair.access, now);
  if (!who) throw new Refusal('session.ended');
  return {
    access_token: pair.access,
    token_type: 'Bearer',
    expires_in: Math.floor((Date.parse(pair.accessUntil) - now.getTime()) / 1000),
    refresh_token: pair.refresh,
    me: meOf(who),
  };
}
