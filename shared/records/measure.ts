import { z } from '../zod.ts';
import { text } from './text.ts';

/** A class-level measure. `direction`: which way is better. */
export const Measure = z.strictObject({
  name: text(120),
  unit: z.enum(['percent', 'count', 'score']),
  direction: z.enum(['up', 'down']),
  kind: z.enum(['student_learning', 'student_wellbeing', 'process']),
  family: z._default(z.enum(['outcome', 'process', 'balancing']), 'outcome'),
});
export type Measure = z.infer<typeof Measure>;
