import browser from 'webextension-polyfill';
import { type Language, languageOf, languages } from '../../shared/words.ts';
import { database } from './database.ts';

const KEY = 'language';

/** The language a person chose, or null for the browser's own. */
export async function chosenLanguage(): Promise<Language | null> {
  const db = await database();
  const chosen = await db.get('settings', KEY);
  return chosen !== undefined && Object.hasOwn(languages, chosen) ? (chosen as Language) : null;
}

export async function chooseLanguage(language: Language | null): Promise<void> {
  const db = await database();
  if (language) await db.put('settings', language, KEY);
  else await db.delete('settings', KEY);
}

/** The language to speak: the chosen one, else the browser's. */
export async function spokenLanguage(): Promise<Language> {
  return (await chosenLanguage().catch(() => null)) ?? languageOf([browser.i18n.getUILanguage()]);
}
