// `npm run seed -- --teachers N --weeks W`: fills the local database anew with a synthetic district of that size.
import { rm } from 'node:fs/promises';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { demoDistrict } from './district.ts';
import { demoSites, migrate, seed, state, withDatabase } from './serve.ts';

const { values } = parseArgs({
  options: {
    teachers: { type: 'string', default: '30' },
    weeks: { type: 'string', default: '36' },
    today: { type: 'string', default: new Date().toISOString().slice(0, 10) },
  },
});

/** @throws Error naming the option */
function whole(name: 'teachers' | 'weeks', most: number): number {
  const given = Number(values[name]);
  if (Number.isInteger(given) && given >= 1 && given <= most) return given;
  console.error(`--${name} takes a whole number from 1 to ${most}, not “${values[name]}”.`);
  process.exit(2);
}

const made = demoDistrict({
  teachers: whole('teachers', 20_000),
  weeks: whole('weeks', 80),
  today: values.today,
  sites: demoSites('http://127.0.0.1:8788'),
});
await rm(state, { recursive: true, force: true });
await migrate(state);
await withDatabase(state, env => seed(env, made, line => console.log(`  ${line}`)));
console.log('The database is filled. `npm start` serves it.');
