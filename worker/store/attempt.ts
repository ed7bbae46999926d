import type { Database, Statement } from '../http.ts';
import { after } from './token.ts';

/** So many failures from one address, and it waits until its count starts afresh. */
const FAILURES = 10;
const WINDOW = 10 * 60_000;

/** True in SQL while the bucket (first value) has to wait, at a time (second value). */
export const waits = (bucket: string, now: string) =>
  `exists (select 1 from attempt where bucket = ${bucket} and failures >= ${FAILURES} and until > ${now})`;

/** Counts a failed attempt, in the batch of the attempt: unless what it was for is there (values from ?4 on). */
export function countFailure(
  db: Database,
  bucket: string,
  succeeded: string,
  now: Date,
  ...values: string[]
): Statement {
  return db
    .prepare(
      `insert into attempt (bucket, failures, until) select ?1, 1, ?2 where not ${succeeded}
       on conflict (bucket) do update set
         failures = case when until > ?3 then failures + 1 else 1 end,
         until = case when until > ?3 then until else excluded.until end
       returning failures > ${FAILURES} as waits, until`,
    )
    .bind(bucket, after(now, WINDOW), now.toISOString(), ...values);
}

/** A network in words that a person can compare, without the address in it. */
export function networkOf(address: string): string {
  return address.includes(':') ? `${bucketOf(address)}::/64` : address.replace(/\.\d+$/, '.0/24');
}

/** Whom attempts are counted for: an address, or the network an IPv6 address can roam in. */
export function bucketOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head.split(':');
  return tail === undefined ? groups.slice(0, 4).join(':') : [...groups, '0', '0', '0', '0'].slice(0, 4).join(':');
}
