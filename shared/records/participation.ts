import { z } from '../zod.ts';
import { EntryId, MapId } from './id.ts';
import { kind } from './kind.ts';
import { LessonTag } from './page.ts';

/** A PL item opened, or used in a lesson (S0-P2, S0-P3). */
export const participation = kind('participation', 'self', ['S0-P2', 'S0-P3', 'S0-R10'], {
  learning: MapId,
  did: z.enum(['opened', 'used']),
  cycle: z.optional(EntryId),
  tag: z.optional(LessonTag),
});
export type Participation = z.infer<typeof participation.schema>;
