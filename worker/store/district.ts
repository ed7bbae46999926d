import type { Database } from '../http.ts';

/** Makes a district, or renames it. */
export async function putDistrict(db: Database, id: string, name: string): Promise<void> {
  await db
    .prepare('insert into district (id, name) values (?1, ?2) on conflict (id) do update set name = excluded.name')
    .bind(id, name)
    .run();
}

/** Is the database there? @throws what it says when it is not */
export async function ping(db: Database): Promise<void> {
  await db.prepare('select 1').first();
}
