import { Hono } from 'hono';
import { Refusal } from '../../shared/problem.ts';
import { Refresh, type Session, SignIn } from '../../shared/records/session.ts';
import { guard, meOf, tokenOf } from '../guard.ts';
import { type App, type Database, readBody } from '../http.ts';
import { bucketOf } from '../store/attempt.ts';
import { redeemCode } from '../store/code.ts';
import { dropNotice } from '../store/notice.ts';
import { endSession, endSessions, type Pair, personOfToken, refreshSession, sessionsOf } from '../store/token.ts';

export const session = new Hono<App>()
  .post('/sign-in', async c => {
    const { code, device } = await readBody(c, SignIn);
    const now = c.get('now');
    const bucket = bucketOf(c.req.header('cf-connecting-ip') ?? 'unknown');
    const made = await redeemCode(c.get('db'), code, device, bucket, now);
    if (!made) throw new Refusal('code.unknown');
    if ('waitUntil' in made) {
      c.header('retry-after', String(Math.ceil((Date.parse(made.waitUntil) - now.getTime()) / 1000)));
      throw new Refusal('attempts.exceeded');
    }
    return c.json(await sessionOf(c.get('db'), made, now), 200);
  })
  .post('/refresh', async c => {
    const { refresh } = await readBody(c, Refresh);
    const made = await refreshSession(c.get('db'), c.env.SEAL_SECRET, refresh, c.get('now'));
    if (!made) throw new Refusal('session.ended');
    return c.json(await sessionOf(c.get('db'), made, c.get('now')), 200);
  })
  .post('/sign-out', guard('self.manage'), async c => {
    await endSession(c.get('db'), tokenOf(c)!);
    return c.body(null, 204);
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

async function sessionOf(db: Database, pair: Pair, now: Date): Promise<Session> {
  const who = await personOfToken(db, pair.access, now);
  if (!who) throw new Refusal('session.ended');
  return { ...pair, me: meOf(who) };
}
