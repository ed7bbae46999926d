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

/** What stands in one place: the last version of an entry, and the id of its first. */
export type Standing = Logged & { first: string };

/**
 * What stands after corrections and undos, in the order things were first logged: a correction takes the place of what
 * it corrects, so mending a word never reopens, unlocks or outlasts anything.
 */
export function standing(logged: readonly Logged[]): Standing[] {
  const places = new Map<string, Standing>();
  for (const version of versionsOf(logged)) {
    // Undone is undone for good, even if another device still corrects it.
    if (places.get(version.first)?.entry.kind !== 'retract') places.set(version.first, version);
  }
  return [...places.values()].filter(({ entry }) => entry.kind !== 'retract');
}

/**
 * Every entry with the id of the first version of what it says. Ids are UUIDv7, so their order is the order of logging
 * whatever the order of delivery; a second copy of an entry changes nothing.
 */
export function versionsOf(logged: readonly Logged[]): Standing[] {
  const versions = new Map<string, Standing>();
  for (const one of logged.toSorted((a, b) => (a.entry.id < b.entry.id ? -1 : 1))) {
    const { author, entry } = one;
    const earlier = entry.supersedes === undefined ? undefined : versions.get(entry.supersedes);
    const corrects = earlier?.author === author && (entry.kind === 'retract' || entry.kind === earlier.entry.kind);
    versions.set(entry.id, { author, entry, first: corrects ? earlier.first : entry.id });
  }
  return [...versions.values()];
}

/** The cycle that these entries tell of. `owner` is whose cycle it is: only their entries move it. */
export function foldCycle(id: string, owner: string, logged: readonly Logged[]): Cycle {
  const mine = logged.filter(({ entry }) => entry.cycle === id);
  const now = standing(mine);
  const of = <K extends Entry['kind']>(kind: K, author?: string) =>
    now
      .filter(one => one.entry.kind === kind && (author === undefined || one.author === author))
      .map(one => ({ ...one.entry, author: one.author }) as By<Extract<Entry, { kind: K }>>);
  const firsts = new Map(now.map(one => [one.entry.id, one.first]));
  const firstOf = (entry: Entry) => firsts.get(entry.id)!;

  const plans = of('plan', owner);
  const dos = of('do', owner);
  const checks = of('check', owner).sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  const act = of('act', owner).at(-1);
  const lock = dos.find(one => one.how !== 'not_done');
  const plan = lock ? lockedPlan(mine, owner, plans, firstOf(lock)) : plans.at(-1);
  const shares = new Map(of('share', owner).map(one => [audienceOf(one.with), one]));
  const feedback = of('feedback');
  const questions = of('question', owner);
  const asked = questions.at(-1);
  const answered = asked && feedback.some(one => one.author !== owner && firstOf(one) > firstOf(asked));
  const phase = act ? 'closed' : checks.length > 0 ? 'act' : lock ? 'check' : plan ? 'do' : 'plan';
  const own = now.filter(one => one.author === owner);

  return {
    id,
    owner,
    ...(plan && { plan }),
    ...(lock && { lockedBy: lock.id }),
    latePlan: lock !== undefined && plans.every(one => firstOf(one) > firstOf(lock)),
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

/** The last plan, with the measure and prediction that stood when the first Do happened, if there were any. */
function lockedPlan(all: readonly Logged[], owner: string, plans: Plan[], lock: string): Plan | undefined {
  const last = plans.at(-1);
  const atLock = standing(all.filter(({ entry }) => entry.id < lock))
    .flatMap(({ author, entry }) => (author === owner && entry.kind === 'plan' ? [entry] : []))
    .at(-1);
  return last && atLock ? { ...last, measure: atLock.measure, prediction: atLock.prediction } : last;
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
