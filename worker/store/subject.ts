import type { Database } from '../http.ts';

/** Somebody's account at a provider. */
export type Account = { issuer: string; sub: string };

/**
 * Whom an account signs in here: the person it is linked to; else the one whose invite came along; else the one active
 * person with that address, as long as no other account of the issuer is theirs. Null: nobody.
 */
export async function personOfAccount(
  db: Database,
  district: string,
  { issuer, sub }: Account,
  { email, invite }: { email: string | null; invite: string | null },
  now: Date,
): Promise<{ person: string; invite: string | null } | null> {
  const [linked, invited, known] = await db.batch<{ id: string }>([
    db
      .prepare(
        `select s.person as id from subject s
         join map p on p.district = s.district and p.noun = 'person' and p.id = s.person and p.body ->> 'active'
         where s.district = ?1 and s.issuer = ?2 and s.sub = ?3`,
      )
      .bind(district, issuer, sub),
    db
      .prepare(
        `select person as id from code
         where hash = ?2 and district = ?1 and kind = 'invite' and uses_left > 0 and expires_at > ?3
           and not exists (select 1 from subject where district = ?1 and issuer = ?4 and sub = ?5)`,
      )
      .bind(district, invite, now.toISOString(), issuer, sub),
    db
      .prepare(
        `select id from map
         where district = ?1 and noun = 'person' and lower(body ->> 'email') = lower(?2) and body ->> 'active'
           and not exists (select 1 from subject s where s.district = ?1 and s.issuer = ?3 and s.sub = ?4)`,
      )
      .bind(district, email, issuer, sub),
  ]);
  const [by] = linked!.results;
  if (by) return { person: by.id, invite: null };
  const [guest] = invited!.results;
  if (guest) return { person: guest.id, invite };
  const [one, other] = known!.results;
  if (!one || other || (await hasAccount(db, district, issuer, one.id))) return null;
  return { person: one.id, invite: null };
}

async function hasAccount(db: Database, district: string, issuer: string, person: string): Promise<boolean> {
  const found = await db
    .prepare('select 1 from subject where district = ?1 and person = ?2 and issuer = ?3')
    .bind(district, person, issuer)
    .first();
  return found !== null;
}
