import type { PageInView } from '../../shared/records/page.ts';
import { type Ring, ringIsDue } from '../../shared/records/ring.ts';
import { type Say, speaker } from '../../shared/words.ts';
import type { DrawnRing, PageRings } from '../messages.ts';
import { spokenLanguage } from '../sync/language.ts';
import { dockOn } from '../sync/settings.ts';
import { deskInView } from './desk-in-view.ts';

/** What the marker draws on a page, from what this device knows. */
export async function pageRings(page: PageInView, origin: string): Promise<PageRings> {
  const [view, dock] = await Promise.all([deskInView(page), dockOn(origin)]);
  const say = speaker(await spokenLanguage());
  const today = localDay(new Date());
  const rings = view?.desk?.rings ?? [];
  const own = rings.find(ring => ring.lesson === page.lesson);
  const lessons = page.kind === 'course' ? rings.filter(ring => ring.lesson !== undefined) : [];
  const waiting = view?.undelivered.length ?? 0;
  return {
    signedIn: view !== undefined,
    ring: drawn(say, own, today),
    lessons: Object.fromEntries(lessons.map(ring => [ring.lesson!, drawn(say, ring, today)])),
    waiting,
    waitingLabel: waiting === 0 ? '' : say('ring.waiting', { n: waiting }),
    panelTitle: say('background.panelTitle'),
    dock,
  };
}

function drawn(say: Say, ring: Ring | undefined, today: string): DrawnRing {
  const phase = ring?.phase ?? 'none';
  const due = ring !== undefined && ringIsDue(ring, today);
  const label = say(`ring.${phase}`);
  return { phase, due, label: due ? say('ring.due', { label }) : label };
}

/** The calendar day here. */
function localDay(now: Date): string {
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
