import type { Entry, EntryKind, Logged } from '../../shared/records/entry.ts';
import { idAt } from '../id-at.ts';

// A place where clocks never change, and so far west that its afternoon is over before the day is over in UTC.
export const timeZone = 'America/Phoenix';
const offset = '-07:00';

/** `day`: the number of a school day. */
export type Timed = Logged & { day: number };
type Fields<K extends EntryKind> = Omit<Extract<Entry, { kind: K }>, 'id' | 'at' | 'kind'>;

/** Writes entries as devices would have, with ids of that instant. */
export function penOf(days: readonly string[], random: () => number) {
  const midnight = (day: number) => Date.parse(`${days[day]}T00:00:00Z`);
  const id = (day: number, minute: number) =>
    idAt(Date.parse(`${days[day]}T00:00:00${offset}`) + minute * 60_000, Math.floor(random() * 2 ** 48));

  function write<K extends EntryKind>(author: string, day: number, minute: number, kind: K, fields: Fields<K>): Timed {
    const at = new Date(midnight(day) + minute * 60_000).toISOString().slice(0, 19) + offset;
    return { day, author, entry: { id: id(day, minute), at, kind, ...fields } as unknown as Entry };
  }
  return { id, write };
}
export type Pen = ReturnType<typeof penOf>;
