import type { Database } from '../http.ts';

/** Makes a district, or renames it. */
export async function putDistrict(db: Database, id: string, name: string): Promise<void> {
  await db
    .prepare('insert into district (id, name) values (?1, ?2) on conflict (id) do update set name = excluded.name')
    .bind(id, name)
    .run();
}
