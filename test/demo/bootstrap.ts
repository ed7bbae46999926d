// `npm run bootstrap -- --district maple --name "Maple Valley" --admin "Sam Lindqvist"`: a new district in the local
// database, and the code that lets its first administrator in, once, within the hour. A remote database is not reached.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { MapId } from '../../shared/records/id.ts';
import { Person } from '../../shared/records/person.ts';
import { makeCode } from '../../worker/store/code.ts';
import { putDistrict } from '../../worker/store/district.ts';
import { listThings, putThing } from '../../worker/store/map.ts';
import { migrate, state, withDatabase } from './serve.ts';

const { values } = parseArgs({
  options: {
    district: { type: 'string' },
    name: { type: 'string' },
    admin: { type: 'string' },
    id: { type: 'string', default: 'admin' },
    email: { type: 'string' },
    state: { type: 'string', default: state },
  },
});

function refuse(why: string): never {
  console.error(why);
  process.exit(2);
}

const { district, name, admin, id, email } = values;
if (!district || !name || !admin)
  refuse('Say --district (its short name), --name (in full) and --admin (who is its first administrator).');
for (const [option, value] of Object.entries({ district, id }))
  if (!MapId.safeParse(value).success)
    refuse(`--${option} takes lower-case letters, digits and hyphens, not “${value}”.`);
const person = Person.safeParse({ name: admin, roles: [{ role: 'admin' }], ...(email && { email }) });
if (!person.success) refuse('--admin takes a name, and --email a mail address.');

await migrate(values.state);
const made = await withDatabase(values.state, async ({ DB, SEAL_SECRET }) => {
  const there = await listThings(DB, district, 'person', { after: '', limit: 1 });
  if (there.length > 0) refuse(`“${district}” has people already; one of its administrators can invite you.`);
  const now = new Date();
  const home = await putDistrict(DB, SEAL_SECRET, district, name);
  await putThing(DB, { ...home, id: null }, 'person', id, person.data, null, now);
  return makeCode(DB, district, id, 'bootstrap', now);
});
console.log(
  `\n  ${made!.code}\n\n  Type it in the panel, or send it to POST /v1/sign-in: once, before ${made!.expiresAt}.`,
);
