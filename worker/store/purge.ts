import type { Database } from '../http.ts';

/** Forgets what has ended: tokens, codes and counts of attempts. */
export async function purge(db: Database, now: Date): Promise<void> {
  const ended = { token: 'expires_at', code: 'expires_at', attempt: 'until' };
  await db.batch(
    Object.entries(ended).map(([table, column]) =>
      db.prepare(`delete from ${table} where ${column} <= ?`).bind(now.toISOString()),
    ),
  );
}
