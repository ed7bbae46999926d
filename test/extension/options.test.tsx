import { render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, test } from 'vitest';
import { Options } from '../../extension/entrypoints/options/options.tsx';
import type { Replies } from '../../extension/messages.ts';
import type { Language } from '../../shared/words.ts';
import { settle } from './open-panel.tsx';
import { smallBackground, stateOf } from './small-background.ts';

async function openOptions() {
  let sites: Replies['sites'] = [
    { origin: 'https://*.instructure.com/*', name: 'Canvas', fixed: true },
    { origin: 'https://learn.example.org/*', name: null, fixed: false },
  ];
  const background = smallBackground(stateOf({ where: 'toolbar' }), {
    sites: () => sites,
    mark: ({ word }) => stateOf({ where: 'toolbar', mark: { word, hue: 30 } }),
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

test('the mark can be chosen', async () => {
  const { root, background, button } = await openOptions();
  root.querySelector<HTMLInputElement>('#word')!.value = ' blue door ';
  await act(async () => button('Keep')!.click());
  await settle();
  expect(background.sent.at(-1)).toEqual({ name: 'mark', request: { word: 'blue door' } });
  expect(root.textContent).toContain('Your mark is now “blue door”');
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
