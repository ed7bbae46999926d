import browser from 'webextension-polyfill';
import { PageInView } from '../../shared/records/page.ts';
import { z } from '../../shared/zod.ts';
import type { ToMarker } from '../messages.ts';
import type { Marker } from './messages.ts';
import { pageRings } from './rings.ts';

/** The pages in view, by tab and frame; kept so that they outlast the background's naps. */
const PREFIX = 'view:';

export async function noteView(page: PageInView, { tab, frame, url }: Marker): Promise<void> {
  await browser.storage.session.set({ [`${PREFIX}${tab}:${frame}`]: { page, origin: url.origin } });
}

export async function forgetViews(tab: number): Promise<void> {
  const keys = Object.keys(await browser.storage.session.get(null));
  await browser.storage.session.remove(keys.filter(key => key.startsWith(`${PREFIX}${tab}:`)));
}

/** Draws the rings anew on every page in view. */
export async function pushRings(): Promise<void> {
  const kept = Object.entries(await browser.storage.session.get(null));
  await Promise.all(
    kept.map(async ([key, value]) => {
      if (!key.startsWith(PREFIX)) return;
      const [tab, frame] = key.slice(PREFIX.length).split(':').map(Number);
      const { page, origin } = value as { page: PageInView; origin: string };
      const rings = await pageRings(page, origin);
      // The tab went elsewhere: nobody there to draw for any more.
      if (!(await tell({ tab: tab!, frame: frame! }, { name: 'rings', rings })))
        await browser.storage.session.remove(key);
    }),
  );
}

/** The page in view in a tab, as its markers see it now; nothing when there is no marker. */
export async function describe(tab: number): Promise<PageInView | null | undefined> {
  const prefix = `${PREFIX}${tab}:`;
  const seen = Object.keys(await browser.storage.session.get(null)).filter(key => key.startsWith(prefix));
  const frames = new Set([...seen.map(key => Number(key.slice(prefix.length))), 0]);
  let found: null | undefined;
  for (const frameId of frames) {
    const message: ToMarker = { name: 'describe' };
    const reply: unknown = await browser.tabs.sendMessage(tab, message, { frameId }).catch(() => undefined);
    const page = z.nullable(PageInView).safeParse(reply);
    if (page.data) return page.data;
    if (page.success) found = null;
  }
  return found;
}

/** @returns whether there was a marker to hear it */
export async function tell({ tab, frame }: { tab: number; frame: number }, message: ToMarker): Promise<boolean> {
  try {
    await browser.tabs.sendMessage(tab, message, { frameId: frame });
    return true;
  } catch {
    return false;
  }
}
