import { z } from '../zod.ts';
import { MapId } from './id.ts';
import { Role } from './role.ts';
import { text } from './text.ts';

/** Staff only: there is no student in Deskside. `subjects` order what PL fits. */
export const Person = z.strictObject({
  name: text(120),
  email: z.optional(z.email().check(z.maxLength(254))),
  roles: z.array(Role).check(z.minLength(1), z.maxLength(10)),
  teams: z._default(z.array(MapId).check(z.maxLength(10)), []),
  subjects: z._default(z.array(text(60)).check(z.maxLength(10)), []),
  /** A person who left keeps their entries and can't sign in. */
  active: z._default(z.boolean(), true),
});
export type Person = z.infer<typeof Person>;
