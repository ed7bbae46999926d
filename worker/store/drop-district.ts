import { Refusal } from '../../shared/problem.ts';
import type { AskedDeletion, Certificate } from '../../shared/records/district.ts';
import { permits, type Who } from '../guard.ts';
import type { Database } from '../http.ts';
import { audited } from './audit.ts';
import { countRows, districtTables } from './tables.ts';
import { after } from './token.ts';

const DAY = 86_400_000;
/** Nobody confirms what was asked for so long ago. */
const WAITS = 7 * DAY;
const CHUNK = 2000;
/** A request does so many steps at most; it can be sent again, and the nightly job goes on by itself. */
const STEPS = 300;
/** What the deletion itself needs goes last, in one batch. */
const last = ['map', 'token', 'leaving'];

/** Asks for the end of all of the district's data. Asked again, it counts from now. @throws Refusal thing.ended */
export async function askDeletion(db: Database, who: Who, reason: string, now: Date): Promise<AskedDeletion> {
  const sealed = await who.seal.close(placeOf(who.district), reason);
  const ask = db
    .prepare(
      `insert into leaving (district, person, gone, asked_by, asked_at, reason) values (?1, '', '', ?2, ?3, ?4)
       on conflict (district, person) do update set asked_by = excluded.asked_by, asked_at = excluded.asked_at,
         reason = excluded.reason where confirmed_by is null`,
    )
    .bind(who.district, who.id, now.toISOString(), sealed);
  const line = { actor: who.id, act: 'district.deletion-asked', subject: `district/${who.district}`, reason } as const;
  const [asked] = await audited(db, who, now, line, (...note) => [ask, ...note]);
  if (asked!.meta.changes === 0) throw new Refusal('thing.ended');
  return { askedBy: who.id, askedAt: now.toISOString(), reason };
}

/** Takes the asking back. @throws Refusal thing.unknown when nobody asked, or another confirmed */
export async function withdrawDeletion(db: Database, who: Who, now: Date): Promise<void> {
  const drop = db
    .prepare(`delete from leaving where district = ?1 and person = '' and confirmed_by is null`)
    .bind(who.district);
  const line = { actor: who.id, act: 'district.deletion-withdrawn', subject: `district/${who.district}` } as const;
  const [dropped] = await audited(db, who, now, line, (...note) => [drop, ...note]);
  if (dropped!.meta.changes === 0) throw new Refusal('thing.unknown');
}

/** What was asked and not taken back. */
export async function readDeletion(db: Database, { district, seal }: Who): Promise<AskedDeletion | null> {
  const row = await rowOf(db, district);
  if (!row) return null;
  const { askedBy, askedAt, reason } = row;
  return { askedBy, askedAt, reason: await seal.open(placeOf(district), reason) };
}

/**
 * Deletes everything of the district, when another administrator asked for it. The certificate is the answer, and kept
 * nowhere: null when there was too much for one go, and the same is to be sent again.
 * @throws Refusal thing.unknown when nobody asked, act.forbidden to the one who did, thing.ended when it waited too long
 */
export async function confirmDeletion(db: Database, who: Who, now: Date): Promise<Certificate | null> {
  const { district } = who;
  const asked = await rowOf(db, district);
  if (!asked) throw new Refusal('thing.unknown');
  if (!permits(who, 'district.delete', asked.askedBy === who.id ? 'own' : 'district'))
    throw new Refusal('act.forbidden');
  const reason = await who.seal.open(placeOf(district), asked.reason);
  if (asked.confirmedBy === null) {
    const before = JSON.stringify(await countRows(db, district, await districtTables(db)));
    const confirm = db
      .prepare(
        `update leaving set confirmed_by = ?2, before = ?3
         where district = ?1 and person = '' and confirmed_by is null and asked_by <> ?2 and asked_at > ?4`,
      )
      .bind(district, who.id, before, after(now, -WAITS));
    const line = { actor: who.id, act: 'district.deleted', subject: `district/${district}`, reason } as const;
    // Nobody else adds anything from here on.
    const others = `delete from token where district = ?1 and person <> ?2 and exists (
      select 1 from leaving where district = ?1 and person = '' and confirmed_by = ?2)`;
    const [confirmed] = await audited(db, who, now, line, (...note) => [
      confirm,
      ...note,
      db.prepare(others).bind(district, who.id),
    ]);
    if (confirmed!.meta.changes === 0) throw new Refusal('thing.ended');
  }
  const name = await db.prepare('select name from district where id = ?1').bind(district).first<string>('name');
  const exported = await db
    .prepare('select exported from district where id = ?1')
    .bind(district)
    .first<string>('exported');
  const before = JSON.parse((await rowOf(db, district))!.before!);
  if (!(await finishDeletion(db, district))) return null;
  return {
    district,
    name: name ?? district,
    reason,
    askedBy: asked.askedBy,
    askedAt: asked.askedAt,
    confirmedBy: asked.confirmedBy ?? who.id,
    deletedAt: now.toISOString(),
    before,
    after: await countRows(db, district, await districtTables(db)),
    ...(exported && { exported: JSON.parse(exported) }),
  };
}

/** Goes on with a deletion that was confirmed. @returns whether it is done */
export async function finishDeletion(db: Database, district: string, steps = STEPS): Promise<boolean> {
  const tables = (await districtTables(db)).filter(({ name }) => !last.includes(name));
  for (const { name, key } of tables) {
    const one = `delete from ${name} where (${key}) in (select ${key} from ${name} where district = ?1 limit ${CHUNK})`;
    for (let more = true; more; ) {
      if (--steps < 0) return false;
      more = (await db.prepare(one).bind(district).run()).meta.changes > 0;
    }
  }
  await db.batch([
    ...last.map(name => db.prepare(`delete from ${name} where district = ?1`).bind(district)),
    db.prepare('delete from district where id = ?1').bind(district),
  ]);
  return true;
}

/** Finishes every district's deletion that was confirmed and left half done; forgets what nobody confirmed. */
export async function finishAllDeletions(db: Database, now: Date): Promise<void> {
  await db
    .prepare(`delete from leaving where person = '' and confirmed_by is null and asked_at <= ?1`)
    .bind(after(now, -WAITS))
    .run();
  const { results } = await db
    .prepare(`select district from leaving where person = '' and confirmed_by is not null`)
    .all<{ district: string }>();
  for (const { district } of results) await finishDeletion(db, district);
}

type Row = AskedDeletion & { confirmedBy: string | null; before: string | null };

function rowOf(db: Database, district: string): Promise<Row | null> {
  return db
    .prepare(
      `select asked_by as askedBy, asked_at as askedAt, reason, confirmed_by as confirmedBy, before from leaving
       where district = ?1 and person = ''`,
    )
    .bind(district)
    .first<Row>();
}

function placeOf(district: string): string {
  return `leaving/${district}`;
}
