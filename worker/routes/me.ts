import { Hono } from 'hono';
import { Refusal } from '../../shared/problem.ts';
import { DeleteMe } from '../../shared/records/district.ts';
import { guard } from '../guard.ts';
import { type App, languageAsked, readBody } from '../http.ts';
import { exportPerson } from '../person-export.ts';
import { note } from '../store/audit.ts';
import { beginLeaving, finishLeaving } from '../store/leaving.ts';

/** All that is kept of oneself: to take along, and to be gone. */
export const me = new Hono<App>()
  .get('/me/export', guard('self.manage'), async c => {
    const [db, who, now] = [c.get('db'), c.get('who'), c.get('now')];
    await note(db, who, now, { actor: who.id, act: 'person.exported', subject: `person/${who.id}` });
    return c.body(exportPerson(db, who, languageAsked(c), now), 200, {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="deskside-${who.id}-${now.toISOString().slice(0, 10)}.zip"`,
      vary: 'accept-language',
    });
  })
  .delete('/me', guard('self.manage'), async c => {
    const [db, who] = [c.get('db'), c.get('who')];
    const { confirm } = await readBody(c, DeleteMe);
    if (confirm !== who.id)
      throw new Refusal('body.invalid', { errors: [{ pointer: '/confirm', detail: 'is not your id' }] });
    await beginLeaving(db, who, who.id, c.get('now'));
    // What is left when there was much goes in the night.
    return c.body(null, (await finishLeaving(db, who, who.id)) ? 204 : 202);
  });
