import { Activity } from '../../shared/insights/activity.ts';
import { WhoNeedsMe } from '../../shared/insights/who-needs-me.ts';
import { Problem } from '../../shared/problem.ts';
import { AskBreakGlass, BreakGlass } from '../../shared/records/break-glass.ts';
import { Desk, SharedCycle } from '../../shared/records/desk.ts';
import {
  AskDeletion,
  AskedDeletion,
  Certificate,
  ConfirmDeletion,
  DeleteMe,
  DeletePerson,
  District,
} from '../../shared/records/district.ts';
import { Entry } from '../../shared/records/entry.ts';
import { EntryId, MapId } from '../../shared/records/id.ts';
import { type NounName, nouns } from '../../shared/records/map.ts';
import { Ring } from '../../shared/records/ring.ts';
import { Session, SessionInList, SignIn, WaitingDevice } from '../../shared/records/session.ts';
import { Instant } from '../../shared/records/text.ts';
import { z } from '../../shared/zod.ts';
import { AuditQuery } from '../../worker/routes/audit.ts';
import { ManyEntries } from '../../worker/routes/entries.ts';
import { ActivityQuery, WhoNeedsMeQuery } from '../../worker/routes/insights.ts';
import { listQuery } from '../../worker/routes/map.ts';
import { PageQuery } from '../../worker/routes/page.ts';
import { DeviceAnswer } from '../../worker/routes/session.ts';
import { auditedActs } from '../../worker/store/audit.ts';

type Schema = z.ZodMiniType<unknown>;
/** What a route takes and what it answers with; no answer: 204, and nothing. `id`: what kind of thing is at its address. */
export type Contract = {
  query?: Schema;
  body?: Schema;
  answer?: Schema;
  id?: NounName | 'cycle' | 'entry' | 'session' | 'notice' | 'glass';
  /** Answers in a form of its own: a page for people, a redirect, a file, or as OAuth has it. Tried in tests of its own. */
  apart?: true;
};

const sessions = z.strictObject({ items: z.array(SessionInList) });
const code = z.strictObject({ code: z.string(), expiresAt: Instant });
const invite = z.extend(code, { link: z.string() });
const settings = z.extend(District, { id: MapId, deletion: z.optional(AskedDeletion) });
const due = z.strictObject({ items: z.array(z.record(z.string(), z.unknown())) });
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
  ...Object.fromEntries(
    [
      'GET /pages.css',
      'GET /data-inventory.json',
      'GET /privacy',
      'GET /security',
      'GET /invite',
      'GET /device',
      'GET /.well-known/oauth-authorization-server',
      'GET /oauth/authorize',
      'POST /oauth/authorize',
      'GET /oauth/callback/:provider',
      'POST /oauth/token',
      'POST /oauth/revoke',
      'POST /oauth/device_authorization',
      'GET /v1/me/export',
      'GET /v1/district/export',
    ].map(name => [name, { apart: true }]),
  ),
  'POST /v1/device': { body: DeviceAnswer, answer: WaitingDevice },
  'DELETE /v1/me': { body: DeleteMe },
  'DELETE /v1/people/:id/everything': { body: DeletePerson, id: 'person' },
  'GET /v1/district': { answer: settings },
  'PATCH /v1/district': { body: District, answer: settings },
  'GET /v1/retention': { answer: due },
  'POST /v1/district/deletion': { body: AskDeletion, answer: AskedDeletion },
  'DELETE /v1/district/deletion': {},
  'DELETE /v1/district': { body: ConfirmDeletion, answer: Certificate },
  'GET /v1/insights/activity': { query: ActivityQuery, answer: Activity },
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
  'POST /v1/people/:id/invite': { answer: invite, id: 'person' },
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
