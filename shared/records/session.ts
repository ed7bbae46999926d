import { z } from '../zod.ts';
import { MapId } from './id.ts';
import { Role } from './role.ts';
import { text } from './text.ts';

/** What a person types to sign in once: a pairing code (8 consonants) or an invite. */
export const SignIn = z.strictObject({ code: text(100), device: z._default(text(80), 'browser') });
export type SignIn = z.infer<typeof SignIn>;

/** One of somebody's sessions, as a list shows it. Instants; `usedAt` to a quarter of an hour. */
export const SessionInList = z.strictObject({
  id: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  device: z.string(),
  since: z.iso.datetime(),
  usedAt: z.iso.datetime(),
  current: z.boolean(),
});
export type SessionInList = z.infer<typeof SessionInList>;

/** Trade the refresh token for a new pair. */
export const Refresh = z.strictObject({ refresh: text(200) });

/** A signed-in session. `accessUntil` is an instant; the refresh token rotates at every use. */
export const Session = z.strictObject({
  access: z.string(),
  refresh: z.string(),
  accessUntil: z.iso.datetime(),
  me: z.strictObject({ id: MapId, name: z.string(), roles: z.array(Role), district: MapId }),
});
export type Session = z.infer<typeof Session>;
