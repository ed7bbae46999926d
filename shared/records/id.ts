import { z } from '../zod.ts';

/** An entry's or a cycle's own id, made on the device: UUIDv7, so ids sort by the time they were made (RFC 9562). */
export const EntryId = z.uuidv7().check(z.lowercase('lower-case, so that ids sort'));
export type EntryId = z.infer<typeof EntryId>;

/** The id of a map noun, chosen by whoever sets it up: `exit-tickets`, or a UUID. */
export const MapId = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and hyphens'));
export type MapId = z.infer<typeof MapId>;
