// Days, all default; a district's policy may change them. Sources: requirements.md rows of the same name.
/** A weekly cycle (S0-B6a). */
export const CYCLE_DAYS = 7;
/** An open cycle in which its teacher logged nothing for so long has stalled (S0-R5a). */
export const STALL_DAYS = 14;
/** From a Check to the decision it asks for; after 21 days it is an open loop (S0-R5c). */
export const ACT_DAYS = 7;
export const OPEN_LOOP_DAYS = 21;
/** The longest a teacher with an open cycle should go without a coach's contact (S0-R7a). */
export const CONTACT_DAYS = 14;

/** `day` moved by whole days; both are calendar days, `2026-11-23`. */
export function addDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** `month` moved by whole months; both are `2026-11`. */
export function addMonths(month: string, months: number): string {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1 + months)).toISOString().slice(0, 7);
}

/** Whole days from `a` to `b`; negative when `b` is earlier. */
export function daysBetween(a: string, b: string): number {
  return Math.round((Date.parse(`${b}T00:00:00Z`) - Date.parse(`${a}T00:00:00Z`)) / 86_400_000);
}

/** The last month that is over wherever on Earth a school may be. */
export function lastWholeMonth(now: Date): string {
  return addMonths(new Date(now.getTime() - 12 * 3_600_000).toISOString().slice(0, 7), -1);
}

/** The calendar day of an instant where it was logged: the offset in it is the writer's own clock. */
export function dayOf(instant: string): string {
  return instant.slice(0, 10);
}
