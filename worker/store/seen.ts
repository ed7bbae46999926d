import type { Who } from '../guard.ts';
import type { Database, Statement } from '../http.ts';

/** Notes for its author that somebody read a cycle today; written once a day. */
export function see(db: Database, who: Who, cycle: string, now: Date): Statement {
  return db
    .prepare(
      `insert into seen (district, cycle, person, on_day) values (?1, ?2, ?3, ?4)
       on conflict (district, cycle, person) do update set on_day = excluded.on_day where on_day < excluded.on_day`,
    )
    .bind(who.district, cycle, who.id, now.toISOString().slice(0, 10));
}
