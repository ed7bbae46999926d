import { speaker } from '../../shared/words.ts';
import { database } from './database.ts';
import { spokenLanguage } from './language.ts';

/** A word and a colour that only this person's own Deskside knows to show: a page can draw anything but that. */
export type Mark = { word: string; hue: number };

const HUES = 12;

/** The mark of a person on this browser; one is given to who has none yet. */
export async function markOf(person: string): Promise<Mark> {
  const words = speaker(await spokenLanguage())('mark.words').split(' ');
  const given: Mark = { word: words[below(words.length)]!, hue: below(HUES) * (360 / HUES) };
  const db = await database();
  const { store, done } = db.transaction('settings', 'readwrite');
  const kept = await store.get(keyOf(person));
  if (kept === undefined) await store.put(JSON.stringify(given), keyOf(person));
  await done;
  return kept === undefined ? given : JSON.parse(kept);
}

/** The word the person would rather see. */
export async function chooseMark(person: string, word: string): Promise<void> {
  const { hue } = await markOf(person);
  const db = await database();
  await db.put('settings', JSON.stringify({ word, hue } satisfies Mark), keyOf(person));
}

function keyOf(person: string): string {
  return `mark ${person}`;
}

function below(end: number): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! % end;
}
