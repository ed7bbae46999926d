import { z } from '../zod.ts';
import { EntryId, MapId } from './id.ts';
import { kind } from './kind.ts';
import { LessonTag } from './page.ts';
import { Day, Figure, text } from './text.ts';

/** A measure the teacher names when the map has none that fits. */
export const OwnMeasure = z.strictObject({
  name: text(80),
  unit: z.enum(['percent', 'count', 'score']),
  direction: z.enum(['up', 'down']),
});
export type OwnMeasure = z.infer<typeof OwnMeasure>;

/** Plan: a testable change, a prediction for a measure, a day to check (S0-R5a, S0-B1c). */
export const plan = kind('plan', 'owner', ['S0-R5a', 'S0-R5c', 'S0-B1c', 'S0-R10', 'S0-B6a'], {
  cycle: EntryId,
  tag: LessonTag,
  idea: text(500),
  practice: z.optional(MapId),
  aim: z.optional(MapId),
  measure: z.union([MapId, OwnMeasure]),
  prediction: Figure,
  checkOn: Day,
  /** The cycle this one grew out of, when an Act said "adapt". */
  previous: z.optional(EntryId),
});
export type Plan = z.infer<typeof plan.schema>;

/** The series a plan's figures belong to: the measure's id, or the teacher's own name for it. */
export function seriesOf(measure: Plan['measure']): string {
  return typeof measure === 'string' ? measure : `own:${measure.name.toLowerCase()}`;
}
