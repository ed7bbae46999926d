import { z } from '../zod.ts';
import { loopbackName, publicName } from './host.ts';
import { text } from './text.ts';

/**
 * The issuers we know: one for everybody (`google`, `clever`, `classlink`), one for each Entra `tenant` (never /common,
 * whose issuer is a template), or the one that is given (`oidc`).
 */
export const presets = {
  google: 'https://accounts.google.com',
  entra: 'https://login.microsoftonline.com/{tenant}/v2.0',
  clever: 'https://clever.com',
  classlink: 'https://launchpad.classlink.com',
  oidc: '{issuer}',
} as const;

const Domain = z
  .string()
  .check(
    z.maxLength(253),
    z.regex(/^([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/, 'a mail domain in lower case: maple.example'),
  );

/** A public address; one on this machine is taken too, and asked by a worker for trials alone. */
const Issuer = z.union(
  [
    z.url({ protocol: /^https$/, hostname: publicName }).check(z.maxLength(300)),
    z.url({ protocol: /^http$/, hostname: loopbackName }).check(z.maxLength(300)),
  ],
  'a public address that begins with https',
);

/**
 * Where a district's people have an account already. `name` is what the button says; `domains` are the district's own mail
 * domains: only a verified address in one of them links an account to a person without an invite. An account is a student's
 * when one of `roleClaims` says so. `clientSecret` can be written, not read.
 */
export const Provider = z
  .strictObject({
    preset: z.enum(['google', 'entra', 'clever', 'classlink', 'oidc']),
    name: text(60),
    issuer: z.optional(Issuer),
    tenant: z.optional(z.string().check(z.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'the tenant’s own id'))),
    clientId: text(300),
    clientSecret: z.optional(text(2000)),
    domains: z._default(z.array(Domain).check(z.maxLength(20)), []),
    roleClaims: z._default(z.array(text(100)).check(z.maxLength(10)), ['user_type', 'role', 'roles', 'Role']),
  })
  .check(
    z.refine(({ preset, issuer }) => (preset === 'oidc') === (issuer !== undefined), {
      error: 'is for “oidc”, which needs it; the other presets have their own',
      path: ['issuer'],
    }),
    z.refine(({ preset, tenant }) => preset !== 'entra' || tenant !== undefined, {
      error: 'Entra has one issuer for each tenant; give its id',
      path: ['tenant'],
    }),
  );
export type Provider = z.infer<typeof Provider>;

export function issuerOf({ preset, tenant = '', issuer = '' }: Provider): string {
  return presets[preset].replace('{tenant}', tenant).replace('{issuer}', issuer);
}

/**
 * What an account's claims say of whose it is: a student's, one from outside the district, or a colleague's, with the
 * address they may be known by, if the provider vouches for it.
 */
export function readClaims(
  { preset, tenant, domains, roleClaims }: Provider,
  claims: Record<string, unknown>,
): 'student' | 'outsider' | { email: string | null } {
  const said = roleClaims.flatMap(name => (Object.hasOwn(claims, name) ? [claims[name]].flat() : []));
  if (said.some(isStudent)) return 'student';
  const { hd, tid, email } = claims;
  if (tenant !== undefined && tid !== tenant) return 'outsider';
  if (hd !== undefined && !domains.includes(String(hd))) return 'outsider';
  // Without `hd`, Google does not vouch for an address of somebody else's domain. Entra says in a claim of its own, which
  // its administrator switches on, that the tenant owns the domain.
  const owned = preset === 'entra' && [true, 1, '1', 'true'].includes(claims.xms_edov as string);
  const vouched = owned || (claims.email_verified === true && (preset !== 'google' || hd !== undefined));
  if (!vouched || typeof email !== 'string' || email.split('@').length !== 2) return { email: null };
  return { email: domains.includes(asciiLower(email.split('@')[1]!)) ? email : null };
}

function isStudent(role: unknown): boolean {
  return typeof role === 'string' && /^(students?|learner)$/.test(role.normalize('NFKC').trim().toLowerCase());
}

/** Of A to Z only: `toLowerCase` would make a k of the Kelvin sign. */
function asciiLower(text: string): string {
  return text.replaceAll(/[A-Z]/g, letter => letter.toLowerCase());
}
