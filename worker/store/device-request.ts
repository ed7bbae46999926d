import type { Database } from '../http.ts';
import type { Home } from '../seal.ts';
import { countFailure, waits } from './attempt.ts';
import { plain, randomLetters } from './code.ts';
import { tell } from './notice.ts';
import { after, keep, newPair, type Pair, random, sha256 } from './token.ts';

const LASTS = 10 * 60_000;
/** Seconds between two questions of a device that waits; so many more each time it does not (RFC 8628 §3.5). */
const PAUSE = 5;

export type Wish = { deviceCode: string; userCode: string; expiresIn: number; interval: number };

/** A device asks to be let in. `district`: whose people alone may answer, if it is known. */
export async function makeRequest(
  db: Database,
  device: string,
  network: string,
  district: string | null,
  now: Date,
): Promise<Wish> {
  const deviceCode = `deskside_dev_${random(32)}`;
  const userCode = randomLetters();
  await db
    .prepare(
      `insert into device_request (hash, user_code, device, network, district, state, pause, made_at, expires_at)
       values (?1, ?2, ?3, ?4, ?5, 'waiting', ${PAUSE}, ?6, ?7)`,
    )
    .bind(
      await sha256(deviceCode),
      await sha256(plain(userCode)),
      device,
      network,
      district,
      now.toISOString(),
      after(now, LASTS),
    )
    .run();
  return { deviceCode, userCode, expiresIn: LASTS / 1000, interval: PAUSE };
}

/** A device that waits, as whoever may let it in sees it. */
export type Waiting = { device: string; network: string; askedAt: string };

/**
 * Looks at the device that shows this code, and answers for it. Whoever looks first is the one who may answer; a wrong
 * code, an old one and one that somebody else looked at are not told apart, and count as a failed attempt.
 */
export async function answerRequest(
  db: Database,
  who: Home & { id: string },
  code: string,
  answer: 'approve' | 'deny' | undefined,
  now: Date,
): Promise<Waiting | { waitUntil: string } | null> {
  const bucket = `device ${who.district}/${who.id}`;
  const hash = await sha256(plain(code));
  const state = answer === undefined ? 'waiting' : { approve: 'approved', deny: 'denied' }[answer];
  const name = answer === 'approve' ? await nameOf(db, hash) : undefined;
  const notice =
    name === undefined ? [] : [await tell(db, who, who.id, { kind: 'device_approved', device: name }, now)];
  const [found, ...rest] = await db.batch<Waiting & { waits: number; until: string }>([
    db
      .prepare(
        `update device_request set district = ?1, person = ?2, state = ?5
         where user_code = ?3 and state = 'waiting' and expires_at > ?4 and coalesce(district, ?1) = ?1
           and coalesce(person, ?2) = ?2 and not ${waits('?6', '?4')}
         returning device, network, made_at as askedAt`,
      )
      .bind(who.district, who.id, hash, now.toISOString(), state, bucket),
    // Whoever else holds one's session could have let it in.
    ...notice,
    countFailure(
      db,
      bucket,
      'exists (select 1 from device_request where user_code = ?4 and district = ?5 and person = ?6)',
      now,
      hash,
      who.district,
      who.id,
    ),
  ]);
  const [device] = found!.results;
  if (device) return device;
  const [count] = rest.at(-1)!.results;
  return count?.waits ? { waitUntil: count.until } : null;
}

async function nameOf(db: Database, hash: string): Promise<string | undefined> {
  const name = await db
    .prepare('select device from device_request where user_code = ?')
    .bind(hash)
    .first<string>('device');
  return name ?? undefined;
}

/** A session for a device that was let in, once; or why not yet, or not at all. */
export async function redeemRequest(
  db: Database,
  deviceCode: string,
  now: Date,
): Promise<Pair | 'invalid_grant' | 'expired_token' | 'access_denied' | 'slow_down' | 'authorization_pending'> {
  const fresh = await newPair(random(16), now);
  const hash = await sha256(deviceCode);
  const source = `select district, person, device, ?4 as family_until from device_request
    where hash = ?5 and state = 'approved' and expires_at > ?2`;
  const hurried = 'unixepoch(?2) - unixepoch(polled_at) < pause';
  const [asked, kept] = await db.batch<{ state: string; expires_at: string; hurried: number | null }>([
    db
      .prepare(`select state, expires_at, ${hurried} as hurried from device_request where hash = ?1`)
      .bind(hash, now.toISOString()),
    keep(db, fresh, now, source, fresh.familyUntil, hash),
    db
      .prepare('delete from device_request where hash = ?1 and exists (select 1 from token where hash = ?2)')
      .bind(hash, fresh.tokens[0]!.hash),
    db
      .prepare(`update device_request set pause = pause + iif(${hurried}, ${PAUSE}, 0), polled_at = ?2 where hash = ?1`)
      .bind(hash, now.toISOString()),
  ]);
  if (kept!.meta.changes > 0) return fresh.pair;
  const [request] = asked!.results;
  if (!request) return 'invalid_grant';
  if (request.expires_at <= now.toISOString()) return 'expired_token';
  // Denied; or approved by somebody who left since.
  if (request.state !== 'waiting') return 'access_denied';
  return request.hurried ? 'slow_down' : 'authorization_pending';
}
