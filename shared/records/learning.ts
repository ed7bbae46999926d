import { z } from '../zod.ts';
import { MapId } from './id.ts';
import { Day, text } from './text.ts';

export const modalities = ['live_online', 'on_demand', 'in_person', 'coaching', 'plc', 'self_study'] as const;

/** A PL item, and what it fits: a practice, a course by its title, a subject (S0-P3, S0-R8). */
export const Learning = z.strictObject({
  title: text(200),
  url: z.url({ protocol: /^https$/ }).check(z.maxLength(1000)),
  minutes: z.optional(z.int().check(z.minimum(1), z.maximum(10_000))),
  modality: z._default(z.enum(modalities), 'on_demand'),
  on: z.optional(Day),
  initiative: z.optional(MapId),
  practices: z._default(z.array(MapId).check(z.maxLength(20)), []),
  courses: z._default(z.array(text(120)).check(z.maxLength(50)), []),
  subjects: z._default(z.array(text(60)).check(z.maxLength(20)), []),
});
export type Learning = z.infer<typeof Learning>;

/** Titles and subjects compare without case and outer spaces. */
export function matchKey(text: string): string {
  return text.trim().toLowerCase();
}
