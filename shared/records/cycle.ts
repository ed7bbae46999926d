import type { Act } from './act.ts';
import { ACT_DAYS, addDays, dayOf, daysBetween, STALL_DAYS } from './cadence.ts';
import type { Check } from './check.ts';
import type { Do } from './do.ts';
import type { Entry, Logged } from './entry.ts';
import type { Feedback, Phase } from './feedback.ts';
import type { Plan } from './plan.ts';
import { audienceOf, type Share } from './share.ts';

type By<T> = T & { author: string };

/** A cycle as its entries tell it. Never edited: always folded anew. */
export type Cycle = {
  id: string;
  owner: string;
  /** The plan in force. After the first Do its measure and prediction stay what they were then. */
  plan?: Plan;
  /** The entry that locked the prediction: the first Do that happened. */
  lockedBy?: string;
  /** A Do happened before there was a plan (S0-R5a). */
  latePlan: boolean;
  dos: Do[];
  checks: Check[];
  act?: Act;
  /** Open shares, one an audience. */
  shares: Share[];
  feedback: By<Feedback>[];
  questions: By<Extract<Entry, { kind: 'question' }>>[];
  /** The question nobody answered yet, if any. */
  waiting?: Extract<Entry, { kind: 'question' }>;
  /** The step that comes next; `closed` after Act. */
  phase: Phase | 'closed';
  /** The day the next step is expected. */
  dueOn?: string;
  /** The day the teacher last logged anything here. */
  lastOn: string;
};

/**
 * What stands after corrections and undos, in the order things were logged. Ids are UUIDv7, so their order is the
 * order of logging whatever the order of delivery; a second copy of an entry changes nothing.
 */
export function standing(logged: readonly Logged[]): Logged[] {
  const byId = new Map(logged.map(one => [one.entry.id, one]));
  const gone = new Set<string>();
  for (const { author, entry } of byId.values()) {
    const earlier = entry.supersedes === undefined ? undefined : byId.get(entry.supersedes);
    if (earlier === undefined || earlier.author !== author || earlier.entry.id >= entry.id) continue;
    if (entry.kind === 'retract' || entry.kind === earlier.entry.kind) gone.add(earlier.entry.id);
  }
  return [...byId.values()]
    .filter(({ entry }) => entry.kind !== 'retract' && !gone.has(entry.id))
    .sort((a, b) => (a.entry.id < b.entry.id ? -1 : 1));
}

/** The cycle that these entries tell of. `owner` is whose cycle it is: only their entries move it. */
export function foldCycle(id: string, owner: string, logged: readonly Logged[]): Cycle {
  const mine = logged.filter(({ entry }) => entry.cycle === id);
  const now = standing(mine);
  const of = <K extends Entry['kind']>(kind: K, author?: string) =>
    now
      .filter(one => one.entry.kind === kind && (author === undefined || one.author === author))
      .map(one => ({ ...one.entry, author: one.author }) as By<Extract<Entry, { kind: K }>>);

  const dos = of('do', owner);
  const checks = of('check', owner).sort((a, b) => (a.on === b.on ? (a.id < b.id ? -1 : 1) : a.on < b.on ? -1 : 1));
  const act = of('act', owner).at(-1);
  const lock = dos.find(one => one.how !== 'not_done');
  const plan = planInForce(mine, owner, of('plan', owner), lock?.id);
  const shares = new Map(of('share', owner).map(one => [audienceOf(one.with), one]));
  const feedback = of('feedback');
  const questions = of('question', owner);
  const asked = questions.at(-1);
  const answered = asked && feedback.some(one => one.author !== owner && one.id > asked.id);
  const phase = act ? 'closed' : checks.length > 0 ? 'act' : dos.length > 0 ? 'check' : plan ? 'do' : 'plan';
  const own = now.filter(one => one.author === owner);

  return {
    id,
    owner,
    ...(plan && { plan }),
    ...(lock && { lockedBy: lock.id }),
    latePlan: lock !== undefined && of('plan', owner).every(one => firstOf(mine, one).id > lock.id),
    dos,
    checks,
    ...(act && { act }),
    shares: [...shares.values()].filter(one => one.state === 'open'),
    feedback,
    questions,
    ...(asked && !answered && { waiting: asked }),
    phase,
    ...due(phase, plan, checks),
    lastOn: own.reduce((last, { entry }) => (dayOf(entry.at) > last ? dayOf(entry.at) : last), ''),
  };
}

/** The last plan; once locked, with the measure and prediction it had at the lock. */
function planInForce(all: readonly Logged[], owner: string, plans: Plan[], lock?: string): Plan | undefined {
  const last = plans.at(-1);
  if (!last || lock === undefined) return last;
  const before = all
    .flatMap(({ author, entry }) => (author === owner && entry.kind === 'plan' && entry.id < lock ? [entry] : []))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .at(-1);
  return before ? { ...last, measure: before.measure, prediction: before.prediction } : last;
}

/** The first version of an entry that may have been corrected several times. */
function firstOf(all: readonly Logged[], entry: Entry): Entry {
  const earlier = all.find(one => one.entry.id === entry.supersedes)?.entry;
  return earlier && earlier.id < entry.id ? firstOf(all, earlier) : entry;
}

function due(phase: Cycle['phase'], plan: Plan | undefined, checks: Check[]): { dueOn?: string } {
  if (phase === 'act') return { dueOn: addDays(checks.at(-1)!.on, ACT_DAYS) };
  if ((phase === 'do' || phase === 'check') && plan) return { dueOn: plan.checkOn };
  return {};
}

/** Is the next step expected by `today`? */
export function isDue(cycle: Pick<Cycle, 'phase' | 'dueOn'>, today: string): boolean {
  return cycle.phase !== 'closed' && cycle.dueOn !== undefined && cycle.dueOn <= today;
}

/** Open, and untouched by its teacher for two weeks (S0-R5a). */
export function isStalled(cycle: Pick<Cycle, 'phase' | 'lastOn'>, today: string): boolean {
  return cycle.phase !== 'closed' && daysBetween(cycle.lastOn, today) >= STALL_DAYS;
}
