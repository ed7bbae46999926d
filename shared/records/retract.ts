import { z } from '../zod.ts';
import { EntryId } from './id.ts';
import { kind } from './kind.ts';

/** Undo: takes back the entry it supersedes, for good. Only its author can. */
export const retract = kind('retract', 'self', [], { supersedes: EntryId, cycle: z.optional(EntryId) });
