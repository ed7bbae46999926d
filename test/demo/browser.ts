import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { ensureChromium, flags } from '../browser.ts';

const demoBuild = fileURLToPath(new URL('../../extension/.output/chrome-mv3-demo', import.meta.url));

export type Browser = {
  context: BrowserContext;
  id: string;
  profile: string;
  /** Signs the extension in, by the message its own panel would send. */
  signIn: (api: string, code: string) => Promise<void>;
  /** A page of the extension in a tab of its own. */
  ownPage: (path: string) => Promise<Page>;
};

type Options = { profile: string; headless: boolean; build?: string; args?: string[]; dark?: boolean; locale?: string };

/** Chromium with the built extension in it. */
export async function openBrowser({
  profile,
  headless,
  build = demoBuild,
  args = [],
  dark,
  locale,
}: Options): Promise<Browser> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: ensureChromium(),
    headless,
    ignoreHTTPSErrors: true,
    colorScheme: dark ? 'dark' : 'light',
    ...(headless ? { viewport: { width: 1280, height: 800 } } : { viewport: null }),
    ...(locale && { locale }),
    args: [
      ...flags,
      `--disable-extensions-except=${build}`,
      `--load-extension=${build}`,
      ...(locale ? [`--lang=${locale}`] : []),
      ...args,
    ],
  });
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  const id = new URL(worker.url()).host;
  const ownPage = async (path: string) => {
    const page = await context.newPage();
    await page.goto(`chrome-extension://${id}/${path}`);
    return page;
  };
  return {
    context,
    id,
    profile,
    ownPage,
    signIn: async (api, code) => {
      const page = await ownPage('options.html');
      const answer = await page.evaluate(
        request =>
          (
            globalThis as unknown as { chrome: { runtime: { sendMessage(message: unknown): Promise<unknown> } } }
          ).chrome.runtime.sendMessage({
            name: 'signIn',
            request,
          }),
        { api, code },
      );
      await page.close();
      if (!(answer as { ok: boolean }).ok) throw new Error(`Signing in failed: ${JSON.stringify(answer)}`);
    },
  };
}
