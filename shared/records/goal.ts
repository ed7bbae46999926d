import { z } from '../zod.ts';
import { MapId } from './id.ts';
import { text } from './text.ts';

export const Goal = z.strictObject({ text: text(300), need: MapId });
export type Goal = z.infer<typeof Goal>;
