import type { SharedCycle } from '../../shared/records/desk.ts';
import type { Logged } from '../../shared/records/entry.ts';
import { audiencesOf } from '../../shared/records/share.ts';
import { visibleTo } from '../../shared/records/visibility.ts';
import { permits, type Who } from '../guard.ts';
import type { Database } from '../http.ts';
import type { Seal } from '../seal.ts';
import { audited } from './audit.ts';
import { isOpenGlass } from './break-glass.ts';
import { namesIn, selectNames } from './names.ts';
import { isLed, ledParam, relationTo } from './relation.ts';
import { see } from './seen.ts';

/**
 * A cycle that is the reader's own or open to them, as far as it is open; null for any other. That somebody else read
 * it is noted for its author, and in the district's log.
 */
export async function readCycle(
  db: Database,
  who: Who,
  id: string,
  now: Date,
): Promise<(SharedCycle & { names: Record<string, string> }) | null> {
  const audiences = audiencesOf(who);
  const [found, entries] = await db.batch<unknown>([
    db
      .prepare(
        `select k.owner, ${isLed('k.owner', '?4')} as led, ${isOpenGlass('k.owner', '?5', '?6')} as glass, (
           select json_group_array(json_array(s.audience, s.notes)) from share s
           where s.district = ?1 and s.cycle = ?2 and s.audience in (select value from json_each(?3))) as shares
         from cycle k where k.district = ?1 and k.id = ?2`,
      )
      .bind(who.district, id, JSON.stringify(audiences), ledParam(who), who.id, now.toISOString()),
    db
      .prepare(
        'select id, author, body from entry indexed by entry_cycle where district = ?1 and cycle = ?2 order by id',
      )
      .bind(who.district, id),
  ]);
  const row = (found!.results as { owner: string; led: number; glass: number; shares: string }[])[0];
  if (!row) return null;
  const { owner } = row;
  const shares: [audience: string, notes: number][] = JSON.parse(row.shares);
  const to = shares.map(([audience]) => audience);
  const relation = relationTo(who, { owner, audiences: to, led: row.led === 1, glass: row.glass === 1 });
  if (!permits(who, 'cycle.read', relation)) return null;

  const whole = relation === 'own' || relation === 'glass';
  const notes = whole || shares.some(([, open]) => open === 1);
  const all = await openLogged(who.seal, entries!.results as LoggedRow[]);
  const logged = visibleTo({ id: who.id, audiences, notes }, owner, all);
  const named = selectNames(db, who.district, [owner, ...logged.map(({ author }) => author)]);
  const line = { actor: who.id, act: 'cycle.read', subject: `cycle/${id}` } as const;
  const [people] =
    relation === 'own'
      ? await db.batch([named])
      : await audited(db, who, now, line, (...note) => [named, see(db, who, id, now), ...note]);
  const names = namesIn(people!.results);
  return { cycle: id, owner: { id: owner, name: names[owner] ?? owner }, notes, logged, names };
}

/** A row of `entry`, its body sealed. */
export type LoggedRow = { id: string; author: string; body: string };

export function openLogged(seal: Seal, rows: readonly LoggedRow[]): Promise<Logged[]> {
  return Promise.all(
    rows.map(async ({ id, author, body }) => ({ author, entry: JSON.parse(await openBody(seal, id, body)) })),
  );
}

/** Where the seal of an entry's body holds. */
export function openBody(seal: Seal, id: string, body: string): Promise<string> {
  return seal.open(`entry/${id}`, body);
}

export function closeBody(seal: Seal, id: string, body: string): Promise<string> {
  return seal.close(`entry/${id}`, body);
}
