import { District } from '../../shared/records/district.ts';
import { z } from '../../shared/zod.ts';
import type { Who } from '../guard.ts';
import type { Database } from '../http.ts';
import { type Home, newKey, sealOf } from '../seal.ts';
import { audited } from './audit.ts';

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

const Known = z.object(District.shape);

/** What a district decides for all of it, as it stands. */
export async function readDistrict(db: Database, district: string): Promise<District> {
  const row = await rowOf(db, district);
  return Known.parse({ ...JSON.parse(row.settings), name: row.name });
}

/**
 * Puts settings in the place of those that were read. What else is kept among them stays.
 * @returns whether nobody else was faster
 */
export async function putSettings(db: Database, who: Who, to: District, from: District, now: Date): Promise<boolean> {
  const { name, ...settings } = to;
  const row = await rowOf(db, who.district);
  const stored = JSON.parse(row.settings);
  if (JSON.stringify(Known.parse({ ...stored, name: row.name })) !== JSON.stringify(from)) return false;
  const put = db
    .prepare('update district set name = ?2, settings = ?3 where id = ?1 and name = ?4 and settings = ?5')
    .bind(who.district, name, JSON.stringify({ ...stored, ...settings }), row.name, row.settings);
  const line = { actor: who.id, act: 'map.written', subject: `district/${who.district}` } as const;
  const [done] = await audited(db, who, now, line, (...note) => [put, ...note]);
  return done!.meta.changes > 0;
}

/** Every district, with how long it keeps its cycles. */
export async function listDistricts(db: Database): Promise<{ district: string; keepYears: number }[]> {
  const { results } = await db.prepare('select id, name, settings from district').all<Row & { id: string }>();
  return results.map(({ id, name, settings }) => ({
    district: id,
    keepYears: Known.parse({ ...JSON.parse(settings), name }).keepYears,
  }));
}

/** Notes what was exported last, for the certificate of a deletion. */
export async function keepExport(db: Database, { district, id }: Who, manifest: string, now: Date): Promise<void> {
  await db
    .prepare('update district set exported = ?2 where id = ?1')
    .bind(district, JSON.stringify({ at: now.toISOString(), by: id, manifest }))
    .run();
}

type Row = { name: string; settings: string };

async function rowOf(db: Database, district: string): Promise<Row> {
  return (await db.prepare('select name, settings from district where id = ?1').bind(district).first<Row>())!;
}
