import { z } from '../zod.ts';
import { EntryId } from './id.ts';
import { kind } from './kind.ts';
import { Day, text } from './text.ts';

export const decisions = ['adopt', 'adapt', 'abandon'] as const;
export const results = ['growth', 'learned_why_not', 'inconclusive'] as const;

/** Act: the decision that closes a cycle, and what is now known (S0-R5c, S0-B0). */
export const act = kind('act', 'owner', ['S0-R5a', 'S0-R5c', 'S0-B0'], {
  cycle: EntryId,
  on: Day,
  decision: z.enum(decisions),
  result: z.enum(results),
  learning: z.optional(text(1000)),
  /** The cycle that goes on from here, made in the same moment when the decision is "adapt". */
  next: z.optional(EntryId),
});
export type Act = z.infer<typeof act.schema>;
