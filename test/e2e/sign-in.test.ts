// From nothing to the ring, with the account one has at school, in real browsers and at a real identity provider.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
