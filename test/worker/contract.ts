import { WhoNeedsMe } from '../../shared/insights/who-needs-me.ts';
import { Problem } from '../../shared/problem.ts';
import { AskBreakGlass, BreakGlass } from '../../shared/records/break-glass.ts';
import { Desk, SharedCycle } from '../../shared/records/desk.ts';
import { Entry } from '../../shared/records/entry.ts';
import { EntryId, MapId } from '../../shared/records/id.ts';
import { type NounName, nouns } from '../../shared/records/map.ts';
import { Ring } from '../../shared/records/ring.ts';
import { Refresh, Session, SessionInList, SignIn } from '../../shared/records/session.ts';
import { Instant } from '../../shared/records/text.ts';
import { z } from '../../shared/zod.ts';
import { AuditQuery } from '../../worker/routes/audit.ts';
import { ManyEntries } from '../../worker/routes/entries.ts';
import { WhoNeedsMeQuery } from '../../worker/routes/insights.ts';
import { listQuery } from '../../worker/routes/map.ts';
import { PageQuery } from '../../worker/routes/page.ts';
import { auditedActs } from '../../worker/store/audit.ts';

type Schema = z.ZodMiniType<unknown>;
/** What a route takes and what it answers with; no answer: 204, and nothing. `id`: what kind of thing is at its address. */
export type Contract = {
  query?: Schema;
  body?: Schema;
  answer?: Schema;
  id?: NounName | 'cycle' | 'entry' | 'session' | 'notice' | 'glass';
};

const sessions = z.strictObject({ items: z.array(SessionInList) });
const code = z.strictObject({ code: z.string(), expiresAt: Instant });
const logged = { id: z.string(), cycle: z.optional(Ring) };
const line = z.strictObject({
  seq: z.int(),
  at: Instant,
  actor: z.nullable(MapId),
  act: z.enum(auditedActs),
  subject: z.optional(z.string()),
  reason: z.optional(z.string()),
});

/** Every route of the worker. */
export const contracts: Record<string, Contract> = {
  'GET /healthz': { answer: z.strictObject({ ok: z.literal(true) }) },
  'POST /v1/sign-in': { body: SignIn, answer: Session },
  'POST /v1/refresh': { body: Refresh, answer: Session },
  'POST /v1/sign-out': {},
  'GET /v1/me': { answer: Session.shape.me },
  'GET /v1/sessions': { answer: sessions },
  'DELETE /v1/sessions': {},
  'DELETE /v1/sessions/:id': { id: 'session' },
  'DELETE /v1/notices/:id': { id: 'notice' },
  'PUT /v1/entries/:id': { body: Entry, answer: z.strictObject({ ...logged, id: EntryId }), id: 'entry' },
  'POST /v1/entries': {
    body: ManyEntries,
    answer: z.strictObject({
      results: z
        .array(z.strictObject({ ...logged, status: z.int(), problem: z.optional(Problem) }))
        .check(z.maxLength(100)),
    }),
  },
  'GET /v1/page': { query: PageQuery, answer: Desk },
  'GET /v1/cycles/:id': { answer: z.extend(SharedCycle, { names: z.record(MapId, z.string()) }), id: 'cycle' },
  'GET /v1/insights/who-needs-me': { query: WhoNeedsMeQuery, answer: WhoNeedsMe },
  'POST /v1/people/:id/pairing-code': { answer: code, id: 'person' },
  'POST /v1/people/:id/invite': { answer: code, id: 'person' },
  'GET /v1/people/:id/sessions': { answer: sessions, id: 'person' },
  'DELETE /v1/people/:id/sessions': { id: 'person' },
  'GET /v1/break-glass': { answer: z.strictObject({ items: z.array(BreakGlass).check(z.maxLength(100)) }) },
  'POST /v1/break-glass': { body: AskBreakGlass, answer: BreakGlass },
  'GET /v1/break-glass/:id': { answer: BreakGlass, id: 'glass' },
  'POST /v1/break-glass/:id/approve': { answer: BreakGlass, id: 'glass' },
  'DELETE /v1/break-glass/:id': { id: 'glass' },
  'GET /v1/audit': {
    query: AuditQuery,
    answer: z.strictObject({ items: z.array(line).check(z.maxLength(200)), next: z.nullable(z.string()) }),
  },
  'GET /v1/audit/verify': {
    query: z.strictObject({}),
    answer: z.strictObject({
      ok: z.boolean(),
      lines: z.int(),
      first: z.optional(z.int()),
      last: z.optional(z.int()),
      broken: z.optional(z.int()),
    }),
  },
};

for (const [noun, { path, schema }] of Object.entries(nouns) as [NounName, (typeof nouns)[NounName]][]) {
  const answer = z.extend(schema as z.ZodMiniObject, { id: MapId, version: z.int() });
  contracts[`GET /v1/${path}`] = {
    query: listQuery(noun),
    answer: z.strictObject({ items: z.array(answer).check(z.maxLength(200)), next: z.nullable(z.string()) }),
  };
  contracts[`GET /v1/${path}/:id`] = { answer, id: noun };
  contracts[`PUT /v1/${path}/:id`] = { body: schema, answer, id: noun };
  contracts[`PATCH /v1/${path}/:id`] = { body: schema, answer, id: noun };
  contracts[`DELETE /v1/${path}/:id`] = { id: noun };
}
