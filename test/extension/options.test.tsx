import axe from 'axe-core';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { describe, expect, test, vi } from 'vitest';
import { Options } from '../../extension/entrypoints/options/options.tsx';
import type { Replies } from '../../extension/messages.ts';
import { problemOf } from '../../shared/problem.ts';
import type { SessionInList } from '../../shared/records/session.ts';
import type { Language } from '../../shared/words.ts';
import { settle } from './open-panel.tsx';
import { smallBackground, stateOf } from './small-background.ts';

type Answers = { exported: Replies['exportMine']; deleted: Replies['deleteMine'] };
const zip: Answers['exported'] = { ok: true, value: { name: 'deskside-ortega.zip', base64: btoa('PK') } };
const nobody: Answers['deleted'] = { ok: true, value: stateOf({ me: null, desk: null, session: 'signed-out' }) };

async function openOptions({ exported = zip, deleted = nobody }: Partial<Answers> = {}) {
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
    exportMine: () => exported,
    deleteMine: () => deleted,
    sites: () => sites,
    device: () => ({
      ok: true,
      value: { device: 'browser on chromeos', network: '203.0.113.0/24', askedAt: '2026-11-20T09:30:00Z', near: false },
    }),
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

describe('my data', () => {
  test('is downloaded as the file that came', async () => {
    const { root, background, button } = await openOptions();
    const taken: { name: string; blob: Blob }[] = [];
    const made = vi.spyOn(URL, 'createObjectURL').mockImplementation(blob => {
      taken.push({ name: '', blob: blob as Blob });
      return 'blob:one';
    });
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      taken.at(-1)!.name = this.download;
    });
    await act(async () => button('Download everything')!.click());
    await settle();
    expect(background.sent).toContainEqual({ name: 'exportMine', request: {} });
    expect(taken.map(({ name, blob }) => [name, blob.type, blob.size])).toEqual([
      ['deskside-ortega.zip', 'application/zip', 2],
    ]);
    expect(root.textContent).toContain('Downloaded: deskside-ortega.zip');
    made.mockRestore();
    click.mockRestore();
  });

  test('says that it takes a while, only when it does', async () => {
    let come = (_: Replies['exportMine']) => {};
    const slow = new Promise<Replies['exportMine']>(resolve => {
      come = resolve;
    });
    const { root, button } = await openOptions({ exported: slow as never });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await act(async () => button('Download everything')!.click());
    expect(root.textContent).not.toContain('Being put together');
    expect(button('Download everything')!.disabled).toBe(true);
    await act(async () => void vi.advanceTimersByTime(1001));
    expect(root.textContent).toContain('Being put together');
    await act(async () => come({ ok: false, problem: 'offline' }));
    vi.useRealTimers();
    await settle();
    expect(root.textContent).toContain('Deskside can’t be reached right now');
    expect(button('Download everything')!.disabled).toBe(false);
  });

  test('is deleted in two steps, the second of which says what goes and what stays', async () => {
    const { root, background, button } = await openOptions();
    await act(async () => button('Delete everything of mine…')!.click());
    await settle();
    expect(root.textContent).toContain('under “Former colleague” and without your words');
    expect(document.activeElement?.textContent).toContain('for good?');
    expect((await axe.run(root, { rules: { 'color-contrast': { enabled: false } } })).violations).toEqual([]);
    expect(background.sent.map(one => one.name)).not.toContain('deleteMine');
    await act(async () => button('Keep it')!.click());
    await settle();
    expect(document.activeElement).toBe(button('Delete everything of mine…'));
    await act(async () => button('Delete everything of mine…')!.click());
    await settle();
    await act(async () => button('Yes, delete everything')!.click());
    await settle();
    expect(background.sent).toContainEqual({ name: 'deleteMine', request: { confirm: 'ortega' } });
    expect(root.textContent).toContain('Everything of yours is deleted.');
    expect(root.textContent).toContain('Pairing code');
  });

  test('stays when the worker says no, with the reason', async () => {
    const { root, button } = await openOptions({ deleted: { ok: false, problem: problemOf('admin.last') } });
    await act(async () => button('Delete everything of mine…')!.click());
    await settle();
    await act(async () => button('Yes, delete everything')!.click());
    await settle();
    expect(root.textContent).toContain('You are the district’s only administrator');
    expect(root.textContent).toContain('Signed in as Ms. Ortega');
  });
});
