import { z } from '../zod.ts';
import { EntryId } from './id.ts';
import { Instant } from './text.ts';

/** What every entry carries, whoever logs what. `supersedes`: the earlier entry of the same kind that this one corrects. */
export const envelope = { id: EntryId, at: Instant, supersedes: z.optional(EntryId) };

/**
 * An entry kind: its fields, and who may log it.
 * `owner`: the cycle's own teacher; `reader`: anyone the cycle was shared with, and its teacher;
 * `coach`: a coach, about a teacher who invited them; `self`: anyone, about their own learning.
 */
export function kind<Name extends string, Fields extends z.core.$ZodLooseShape>(
  name: Name,
  by: 'owner' | 'reader' | 'coach' | 'self',
  answers: string[],
  fields: Fields,
) {
  // Typed by hand: a spread of a generic would infer an intersection, and a kind may narrow a field of the envelope.
  const shape = { ...envelope, kind: z.literal(name), ...fields } as Omit<typeof envelope, keyof Fields> & {
    kind: z.ZodMiniLiteral<Name>;
  } & Fields;
  return { name, by, answers, schema: z.strictObject(shape) };
}
