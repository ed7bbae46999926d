import { z } from '../zod.ts';
import { EntryId } from './id.ts';
import { kind } from './kind.ts';
import { text } from './text.ts';

export const phases = ['plan', 'do', 'check', 'act'] as const;
export type Phase = (typeof phases)[number];

/** Feedback on one phase of a cycle, from its teacher or someone it was shared with (S0-R6). */
export const feedback = kind('feedback', 'reader', ['S0-R6'], {
  cycle: EntryId,
  phase: z.enum(phases),
  text: text(2000),
});
export type Feedback = z.infer<typeof feedback.schema>;
