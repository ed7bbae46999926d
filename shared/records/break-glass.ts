import { z } from '../zod.ts';
import { EntryId, MapId } from './id.ts';
import { Instant, text } from './text.ts';

/** What an administrator asks for in an emergency: a teacher's cycles, with a reason, for at most a day. */
export const AskBreakGlass = z.strictObject({
  teacher: MapId,
  reason: text(500),
  hours: z._default(z.int().check(z.minimum(1), z.maximum(24)), 1),
});
export type AskBreakGlass = z.infer<typeof AskBreakGlass>;

/** How it stands. Until another administrator approves, and after `openUntil`, nothing can be read. */
export const BreakGlass = z.extend(AskBreakGlass, {
  id: EntryId,
  askedBy: MapId,
  askedAt: Instant,
  approvedBy: z.optional(MapId),
  openUntil: z.optional(Instant),
  /** While it is open, to the one who asked: the teacher's cycles. */
  cycles: z.optional(z.array(EntryId)),
});
export type BreakGlass = z.infer<typeof BreakGlass>;
