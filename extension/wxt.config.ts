import { fileURLToPath } from 'node:url';
import { defineConfig } from 'wxt';
import project from '../package.json' with { type: 'json' };

// Pins the id of an unpacked build, so that a district can name it in a policy before it is in a store.
const key =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAk5gGjDxsSz2iPTA5eNOVjQxxpFFliGbIwZggGy3XzJzdqe3d6OI/U8/uG6sEmjJdHrLzdDlIunNl1nC/a88qjdsOnUt5gz4B1LVfh/BuqHW3R7wyAcsDWnaq2m8gXE9rxrs91uVudNJhJuAdPfIWjik1TEsbMHCsaoyhMl0CmSmK+b0HfbNsQL7xuXDdI3nR6mBde0VujOkT4xotKejLkichv2CqWXqzF7Yb5g0e9B3RB71GIcBg9lRT9Ka3SfPIJqpn+4u6X9wy4KCUH/SlQZJTiOLypx83Rb9+Zy7pNmg/8cgc7S9LmwJ2jMSE/YwLPb3MhZMJUb1eD39OhskUmwIDAQAB';

/** Clouds with a fixed address, known at the first release. Any other host is asked for, one origin at a time. */
const clouds = ['https://*.instructure.com/*'];
/** `--mode demo`: the look-alike pages and the worker that `npm start` serves on this machine. */
const loopback = ['http://127.0.0.1/*', 'http://localhost/*'];

export default defineConfig({
  imports: false,
  manifestVersion: 3,
  zip: {
    name: project.name,
    artifactTemplate: '{{name}}-{{version}}-{{browser}}.zip',
    sourcesTemplate: '{{name}}-{{version}}-sources.zip',
    // All that a reviewer needs to build the same again, and nothing else. A path that is not whole starts from wherever
    // the command was given.
    sourcesRoot: fileURLToPath(new URL('..', import.meta.url)),
    includeSources: ['extension/**', 'shared/**', '*.json', 'LICENSE', 'README.md'],
    excludeSources: ['**/*.tsbuildinfo'],
  },
  vite: () => ({ resolve: { alias: { 'wxt/browser': new URL('./browser.ts', import.meta.url).pathname } } }),
  manifest: ({ browser, mode }) => ({
    name: 'Deskside',
    description: project.description,
    version: project.version,
    permissions: [
      'storage',
      'alarms',
      'scripting',
      'activeTab',
      'identity',
      ...(browser === 'firefox' ? [] : ['sidePanel']),
    ],
    host_permissions: mode === 'demo' ? [...clouds, ...loopback] : clouds,
    optional_host_permissions: ['https://*/*', 'http://127.0.0.1/*', 'http://localhost/*'],
    action: { default_title: 'Deskside', default_popup: 'panel.html' },
    commands: {
      _execute_action: { suggested_key: { default: 'Alt+Shift+D' } },
    },
    web_accessible_resources: [
      { resources: ['panel.html'], matches: ['<all_urls>'], ...(browser !== 'firefox' && { use_dynamic_url: true }) },
    ],
    ...(browser === 'firefox'
      ? {
          sidebar_action: { default_panel: 'panel.html', default_title: 'Deskside', open_at_install: false },
          browser_specific_settings: {
            gecko: {
              id: 'deskside@deskside.example',
              strict_min_version: '142.0',
              data_collection_permissions: {
                required: [
                  'personallyIdentifyingInfo',
                  'authenticationInfo',
                  'websiteContent',
                  'personalCommunications',
                ],
              },
            },
          },
        }
      : { key, minimum_chrome_version: '120', side_panel: { default_path: 'panel.html' } }),
  }),
});
