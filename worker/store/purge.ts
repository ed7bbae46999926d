import type { Database } from '../http.ts';

/** Forgets what has ended: tokens, codes, sign-ins that were never finished, and counts of attempts. */
export async function purge(db: Database, now: Date): Promise<void> {
  const ended = {
    token: 'expires_at',
    code: 'expires_at',
    handshake: 'expires_at',
    authorization: 'expires_at',
    device_request: 'expires_at',
    attempt: 'until',
  };
  await db.batch(
    Object.entries(ended).map(([table, column]) =>
      db.prepare(`delete from ${table} where ${column} <= ?`).bind(now.toISOString()),
    ),
  );
}
