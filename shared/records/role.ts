import { z } from '../zod.ts';
import { MapId } from './id.ts';

export const roles = ['teacher', 'coach', 'leader', 'admin'] as const;
export type RoleName = (typeof roles)[number];

/** What a person may be at one school, or in the whole district when no school is named. Student is not a role. */
export const Role = z.strictObject({ role: z.enum(roles), school: z.optional(MapId) });
export type Role = z.infer<typeof Role>;
