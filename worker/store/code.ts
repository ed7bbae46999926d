import type { Database } from '../http.ts';
import { workerMark } from '../seal.ts';
import { after, keep, newPair, type Pair, random, sha256 } from './token.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Consonants only: nothing that reads like another letter, and no words (RFC 8628 §6.1). */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';
const LETTERS = 8;
/** So many of them are the handle; the other five hide 21 bits, for a few tries (RFC 8628 §5.1). */
const HANDLE = 3;
const TRIES = 5;

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
  secret: string | undefined,
  district: string,
  person: string,
  kind: CodeKind,
  now: Date,
  { uses = 1, lasts = lasting[kind] as number } = {},
): Promise<{ code: string; expiresAt: string } | null> {
  const expiresAt = after(now, lasts);
  const isActive = `district = ?1 and noun = 'person' and id = ?2 and body ->> 'active'`;
  for (;;) {
    const code = shapes[kind]();
    const { hash, handle } = await keyOf(secret, code);
    const made = await db
      .prepare(
        `insert or replace into code (district, person, kind, hash, handle, uses_left, tries_left, made_at, expires_at)
         select ?1, ?2, ?3, ?4, ?5, ?6, ?6 * ${TRIES}, ?7, ?8 from map where ${isActive} and not exists (
           select 1 from code c where c.handle = ?5 and c.expires_at > ?7
             and not (c.district = ?1 and c.person = ?2 and c.kind = ?3))`,
      )
      .bind(district, person, kind, hash, handle, uses, now.toISOString(), expiresAt)
      .run();
    if (made.meta.changes > 0) return { code, expiresAt };
    // Another live code begins with the same letters: draw again.
    if (!(await db.prepare(`select 1 from map where ${isActive}`).bind(district, person).first())) return null;
  }
}

/**
 * Trades a code for a session; null when it is not, or no longer, one. One batch, so that neither two browsers can share
 * one use, nor guesses at the same time outrun their count. Why a code did not work is not told apart.
 */
export async function redeemCode(
  db: Database,
  secret: string | undefined,
  code: string,
  device: string,
  now: Date,
): Promise<Pair | null> {
  const fresh = await newPair(random(16), now);
  const { hash, handle } = await keyOf(secret, code);
  const source = `select district, person, ?4 as device, ?5 as family_until from code
    where hash = ?6 and uses_left > 0 and tries_left > 0 and expires_at > ?2`;
  const [kept] = await db.batch([
    keep(db, fresh, now, source, device, fresh.familyUntil, hash),
    db
      .prepare(
        `update code set uses_left = uses_left - 1 where hash = ?1 and exists (select 1 from token where hash = ?2)`,
      )
      .bind(hash, fresh.tokens[0]!.hash),
    db
      .prepare('update code set tries_left = tries_left - 1 where handle = ?1 and hash <> ?2 and tries_left > 0')
      .bind(handle, hash),
  ]);
  return kept!.meta.changes > 0 ? fresh.pair : null;
}

/** How a code is kept. What few letters hide is kept with a key: a dump of the database would give it away otherwise. */
async function keyOf(secret: string | undefined, code: string): Promise<{ hash: string; handle: string | null }> {
  const typed = plain(code);
  if (typed.length !== LETTERS) return { hash: await sha256(typed), handle: null };
  return { hash: await workerMark(secret, typed), handle: typed.slice(0, HANDLE) };
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
