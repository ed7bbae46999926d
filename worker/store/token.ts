import type { Person } from '../../shared/records/person.ts';
import type { SessionInList } from '../../shared/records/session.ts';
import type { Who } from '../guard.ts';
import type { Database, Statement } from '../http.ts';
import { type Home, hex } from '../seal.ts';
import { audited, note } from './audit.ts';
import { homeOf } from './district.ts';
import { tell } from './notice.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ACCESS = 15 * MINUTE;
const REFRESH = 30 * DAY;
const FAMILY = 90 * DAY;
const API = 365 * DAY;

/** A new pair as its owner gets it, once. */
export type Pair = { access: string; refresh: string; accessUntil: string };

/** One of our tokens in clear: a prefix that secret scanners know, its family, 256 random bits. */
type Token = { text: string; hash: string; kind: 'access' | 'refresh' | 'api'; expiresAt: string };
const prefixes = { access: 'deskside_at_', refresh: 'deskside_rt_', api: 'deskside_api_' } as const;
const refreshShape = /^deskside_rt_([0-9a-f]{32})[0-9a-f]{64}$/;

/** The person a token stands for, as they are at this moment: null when it ended, or they left. */
export async function personOfToken(
  db: Database,
  token: string,
  now: Date,
): Promise<(Omit<Who, 'seal'> & { key: string }) | null> {
  const row = await db
    .prepare(
      `select t.district, t.person, p.body, d.key
       from token t
       join district d on d.id = t.district
       join map p on p.district = t.district and p.noun = 'person' and p.id = t.person
       where t.hash = ?1 and t.kind in ('access', 'api') and t.expires_at > ?2 and p.body ->> 'active'`,
    )
    .bind(await sha256(token), now.toISOString())
    .first<{ district: string; person: string; body: string; key: string }>();
  if (!row) return null;
  const { name, roles, teams, subjects } = JSON.parse(row.body) as Person;
  return { district: row.district, id: row.person, name, roles, teams, subjects, key: row.key };
}

/** A new session for an active person. */
export async function makeSession(
  db: Database,
  district: string,
  person: string,
  device: string,
  now: Date,
): Promise<Pair> {
  const fresh = await newPair(random(16), now);
  const source = 'select ?4 as district, ?5 as person, ?6 as device, ?7 as family_until';
  await keep(db, fresh, now, source, district, person, device, fresh.familyUntil).run();
  return fresh.pair;
}

/**
 * Trades a refresh token for a new pair. The old one works until the new one is first used, because a browser can be
 * killed between our answer and its own note of it. Anything older can only be a copy: it ends the whole family, and
 * its person is told.
 */
export async function refreshSession(
  db: Database,
  secret: string | undefined,
  refresh: string,
  now: Date,
): Promise<Pair | null> {
  const family = refreshShape.exec(refresh)?.[1];
  if (family === undefined) return null;
  const hash = await sha256(refresh);
  const fresh = await newPair(family, now);
  const source = `select district, person, device, family_until from token
    where hash = ?4 and kind = 'refresh' and expires_at > ?2`;
  const [copied, kept] = await db.batch<{ district: string; person: string; device: string }>([
    db
      .prepare(
        `delete from token where family = ?1 and not exists (select 1 from token where hash = ?2)
         returning district, person, device`,
      )
      .bind(family, hash),
    keep(db, fresh, now, source, hash),
    db
      .prepare(
        `delete from token where family = ?1 and kind = 'refresh' and hash not in (?2, ?3)
         and exists (select 1 from token where hash = ?3)`,
      )
      .bind(family, hash, fresh.tokens[1]!.hash),
  ]);
  const [ended] = copied!.results;
  if (ended) await reportCopy(db, await homeOf(db, secret, ended.district), ended, now);
  return kept!.meta.changes > 0 ? fresh.pair : null;
}

async function reportCopy(
  db: Database,
  home: Home,
  { person, device }: { person: string; device: string },
  now: Date,
): Promise<void> {
  const notice = await tell(db, home, person, { kind: 'session_copied', device }, now);
  await note(db, home, now, { actor: null, act: 'session.copied', subject: `person/${person}` }, notice);
}

