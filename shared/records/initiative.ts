import { z } from '../zod.ts';
import { MapId } from './id.ts';
import { Day, text } from './text.ts';

export const stages = ['exploration', 'installation', 'initial', 'full'] as const;

/** An organised push of practices towards goals. */
export const Initiative = z.strictObject({
  name: text(120),
  goal: z.optional(MapId),
  practices: z._default(z.array(MapId).check(z.maxLength(20)), []),
  schools: z._default(z.array(MapId).check(z.maxLength(200)), []),
  stage: z._default(z.enum(stages), 'exploration'),
  startedOn: z.optional(Day),
  endedOn: z.optional(Day),
});
export type Initiative = z.infer<typeof Initiative>;
