import { standing, versionsOf } from './cycle.ts';
import type { Entry, Logged } from './entry.ts';
import { audienceOf } from './share.ts';

/** Who reads a cycle: themselves, the audiences they belong to, and whether the notes were opened to them. */
export type Viewer = { id: string; audiences: readonly string[]; notes: boolean };

/**
 * What a person may read of a cycle that is theirs or was opened to them. Their own entries are whole. Of everybody
 * else's they get what stands now: words that were corrected or taken back are gone. Earlier versions keep their ids,
 * and earlier plans their figures, so that the cycle folds for every reader as it does for its teacher.
 */
export function visibleTo(viewer: Viewer, owner: string, logged: readonly Logged[]): Logged[] {
  const versions = versionsOf(logged);
  const now = standing(logged);
  const words = new Map(now.map(one => [one.first, one.entry]));
  const plan = now.findLast(one => one.author === owner && one.entry.kind === 'plan')?.entry;
  // A plan that was taken back still counts for the lock, under the words of the plan in force.
  for (const { author, entry, first } of versions)
    if (plan && author === owner && entry.kind === 'plan' && !words.has(first)) words.set(first, plan);

  return versions.flatMap(({ author, entry, first }) => {
    if (author === viewer.id) return [{ author, entry }];
    const said = words.get(first);
    if (!said || !isOpen(said, viewer, owner)) return [];
    return [{ author, entry: entry.kind === 'retract' ? entry : inWordsOf(said, entry, viewer.notes) }];
  });
}

/** May the viewer know of this entry of somebody else's? What a person does for their own learning is theirs alone. */
function isOpen(entry: Entry, viewer: Viewer, owner: string): boolean {
  if (entry.kind === 'participation') return false;
  if (viewer.id === owner) return true;
  if (entry.kind === 'contact') return false;
  if (entry.kind === 'share') return viewer.audiences.includes(audienceOf(entry.with));
  return viewer.notes || (entry.kind !== 'question' && entry.kind !== 'feedback');
}

/** A version of an entry, in the words that stand now; without the notes unless they were opened too. */
function inWordsOf(said: Entry, version: Entry, notes: boolean): Entry {
  const { supersedes: _, ...words } = said;
  const { id, at, supersedes } = version;
  const told = { ...words, id, at, ...(supersedes !== undefined && { supersedes }) } as Entry;
  if (told.kind === 'plan' && version.kind === 'plan')
    return { ...told, measure: version.measure, prediction: version.prediction };
  // Whoever logs a cycle's first entry owns it, so nobody is told the id of a cycle that may not have begun.
  if (told.kind === 'act' && told.next !== undefined) return { ...told, next: id };
  return notes ? told : withoutNote(told);
}

/** What was noted of a Do or a Check stays with whoever may read it, when they open the cycle. */
export function withoutNote(entry: Entry): Entry {
  if (entry.kind !== 'do' && entry.kind !== 'check') return entry;
  const { note: _, ...rest } = entry;
  return rest;
}
