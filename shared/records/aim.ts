import { z } from '../zod.ts';
import { MapId } from './id.ts';
import { Day, Figure, text } from './text.ts';

/** What, how much, by when, for whom. Its first measure and practice are what a new plan starts from. */
export const Aim = z.strictObject({
  text: text(300),
  goal: MapId,
  measures: z.array(MapId).check(z.minLength(1), z.maxLength(5)),
  practices: z._default(z.array(MapId).check(z.maxLength(10)), []),
  target: z.optional(Figure),
  by: z.optional(Day),
});
export type Aim = z.infer<typeof Aim>;
