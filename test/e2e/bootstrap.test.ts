import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { redeemCode } from '../../worker/store/code.ts';
import { withDatabase } from '../demo/serve.ts';

it('a new district’s first administrator gets a code, once; the next ones are invited', async () => {
  const home = await mkdtemp(join(tmpdir(), 'deskside-'));
  const state = join(home, 'state');
  const script = join(import.meta.dirname, '../demo/bootstrap.ts');
  const args = [script, '--state', state, '--district', 'maple', '--name', 'Maple Valley', '--admin', 'Sam Lindqvist'];
  const said = execFileSync(process.execPath, args, { encoding: 'utf8' });
  const [code] = /deskside_boot_[0-9a-f]{32}/.exec(said)!;
  await withDatabase(state, async ({ DB }) => {
    const late = new Date(Date.now() + 60 * 60_000);
    expect(await redeemCode(DB, code!, 'laptop', 'here', late)).toBeNull();
    expect(await redeemCode(DB, code!, 'laptop', 'here', new Date())).toHaveProperty('access');
    expect(await redeemCode(DB, code!, 'laptop', 'here', new Date())).toBeNull();
  });
  const again = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('has people already')]);
  expect(spawnSync(process.execPath, [script, '--district', 'Maple!'], { encoding: 'utf8' }).status).toBe(2);
  await rm(home, { recursive: true, force: true });
}, 180_000);
