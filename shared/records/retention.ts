import { addDays } from './cadence.ts';

/** How long a class of data is kept: days after `since`, or the district's years after the last day of work on it. */
export type Kept = {
  class: string;
  table: string;
  /** What a row is found by. */
  key: readonly string[];
  /** The column with the day or instant that it counts from. */
  since: string;
  /** Reads as an instant `days` ago, or as the first day of the school years that the district keeps. */
  keep: { days: number } | { setting: 'keepYears' };
  /** Which rows of the table, if not all. */
  only?: string;
  /** Its rows belong to no district. */
  everywhere?: true;
};

/**
 * Every class of data that is forgotten by itself, in the order of the nightly job. What is not here goes with what it
 * belongs to: roll-ups, shares and readings with their cycle, the map by an administrator's hand. Reasons and names are
 * `retention.<class>` and `retention.<class>.why` in the words.
 */
export const retention = [
  // Of no use any more.
  { class: 'sessions', table: 'token', key: ['hash'], since: 'expires_at', keep: { days: 0 } },
  { class: 'codes', table: 'code', key: ['hash'], since: 'expires_at', keep: { days: 0 } },
  { class: 'handshakes', table: 'handshake', key: ['hash'], since: 'expires_at', keep: { days: 0 } },
  { class: 'authorizations', table: 'authorization', key: ['hash'], since: 'expires_at', keep: { days: 0 } },
  { class: 'devices', table: 'device_request', key: ['hash'], since: 'expires_at', keep: { days: 0 } },
  { class: 'attempts', table: 'attempt', key: ['bucket'], since: 'until', keep: { days: 0 }, everywhere: true },
  // A school year's half: who was away for months is told all the same.
  { class: 'notices', table: 'notice', key: ['district', 'person', 'id'], since: 'at', keep: { days: 180 } },
  // Three years: as long as a complaint about it is likely, and never shorter than the log that names it.
  { class: 'break_glass', table: 'break_glass', key: ['district', 'id'], since: 'asked_at', keep: { days: 1096 } },
  { class: 'audit', table: 'audit', key: ['district', 'seq'], since: 'at', keep: { days: 1096 } },
  // What a teacher learned serves for years; how many is the district's to say.
  { class: 'cycles', table: 'cycle', key: ['district', 'id'], since: 'last_on', keep: { setting: 'keepYears' } },
  {
    class: 'entries',
    table: 'entry',
    key: ['district', 'id'],
    since: 'at',
    keep: { setting: 'keepYears' },
    only: 'cycle is null',
  },
  {
    class: 'leaving',
    table: 'leaving',
    key: ['district', 'person'],
    since: 'asked_at',
    keep: { days: 0 },
    only: `person <> ''`,
  },
] as const satisfies readonly Kept[];
export type RetentionClass = (typeof retention)[number]['class'];

/** The first day that is kept: of this school year, which begins in August, less so many years. */
export function keptFrom(today: string, years: number): string {
  const year = Number(today.slice(0, 4)) - (today.slice(5) < '08-01' ? 1 : 0);
  return `${year - years}-08-01`;
}

/** What is older than this, by a class's rule, goes: a day for years, else an instant. */
export function cutOf(keep: Kept['keep'], now: string, keepYears: number): string {
  const today = now.slice(0, 10);
  return 'setting' in keep ? keptFrom(today, keepYears) : addDays(today, -keep.days) + now.slice(10);
}
