import type { Person } from '../../shared/records/person.ts';
import type { Database, Statement } from '../http.ts';

export function isActiveAdmin(person: Person): boolean {
  return person.active && person.roles.some(({ role }) => role === 'admin');
}

/** Ends every session and code of someone who is not active staff (any more), in the batch that made it so. */
export function endAccess(db: Database, district: string, person: string): Statement[] {
  return ['token', 'code'].map(table =>
    db
      .prepare(
        `delete from ${table} where district = ?1 and person = ?2 and not exists (
           select 1 from map where district = ?1 and noun = 'person' and id = ?2 and body ->> 'active')`,
      )
      .bind(district, person),
  );
}
