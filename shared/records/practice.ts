import { z } from '../zod.ts';
import { text } from './text.ts';

/** An active ingredient: `core` must not be dropped, `adaptable` may be fitted to the class (S0-R2). */
export const Ingredient = z.strictObject({ text: text(200), kind: z.enum(['core', 'adaptable']) });
export type Ingredient = z.infer<typeof Ingredient>;

/** A teaching practice: why it works, with sources, and what it is made of. */
export const Practice = z.strictObject({
  name: text(120),
  why: z.optional(text(900)),
  sources: z._default(z.array(text(500)).check(z.maxLength(10)), []),
  ingredients: z.array(Ingredient).check(z.minLength(1), z.maxLength(12)),
});
export type Practice = z.infer<typeof Practice>;
