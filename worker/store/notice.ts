import { uuidv7 } from 'uuidv7';
import type { Notice } from '../../shared/records/notice.ts';
import type { Database, Statement } from '../http.ts';
import type { Home, Seal } from '../seal.ts';

/** At most so many are shown; the newest. */
const MOST = 20;

/** Tells a person something once; after a statement in the same batch, and only if that changed something. */
export async function tell(
  db: Database,
  { district, seal }: Home,
  person: string,
  about: Notice['about'],
  now: Date,
): Promise<Statement> {
  const id = uuidv7();
  return db
    .prepare('insert into notice (district, person, id, at, body) select ?1, ?2, ?3, ?4, ?5 where changes() > 0')
    .bind(district, person, id, now.toISOString(), await closeNotice(seal, id, about));
}

export function closeNotice(seal: Seal, id: string, about: Notice['about']): Promise<string> {
  return seal.close(`notice/${id}`, JSON.stringify(about));
}

export function selectNotices(db: Database, district: string, person: string): Statement {
  return db
    .prepare(`select id, at, body from notice where district = ?1 and person = ?2 order by id desc limit ${MOST}`)
    .bind(district, person);
}

export function noticesIn(seal: Seal, rows: readonly unknown[]): Promise<Notice[]> {
  return Promise.all(
    (rows as { id: string; at: string; body: string }[]).map(async ({ id, at, body }) => ({
      id,
      at,
      about: JSON.parse(await seal.open(`notice/${id}`, body)),
    })),
  );
}

/** Puts a notice away. @returns whether there was one */
export async function dropNotice(db: Database, district: string, person: string, id: string): Promise<boolean> {
  const done = await db
    .prepare('delete from notice where district = ?1 and person = ?2 and id = ?3')
    .bind(district, person, id)
    .run();
  return done.meta.changes > 0;
}
