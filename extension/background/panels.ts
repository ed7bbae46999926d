import browser from 'webextension-polyfill';
import type { PageInView } from '../../shared/records/page.ts';
import type { PanelState } from '../messages.ts';
import type { Caller } from './caller.ts';

/** A panel that is open: the page it is about, and the marker's frame that shows it. */
export type Panel = Pick<PanelState, 'where' | 'page' | 'offer'> & {
  shownIn?: { tab: number; frame: number; origin: string };
};
type PanelCaller = Extract<Caller, { from: 'panel' }>;
type Mount = { page: PageInView; tab: number; frame: number; origin: string; until: number };

const TOKEN_LIFE = 30_000;

/** A token for one panel on one page: good once, for half a minute, in that tab. */
export async function mint(
  page: PageInView,
  { tab, frame, url }: Extract<Caller, { from: 'marker' }>,
): Promise<string> {
  const token = Array.from(crypto.getRandomValues(new Uint8Array(24)), byte => byte.toString(16).padStart(2, '0')).join(
    '',
  );
  const mount: Mount = { page, tab, frame, origin: url.origin, until: Date.now() + TOKEN_LIFE };
  await browser.storage.session.set({ [`mount:${token}`]: mount });
  return token;
}

/** Trades the token for the page; whoever comes second, late, or from another tab gets nothing. */
export async function claim(token: string, caller: PanelCaller): Promise<Panel | undefined> {
  const mount = await navigator.locks.request('mount', async () => {
    const key = `mount:${token}`;
    const found = (await browser.storage.session.get(key))[key] as Mount | undefined;
    await browser.storage.session.remove(key);
    return found;
  });
  if (!mount || !caller.embedded || mount.tab !== caller.tab || mount.until < Date.now()) return undefined;
  const { page, tab, frame, origin } = mount;
  return bind(caller, { where: 'page', page, offer: null, shownIn: { tab, frame, origin } });
}

export async function bind(caller: PanelCaller, panel: Panel): Promise<Panel> {
  await browser.storage.session.set({ [keyOf(caller)]: panel });
  return panel;
}

export async function panelOf(caller: PanelCaller): Promise<Panel | undefined> {
  const key = keyOf(caller);
  return (await browser.storage.session.get(key))[key] as Panel | undefined;
}

/** Forgets the panels and tokens of a tab that is gone. */
export async function forgetPanels(tab: number): Promise<void> {
  const kept = Object.entries(await browser.storage.session.get(null));
  const gone = kept.filter(
    ([key, value]) => key.startsWith(`panel:${tab}:`) || (key.startsWith('mount:') && (value as Mount).tab === tab),
  );
  await browser.storage.session.remove(gone.map(([key]) => key));
}

function keyOf({ tab, document }: PanelCaller): string {
  return `panel:${tab ?? 'none'}:${document}`;
}
