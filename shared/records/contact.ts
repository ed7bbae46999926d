import { z } from '../zod.ts';
import { EntryId, MapId } from './id.ts';
import { kind } from './kind.ts';
import { Day } from './text.ts';

export const modes = ['in_person', 'class_visit', 'online', 'phone', 'message'] as const;
export const moves = ['teach', 'reflect', 'consult', 'reinforce', 'model', 'observe', 'feedback'] as const;

/** A coach's contact with a teacher who invited them (S0-R7a, S2-7). */
export const contact = kind('contact', 'coach', ['S0-R7a', 'S2-7'], {
  teacher: MapId,
  cycle: z.optional(EntryId),
  on: Day,
  minutes: z.int().check(z.minimum(1), z.maximum(600)),
  mode: z.enum(modes),
  moves: z.array(z.enum(moves)).check(z.maxLength(moves.length)),
});
export type Contact = z.infer<typeof contact.schema>;
