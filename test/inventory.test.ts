import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { browserKeeps, categories, inventoryOf } from '../shared/records/inventory.ts';
import { retention } from '../shared/records/retention.ts';
import { en } from '../shared/words/en.ts';
import { columnsInDatabase, file, inventoryText } from './make-inventory.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

it('says of every column and every field what it is for, who sees it and how it goes; and of nothing else', () => {
  const { missing, strange, elements } = inventoryOf(columnsInDatabase());
  expect({ missing, strange }).toEqual({ missing: [], strange: [] });
  expect(elements.length).toBeGreaterThan(200);
  expect(elements.find(({ element }) => element === 'database entry.body')).toMatchObject({ category: 'words' });
  expect(elements.find(({ element }) => element === 'map person.email')).toMatchObject({ category: 'people' });
});

it('misses a column that is new', () => {
  expect(inventoryOf([...columnsInDatabase(), 'entry.mood']).missing).toEqual(['database entry.mood']);
  expect(inventoryOf(columnsInDatabase().slice(1)).strange).toHaveLength(1);
});

it('is written down as it is now: `npm run inventory`', () => {
  expect(readFileSync(file, 'utf8')).toBe(inventoryText());
});

it('has what the extension keeps', () => {
  const stores = [...read('extension/sync/database.ts').matchAll(/createObjectStore\('(\w+)'/g)].map(one => one[1]);
  expect(browserKeeps.database.device!.split(' ').sort()).toEqual(stores.sort());
  const writers = ['sync/session.ts', 'sync/sign-in.ts', 'background/panels.ts', 'background/views.ts'].map(one =>
    read(`extension/${one}`),
  );
  const keys = browserKeeps.session.device!.split(' ');
  const written = [...writers.join('').matchAll(/storage\.session\.set\(\{ (?:\[`)?(\$\{PREFIX\}|keyOf|\[keyOf|\w+)/g)];
  expect(new Set(written.map(one => one[1]))).toHaveProperty('size', keys.length);
  for (const key of keys) expect(writers.join(''), key).toMatch(new RegExp(`\\{ ${key}[: ]|[\`']${key}:`));
});

it('is in words: every category and every class', () => {
  for (const category of Object.keys(categories))
    for (const part of ['', '.why', '.who', '.gone']) expect(en).toHaveProperty([`inventory.${category}${part}`]);
  for (const { class: name } of retention)
    for (const part of ['', '.why']) expect(en).toHaveProperty([`retention.${name}${part}`]);
});
