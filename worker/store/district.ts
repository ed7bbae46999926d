import type { Database } from '../http.ts';
import { type Home, newKey, sealOf } from '../seal.ts';

/**
 * Makes a district, with a key of its own, or renames it.
 * @throws Refusal server.unready without the worker's secret
 */
export async function putDistrict(db: Database, secret: string | undefined, id: string, name: string): Promise<Home> {
  const kept = await db
    .prepare(
      `insert into district (id, name, key) values (?1, ?2, ?3)
       on conflict (id) do update set name = excluded.name returning key`,
    )
    .bind(id, name, await newKey(secret, id))
    .first<{ key: string }>();
  return { district: id, seal: await sealOf(secret, id, kept!.key) };
}

/** A district's tables and its seal, for what is done in nobody's name. @throws Refusal server.unready */
export async function homeOf(db: Database, secret: string | undefined, district: string): Promise<Home> {
  const key = await db.prepare('select key from district where id = ?1').bind(district).first<string>('key');
  return { district, seal: await sealOf(secret, district, key ?? '') };
}

/** Is the database there? @throws what it says when it is not */
export async function ping(db: Database): Promise<void> {
  await db.prepare('select 1').first();
}
