// Nothing of Deskside needs a network: the whole demo, browser and all, where there is no route but to itself.
import { execFileSync, spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** Runs a command where the loopback device is all there is; whatever it leaves running ends with it. */
const inside = ['-rnpf', '--mount-proc', '--kill-child', '--', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
const able = spawnSync('unshare', [...inside, 'true']).status === 0;
const script = fileURLToPath(new URL('offline-demo.ts', import.meta.url));

it('logs an entry in a network namespace with no route', context => {
  if (!able) context.skip('no namespace can be made on this machine: unshare -rn is not permitted');
  const said = execFileSync('unshare', [...inside, process.execPath, script], {
    encoding: 'utf8',
    timeout: 110_000,
    env: { ...process.env, NODE_ENV: undefined, VITEST: undefined },
  });
  expect(said).toContain('delivered offline');
}, 120_000);
