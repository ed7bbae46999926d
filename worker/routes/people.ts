import { type Context, Hono } from 'hono';
import { Refusal } from '../../shared/problem.ts';
import { DeletePerson } from '../../shared/records/district.ts';
import { guard } from '../guard.ts';
import { type App, readBody } from '../http.ts';
import { note } from '../store/audit.ts';
import { type CodeKind, makeCode } from '../store/code.ts';
import { beginLeaving, finishLeaving } from '../store/leaving.ts';
import { readThing, type Thing } from '../store/map.ts';
import { endSessions, sessionsOf } from '../store/token.ts';

export const people = new Hono<App>()
  .post('/people/:id/pairing-code', guard('code.make'), async c => c.json(await codeFor(c, 'pairing'), 201))
  .post('/people/:id/invite', guard('code.make'), async c => {
    const made = await codeFor(c, 'invite');
    // Behind the #, which no server is told.
    return c.json({ ...made, link: `${new URL(c.req.url).origin}/invite#${made.code}` }, 201);
  })
  .get('/people/:id/sessions', guard('session.manage'), async c => {
    await personHere(c);
    const items = await sessionsOf(c.get('db'), c.get('who').district, c.req.param('id'));
    return c.json({ items }, 200);
  })
  .delete('/people/:id/sessions', guard('session.manage'), async c => {
    await personHere(c);
    await endSessions(c.get('db'), c.get('who'), c.req.param('id'), c.get('now'));
    return c.body(null, 204);
  })
  // Of somebody who left, and did not do it themselves.
  .delete('/people/:id/everything', guard('person.delete'), async c => {
    const [db, who, person] = [c.get('db'), c.get('who'), c.req.param('id')];
    const { confirm, reason } = await readBody(c, DeletePerson);
    const thing = await personHere(c);
    if (confirm !== person)
      throw new Refusal('body.invalid', { errors: [{ pointer: '/confirm', detail: 'is not this person’s id' }] });
    if (thing.body.active) throw new Refusal('person.active');
    await beginLeaving(db, who, person, c.get('now'), reason);
    return c.body(null, (await finishLeaving(db, who, person)) ? 204 : 202);
  });

/** @throws Refusal thing.unknown */
async function personHere(c: Context<App>): Promise<Thing<'person'>> {
  const thing = await readThing(c.get('db'), c.get('who').district, 'person', c.req.param('id')!);
  if (!thing) throw new Refusal('thing.unknown');
  return thing as Thing<'person'>;
}

async function codeFor(c: Context<App>, kind: CodeKind) {
  const { id, ...who } = c.get('who');
  const person = c.req.param('id')!;
  const made = await makeCode(c.get('db'), who.district, person, kind, c.get('now'));
  if (!made) throw new Refusal('thing.unknown', { detail: 'There is no active person under this id.' });
  await note(c.get('db'), who, c.get('now'), { actor: id, act: 'code.made', subject: `person/${person}` });
  return made;
}