/** Somebody's sessions, the one used last first. `token`: theirs, to mark the session that asks. */
export async function sessionsOf(db: Database, district: string, person: string, token = ''): Promise<SessionInList[]> {
  const { results } = await db
    .prepare(
      `select family as id, device, min(made_at) as since, max(made_at) as usedAt, sum(hash = ?3) as current
       from token where district = ?1 and person = ?2 group by family order by usedAt desc limit 100`,
    )
    .bind(district, person, await sha256(token))
    .all<Omit<SessionInList, 'current'> & { current: number }>();
  return results.map(({ current, ...one }) => ({ ...one, current: current > 0 }));
}

/** Ends somebody's sessions, or one of them. @returns whether there was any */
export async function endSessions(
  db: Database,
  who: Home & { id: string },
  person: string,
  now: Date,
  session?: string,
): Promise<boolean> {
  const line = { actor: who.id, act: 'sessions.ended', subject: `person/${person}` } as const;
  const [ended] = await audited(db, who, now, line, (...lines) => [
    db
      .prepare(`delete from token where district = ?1 and person = ?2 and (?3 is null or family = ?3)`)
      .bind(who.district, person, session ?? null),
    ...lines,
  ]);
  return ended!.meta.changes > 0;
}

/** Ends the session that a token belongs to. */
export async function endSession(db: Database, token: string): Promise<void> {
  await db
    .prepare(`delete from token where family = (select family from token where hash = ?)`)
    .bind(await sha256(token))
    .run();
}

/** A token for scripts that an administrator runs; a year, unless they leave first. */
export async function makeApiToken(db: Database, district: string, person: string, now: Date): Promise<string> {
  const token = await newToken('api', random(16), now, API);
  const source = `select ?4 as district, ?5 as person, 'api' as device, ?6 as family_until`;
  await keep(db, { family: token.family, tokens: [token] }, now, source, district, person, token.expiresAt).run();
  return token.text;
}

export async function newPair(family: string, now: Date) {
  const access = await newToken('access', family, now, ACCESS);
  const refresh = await newToken('refresh', family, now, REFRESH);
  const pair: Pair = { access: access.text, refresh: refresh.text, accessUntil: access.expiresAt };
  return { family, familyUntil: after(now, FAMILY), tokens: [access, refresh], pair };
}

/** Keeps new tokens for whoever `source` finds (values from ?4 on), if that person is active; changes nothing otherwise. */
export function keep(
  db: Database,
  { family, tokens }: { family: string; tokens: Token[] },
  now: Date,
  source: string,
  ...values: string[]
): Statement {
  return db
    .prepare(
      `insert into token (hash, district, person, kind, family, device, made_at, expires_at, family_until)
       select t.value ->> 'hash', s.district, s.person, t.value ->> 'kind', ?1, s.device, ?2,
         min(t.value ->> 'expiresAt', s.family_until), s.family_until
       from (${source}) s
       join map p on p.district = s.district and p.noun = 'person' and p.id = s.person and p.body ->> 'active'
       join json_each(?3) t`,
    )
    .bind(
      family,
      now.toISOString(),
      JSON.stringify(tokens.map(({ hash, kind, expiresAt }) => ({ hash, kind, expiresAt }))),
      ...values,
    );
}

async function newToken(kind: Token['kind'], family: string, now: Date, lasts: number) {
  const text = prefixes[kind] + family + random(32);
  return { text, kind, family, hash: await sha256(text), expiresAt: after(now, lasts) };
}

/** `bytes` random bytes in hexadecimal. */
export function random(bytes: number): string {
  return hex(crypto.getRandomValues(new Uint8Array(bytes)));
}

/** Plain SHA-256 is enough for what nobody can guess. */
export async function sha256(text: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
}

export function after(now: Date, milliseconds: number): string {
  return new Date(now.getTime() + milliseconds).toISOString();
}
