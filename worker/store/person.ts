import type { Person } from '../../shared/records/person.ts';
import type { Database, Statement } from '../http.ts';

export function isActiveAdmin(person: Person): boolean {
  return person.active && person.roles.some(({ role }) => role === 'admin');
}

/**
 * Ends every session and code of someone who is not active staff (any more), in the batch that made it so. The account
 * they sign in with stays theirs while they are known at all: their address may be somebody else's by then.
 */
export function endAccess(db: Database, district: string, person: string): Statement[] {
  const unless = { token: ` and body ->> 'active'`, code: ` and body ->> 'active'`, authorization: '', subject: '' };
  return Object.entries(unless).map(([table, active]) =>
    db
      .prepare(
        `delete from ${table} where district = ?1 and person = ?2 and not exists (
           select 1 from map where district = ?1 and noun = 'person' and id = ?2${active})`,
      )
      .bind(district, person),
  );
}
