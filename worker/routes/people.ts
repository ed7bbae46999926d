import { type Context, Hono } from 'hono';
import { Refusal } from '../../shared/problem.ts';
import { guard } from '../guard.ts';
import type { App } from '../http.ts';
import { type CodeKind, makeCode } from '../store/code.ts';

export const people = new Hono<App>()
  .post('/people/:id/pairing-code', guard('code.make'), async c => c.json(await codeFor(c, 'pairing'), 201))
  .post('/people/:id/invite', guard('code.make'), async c => {
    const made = await codeFor(c, 'invite');
    // Behind the #, which no server is told.
    return c.json({ ...made, link: `${new URL(c.req.url).origin}/invite#${made.code}` }, 201);
  });

async function codeFor(c: Context<App>, kind: CodeKind) {
  const made = await makeCode(c.get('db'), c.get('who').district, c.req.param('id')!, kind, c.get('now'));
  if (!made) throw new Refusal('thing.unknown', { detail: 'There is no active person under this id.' });
  return made;
}
