import { Hono } from 'hono';
import { ActivityScope } from '../../shared/insights/activity.ts';
import { addDays } from '../../shared/records/cadence.ts';
import { Day, Month } from '../../shared/records/text.ts';
import { z } from '../../shared/zod.ts';
import { guard } from '../guard.ts';
import { type App, readQuery } from '../http.ts';
import { readActivity } from '../store/activity.ts';
import { readWhoNeedsMe } from '../store/who-needs-me.ts';

/** Questions answered from the roll-ups; `shared/insights/index.ts` lists them. */
export const insights = new Hono<App>()
  .get('/insights/who-needs-me', guard('insight.who-needs-me'), async c => {
    const { today } = readQuery(c, WhoNeedsMeQuery);
    return c.json(await readWhoNeedsMe(c.get('db'), c.get('who'), todayThere(today, c.get('now'))), 200);
  })
  .get('/insights/activity', guard('insight.activity'), async c => {
    const { scope, month } = readQuery(c, ActivityQuery);
    return c.json(await readActivity(c.get('db'), c.get('who'), scope, month, c.get('now')), 200);
  });

export const WhoNeedsMeQuery = z.strictObject({ today: z.optional(Day) });
/** No month: the last whole one. There is nothing else to narrow by, so that no two answers differ by a few people. */
export const ActivityQuery = z.strictObject({ scope: ActivityScope, month: z.optional(Month) });

/** The caller's own calendar day, which may be the one before or after ours; a clock that is further off is not believed. */
function todayThere(day: string | undefined, now: Date): string {
  const here = now.toISOString().slice(0, 10);
  return day !== undefined && day >= addDays(here, -1) && day <= addDays(here, 1) ? day : here;
}
