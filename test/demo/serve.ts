import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { getPlatformProxy } from 'wrangler';
import type { Logged } from '../../shared/records/entry.ts';
import type { Env } from '../../worker/http.ts';
import { makeCode } from '../../worker/store/code.ts';
import { putDistrict } from '../../worker/store/district.ts';
import { putThing, readThing } from '../../worker/store/map.ts';
import { makeApiToken } from '../../worker/store/token.ts';
import { seedEntries } from '../../worker/store/write.ts';
import { type Change, servePages } from '../pages/server.ts';
import { demoDistrict } from './district.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const wrangler = `${root}node_modules/wrangler/bin/wrangler.js`;
const wxt = `${root}node_modules/wxt/bin/wxt.mjs`;
// Local means local: no metrics, no look-up of Cloudflare's addresses, no question asked.
const quiet = { ...process.env, CI: '1', WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' };

/** Where wrangler keeps its local database. */
export const state = '.wrangler/state';

/** `said`: all that it wrote so far. */
export type Worker = { url: string; said: () => string; stop: (signal?: NodeJS.Signals) => Promise<void> };

/** Runs a tool to its end. @throws Error with what it printed */
async function run(tool: string, ...args: string[]): Promise<void> {
  const child = spawn(process.execPath, [tool, ...args], { cwd: root, env: quiet, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += chunk));
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${args.join(' ')} failed:\n${said}`);
}

export async function migrate(state: string): Promise<void> {
  await run(wrangler, 'd1', 'migrations', 'apply', 'DB', '--local', '--persist-to', state);
}

/** The local worker's own secret, made once and kept beside its database. */
async function sealSecret(state: string): Promise<string> {
  const file = `${state}/seal-secret`;
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept) return kept;
  const made = randomBytes(32).toString('base64');
  await mkdir(state, { recursive: true });
  await writeFile(file, made, { mode: 0o600 });
  return made;
}

/** The real worker, in workerd, on this machine. Stopping with SIGKILL ends its whole process group. */
export async function startWorker(port: number, state: string): Promise<Worker> {
  // A worker that was killed a moment ago may not have let go of its port yet.
  for (let tries = 0; tries < 30 && (await isTaken(port)); tries++)
    await new Promise(resolve => setTimeout(resolve, 100));
  if (await isTaken(port)) throw new Error(`Port ${port} is taken. Stop what uses it, or choose another with --port.`);
  const secret = `SEAL_SECRET:${await sealSecret(state)}`;
  const args = ['dev', '--ip', '127.0.0.1', '--port', String(port), '--inspector-port', '0', '--persist-to', state];
  const child = spawn(
    process.execPath,
    [
      wrangler,
      ...args,
      '--var',
      secret,
      '--var',
      'DEV_LOOPBACK:1',
      '--log-level',
      'warn',
      '--show-interactive-dev-session=false',
    ],
    { cwd: root, env: quiet, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let said = '';
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].on('data', chunk => {
      said += chunk;
      process[stream].write(chunk);
    });
  process.once('exit', () => child.kill());
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(url, child);
  return {
    url,
    said: () => said,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      process.kill(signal === 'SIGKILL' ? -child.pid! : child.pid!, signal);
      await gone;
    },
  };
}

async function isTaken(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const trial = createServer();
    trial.once('error', () => resolve(true));
    trial.listen(port, '127.0.0.1', () => trial.close(() => resolve(false)));
  });
}

async function untilHealthy(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error('The worker ended before it was ready; is the port taken?');
    const healthy = await fetch(`${url}/healthz`).then(
      answer => answer.ok,
      () => false,
    );
    if (healthy) return;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error('The worker did not get ready within a minute.');
}

/** Does something with the local database, as the worker would see it. The worker must not be running. */
export async function withDatabase<T>(state: string, work: (env: Env) => Promise<T>): Promise<T> {
  const proxy = await getPlatformProxy<Env>({
    configPath: `${root}wrangler.toml`,
    persist: { path: `${state}/v3` },
    remoteBindings: false,
  });
  try {
    return await work({ DB: proxy.env.DB, SEAL_SECRET: await sealSecret(state) });
  } finally {
    await proxy.dispose();
  }
}

/** The sites the demo's lessons are tagged on: the look-alike pages at this address. */
export function demoSites(pages: string) {
  const { host } = new URL(pages);
  return { moodle: `moodle@${host}/moodle`, canvas: `canvas@${host}`, rosariosis: `rosariosis@${host}/rosariosis` };
}

const CHUNK = 20_000;

/** Fills an empty local database with a district made by `demoDistrict`, and says how far it is. */
export async function seed(env: Env, made: ReturnType<typeof demoDistrict>, say: (line: string) => void) {
  const { DB: db, SEAL_SECRET } = env;
  const { district, nouns, logged } = made;
  const now = new Date();
  const home = await putDistrict(db, SEAL_SECRET, district.id, district.name);
  for (const { noun, id, body } of nouns) await putThing(db, { ...home, id: null }, noun, id, body as never, null, now);
  say(`${nouns.length} people, practices and other things of the map`);
  // A cycle is stored whole, so that it is folded once.
  const cycles = [...Map.groupBy(logged, ({ entry }) => entry.cycle).values()];
  let stored = 0;
  for (let chunk: Logged[] = []; cycles.length > 0 || chunk.length > 0; ) {
    chunk.push(...(cycles.pop() ?? []));
    if (chunk.length < CHUNK && cycles.length > 0) continue;
    stored += await seedEntries(db, home, chunk);
    chunk = [];
    say(`${stored} entries`);
  }
}

/** Who one can be in the demo. */
export const people = [
  { id: 'ortega', name: 'Ana Ortega', is: 'teacher, Grade 7 Science (Moodle): Do is next' },
  { id: 'cho', name: 'Ben Cho', is: 'teacher (Canvas): Check is due' },
  { id: 'ruiz', name: 'Marisol Ruiz', is: 'coach: “My teachers” in the panel' },
  { id: 'okafor', name: 'Denise Okafor', is: 'principal: sees nobody’s notes' },
  { id: 'lindqvist', name: 'Sam Lindqvist', is: 'administrator: the worker’s API' },
];

export type Demo = {
  api: string;
  pages: string;
  /** A lesson page where the ring is to be seen. */
  lesson: string;
  /** A sign-in code for each of `people`, for this run; it works as often as one likes. */
  codes: Record<string, string>;
  adminToken: string;
  worker: Worker;
  state: string;
  stop: () => Promise<void>;
};

type Options = {
  port: number;
  pagesPort: number;
  state: string;
  say?: (line: string) => void;
  change?: Change | undefined;
};

/** The whole demo on this machine: database, worker, look-alike pages. Seeds the database if it is empty. */
export async function serveDemo({ port, pagesPort, state, say = () => {}, change }: Options): Promise<Demo> {
  await migrate(state);
  say('database ready');
  const shown = await servePages({ port: pagesPort, change });
  const access = await withDatabase(state, async env => {
    const today = new Date().toISOString().slice(0, 10);
    const made = demoDistrict({ today, sites: demoSites(shown.url) });
    if (!(await readThing(env.DB, made.district.id, 'person', 'lindqvist'))) await seed(env, made, say);
    return makeAccess(env.DB, made.district.id);
  });
  const worker = await startWorker(port, state);
  const demo: Demo = {
    ...access,
    api: worker.url,
    pages: shown.url,
    lesson: `${shown.url}/moodle/mod/page/view.php?id=4`,
    worker,
    state,
    stop: async () => {
      await demo.worker.stop();
      await shown.close();
    },
  };
  return demo;
}

async function makeAccess(db: Env['DB'], district: string) {
  const now = new Date();
  const codes: Record<string, string> = {};
  for (const { id } of people) {
    const made = await makeCode(db, district, id, 'pairing', now, { uses: 10_000, lasts: 365 * 86_400_000 });
    codes[id] = made!.code;
  }
  return { codes, adminToken: await makeApiToken(db, district, 'lindqvist', now) };
}

/** The extension as `npm start` and the tests load it: the real one, allowed on this machine's own address. */
export async function buildExtension(): Promise<void> {
  await run(wxt, 'build', 'extension', '--mode', 'demo');
}
