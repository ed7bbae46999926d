import { render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, test } from 'vitest';
import { Options } from '../../extension/entrypoints/options/options.tsx';
import type { Replies } from '../../extension/messages.ts';
import type { SessionInList } from '../../shared/records/session.ts';
import type { Language } from '../../shared/words.ts';
import { settle } from './open-panel.tsx';
import { smallBackground, stateOf } from './small-background.ts';

async function openOptions() {
  let sites: Replies['sites'] = [
    { origin: 'https://*.instructure.com/*', name: 'Canvas', fixed: true },
    { origin: 'https://learn.example.org/*', name: null, fixed: false },
  ];
  const session = { since: '2026-11-01T08:00:00Z', usedAt: '2026-11-20T08:00:00Z' };
  let sessions: SessionInList[] = [
    { ...session, id: '1'.repeat(32), device: 'browser on linux', current: true },
    { ...session, id: '2'.repeat(32), device: 'browser on win', current: false },
  ];
  const background = smallBackground(stateOf({ where: 'toolbar' }), {
    sessions: () => ({ ok: true, value: sessions }),
    endSession({ id }) {
      sessions = sessions.filter(one => one.id !== id);
      return { ok: true, value: sessions };
    },
    endSessions: () => ({ ok: true, value: stateOf({ me: null, desk: null, session: 'signed-out' }) }),
    sites: () => sites,
    device: () => ({
      ok: true,
      value: { device: 'browser on chromeos', network: '203.0.113.0/24', askedAt: '2026-11-20T09:30:00Z', near: false },
    }),
    signOut: () => stateOf({ me: null, desk: null, session: 'signed-out' }),
  });
  const chosen: (Language | null)[] = [];
  const outside = {
    ...background.outside,
    revoke: async ([origin]: string[]) => {
      sites = sites.filter(one => one.origin !== origin);
      return true;
    },
    chooseLanguage: async (language: Language | null) => void chosen.push(language),
  };
  document.body.innerHTML = '<div id="options"></div>';
  const root = document.getElementById('options')!;
  await act(async () => render(<Options outside={outside} chosen={null} language="en" />, root));
  await settle();
  const button = (name: string) =>
    [...root.querySelectorAll('button')].find(one => (one.getAttribute('aria-label') ?? one.textContent) === name);
  return { root, background, chosen, button };
}

test('says who is signed in, and signs out', async () => {
  const { root, button } = await openOptions();
  expect(root.textContent).toContain('Signed in as Ms. Ortega');
  await act(async () => button('Sign out')!.click());
  await settle();
  expect(root.textContent).toContain('Pairing code');
});

test('one session elsewhere can be ended, and all of them', async () => {
  const { root, background, button } = await openOptions();
  expect(root.textContent).toContain('browser on linuxthis browser');
  await act(async () => button('Sign out on browser on win')!.click());
  await settle();
  expect(background.sent).toContainEqual({ name: 'endSession', request: { id: '2'.repeat(32) } });
  expect(root.textContent).not.toContain('browser on win');
  await act(async () => button('Sign out everywhere')!.click());
  await settle();
  expect(root.textContent).toContain('Pairing code');
  expect(root.textContent).not.toContain('browser on linux');
});

test('another device is let in only after it was looked at, and refused by the nearer button', async () => {
  const { root, background, button } = await openOptions();
  const field = root.querySelector<HTMLInputElement>('#let-in-code')!;
  await act(async () => {
    field.value = 'bcdf-ghjk';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await act(async () => button('Look who it is')!.click());
  await settle();
  expect(root.textContent).toContain('Let “browser on chromeos” in, as you?');
  expect(root.textContent).toContain('from the network 203.0.113.0/24');
  expect(root.textContent).toContain('That is not the network you are on.');
  expect(root.textContent).toContain(
    'Nobody from your school or from Deskside ever asks you to type a code they sent.',
  );
  await act(async () => button('Approve')!.click());
  await settle();
  expect(background.sent.filter(one => one.name === 'device').map(one => one.request)).toEqual([
    { code: 'bcdf-ghjk' },
    { code: 'bcdf-ghjk', answer: 'approve' },
  ]);
  expect(root.textContent).toContain('It is let in.');
});

test('a site that was switched on can be removed; one that comes with Deskside cannot', async () => {
  const { root, background, button } = await openOptions();
  expect(button('Remove *.instructure.com')).toBeUndefined();
  await act(async () => button('Remove learn.example.org')!.click());
  await settle();
  expect(background.sent.map(one => one.name)).toContain('sitesChanged');
  expect(root.textContent).toContain('learn.example.org is switched off');
  expect(button('Remove learn.example.org')).toBeUndefined();
});

test('speaks the language that is chosen, from then on', async () => {
  const { root, chosen } = await openOptions();
  const wish = root.querySelector('select')!;
  await act(async () => {
    wish.value = 'es';
    wish.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await settle();
  expect(chosen).toEqual(['es']);
  expect(root.textContent).toContain('Dónde funciona Deskside');
});
