import type { Database } from '../http.ts';
import { plain } from './code.ts';
import { after, keep, newPair, type Pair, random, sha256 } from './token.ts';

const LASTS = 60_000;

/** Whom a provider's account signs in. `invite`: the hash of the invite that links the two. */
export type Grant = {
  district: string;
  person: string;
  issuer: string;
  sub: string;
  redirectUri: string;
  challenge: string;
  invite: string | null;
};

/** A one-time code that our client trades for a session, within a minute. */
export async function makeAuthorization(db: Database, grant: Grant, now: Date): Promise<string> {
  const code = `deskside_code_${random(32)}`;
  await db
    .prepare(
      `insert into authorization (hash, district, person, issuer, sub, redirect_uri, challenge, invite, expires_at)
       values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
    )
    .bind(
      await sha256(code),
      grant.district,
      grant.person,
      grant.issuer,
      grant.sub,
      grant.redirectUri,
      grant.challenge,
      grant.invite,
      after(now, LASTS),
    )
    .run();
  return code;
}

/** What a client shows to have its code traded. `invite`: the code itself of the invite that was named by its hash. */
export type Proof = { code: string; redirectUri: string; verifier: string; invite?: string | undefined };

/**
 * Trades a one-time code for a session and links the account to the person, in one batch. The code is spent by the first
 * try, a wrong one too; a second try ends the session that the first one made (RFC 6749 §4.1.2). An invite links anew; an
 * address links only a person who has no other account there.
 */
export async function redeemAuthorization(db: Database, proof: Proof, device: string, now: Date): Promise<Pair | null> {
  const fresh = await newPair(random(16), now);
  const code = await sha256(proof.code);
  const made = fresh.tokens[0]!.hash;
  const source = `select a.district, a.person, ?4 as device, ?5 as family_until from authorization a
    where a.hash = ?6 and a.family is null and a.expires_at > ?2 and a.redirect_uri = ?7 and a.challenge = ?8
      and case when a.invite is null
        then not exists (
          select 1 from subject s where s.district = a.district and s.issuer = a.issuer
          and (s.person = a.person) <> (s.sub = a.sub))
        else a.invite = ?9 and exists (
          select 1 from code c where c.hash = a.invite and c.uses_left > 0 and c.expires_at > ?2) end`;
  const [, kept] = await db.batch([
    db.prepare('delete from token where family = (select family from authorization where hash = ?)').bind(code),
    keep(
      db,
      fresh,
      now,
      source,
      device,
      fresh.familyUntil,
      code,
      proof.redirectUri,
      await challengeOf(proof.verifier),
      proof.invite === undefined ? '' : await sha256(plain(proof.invite)),
    ),
    db
      .prepare(
        `insert or replace into subject (district, issuer, sub, person, last_at)
         select district, issuer, sub, person, ?3 from authorization
         where hash = ?1 and exists (select 1 from token where hash = ?2)`,
      )
      .bind(code, made, now.toISOString()),
    db
      .prepare(
        `update code set uses_left = uses_left - 1
         where hash = (select invite from authorization where hash = ?1) and exists (select 1 from token where hash = ?2)`,
      )
      .bind(code, made),
    db.prepare('update authorization set family = ?2 where hash = ?1 and family is null').bind(code, fresh.family),
  ]);
  return kept!.meta.changes > 0 ? fresh.pair : null;
}

/** RFC 7636, S256. */
export async function challengeOf(verifier: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
