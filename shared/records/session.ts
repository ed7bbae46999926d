import { z } from '../zod.ts';
import { MapId } from './id.ts';
import { Role } from './role.ts';
import { text } from './text.ts';

/** What a person types to sign in once: a pairing code (8 consonants) or an invite. */
export const SignIn = z.strictObject({ code: text(100), device: z._default(text(80), 'browser') });
export type SignIn = z.infer<typeof SignIn>;

/** The one client of the worker's own sign-in: the browser extension, which keeps no secret (RFC 6749 §2.1). */
export const CLIENT = 'deskside-extension';

/** A device that asks to be let in. `near`: it asks from the network of whoever looks at it. */
export const WaitingDevice = z.strictObject({
  device: z.string(),
  network: z.string(),
  askedAt: z.iso.datetime(),
  near: z.boolean(),
});
export type WaitingDevice = z.infer<typeof WaitingDevice>;

/** One of somebody's sessions, as a list shows it. Instants; `usedAt` to a quarter of an hour. */
export const SessionInList = z.strictObject({
  id: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  device: z.string(),
  since: z.iso.datetime(),
  usedAt: z.iso.datetime(),
  current: z.boolean(),
});
export type SessionInList = z.infer<typeof SessionInList>;

/** A signed-in session, as any token response (RFC 6749 §5.1), and who it is. The refresh token rotates at every use. */
export const Session = z.strictObject({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.number(),
  refresh_token: z.string(),
  me: z.strictObject({ id: MapId, name: z.string(), roles: z.array(Role), district: MapId }),
});
export type Session = z.infer<typeof Session>;
