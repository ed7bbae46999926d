// The demo from seed to delivered entry, for `offline.test.ts`: run where there is no network but this machine's own.
import { strict as assert } from 'node:assert';
import { networkInterfaces } from 'node:os';
import process from 'node:process';
import { openWorld, ringOn, tapRing } from './world.ts';

assert.deepEqual(Object.keys(networkInterfaces()), ['lo']);
await assert.rejects(fetch('http://192.0.2.1/', { signal: AbortSignal.timeout(5000) }), { message: 'fetch failed' });

const world = await openWorld('ortega');
const page = await world.visit('/moodle/mod/page/view.php?id=4');
const panel = await tapRing(page, /Do is next/);
await panel.getByRole('button', { name: 'As planned' }).click();
await ringOn(page, /Check is next(?!.*waiting)/);
const delivered = world.wire.seen.filter(({ path }) => path.startsWith('/v1/entries'));
assert.deepEqual(
  delivered.map(({ method, status }) => [method, status]),
  [['PUT', 201]],
);
await world.close();
console.log('delivered offline');
process.exit(0);
