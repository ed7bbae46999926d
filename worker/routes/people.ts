import { type Context, Hono } from 'hono';
import { Refusal } from '../../shared/problem.ts';
import { guard } from '../guard.ts';
import type { App } from '../http.ts';
import { type CodeKind, makeCode } from '../store/code.ts';

export const people = new Hono<App>()
  .post('/people/:id/pairing-code', guard('code.make'), c => answerCode(c, 'pairing'))
  .post('/people/:id/invite', guard('code.make'), c => answerCode(c, 'invite'));

async function answerCode(c: Context<App>, kind: CodeKind) {
  const made = await makeCode(c.get('db'), c.get('who').district, c.req.param('id')!, kind, c.get('now'));
  if (!made) throw new Refusal('thing.unknown', { detail: 'There is no active person under this id.' });
  return c.json(made, 201);
}
