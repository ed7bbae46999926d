import { z } from '../zod.ts';
import { EntryId } from './id.ts';
import { kind } from './kind.ts';
import { Day, text } from './text.ts';

export const ways = ['as_planned', 'adapted', 'not_done'] as const;

/** Do: what happened in class. `adapted` says which active ingredient was changed, and why (S1-5). */
export const doing = kind('do', 'owner', ['S0-R5a', 'S0-R5c', 'S1-5'], {
  cycle: EntryId,
  on: Day,
  how: z.enum(ways),
  ingredient: z.optional(text(200)),
  why: z.optional(text(300)),
  note: z.optional(text(2000)),
});
export type Do = z.infer<typeof doing.schema>;
