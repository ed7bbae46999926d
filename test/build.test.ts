// What the built extensions ask for and hold: a change here is a change of what districts agreed to.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';

const output = (build: string) => join(import.meta.dirname, '../extension/.output', build);
const manifest = (build: string) => JSON.parse(readFileSync(join(output(build), 'manifest.json'), 'utf8'));
const scripts = (build: string) =>
  readdirSync(output(build), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.js') || name.endsWith('.html') || name.endsWith('.css'))
    .map(name => ({ name, text: readFileSync(join(output(build), name), 'utf8') }));

describe('the Chromium build', () => {
  it('asks for these permissions and no more', () => {
    const { permissions, host_permissions, optional_host_permissions, content_scripts } = manifest('chrome-mv3');
    expect(permissions.sort()).toEqual(['activeTab', 'alarms', 'identity', 'scripting', 'sidePanel', 'storage']);
    expect(host_permissions).toEqual(['https://*.instructure.com/*']);
    expect(optional_host_permissions).toEqual(['https://*/*', 'http://127.0.0.1/*', 'http://localhost/*']);
    expect(content_scripts).toEqual([
      { matches: ['https://*.instructure.com/*'], js: ['content-scripts/marker.js'], run_at: 'document_idle' },
    ]);
  });

  it('lets pages load the panel only by its changing address', () => {
    const { web_accessible_resources } = manifest('chrome-mv3');
    expect(web_accessible_resources).toEqual([
      { resources: ['panel.html'], matches: ['<all_urls>'], use_dynamic_url: true },
    ]);
  });
});

describe('the Firefox build', () => {
  it('asks for the same, says what it collects, and has an id of its own', () => {
    const { permissions, host_permissions, browser_specific_settings } = manifest('firefox-mv3');
    expect(permissions.sort()).toEqual(['activeTab', 'alarms', 'identity', 'scripting', 'storage']);
    expect(host_permissions).toEqual(['https://*.instructure.com/*']);
    expect(browser_specific_settings.gecko).toMatchObject({
      id: 'deskside@deskside.example',
      data_collection_permissions: {
        required: ['personallyIdentifyingInfo', 'authenticationInfo', 'websiteContent', 'personalCommunications'],
      },
    });
  });
});

describe.each(['chrome-mv3', 'firefox-mv3'])('%s', build => {
  it('runs no code that did not come with it', () => {
    for (const { name, text } of scripts(build)) {
      expect(text, name).not.toMatch(/\beval\(|\bFunction\(["'`]|new Function\(|importScripts\(/);
      expect(text, name).not.toMatch(/\bimport\(\s*["'`](https?:)?\/\//);
      expect(text, name).not.toMatch(/<script[^>]+src="https?:/);
      expect(text, name).not.toMatch(/@import\s+url\(["']?https?:|url\(["']?https?:/);
    }
  });

  it('fetches nothing from an address of its own: those in it are names, examples or this machine', () => {
    const hosts = scripts(build).flatMap(({ text }) => [...text.matchAll(/https?:\/\/([\w.-]+)/g)].map(one => one[1]!));
    const known = ['127.0.0.1', 'localhost', 'www.w3.org', 'json-schema.org'];
    const example = /(^|\.)example(\.(com|edu|net|org))?$|\.instructure\.com$/;
    expect(hosts.filter(host => !known.includes(host) && !example.test(host))).toEqual([]);
  });

  it('keeps the browser’s own policy for scripts, or a stricter one', () => {
    const { content_security_policy, sandbox } = manifest(build);
    // Both browsers’ default for MV3 is script-src 'self'.
    expect(content_security_policy ?? {}).toEqual({});
    expect(sandbox).toBeUndefined();
    for (const { name, text } of scripts(build).filter(one => one.name.endsWith('.html'))) {
      expect(text, name).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|\son\w+=|http-equiv/i);
      expect(text, name).not.toMatch(/(src|href)="(?!\/|\.)/);
    }
  });

  it('lets nobody from outside talk to it', () => {
    const { externally_connectable, host_permissions, permissions } = manifest(build);
    expect(externally_connectable).toBeUndefined();
    expect(
      [...permissions, ...host_permissions].filter(one =>
        /<all_urls>|\*:\/\/\*|cookies|webRequest|tabs|history/.test(one),
      ),
    ).toEqual([]);
    for (const { name, text } of scripts(build))
      expect(text, name).not.toMatch(/on(Message|Connect)External\.addListener/);
  });
});

describe('a store package', () => {
  const root = join(import.meta.dirname, '..');
  const { version } = manifest('chrome-mv3');
  const home = mkdtempSync(join(tmpdir(), 'deskside-zip-'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  /** The packages for one browser, by their names, made in a folder of a checkout. */
  async function pack(checkout: string, browser: string, env: Record<string, string> = {}) {
    const outDir = mkdtempSync(join(home, `${browser}-`));
    const options = { root: join(checkout, 'extension'), browser, outDir };
    const make = `import { zip } from 'wxt'; await zip(${JSON.stringify(options)});`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', make], {
      cwd: checkout,
      // As from a command line, not from within a test.
      env: { ...process.env, NODE_ENV: undefined, ...env },
    });
    const zips = readdirSync(outDir).filter(name => name.endsWith('.zip'));
    return Object.fromEntries(zips.map(name => [name, readFileSync(join(outDir, name))]));
  }

  /** The package's own, and that of each file in it: to see where two differ. */
  const hashes = (zips: Record<string, Buffer>) =>
    Object.entries(zips).flatMap(([name, zip]) =>
      [['', zip] as const, ...Object.entries(unzipSync(zip))].map(
        ([file, bytes]) => `${name}/${file} ${createHash('sha256').update(bytes).digest('hex')}`,
      ),
    );
  const other = { TZ: 'Pacific/Apia', LANG: 'fr_CA.UTF-8' };

  it('is the same, byte for byte, whenever and wherever it is made', async () => {
    const [first, again] = [await pack(root, 'chrome'), await pack(root, 'chrome', other)];
    expect(Object.keys(first)).toEqual([`deskside-${version}-chrome.zip`]);
    expect(hashes(again)).toEqual(hashes(first));
  }, 120_000);

  it('for Firefox comes with the sources it is made from, and nothing else', async () => {
    const first = await pack(root, 'firefox');
    expect(Object.keys(first).sort()).toEqual([`deskside-${version}-firefox.zip`, `deskside-${version}-sources.zip`]);
    const sources = unzipSync(first[`deskside-${version}-sources.zip`]!);
    const names = Object.keys(sources);
    expect(new Set(names.map(name => name.split('/')[0]))).toEqual(
      new Set(['LICENSE', 'README.md', 'extension', 'package-lock.json', 'package.json', 'shared', 'tsconfig.json']),
    );
    expect(names.filter(name => /\.\.|node_modules|\.output|\.env|tsbuildinfo|\.zip$/.test(name))).toEqual([]);

    const elsewhere = mkdtempSync(join(home, 'elsewhere-'));
    for (const [name, bytes] of Object.entries(sources)) {
      mkdirSync(join(elsewhere, dirname(name)), { recursive: true });
      writeFileSync(join(elsewhere, name), bytes);
    }
    symlinkSync(join(root, 'node_modules'), join(elsewhere, 'node_modules'));
    expect(hashes(await pack(elsewhere, 'firefox', other))).toEqual(hashes(first));
  }, 120_000);
});
