import { z } from '../zod.ts';
import { MapId } from './id.ts';
import { text } from './text.ts';

/** People who work on the same aims: a grade team, a department. */
export const Team = z.strictObject({
  name: text(120),
  school: MapId,
  aims: z._default(z.array(MapId).check(z.maxLength(10)), []),
});
export type Team = z.infer<typeof Team>;
