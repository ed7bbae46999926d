// Finds a Chromium for the real-browser tests and the demo, and a Firefox for the tests; run by itself it installs them
// where it can.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

// Branded Chrome (137 and later) ignores --load-extension, so only builds that honour it are looked for.
const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/opt/homebrew/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Chromium\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

export const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

export function findChromium(): string | undefined {
  return places.find(place => place !== undefined && existsSync(place));
}

const firefoxes = [
  process.env.FIREFOX,
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/snap/bin/firefox',
  '/opt/homebrew/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

export function findFirefox(): string | undefined {
  return firefoxes.find(place => place !== undefined && existsSync(place));
}

/** @throws Error in plain words when there is no Chromium and none can be installed. */
export function ensureChromium(): string {
  return ensure('Chromium', findChromium, 'chromium', 'fonts-liberation', 'fonts-noto-color-emoji');
}

/** @throws Error in plain words when there is no Firefox and none can be installed. */
export function ensureFirefox(): string {
  return ensure('Firefox', findFirefox, 'firefox-esr');
}

function ensure(name: string, find: () => string | undefined, ...packages: [string, ...string[]]): string {
  const found = find();
  if (found) return found;
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const run = (...command: string[]) => execFileSync(command[0]!, command.slice(1), { stdio: 'inherit' });
  const quiet = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '-y', '-qq', '--no-install-recommends'];
  try {
    console.log(`No ${name} found; installing Debian’s …`);
    run(...sudo, 'apt-get', 'update', '-qq');
    run(...sudo, ...quiet, ...packages);
  } catch {
    // Said below, with what to do.
  }
  const installed = find();
  if (installed) return installed;
  throw new Error(
    `The real-browser tests need ${name}, and it could not be installed here. Install the package "${packages[0]}", or set ${name.toUpperCase()} to the program’s path.`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    console.log(`Chromium: ${ensureChromium()}`);
    console.log(`Firefox: ${ensureFirefox()}`);
  } catch (failure) {
    console.error((failure as Error).message);
    process.exitCode = 1;
  }
}
