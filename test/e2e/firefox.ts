import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';

const build = fileURLToPath(new URL('../../extension/.output/firefox-mv3-demo', import.meta.url));
/** The extension's own address, which Firefox otherwise makes up for each profile. */
const uuid = '6b1f4c1e-53a5-4c62-9a3f-1d2b3c4d5e6f';
const places = [
  process.env.FIREFOX,
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/snap/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

export type Firefox = {
  browser: Browser;
  /** The panel in a tab of its own, reached from a page: a driver may not go to an extension's address by itself. */
  panelFrom: (address: string) => Promise<Page>;
};

export function findFirefox(): string | undefined {
  return places.find(place => place !== undefined && existsSync(place));
}

/** Firefox with the built extension in it, driven by WebDriver BiDi. */
export async function openFirefox(executablePath: string): Promise<Firefox> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    extraPrefsFirefox: { 'extensions.webextensions.uuids': JSON.stringify({ 'deskside@deskside.example': uuid }) },
  });
  await browser.installExtension(build);
  return {
    browser,
    panelFrom: async address => {
      const page = await browser.newPage();
      await page.goto(address);
      await page.evaluate(to => location.assign(to), `moz-extension://${uuid}/panel.html`);
      await page.locator('form.sign-in').wait();
      return page;
    },
  };
}
