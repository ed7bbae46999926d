import { z } from '../zod.ts';
import { type Cycle, isDue } from './cycle.ts';
import { EntryId } from './id.ts';
import { SiteId } from './page.ts';
import { Day } from './text.ts';

/** What a ring shows of a lesson's latest cycle: four arcs, the next one open, a mark when it is due. */
export const Ring = z.strictObject({
  /** The lesson; absent for the course as a whole. */
  lesson: z.optional(SiteId),
  cycle: EntryId,
  phase: z.enum(['plan', 'do', 'check', 'act', 'closed']),
  dueOn: z.optional(Day),
});
export type Ring = z.infer<typeof Ring>;

export function ringOf(cycle: Cycle, lesson: string | undefined): Ring {
  return {
    ...(lesson !== undefined && { lesson }),
    cycle: cycle.id,
    phase: cycle.phase,
    ...(cycle.dueOn && { dueOn: cycle.dueOn }),
  };
}

export function ringIsDue(ring: Ring, today: string): boolean {
  return isDue(ring, today);
}
