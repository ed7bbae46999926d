import { z } from '../zod.ts';
import { EntryId } from './id.ts';
import { Instant, text } from './text.ts';

/** What a person is told once, because it concerns their account or who read their work. */
export const Notice = z.strictObject({
  id: EntryId,
  at: Instant,
  about: z.discriminatedUnion('kind', [
    /** An old copy of a session's key was used: the session was ended everywhere. */
    z.strictObject({ kind: z.literal('session_copied'), device: z.string() }),
    /** A device was let in from another one. */
    z.strictObject({ kind: z.literal('device_approved'), device: z.string() }),
    /** Two administrators opened one's cycles in an emergency. */
    z.strictObject({
      kind: z.literal('break_glass'),
      by: z.string(),
      approvedBy: z.string(),
      reason: text(500),
      until: Instant,
    }),
  ]),
});
export type Notice = z.infer<typeof Notice>;
