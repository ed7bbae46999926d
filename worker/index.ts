import { Hono } from 'hono';
import { Refusal } from '../shared/problem.ts';
import { type App, answerProblem, type Env } from './http.ts';
import { entries } from './routes/entries.ts';
import { insights } from './routes/insights.ts';
import { map } from './routes/map.ts';
import { page } from './routes/page.ts';
import { people } from './routes/people.ts';
import { session } from './routes/session.ts';

const BOOKMARK = 'x-deskside-bookmark';

export const app = new Hono<App>()
  // A client that sends back its bookmark reads what it wrote; a first read may come from a replica.
  .use(async (c, next) => {
    const db = c.env.DB.withSession(c.req.header(BOOKMARK) ?? 'first-unconstrained');
    c.set('db', db);
    c.set('now', new Date());
    await next();
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    c.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'private, no-store');
    const bookmark = db.getBookmark();
    if (bookmark) c.header(BOOKMARK, bookmark);
  })
  .get('/healthz', async c => {
    await c.env.DB.prepare('select 1').first();
    return c.json({ ok: true }, 200);
  })
  .route('/v1', session)
  .route('/v1', entries)
  .route('/v1', page)
  .route('/v1', insights)
  .route('/v1', people)
  .route('/v1', map)
  .notFound(() => answerProblem(new Refusal('thing.unknown')))
  .onError(failure => answerProblem(failure));

export default { fetch: app.fetch } satisfies ExportedHandler<Env>;
