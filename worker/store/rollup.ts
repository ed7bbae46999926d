import { pointOf } from '../../shared/insights/activity.ts';
import { dayOf } from '../../shared/records/cadence.ts';
import { figureValue } from '../../shared/records/check.ts';
import { foldCycle, standing } from '../../shared/records/cycle.ts';
import type { Logged } from '../../shared/records/entry.ts';
import { seriesOf } from '../../shared/records/plan.ts';
import { type Ring, ringOf } from '../../shared/records/ring.ts';
import { audienceOf } from '../../shared/records/share.ts';
import type { Seal } from '../seal.ts';

/** Where a cycle belongs, as tables have it: the course as a whole is the lesson ''. */
export type Place = { site: string; course: string; lesson: string };

/** What a summary says of a cycle in its teacher's own words; kept sealed. */
export type Words = { title: string; idea: string; question?: string };

export function closeWords(seal: Seal, cycle: string, words: Words): Promise<string> {
  return seal.close(`cycle/${cycle}`, JSON.stringify(words));
}

export async function openWords(seal: Seal, cycle: string, sealed: string): Promise<Words> {
  return JSON.parse(await seal.open(`cycle/${cycle}`, sealed));
}

/** A series as tables have it: a measure's id, or of a name that a teacher gave only its mark. */
export async function seriesKey(seal: Seal, series: string): Promise<string> {
  return series.startsWith('own:') ? `own:${await seal.mark(series)}` : series;
}

/** What is kept of a cycle beside its entries, so that summaries need not read those. */
export type RollUp = ReturnType<typeof rollUp>;

/** The roll-up of a cycle, from all its entries. There is no other way to one: appending and seeding both end here. */
export function rollUp(id: string, owner: string, logged: readonly Logged[]) {
  const cycle = foldCycle(id, owner, logged);
  const { plan, phase } = cycle;
  const days = standing(logged).flatMap(({ author, entry }) => (author === owner ? [dayOf(entry.at)] : []));
  const place: Place | null = plan
    ? { site: plan.tag.site, course: plan.tag.course, lesson: plan.tag.lesson ?? '' }
    : null;
  const ring: Ring = ringOf(cycle, plan?.tag.lesson);
  return {
    id,
    owner,
    place,
    ring,
    words: {
      title: plan?.tag.lessonTitle ?? plan?.tag.courseTitle ?? '',
      idea: plan?.idea ?? '',
      ...(cycle.waiting && { question: cycle.waiting.text }),
    } satisfies Words,
    practice: plan?.practice ?? null,
    aim: plan?.aim ?? null,
    phase,
    dueOn: cycle.dueOn ?? null,
    since: days.reduce((first, day) => (first && first < day ? first : day), ''),
    lastOn: cycle.lastOn,
    active: phase === 'closed' ? 0 : 1,
    activity: reachedIn(owner, logged),
    shares: cycle.shares.map(one => ({ audience: audienceOf(one.with), notes: one.notes ? 1 : 0 })),
    observations: plan
      ? cycle.checks.map(one => ({
          series: seriesOf(plan.measure),
          on: one.on,
          entry: one.id,
          value: figureValue(one.figure),
        }))
      : [],
  };
}

/** How far the cycle came in each month. A step belongs to the month it was first logged in, however often it was mended. */
function reachedIn(owner: string, logged: readonly Logged[]): { month: string; point: number }[] {
  const said = new Map(logged.map(({ entry }) => [entry.id, entry.at]));
  const reached = new Map<string, number>();
  for (const { author, entry, first } of standing(logged)) {
    const [month, point] = [dayOf(said.get(first)!).slice(0, 7), pointOf(entry)];
    if (author === owner && point > (reached.get(month) ?? 0)) reached.set(month, point);
  }
  return [...reached].map(([month, point]) => ({ month, point }));
}
