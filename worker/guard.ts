import type { Context, MiddlewareHandler } from 'hono';
import { Refusal } from '../shared/problem.ts';
import type { Role, RoleName } from '../shared/records/role.ts';
import type { Session } from '../shared/records/session.ts';
import type { App } from './http.ts';
import { type Seal, sealOf } from './seal.ts';
import { personOfToken } from './store/token.ts';

/** Who is calling, as the database has them at this moment: a role taken away is gone at the next request. */
export type Who = {
  district: string;
  id: string;
  name: string;
  roles: Role[];
  teams: string[];
  subjects: string[];
  /** Closes and opens what people of this district write. */
  seal: Seal;
};

/** The one permission table: which roles may do an act at all. What they may do it to is decided in the store, by SQL. */
export const may = {
  'session.own': ['teacher', 'coach', 'leader', 'admin'],
  'entry.log': ['teacher', 'coach', 'leader', 'admin'],
  'page.read': ['teacher', 'coach', 'leader', 'admin'],
  'cycle.read': ['teacher', 'coach', 'leader', 'admin'],
  'insight.who-needs-me': ['coach'],
  'map.read': ['teacher', 'coach', 'leader', 'admin'],
  'people.read': ['admin'],
  'provider.read': ['admin'],
  'map.write': ['admin'],
  'code.make': ['admin'],
} as const satisfies Record<string, readonly RoleName[]>;
export type Act = keyof typeof may;

/** Lets a request on only with a valid token of somebody whose role includes the act. The act can be read off the guard. */
export function guard(act: Act): MiddlewareHandler<App> & { act: Act } {
  const check: MiddlewareHandler<App> = async (c, next) => {
    const token = tokenOf(c);
    if (token === undefined) throw new Refusal('session.missing');
    const found = await personOfToken(c.get('db'), token, c.get('now'));
    if (!found) throw new Refusal('session.ended');
    const { key, ...person } = found;
    const who = { ...person, seal: await sealOf(c.env.SEAL_SECRET, person.district, key) };
    if (!who.roles.some(({ role }) => (may[act] as readonly RoleName[]).includes(role)))
      throw new Refusal('act.forbidden');
    c.set('who', who);
    await next();
  };
  return Object.assign(check, { act });
}

/** The token a request carries. */
export function tokenOf(c: Context): string | undefined {
  return /^bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
}

/** What a person is told about themselves. */
export function meOf(who: Omit<Who, 'seal'>): Session['me'] {
  return { id: who.id, name: who.name, roles: who.roles, district: who.district };
}
