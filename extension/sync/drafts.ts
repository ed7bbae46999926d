import { allOf, database } from './database.ts';

/** What was typed and not logged yet: on a place (`placeOf`), for one step or form. */
export type Draft = { person: string; place: string; step: string; value: unknown; at: number };

/** Privacy: what nobody came back to for so long goes. */
const KEEP_DAYS = 90;

/** Keeps what is typed. `person` is `personOf(state.api, state.me)`; `value` is anything structured clone takes. */
export async function keepDraft(person: string, place: string, step: string, value: unknown): Promise<void> {
  const db = await database();
  await db.put('drafts', { person, place, step, value, at: Date.now() });
}

export async function draftOf(person: string, place: string, step: string): Promise<unknown> {
  const db = await database();
  return (await db.get('drafts', [person, place, step]))?.value;
}

export async function dropDraft(person: string, place: string, step: string): Promise<void> {
  const db = await database();
  await db.delete('drafts', [person, place, step]);
}

export async function dropOldDrafts(person: string, now = Date.now()): Promise<void> {
  const db = await database();
  const { store, done } = db.transaction('drafts', 'readwrite');
  for await (const draft of store.iterate(allOf(person)))
    if (now - draft.value.at > KEEP_DAYS * 86_400_000) await draft.delete();
  await done;
}
