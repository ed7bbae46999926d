import { uuidv7 } from 'uuidv7';
import { Refusal } from '../../shared/problem.ts';
import type { AskBreakGlass, BreakGlass } from '../../shared/records/break-glass.ts';
import { permits, type Who } from '../guard.ts';
import type { Database } from '../http.ts';
import type { Home, Seal } from '../seal.ts';
import { audited } from './audit.ts';
import { tell } from './notice.ts';
import { after } from './token.ts';

const HOUR = 3_600_000;
/** Nobody approves what was asked for so long ago. */
const WAITS = 24 * HOUR;

/** True in SQL when a teacher's cycles (an expression) are open to somebody at a time (parameters). ?1 is the district. */
export const isOpenGlass = (teacher: string, who: string, now: string) =>
  `exists (select 1 from break_glass g indexed by break_glass_open
     where g.district = ?1 and g.teacher = ${teacher} and g.asked_by = ${who} and g.open_until > ${now})`;

/** @throws Refusal body.invalid when there is no such person */
export async function askBreakGlass(db: Database, who: Who, asked: AskBreakGlass, now: Date): Promise<BreakGlass> {
  const id = uuidv7();
  const { teacher, reason, hours } = asked;
  const line = { actor: who.id, act: 'break-glass.asked', subject: `person/${teacher}`, reason } as const;
  const insert = db
    .prepare(
      `insert into break_glass (district, id, teacher, asked_by, asked_at, reason, hours)
       select ?1, ?2, ?3, ?4, ?5, ?6, ?7 from map where district = ?1 and noun = 'person' and id = ?3`,
    )
    .bind(who.district, id, teacher, who.id, now.toISOString(), await closeReason(who.seal, id, reason), hours);
  const [made] = await audited(db, who, now, line, (...note) => [insert, ...note]);
  if (made!.meta.changes === 0)
    throw new Refusal('body.invalid', { errors: [{ pointer: '/teacher', detail: `there is no person “${teacher}”` }] });
  return { id, ...asked, askedBy: who.id, askedAt: now.toISOString() };
}

/**
 * Opens it, for the hours that were asked, and tells the teacher.
 * @throws Refusal thing.unknown, act.forbidden to the one who asked, thing.ended when it was approved or has waited too long
 */
export async function approveBreakGlass(db: Database, who: Who, id: string, now: Date): Promise<BreakGlass> {
  const glass = await readBreakGlass(db, who, id, now);
  if (!glass) throw new Refusal('thing.unknown');
  if (!permits(who, 'glass.approve', glass.askedBy === who.id ? 'own' : 'district')) throw new Refusal('act.forbidden');
  const until = after(now, glass.hours * HOUR);
  const line = {
    actor: who.id,
    act: 'break-glass.approved',
    subject: `person/${glass.teacher}`,
    reason: glass.reason,
  } as const;
  const open = db
    .prepare(
      `update break_glass set approved_by = ?3, open_until = ?4
       where district = ?1 and id = ?2 and approved_by is null and asked_at > ?5 and asked_by <> ?3`,
    )
    .bind(who.district, id, who.id, until, after(now, -WAITS));
  const by = await db
    .prepare(`select body ->> 'name' as name from map where district = ?1 and noun = 'person' and id = ?2`)
    .bind(who.district, glass.askedBy)
    .first<string>('name');
  const notice = await tell(
    db,
    who,
    glass.teacher,
    { kind: 'break_glass', by: by ?? glass.askedBy, approvedBy: who.name, reason: glass.reason, until },
    now,
  );
  const [opened] = await audited(db, who, now, line, (...note) => [open, ...note, notice]);
  if (opened!.meta.changes === 0) throw new Refusal('thing.ended');
  return { ...glass, approvedBy: who.id, openUntil: until };
}

/** Closes it before its time. @throws Refusal thing.unknown */
export async function endBreakGlass(db: Database, who: Who, id: string, now: Date): Promise<void> {
  const glass = await readBreakGlass(db, who, id, now);
  if (!glass) throw new Refusal('thing.unknown');
  const end = db
    .prepare(
      `update break_glass set approved_by = coalesce(approved_by, ?3), open_until = ?4
       where district = ?1 and id = ?2 and (open_until is null or open_until > ?4)`,
    )
    .bind(who.district, id, who.id, now.toISOString());
  const line = { actor: who.id, act: 'break-glass.ended', subject: `person/${glass.teacher}` } as const;
  await audited(db, who, now, line, (...note) => [end, ...note]);
}

/** One, with the teacher's cycles while it is open to whoever reads. */
export async function readBreakGlass(db: Database, who: Who, id: string, now: Date): Promise<BreakGlass | null> {
  const [found, cycles] = await db.batch<Row & { cycle: string }>([
    db.prepare(`${select} and id = ?2`).bind(who.district, id),
    db
      .prepare(
        `select k.id as cycle from break_glass b cross join cycle k indexed by cycle_place
           on k.district = ?1 and k.owner = b.teacher
         where b.district = ?1 and b.id = ?2 and b.asked_by = ?3 and b.open_until > ?4 order by k.id desc limit 500`,
      )
      .bind(who.district, id, who.id, now.toISOString()),
  ]);
  const row = found!.results[0];
  if (!row) return null;
  const open = cycles!.results.map(({ cycle }) => cycle);
  return { ...(await glassOf(who, row)), ...(open.length > 0 && { cycles: open }) };
}

/** The newest. */
export async function listBreakGlass(db: Database, who: Who, limit = 100): Promise<BreakGlass[]> {
  const { results } = await db.prepare(`${select} order by id desc limit ?2`).bind(who.district, limit).all<Row>();
  return Promise.all(results.map(row => glassOf(who, row)));
}

type Row = {
  id: string;
  teacher: string;
  askedBy: string;
  askedAt: string;
  reason: string;
  hours: number;
  approvedBy: string | null;
  openUntil: string | null;
};
const select = `select id, teacher, asked_by as askedBy, asked_at as askedAt, reason, hours, approved_by as approvedBy,
  open_until as openUntil from break_glass where district = ?1`;

async function glassOf({ seal }: Home, { reason, approvedBy, openUntil, ...row }: Row): Promise<BreakGlass> {
  return {
    ...row,
    reason: await seal.open(placeOf(row.id), reason),
    ...(approvedBy && { approvedBy }),
    ...(openUntil && { openUntil }),
  };
}

export function closeReason(seal: Seal, id: string, reason: string): Promise<string> {
  return seal.close(placeOf(id), reason);
}

function placeOf(id: string): string {
  return `break-glass/${id}`;
}
