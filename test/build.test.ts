// What the built extensions ask for and hold: a change here is a change of what districts agreed to.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

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
      expect(text, name).not.toMatch(/\beval\(|new Function\(|importScripts\(/);
      expect(text, name).not.toMatch(/<script[^>]+src="https?:/);
      expect(text, name).not.toMatch(/@import\s+url\(["']?https?:|url\(["']?https?:/);
    }
  });
});
