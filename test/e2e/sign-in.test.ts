// From nothing to the ring, with the account one has at school, in real browsers and at a real identity provider.
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFirefox, panelFrom } from './firefox.ts';
import { openProvider } from './provider.ts';
import { openWorld, ringOn, until, type World } from './world.ts';

const LESSON = '/moodle/mod/page/view.php?id=4';
let world: World;
let school: Awaited<ReturnType<typeof openProvider>>;

const accounts = {
  ana: { name: 'Ana', email: 'Ana.Ortega@maple.example', email_verified: true, user_type: 'teacher' },
  stranger: { name: 'S', email: 'somebody@maple.example', email_verified: true, user_type: 'teacher' },
  student: { name: 'T', email: 'ben.cho@maple.example', email_verified: true, user_type: 'student' },
};

beforeAll(async () => {
  world = await openWorld(null);
  const admin = async (method: string, path: string, body: object, match?: string) => {
    const answer = await fetch(world.demo.api + path, {
      method,
      headers: {
        authorization: `Bearer ${world.demo.adminToken}`,
        'content-type': 'application/json',
        ...(match && { 'if-match': match }),
      },
      body: JSON.stringify(body),
    });
    expect(answer.ok, path).toBe(true);
  };
  school = await openProvider(`${world.wire.url}/oauth/callback/school`, accounts);
  const { issuer, clientId, clientSecret } = school;
  const provider = {
    preset: 'oidc',
    name: 'Maple account',
    issuer,
    clientId,
    clientSecret,
    domains: ['maple.example'],
  };
  await admin('PUT', '/v1/providers/school', provider);
  for (const [id, email] of [
    ['ortega', 'ana.ortega@maple.example'],
    ['cho', 'ben.cho@maple.example'],
  ])
    await admin('PATCH', `/v1/people/${id}`, { email }, '*');
});
afterAll(async () => {
  await world?.close();
  await school?.close();
});

/** The extension's own page, with the worker's address typed in. */
async function options(): Promise<Page> {
  const page = await world.browser.ownPage('options.html');
  await page.getByLabel('Address of your district’s Deskside').fill(world.wire.url);
  return page;
}

/** Presses the button, and gives the window that the browser opens. */
async function openWindow(page: Page): Promise<Page> {
  const opens = world.browser.context.waitForEvent('page');
  await page.getByRole('button', { name: 'Sign in with your school account' }).click();
  return opens;
}

/** At the school's provider: a name, a password, and yes. */
async function enter(window: Page, name: keyof typeof accounts): Promise<void> {
  await window.locator('input[name=login]').fill(name);
  await window.locator('input[name=password]').fill('x');
  await window.locator('button[type=submit]').click();
  await window.getByRole('button', { name: 'Continue' }).click();
}

