import { Hono } from 'hono';
import { z } from '../../shared/zod.ts';
import { guard } from '../guard.ts';
import { type App, limit, readQuery, whole } from '../http.ts';
import { listAudit, verifyAudit } from '../store/audit.ts';

/** Who did what, when and why; and whether the log is whole. */
export const audit = new Hono<App>()
  .get('/audit', guard('audit.read'), async c => {
    const { limit, cursor } = readQuery(c, AuditQuery);
    const items = await listAudit(c.get('db'), c.get('who'), { before: cursor, limit });
    const last = items.at(-1);
    return c.json({ items, next: items.length === limit && last && last.seq > 1 ? String(last.seq) : null }, 200);
  })
  .get('/audit/verify', guard('audit.read'), async c => {
    readQuery(c, z.strictObject({}));
    return c.json(await verifyAudit(c.get('db'), c.get('who')), 200);
  });

export const AuditQuery = z.strictObject({ limit, cursor: z._default(whole, Number.MAX_SAFE_INTEGER) });
