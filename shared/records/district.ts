import { z } from '../zod.ts';
import { MapId } from './id.ts';
import { Instant, text } from './text.ts';

/** What a district decides for all of it. */
export const District = z.strictObject({
  name: text(120),
  /** Figures about fewer people are not shown. */
  minimumGroup: z._default(z.int().check(z.minimum(5), z.maximum(1000)), 10),
  /** School years that cycles are kept after the current one. */
  keepYears: z._default(z.int().check(z.minimum(1), z.maximum(25)), 7),
});
export type District = z.infer<typeof District>;

/** One administrator asks for the end of the district's data, with a reason; another confirms by the district's id. */
export const AskDeletion = z.strictObject({ reason: text(500) });
export const ConfirmDeletion = z.strictObject({ confirm: MapId });
export const AskedDeletion = z.extend(AskDeletion, { askedBy: MapId, askedAt: Instant });
export type AskedDeletion = z.infer<typeof AskedDeletion>;
/** Of a person who left, by an administrator. */
export const DeletePerson = z.strictObject({ confirm: MapId, reason: text(500) });

/** Of oneself: by one's own id. */
export const DeleteMe = z.strictObject({ confirm: MapId });

/** What stands of the deletion of a district: counts are rows by table. */
export const Certificate = z.strictObject({
  district: MapId,
  name: z.string(),
  reason: z.string(),
  askedBy: MapId,
  askedAt: Instant,
  confirmedBy: MapId,
  deletedAt: Instant,
  before: z.record(z.string(), z.number()),
  after: z.record(z.string(), z.number()),
  /** The last export, if there was one: its manifest's SHA-256. */
  exported: z.optional(z.strictObject({ at: Instant, by: MapId, manifest: z.string() })),
});
export type Certificate = z.infer<typeof Certificate>;