describe('signing in with a school’s account', () => {
  it('a window that is closed is said in words, and nobody is signed in', async () => {
    const page = await options();
    const window = await openWindow(page);
    await window.locator('input[name=login]').waitFor();
    await window.close();
    await page.getByText('The sign-in was stopped or refused. Nothing has changed.').waitFor();
    await page.close();
  });

  it.each([
    ['a student', 'student', 'Deskside is for staff, and this is a student’s account. Nothing about you was stored.'],
    ['somebody nobody knows here', 'stranger', 'Your account is not known here yet.'],
  ] as const)('%s reads why not, and nobody is signed in', async (_, name, why) => {
    const page = await options();
    await enter(await openWindow(page), name);
    await page.getByText(why).waitFor();
    await world.browser.context.clearCookies();
    await page.close();
  });

  it('a teacher comes from the button to the ring on a lesson page, and no secret passed in an address', async () => {
    const page = await options();
    await enter(await openWindow(page), 'ana');
    await page.getByText('Signed in as Ana Ortega').waitFor();
    await page.close();
    const lesson = await world.visit(LESSON);
    await ringOn(lesson, /is next|start an improvement/);
    await lesson.close();
    const paths = world.wire.seen.map(({ path }) => decodeURIComponent(path)).join('\n');
    expect(paths).toMatch(/\/oauth\/authorize\?client_id=deskside-extension/);
    expect(paths).not.toMatch(/deskside_|@maple|secret|verifier=/);
    expect(world.demo.worker.said()).not.toMatch(/deskside_(at|rt|code)_|@maple|schools-secret/);
  });

  it('a second browser is let in from the first', async () => {
    const code = await (async () => {
      // The new device, as its own panel would ask.
      const answer = await fetch(`${world.wire.url}/oauth/device_authorization`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: 'deskside-extension', device: 'browser on chromeos' }),
      });
      return (await answer.json()) as { user_code: string; device_code: string };
    })();
    const page = await world.browser.ownPage('options.html');
    await page.getByLabel('Code that the new device shows').fill(code.user_code);
    await page.getByRole('button', { name: 'Look who it is' }).click();
    await page.getByText('Let “browser on chromeos” in, as you?').waitFor();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('It is let in.').waitFor();
    await page.close();
    const session = await until('a session on the new device', async () => {
      const answer = await fetch(`${world.wire.url}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          client_id: 'deskside-extension',
          grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
          device_code: code.device_code,
        }),
      });
      return answer.ok && ((await answer.json()) as { me: { id: string } });
    });
    expect(session.me.id).toBe('ortega');
  });
});

describe('the page that asks who one is', () => {
  /** The page in which the browser's window would open, in a tab. */
  async function open(query: Record<string, string>, width: number, language: string): Promise<Page> {
    const page = await world.browser.context.newPage();
    await page.setViewportSize({ width, height: 640 });
    await page.setExtraHTTPHeaders({ 'accept-language': language });
    const all = {
      client_id: 'deskside-extension',
      redirect_uri: 'https://klhaccjjdnpofmgnblnfakjeanldhhko.chromiumapp.org/',
      response_type: 'code',
      code_challenge: 'c'.repeat(43),
      code_challenge_method: 'S256',
      ...query,
    };
    await page.goto(`${world.wire.url}/oauth/authorize?${new URLSearchParams(all)}`);
    return page;
  }

  it.each([
    ['en', 'light'],
    ['es', 'dark'],
    ['fr', 'light'],
  ] as const)(
    'is whole at 320 pixels, in %s and in %s, and has nothing an audit finds',
    async (language, colorScheme) => {
      const page = await open({ district: 'nowhere' }, 320, language);
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
      expect(violations.map(one => one.id)).toEqual([]);
      await page.close();
    },
  );

  it('takes a district by keyboard alone, offers its provider, and has no script', async () => {
    await world.browser.context.clearCookies();
    const page = await open({ district: 'nowhere' }, 320, 'en');
    await page.keyboard.press('Tab');
    await page.keyboard.type('somebody@maple.example');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Continue with Maple account' }).waitFor();
    expect(page.url()).not.toContain('somebody');
    expect(await page.locator('script').count()).toBe(0);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
    expect(violations.map(one => one.id)).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${school.issuer}/**`);
    await page.close();
  });
});

describe('in Firefox', () => {
  it('a teacher comes from the button to the ring on a lesson page', async () => {
    const browser = await openFirefox();
    try {
      const panel = await panelFrom(browser, world.demo.pages);
      await panel.locator('input[type=url]').fill(world.wire.url);
      await panel.locator('button.main').click();
      const target = await browser.waitForTarget(one => one.url().startsWith(school.issuer));
      const window = (await target.page())!;
      await window.locator('input[name=login]').fill('ana');
      await window.locator('input[name=password]').fill('x');
      await window.locator('button[type=submit]').click();
      await window.locator('button[autofocus]').click();
      await until('the panel to know who it is', async () =>
        panel.evaluate(() => !document.querySelector('form.sign-in') && document.body.innerText.includes('lesson')),
      );
      const lesson = await browser.newPage();
      await lesson.setCookie({ name: 'as', value: 'teacher', domain: '127.0.0.1', path: '/' });
      await lesson.goto(world.demo.pages + LESSON);
      const ring = await until('the ring', () => lesson.evaluate(findRing));
      await lesson.mouse.click(ring.x, ring.y);
      const frame = await until('the panel', () => lesson.frames().find(one => one.url().startsWith('moz-extension:')));
      await until('the lesson in the panel', () =>
        frame.evaluate(() => /is next|What will you try/.test(document.body.innerText)),
      );
    } finally {
      await browser.close();
    }
  });
});

/** Where the ring is. Its shadow root is closed: from outside one sees only that a point beside the title is its host's. */
function findRing(): { x: number; y: number } | undefined {
  const host = document.querySelector('h1 > div:not([class])');
  if (!host) return undefined;
  const { left, top } = host.getBoundingClientRect();
  for (let x = left; x < left + 60; x += 4)
    for (let y = top - 30; y < top + 60; y += 4)
      if (document.elementFromPoint(x, y) === host) return { x: x + 4, y: y + 4 };
}
