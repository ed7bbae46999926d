import type { Context, MiddlewareHandler } from 'hono';
import { Refusal } from '../shared/problem.ts';
import type { Role, RoleName } from '../shared/records/role.ts';
import type { Session } from '../shared/records/session.ts';
import type { App } from './http.ts';
import { count, countAddress } from './limit.ts';
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

/**
 * How somebody stands to a thing. Nearest first:
 * `own`: it is theirs; `invited`: its owner opened it to them in person; `team`: to a team of theirs;
 * `glass`: two administrators opened it in an emergency; `school`: it is of a school where they have that role;
 * `led`: its owner works at a school they lead, whatever else they are to it but its owner;
 * `district`: it is somewhere else in their district. Another district's things are not there at all.
 */
export const relations = ['own', 'invited', 'team', 'glass', 'school', 'led', 'district'] as const;
export type Relation = (typeof relations)[number];

const everybody = (...to: Relation[]) => ({ teacher: to, coach: to, leader: to, admin: to });

/**
 * The one permission table: act × role → to what. An act that a role does not have is 403; a thing that it does not
 * reach is 404. A leader's limits go first: whom one leads one does not read, though one be their coach as well.
 */
export const may = {
  /** Sessions, notices, and all that is kept of oneself. */
  'self.manage': everybody('own'),
  'page.read': everybody('own'),
  'cycle.read': { ...everybody('own', 'invited', 'team'), admin: ['own', 'invited', 'team', 'glass'] },
  /** Entries, by who may log their kind (shared/records/kind.ts). */
  'entry.owner': everybody('own'),
  'entry.reader': everybody('own', 'invited', 'team'),
  'entry.coach': { coach: ['invited'] },
  'entry.self': everybody('own', 'invited', 'team'),
  'insight.who-needs-me': { coach: ['invited'] },
  'insight.activity': { leader: ['school'] },
  'map.read': everybody('district'),
  'people.read': { admin: ['district'] },
  'provider.read': { admin: ['district'] },
  'map.write': { admin: ['district'] },
  'code.make': { admin: ['district'] },
  'session.manage': { admin: ['district'] },
  /** Of somebody who left; one's own is `self.manage`. */
  'person.delete': { admin: ['district'] },
  /** Settings, retention, exports, and asking for the end of it all. */
  'district.manage': { admin: ['district'] },
  /** Never by the one who asked. */
  'district.delete': { admin: ['district'] },
  'audit.read': { admin: ['district'] },
  'glass.ask': { admin: ['district'] },
  /** Never by the one who asked. */
  'glass.approve': { admin: ['district'] },
  'glass.end': { admin: ['own', 'district'] },
} as const satisfies Record<string, Partial<Record<RoleName, readonly Relation[]>>>;
export type Act = keyof typeof may;

/** May they do the act to a thing they stand so to? */
export function permits(who: Pick<Who, 'roles'>, act: Act, relation: Relation): boolean {
  const row: Partial<Record<RoleName, readonly Relation[]>> = may[act];
  return who.roles.some(({ role }) => row[role]?.includes(relation));
}

/** The schools they lead: all of the district's when no school is named. */
export function ledBy({ roles }: Pick<Who, 'roles'>): string[] | 'all' {
  const led = roles.filter(({ role }) => role === 'leader');
  return led.some(({ school }) => school === undefined) ? 'all' : led.flatMap(({ school }) => school ?? []);
}

/** Lets a request on only with a valid token of somebody whose role includes the act. The act can be read off the guard. */
export function guard(act: Act): MiddlewareHandler<App> & { act: Act } {
  const check: MiddlewareHandler<App> = async (c, next) => {
    const token = tokenOf(c);
    const found = token === undefined ? null : await personOfToken(c.get('db'), token, c.get('now'));
    if (!found) {
      countAddress(c);
      throw new Refusal(token === undefined ? 'session.missing' : 'session.ended');
    }
    const { key, ...person } = found;
    count(c, 'person', person.district, person.id);
    const who = { ...person, seal: await sealOf(c.env.SEAL_SECRET, person.district, key) };
    if (!who.roles.some(({ role }) => role in may[act])) throw new Refusal('act.forbidden');
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
