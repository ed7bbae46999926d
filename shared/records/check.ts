import { z } from '../zod.ts';
import { EntryId } from './id.ts';
import { kind } from './kind.ts';
import { Day, Figure, text } from './text.ts';

const whole = z.int().check(z.minimum(0), z.maximum(100_000));

/** A class-level figure: a value in the measure's unit, or "18 of 24". Never a student's. */
export const ClassFigure = z.union([
  z.strictObject({ value: Figure }),
  z
    .strictObject({ count: whole, of: whole.check(z.minimum(1)) })
    .check(z.refine(({ count, of }) => count <= of, { error: 'the count is more than the class', path: ['count'] })),
]);
export type ClassFigure = z.infer<typeof ClassFigure>;

/** Check: the figure for the class on a day (S0-R5a, S0-B6b). */
export const check = kind('check', 'owner', ['S0-R5a', 'S0-R5c', 'S0-B6b', 'S0-P1'], {
  cycle: EntryId,
  on: Day,
  figure: ClassFigure,
  note: z.optional(text(2000)),
});
export type Check = z.infer<typeof check.schema>;

/** The figure as one number in the measure's unit; "18 of 24" is 75 (percent). */
export function figureValue(figure: ClassFigure): number {
  return 'value' in figure ? figure.value : (100 * figure.count) / figure.of;
}
