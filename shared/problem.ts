import { z } from './zod.ts';

/** Every error Deskside answers with: code → status and title. Codes are stable; `type` is `/problems/<code>`. */
export const problems = {
  'body.malformed': [400, 'The body is not JSON'],
  'query.invalid': [400, 'A query parameter is not valid'],
  'session.missing': [401, 'Sign in first'],
  'session.ended': [401, 'The session has ended; sign in again'],
  'code.unknown': [401, 'This code is not valid or no longer valid'],
  'act.forbidden': [403, 'Your role does not include this'],
  'account.student': [403, 'Deskside is for staff, and this is a student’s account'],
  'account.unknown': [403, 'This account is nobody’s here; an administrator enters its address or sends an invite'],
  'thing.unknown': [404, 'There is nothing here under this address'],
  'method.unknown': [405, 'This address does not take that method'],
  'entry.conflict': [409, 'An entry with this id was logged with another content'],
  'noun.in-use': [409, 'Something still refers to this'],
  'thing.ended': [409, 'It is over already'],
  'person.active': [409, 'They are active staff; only they can do this, or when they have left'],
  'admin.last': [409, 'A district keeps at least one active administrator'],
  'noun.changed': [412, 'It was changed since you read it'],
  'body.too-large': [413, 'The body is larger than 64 kB'],
  'body.not-json': [415, 'Send JSON, as application/json'],
  'body.invalid': [422, 'The content is not valid'],
  'match.required': [428, 'Send If-Match with the version you read'],
  'attempts.exceeded': [429, 'Too many attempts; wait a little'],
  'oauth.invalid_request': [400, 'The request is not valid'],
  'oauth.invalid_client': [401, 'There is no such client'],
  'oauth.invalid_grant': [400, 'This is not valid, or no longer valid; sign in again'],
  'oauth.unsupported_grant_type': [400, 'There is no such grant'],
  'oauth.authorization_pending': [400, 'Nobody has answered yet'],
  'oauth.slow_down': [400, 'Ask less often'],
  'oauth.access_denied': [400, 'Somebody said no'],
  'oauth.expired_token': [400, 'It took too long; begin again'],
  'requests.exceeded': [429, 'Too many requests; wait until the minute is over'],
  'server.failed': [500, 'Something went wrong here; it was logged'],
  'provider.failed': [502, 'The school’s sign-in did not answer as it should'],
  'server.unready': [503, 'This worker is not set up yet: its secret is missing, or is another one'],
  'database.busy': [503, 'The database is busy; try again shortly'],
} as const satisfies Record<string, readonly [number, string]>;
export type ProblemCode = keyof typeof problems;

/** RFC 9457. `errors[].pointer` is a JSON pointer to the field (RFC 6901), or the parameter's name. */
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.optional(z.string()),
  errors: z.optional(z.array(z.strictObject({ pointer: z.string(), detail: z.string() }))),
  // As clients of OAuth read it (RFC 6749 §5.2): the code without its `oauth.`.
  error: z.optional(z.string()),
  error_description: z.optional(z.string()),
});
export type Problem = z.infer<typeof Problem>;

export function problemOf(code: ProblemCode, more: More = {}): Problem {
  const [status, title] = problems[code];
  const [family, error] = code.split('.');
  const forOauth = family === 'oauth' && { error: error!, error_description: more.detail ?? title };
  return { type: `/problems/${code}`, title, status, ...more, ...forOauth };
}

type More = Pick<Problem, 'detail' | 'errors'>;

/** Thrown where an act can't go on; the worker answers with it. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: ProblemCode;
  readonly more: More;
  constructor(code: ProblemCode, more: More = {}) {
    super(code);
    this.code = code;
    this.more = more;
  }
}

/** What a schema found wrong, each with the field it is about. */
export function fieldErrors(error: z.core.$ZodError): NonNullable<Problem['errors']> {
  return error.issues.flatMap(issue => {
    const pointer = issue.path.map(key => `/${escaped(String(key))}`).join('');
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map(key => ({ pointer: `${pointer}/${escaped(key)}`, detail: 'is not a field here' }));
    return [{ pointer, detail: issue.message }];
  });
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
