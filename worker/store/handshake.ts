import type { Database } from '../http.ts';
import { after, sha256 } from './token.ts';

const LASTS = 10 * 60_000;

/** What our client asked for, carried through somebody's sign-in at a provider. `invite`: the hash of an invite's code. */
export type Asked = { redirectUri: string; challenge: string; state: string | null; invite: string | null };
export type Handshake = Asked & { district: string; provider: string; nonce: string; verifier: string };

/** Remembers a sign-in that begins now, for the browser it begins in. */
export async function keepHandshake(
  db: Database,
  state: string,
  browser: string,
  shake: Handshake,
  now: Date,
): Promise<void> {
  await db
    .prepare(
      `insert into handshake
         (hash, browser, district, provider, nonce, verifier, redirect_uri, challenge, state, invite, expires_at)
       values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)`,
    )
    .bind(
      await sha256(state),
      await sha256(browser),
      shake.district,
      shake.provider,
      shake.nonce,
      shake.verifier,
      shake.redirectUri,
      shake.challenge,
      shake.state,
      shake.invite,
      after(now, LASTS),
    )
    .run();
}

/**
 * Takes the handshake of a provider's answer, once, and in the browser alone where it began. Without a state: the last one
 * begun there, to begin anew.
 */
export async function takeHandshake(
  db: Database,
  state: string | undefined,
  browser: string,
  provider: string,
  now: Date,
): Promise<Handshake | null> {
  return db
    .prepare(
      `delete from handshake where hash = (
         select hash from handshake
         where browser = ?1 and provider = ?2 and expires_at > ?3 and (?4 is null or hash = ?4)
         order by expires_at desc limit 1)
       returning district, provider, nonce, verifier, redirect_uri as redirectUri, challenge, state, invite`,
    )
    .bind(await sha256(browser), provider, now.toISOString(), state === undefined ? null : await sha256(state))
    .first<Handshake>();
}
