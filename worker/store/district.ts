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

/** Which district a person means: its id, or a mail domain that one district alone has; the only one when nothing is said. */
export async function findDistrict(db: Database, said: string | undefined): Promise<string | null> {
  const { results } = await (said === undefined
    ? db.prepare('select id from district limit 2')
    : db
        .prepare(
          `select id from district where id = ?1
           union select district from link where target_noun = 'domain' and target = ?1 limit 2`,
        )
        .bind(said.trim().toLowerCase().replace(/^.*@/, ''))
  ).all<{ id: string }>();
  return results.length === 1 ? results[0]!.id : null;
}

/** The district that an open invite is for. */
export async function districtOfInvite(db: Database, hash: string, now: Date): Promise<string | null> {
  return db
    .prepare(`select district from code where hash = ?1 and kind = 'invite' and uses_left > 0 and expires_at > ?2`)
    .bind(hash, now.toISOString())
    .first<string>('district');
}

/** Is the database there? @throws what it says when it is not */
export async function ping(db: Database): Promise<void> {
  await db.prepare('select 1').first();
}
