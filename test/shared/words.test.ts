import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { type Language, languageOf, languages, sayDay, speaker, type WordKey } from '../../shared/words.ts';

const all = Object.keys(languages) as Language[];
const others = all.filter(one => one !== 'en');
const words = (language: Language) => Object.entries(languages[language] as Record<string, string>);
const holes = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(one => one[1]).sort();
const forms = (language: Language) => new Intl.PluralRules(language).resolvedOptions().pluralCategories;

describe.each(all)('%s', language => {
  it('has no empty sentence, none with loose ends', () => {
    for (const [key, sentence] of words(language)) {
      expect(sentence.trim(), key).toBe(sentence);
      expect(sentence.length, key).toBeGreaterThan(0);
      expect(sentence.replace(/\{\w+\}/g, ''), key).not.toMatch(/[{}]|undefined/);
    }
  });

  it('says every plural with a form for one and for others', () => {
    const keys = new Set(words(language).map(([key]) => key));
    for (const key of keys) {
      const [, base, form] = key.match(/^(.+)\.(zero|one|two|few|many|other)$/) ?? [];
      if (!base || !keys.has(`${base}.other`)) continue;
      expect(keys, key).toContain(`${base}.one`);
      expect(forms(language), key).toContain(form);
      // The speaker asks for the plain key first.
      expect(keys).not.toContain(base);
    }
  });

  it('leaves no hole open when it speaks', () => {
    const say = speaker(language);
    for (const [key, sentence] of words(language)) {
      const values = Object.fromEntries(holes(sentence).map(hole => [hole!, hole === 'n' ? 3 : 'x']));
      expect(say(key as WordKey, values), key).not.toMatch(/[{}]/);
    }
  });
});

describe.each(others)('%s, beside English', language => {
  it('has the same keys', () => {
    expect(
      words(language)
        .map(([key]) => key)
        .sort(),
    ).toEqual(Object.keys(languages.en).sort());
  });

  it('has the same holes in each', () => {
    for (const [key, sentence] of words(language))
      expect(holes(sentence), key).toEqual(holes((languages.en as Record<string, string>)[key]!));
  });

  it('is a translation: few sentences are word for word the same', () => {
    const long = words(language).filter(([, sentence]) => sentence.split(' ').length > 3);
    const same = long.filter(([key, sentence]) => (languages.en as Record<string, string>)[key] === sentence);
    expect(same).toEqual([]);
  });
});

test('a key is written once in each file', () => {
  for (const language of all) {
    const source = readFileSync(new URL(`../../shared/words/${language}.ts`, import.meta.url), 'utf8');
    const keys = [...source.matchAll(/^ {2}'?([\w.]+)'?:/gm)].map(one => one[1]);
    expect(
      keys.filter((key, at) => keys.indexOf(key) !== at),
      language,
    ).toEqual([]);
    expect(keys).toHaveLength(words(language).length);
  }
});

test('the language a browser wishes for', () => {
  expect(languageOf(['es-419', 'en'])).toBe('es');
  expect(languageOf(['FR-ca'])).toBe('fr');
  expect(languageOf(['de', 'fr'])).toBe('fr');
  expect(languageOf(['de'])).toBe('en');
  expect(languageOf([])).toBe('en');
  expect(languageOf(['constructor', 'toString', '__proto__'])).toBe('en');
});

test('numbers and plurals as the language writes them', () => {
  expect(speaker('en')('ring.waiting', { n: 1234.5 })).toContain('1,234.5');
  expect(speaker('fr')('ring.waiting', { n: 2.5 })).toContain('2,5');
  expect(speaker('es')('ring.waiting', { n: 1 })).not.toBe(speaker('es')('ring.waiting', { n: 2 }));
  // Spanish and French have a form for millions that the files need not spell out.
  expect(speaker('fr')('ring.waiting', { n: 1_000_000 })).toMatch(/1.000.000/);
});

test('days in words do not slip by a time zone', () => {
  expect(sayDay('en', '2026-12-04')).toBe('Fri, Dec 4');
  expect(sayDay('es', '2026-12-04')).toMatch(/vie.*4.*dic/);
  expect(sayDay('fr', '2026-12-04')).toMatch(/ven.*4.*déc/);
});
