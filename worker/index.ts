import { Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { Refusal } from '../shared/problem.ts';
import { type App, answerProblem, type Env } from './http.ts';
import { countOpen } from './limit.ts';
import { audit } from './routes/audit.ts';
import { breakGlass } from './routes/break-glass.ts';
import { district } from './routes/district.ts';
import { entries } from './routes/entries.ts';
import { insights } from './routes/insights.ts';
import { map } from './routes/map.ts';
import { me } from './routes/me.ts';
import { oauth } from './routes/oauth.ts';
import { page } from './routes/page.ts';
import { people } from './routes/people.ts';
import { privacy } from './routes/privacy.ts';
import { security } from './routes/security.ts';
import { session } from './routes/session.ts';
import { welcome } from './routes/welcome.ts';
import { countActivity } from './store/activity.ts';
import { ping } from './store/district.ts';
import { purge } from './store/purge.ts';

const BOOKMARK = 'x-deskside-bookmark';

const base = new Hono<App>();

export const app = base
  // A client that sends back its bookmark reads what it wrote; a first read may come from a replica.
  .use(async (c, next) => {
    const bookmarked = c.req.header(BOOKMARK);
    // That somebody else read a cycle is written down, so that reading goes to the primary like a write.
    const reads = c.req.method === 'GET' && !c.req.path.startsWith('/v1/cycles/');
    const first = reads ? 'first-unconstrained' : 'first-primary';
    const db = c.env.DB.withSession(bookmarked && /^[0-9a-f-]{1,100}$/.test(bookmarked) ? bookmarked : first);
    c.set('db', db);
    c.set('now', new Date());
    await next();
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    // A page for people brings its own.
    if (!c.res.headers.has('content-security-policy'))
      c.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'private, no-store');
    const bookmark = db.getBookmark();
    if (bookmark) c.header(BOOKMARK, bookmark);
  })
  .use(countOpen)
  .use(
    methodNotAllowed({
      app: base,
      onMethodNotAllowed: (c, methods) => {
        c.header('allow', methods.join(', '));
        return answerProblem(c, new Refusal('method.unknown'));
      },
    }),
  )
  .get('/healthz', async c => {
    await ping(c.get('db'));
    return c.json({ ok: true }, 200);
  })
  .route('/', privacy)
  .route('/', security)
  .route('/', welcome)
  .route('/', oauth)
  .route('/v1', session)
  .route('/v1', entries)
  .route('/v1', page)
  .route('/v1', insights)
  .route('/v1', people)
  .route('/v1', me)
  .route('/v1', district)
  .route('/v1', breakGlass)
  .route('/v1', audit)
  .route('/v1', map)
  .notFound(c => answerProblem(c, new Refusal('thing.unknown')))
  .onError((failure, c) => answerProblem(c, failure));

export default {
  fetch: app.fetch,
  async scheduled(_, env) {
    const now = new Date();
    // Each on its own: what fails in one keeps nothing from the other.
    const done = await Promise.allSettled([purge(env.DB, env.SEAL_SECRET, now), countActivity(env.DB, now)]);
    const failed = done.flatMap(one => (one.status === 'rejected' ? [one.reason] : []));
    if (failed.length > 0) throw new AggregateError(failed, 'the nightly job failed');
  },
} satisfies ExportedHandler<Env>;
