import type { Database, Statement } from '../http.ts';

/** People's names by their ids, also of those who left. */
export function selectNames(db: Database, district: string, people: Iterable<string>): Statement {
  return db
    .prepare(
      `select m.id, m.body ->> 'name' as name from json_each(?2) p
       cross join map m on m.district = ?1 and m.noun = 'person' and m.id = p.value`,
    )
    .bind(district, JSON.stringify([...new Set(people)]));
}

export function namesIn(rows: readonly unknown[]): Record<string, string> {
  return Object.fromEntries((rows as { id: string; name: string }[]).map(({ id, name }) => [id, name]));
}
