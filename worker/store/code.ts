import type { Database } from '../http.ts';
import { countFailure, waits } from './attempt.ts';
import { after, keep, newPair, type Pair, random, sha256 } from './token.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Consonants only: nothing that reads like another letter, and no words (RFC 8628 §6.1). */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';
const LETTERS = 8;

/** `pairing` is typed by hand; `bootstrap` lets a new district's first administrator in. */
export type CodeKind = 'pairing' | 'invite' | 'bootstrap';
const lasting = { pairing: 10 * MINUTE, invite: 7 * DAY, bootstrap: 60 * MINUTE } as const;
const shapes = {
  pairing: () => randomLetters(),
  invite: () => `deskside_inv_${random(32)}`,
  bootstrap: () => `deskside_boot_${random(16)}`,
};

/** A code that signs one active person in; null when there is no such person. It replaces their earlier one of its kind. */
export async function makeCode(
  db: Database,
  district: string,
  person: string,
  kind: CodeKind,
  now: Date,
  { uses = 1, lasts = lasting[kind] as number } = {},
): Promise<{ code: string; expiresAt: string } | null> {
  const code = shapes[kind]();
  const expiresAt = after(now, lasts);
  const made = await db
    .prepare(
      `insert or replace into code (hash, district, person, kind, uses_left, made_at, expires_at)
       select ?1, ?2, ?3, ?4, ?5, ?6, ?7 from map
       where district = ?2 and noun = 'person' and id = ?3 and body ->> 'active'`,
    )
    .bind(await sha256(plain(code)), district, person, kind, uses, now.toISOString(), expiresAt)
    .run();
  return made.meta.changes > 0 ? { code, expiresAt } : null;
}

/**
 * Trades a code for a session. One batch, so that neither two browsers can share one use, nor guesses at the same time
 * outrun their count. Why a code did not work is not told apart.
 */
export async function redeemCode(
  db: Database,
  code: string,
  device: string,
  bucket: string,
  now: Date,
): Promise<Pair | { waitUntil: string } | null> {
  const fresh = await newPair(random(16), now);
  const hash = await sha256(plain(code));
  const made = fresh.tokens[0]!.hash;
  const source = `select district, person, ?4 as device, ?5 as family_until from code
    where hash = ?6 and uses_left > 0 and expires_at > ?2 and not ${waits('?7', '?2')}`;
  const [kept, , failed] = await db.batch<{ waits: number; until: string }>([
    keep(db, fresh, now, source, device, fresh.familyUntil, hash, bucket),
    db
      .prepare(
        `update code set uses_left = uses_left - 1 where hash = ?1 and exists (select 1 from token where hash = ?2)`,
      )
      .bind(hash, made),
    countFailure(db, bucket, 'exists (select 1 from token where hash = ?4)', now, made),
  ]);
  if (kept!.meta.changes > 0) return fresh.pair;
  const [count] = failed!.results;
  return count?.waits ? { waitUntil: count.until } : null;
}

/** A pairing code may be typed in any case, with spaces or hyphens; an invite is taken as it is. */
export function plain(code: string): string {
  const typed = code.toUpperCase().replaceAll(/[\s-]/g, '');
  return typed.length === LETTERS ? typed : code;
}

/** Eight letters that can be read out, with a hyphen in the middle. */
export function randomLetters(): string {
  let code = '';
  // A byte of 240 or more would make the first letters likelier than the last.
  while (code.length < LETTERS)
    for (const byte of crypto.getRandomValues(new Uint8Array(LETTERS)))
      if (byte < 240 && code.length < LETTERS) code += letters[byte % letters.length];
  return code.replace(/(.{4})/, '$1-');
}
