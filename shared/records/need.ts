import { z } from '../zod.ts';
import { text } from './text.ts';

export const needSources = ['student_voice', 'assessment', 'attendance', 'behaviour', 'teacher'] as const;

/** What students need, with its evidence and how many it concerns (S0-P4, S0-R11). */
export const Need = z.strictObject({
  text: text(300),
  evidence: z.optional(text(1000)),
  cohortSize: z.optional(z.int().check(z.minimum(1), z.maximum(1_000_000))),
  source: z.optional(z.enum(needSources)),
});
export type Need = z.infer<typeof Need>;
