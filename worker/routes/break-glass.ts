import { Hono } from 'hono';
import { Refusal } from '../../shared/problem.ts';
import { AskBreakGlass } from '../../shared/records/break-glass.ts';
import { guard } from '../guard.ts';
import { type App, readBody } from '../http.ts';
import {
  approveBreakGlass,
  askBreakGlass,
  endBreakGlass,
  listBreakGlass,
  readBreakGlass,
} from '../store/break-glass.ts';

/** A teacher's cycles in an emergency: two administrators, a reason, a time, and the teacher is told. */
export const breakGlass = new Hono<App>()
  .get('/break-glass', guard('glass.ask'), async c =>
    c.json({ items: await listBreakGlass(c.get('db'), c.get('who')) }, 200),
  )
  .post('/break-glass', guard('glass.ask'), async c =>
    c.json(await askBreakGlass(c.get('db'), c.get('who'), await readBody(c, AskBreakGlass), c.get('now')), 201),
  )
  .get('/break-glass/:id', guard('glass.ask'), async c => {
    const glass = await readBreakGlass(c.get('db'), c.get('who'), c.req.param('id'), c.get('now'));
    if (!glass) throw new Refusal('thing.unknown');
    return c.json(glass, 200);
  })
  .post('/break-glass/:id/approve', guard('glass.approve'), async c =>
    c.json(await approveBreakGlass(c.get('db'), c.get('who'), c.req.param('id'), c.get('now')), 200),
  )
  .delete('/break-glass/:id', guard('glass.end'), async c => {
    await endBreakGlass(c.get('db'), c.get('who'), c.req.param('id'), c.get('now'));
    return c.body(null, 204);
  });
