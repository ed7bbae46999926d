import { type Context, Hono } from 'hono';
import { Refusal } from '../../shared/problem.ts';
import { type Session, SignIn } from '../../shared/records/session.ts';
import { text } from '../../shared/records/text.ts';
import { z } from '../../shared/zod.ts';
import { guard, meOf, tokenOf } from '../guard.ts';
import { type App, type Database, readBody } from '../http.ts';
import { bucketOf, networkOf } from '../store/attempt.ts';
import { note } from '../store/audit.ts';
import { redeemCode } from '../store/code.ts';
import { answerRequest } from '../store/device-request.ts';
import { homeOf } from '../store/district.ts';
import { dropNotice } from '../store/notice.ts';
import { endSessions, type Pair, personOfToken, sessionsOf } from '../store/token.ts';

export const session = new Hono<App>()
  .post('/sign-in', async c => {
    const { code, device } = await readBody(c, SignIn);
    const now = c.get('now');
    const bucket = bucketOf(addressOf(c));
    const made = await redeemCode(c.get('db'), code, device, bucket, now);
    if (!made) throw new Refusal('code.unknown');
    if ('waitUntil' in made) throw tooMany(c, made);
    return c.json(await begun(c, made), 200);
  })
  // Another device shows a code: who waits there, and may it come in? RFC 8628 §3.3, from where one is signed in.
  .post('/device', guard('self.manage'), async c => {
    const { code, answer } = await readBody(c, DeviceAnswer);
    const found = await answerRequest(c.get('db'), c.get('who'), code, answer, c.get('now'));
    if (!found) throw new Refusal('thing.unknown');
    if ('waitUntil' in found) throw tooMany(c, found);
    return c.json({ ...found, near: found.network === networkOf(addressOf(c)) }, 200);
  })
  .get('/sessions', guard('self.manage'), async c => {
    const { district, id } = c.get('who');
    return c.json({ items: await sessionsOf(c.get('db'), district, id, tokenOf(c)) }, 200);
  })
  .delete('/sessions', guard('self.manage'), async c => {
    await endSessions(c.get('db'), c.get('who'), c.get('who').id, c.get('now'));
    return c.body(null, 204);
  })
  .delete('/sessions/:id', guard('self.manage'), async c => {
    const who = c.get('who');
    if (!(await endSessions(c.get('db'), who, who.id, c.get('now'), c.req.param('id'))))
      throw new Refusal('thing.unknown');
    return c.body(null, 204);
  })
  .delete('/notices/:id', guard('self.manage'), async c => {
    const { district, id } = c.get('who');
    if (!(await dropNotice(c.get('db'), district, id, c.req.param('id')))) throw new Refusal('thing.unknown');
    return c.body(null, 204);
  })
  .get('/me', guard('self.manage'), c => c.json(meOf(c.get('who')), 200));

/** The code that a device shows, and what is answered: nothing, to look first. */
export const DeviceAnswer = z.strictObject({ code: text(20), answer: z.optional(z.enum(['approve', 'deny'])) });

/** Where a request comes from. */
export function addressOf(c: Context): string {
  return c.req.header('cf-connecting-ip') ?? 'unknown';
}

function tooMany(c: Context<App>, { waitUntil }: { waitUntil: string }): Refusal {
  c.header('retry-after', String(Math.ceil((Date.parse(waitUntil) - c.get('now').getTime()) / 1000)));
  return new Refusal('attempts.exceeded');
}

/** A session that begins, by whichever way its person came in. */
export async function begun(c: Context<App>, pair: Pair): Promise<Session> {
  const [db, now] = [c.get('db'), c.get('now')];
  const session = await sessionOf(db, pair, now);
  const { id, district } = session.me;
  const line = { actor: id, act: 'session.begun', subject: `person/${id}` } as const;
  await note(db, await homeOf(db, c.env.SEAL_SECRET, district), now, line);
  return session;
}

/** What a client is told of a new pair. */
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
