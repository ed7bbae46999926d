import type { Database } from '../http.ts';
import { newKey, type Seal, sealOf } from '../seal.ts';

/**
 * Makes a district, with a key of its own, or renames it.
 * @throws Refusal server.unready without the worker's secret
 */
export async function putDistrict(db: Database, secret: string | undefined, id: string, name: string): Promise<Seal> {
  const kept = await db
    .prepare(
      `insert into district (id, name, key) values (?1, ?2, ?3)
       on conflict (id) do update set name = excluded.name returning key`,
    )
    .bind(id, name, await newKey(secret, id))
    .first<{ key: string }>();
  return sealOf(secret, id, kept!.key);
}

/** Is the database there? @throws what it says when it is not */
export async function ping(db: Database): Promise<void> {
  await db.prepare('select 1').first();
}
