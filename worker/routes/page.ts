import { Hono } from 'hono';
import { Refusal } from '../../shared/problem.ts';
import { SiteId, SiteKey } from '../../shared/records/page.ts';
import { text } from '../../shared/records/text.ts';
import { z } from '../../shared/zod.ts';
import { guard } from '../guard.ts';
import { type App, namesTag, readQuery } from '../http.ts';
import { readCycle } from '../store/cycle.ts';
import { readPage } from '../store/page.ts';
import { sha256 } from '../store/token.ts';

/** What a panel reads: a page's desk, and one cycle. */
export const page = new Hono<App>()
  .get('/page', guard('page.read'), async c => {
    const { title, ...place } = readQuery(c, PageQuery);
    const body = JSON.stringify(await readPage(c.get('db'), c.get('who'), place, title));
    const tag = `"${await sha256(body)}"`;
    c.header('etag', tag);
    c.header('cache-control', 'private, no-cache');
    c.header('vary', 'authorization');
    if (namesTag(c.req.header('if-none-match') ?? '', tag, 'weak')) return c.body(null, 304);
    return c.body(body, 200, { 'content-type': 'application/json' });
  })
  .get('/cycles/:id', guard('cycle.read'), async c => {
    const cycle = await readCycle(c.get('db'), c.get('who'), c.req.param('id'), c.get('now'));
    if (!cycle) throw new Refusal('thing.unknown');
    return c.json(cycle, 200);
  });

/** `title`: the course's, by which PL is found that fits it. */
export const PageQuery = z.strictObject({
  site: SiteKey,
  course: SiteId,
  lesson: z.optional(SiteId),
  title: z.optional(text(300)),
});
