import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';

/** Every sentence Deskside shows, by key. A key ending in `.one`/`.other` is chosen by `{n}` and the language's plural rules. */
export type Words = Record<keyof typeof en, string>;
type PluralOf<K> = K extends `${infer Base}.other` ? Base : never;
export type WordKey = keyof typeof en | PluralOf<keyof typeof en>;

export const languages = { en, es, fr } as const satisfies Record<string, Words>;
export type Language = keyof typeof languages;

/** The language to speak for a browser's or header's wish: `es-419` → `es`; unknown → `en`. */
export function languageOf(wished: readonly string[]): Language {
  for (const wish of wished) {
    const base = wish.toLowerCase().split('-')[0]!;
    if (Object.hasOwn(languages, base)) return base as Language;
  }
  return 'en';
}

export type Say = (key: WordKey, values?: Record<string, string | number>) => string;

/** The speaker of one language: `say('outbox.waiting', { n: 3 })` → "3 waiting". Numbers are written its way. */
export function speaker(language: Language): Say {
  const words: Record<string, string> = languages[language];
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  return (key, values = {}) => {
    const n = values.n;
    const form = words[key] ?? words[`${key}.${plural.select(Number(n))}`] ?? words[`${key}.other`]!;
    return form.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      return typeof value === 'number' ? number.format(value) : (value ?? '');
    });
  };
}

/** A calendar month in words: "October 2026". */
export function sayMonth(language: Language, month: string): string {
  return new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
}

/** A calendar day in words: "Fri, Dec 4". */
export function sayDay(language: Language, day: string): string {
  return new Intl.DateTimeFormat(language, {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`));
}
