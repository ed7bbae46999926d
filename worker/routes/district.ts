import { Hono } from 'hono';
import { Refusal } from '../../shared/problem.ts';
import { AskDeletion, ConfirmDeletion, District } from '../../shared/records/district.ts';
import { z } from '../../shared/zod.ts';
import { exportDistrict } from '../district-export.ts';
import { guard } from '../guard.ts';
import { type App, mergePatch, namesTag, parse, readBody } from '../http.ts';
import { note } from '../store/audit.ts';
import { putSettings, readDistrict } from '../store/district.ts';
import { askDeletion, confirmDeletion, readDeletion, withdrawDeletion } from '../store/drop-district.ts';
import { dueOf } from '../store/purge.ts';
import { sha256 } from '../store/token.ts';

/** What a district decides for all of it, what it forgets by itself, its data to take along, and the end of it. */
export const district = new Hono<App>()
  .get('/district', guard('district.manage'), async c => {
    const settings = await readDistrict(c.get('db'), c.get('who').district);
    c.header('etag', await tagOf(settings));
    const deletion = await readDeletion(c.get('db'), c.get('who'));
    return c.json({ id: c.get('who').district, ...settings, ...(deletion && { deletion }) }, 200);
  })
  .patch('/district', guard('district.manage'), async c => {
    const patch = await readBody(c, z.unknown());
    const before = await readDistrict(c.get('db'), c.get('who').district);
    const match = c.req.header('if-match');
    if (match === undefined) throw new Refusal('match.required');
    c.header('etag', await tagOf(before));
    if (!namesTag(match, await tagOf(before), 'strong')) throw new Refusal('noun.changed');
    const settings = parse('body.invalid', District, mergePatch(before, patch));
    if (!(await putSettings(c.get('db'), c.get('who'), settings, before, c.get('now'))))
      throw new Refusal('noun.changed');
    c.header('etag', await tagOf(settings));
    return c.json({ id: c.get('who').district, ...settings }, 200);
  })
  .get('/retention', guard('district.manage'), async c =>
    c.json({ items: await dueOf(c.get('db'), c.get('who').district, c.get('now')) }, 200),
  )
  .get('/district/export', guard('district.manage'), async c => {
    const [db, who, now] = [c.get('db'), c.get('who'), c.get('now')];
    await note(db, who, now, { actor: who.id, act: 'district.exported', subject: `district/${who.district}` });
    return c.body(exportDistrict(db, who, now), 200, {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="deskside-${who.district}-${now.toISOString().slice(0, 10)}.zip"`,
    });
  })
  .post('/district/deletion', guard('district.manage'), async c => {
    const { reason } = await readBody(c, AskDeletion);
    return c.json(await askDeletion(c.get('db'), c.get('who'), reason, c.get('now')), 201);
  })
  .delete('/district/deletion', guard('district.manage'), async c => {
    await withdrawDeletion(c.get('db'), c.get('who'), c.get('now'));
    return c.body(null, 204);
  })
  .delete('/district', guard('district.delete'), async c => {
    const { confirm } = await readBody(c, ConfirmDeletion);
    if (confirm !== c.get('who').district)
      throw new Refusal('body.invalid', { errors: [{ pointer: '/confirm', detail: 'is not your district’s id' }] });
    const certificate = await confirmDeletion(c.get('db'), c.get('who'), c.get('now'));
    return certificate ? c.json(certificate, 200) : c.json({ done: false }, 202);
  });

async function tagOf(settings: District): Promise<string> {
  return `"${(await sha256(JSON.stringify(settings))).slice(0, 32)}"`;
}
