import type { Problem } from '../../shared/problem.ts';
import { fieldErrors } from '../../shared/problem.ts';
import { Entry } from '../../shared/records/entry.ts';
import type { Say, WordKey } from '../../shared/words.ts';

/** What is wrong, by field: `{ idea: 'panel.error.needed' }`. */
export type FieldErrors = Partial<Record<string, WordKey>>;

/** An entry by the worker's own rules, or what to mend, in the panel's words. */
export function readEntry(candidate: unknown): { entry: Entry } | { errors: FieldErrors } {
  const read = Entry.safeParse(candidate);
  if (read.success) return { entry: read.data };
  const errors: FieldErrors = {};
  for (const issue of read.error.issues) errors[String(issue.path.at(-1) ?? '')] ??= wordOf(issue);
  return { errors };
}

type Issue = { code?: string; path: PropertyKey[]; origin?: string; input?: unknown; format?: string };

function wordOf(issue: Issue): WordKey {
  const field = issue.path.at(-1);
  if (issue.code === 'custom' && field === 'count') return 'panel.error.countOver';
  if (issue.code === 'custom' && (field === 'why' || field === 'learning')) return 'panel.error.needed';
  if (issue.code === 'too_big') return issue.origin === 'string' ? 'panel.error.long' : 'panel.error.range';
  if (issue.code === 'too_small') return issue.origin === 'string' ? 'panel.error.needed' : 'panel.error.range';
  if (issue.code === 'invalid_format' && field !== undefined && dayFields.includes(String(field)))
    return 'panel.error.day';
  if (issue.code === 'invalid_type' || issue.code === 'invalid_union')
    return numberFields.includes(String(field)) ? 'panel.error.number' : 'panel.error.needed';
  return 'panel.error.wrong';
}

const dayFields = ['on', 'checkOn'];
const numberFields = ['prediction', 'value', 'count', 'of', 'minutes', 'figure'];

const fieldWords: Record<string, WordKey> = {
  idea: 'panel.plan.idea',
  practice: 'panel.plan.practice',
  measure: 'panel.plan.measure',
  name: 'panel.plan.ownName',
  prediction: 'panel.plan.prediction',
  checkOn: 'panel.plan.checkOn',
  on: 'panel.day',
  how: 'panel.phase.do',
  ingredient: 'panel.do.ingredient',
  why: 'panel.do.why',
  note: 'panel.note',
  figure: 'panel.check.figure',
  value: 'panel.check.value',
  count: 'panel.check.count',
  of: 'panel.check.of',
  decision: 'panel.act.decision',
  result: 'panel.act.result',
  learning: 'panel.act.learning',
  text: 'panel.text',
  minutes: 'panel.contact.minutes',
  mode: 'panel.contact.mode',
  moves: 'panel.contact.moves',
};

/** Why the worker refused an entry, each reason with its field: in our words where our own rules say the same. */
export function refusalOf(say: Say, entry: Entry, problem: Problem | undefined): string[] {
  const own = Entry.safeParse(entry);
  const ours = own.success ? [] : fieldErrors(own.error);
  const errors = problem?.errors ?? ours;
  if (errors.length === 0) return [problem ? problemInWords(say, problem) : say('panel.problem.unknown')];
  return errors.map(({ pointer, detail }) => {
    const issue = own.success ? undefined : own.error.issues.find(one => `/${one.path.join('/')}` === pointer);
    const field = pointer.split('/').at(-1) ?? '';
    const label = Object.hasOwn(fieldWords, field) ? say(fieldWords[field]!) : pointer;
    return say('panel.undelivered.reason', { field: label, detail: issue ? say(wordOf(issue)) : detail });
  });
}

const problemWords: Record<string, WordKey> = {
  'session.missing': 'panel.problem.signIn',
  'session.ended': 'panel.problem.signIn',
  'code.unknown': 'panel.problem.code',
  'act.forbidden': 'panel.problem.forbidden',
  'thing.unknown': 'panel.problem.gone',
  'entry.conflict': 'panel.problem.conflict',
  'admin.last': 'panel.problem.lastAdmin',
  'body.too-large': 'panel.error.long',
  'body.invalid': 'panel.problem.invalid',
  'account.student': 'panel.problem.student',
  'account.unknown': 'panel.problem.stranger',
  'provider.failed': 'panel.problem.provider',
  'oauth.invalid_request': 'panel.problem.noPage',
  'oauth.access_denied': 'panel.problem.denied',
  'oauth.expired_token': 'panel.problem.tooLate',
  'oauth.invalid_grant': 'panel.problem.tooLate',
  'attempts.exceeded': 'panel.problem.attempts',
  'requests.exceeded': 'panel.problem.busy',
  'server.failed': 'panel.problem.server',
  'database.busy': 'panel.problem.server',
};

/** A problem in plain words; one we do not know in the words it came with. */
export function problemInWords(say: Say, problem: Problem | 'offline'): string {
  if (problem === 'offline') return say('panel.problem.offline');
  const code = problem.type.split('/').at(-1) ?? '';
  if (Object.hasOwn(problemWords, code)) return say(problemWords[code]!);
  return problem.detail ?? problem.title;
}
