import { z } from '../zod.ts';
import { text } from './text.ts';

export const School = z.strictObject({ name: text(120), timeZone: z.optional(text(60)) });
export type School = z.infer<typeof School>;
