import type { PageInView } from '../../shared/records/page.ts';
import { browser } from '../browser.ts';
import type { Dock, PageRings, ToMarker } from '../messages.ts';
import { describe, type Found, type Row, ringSpots, rowsOf, type Spot } from '../sites/describe.ts';
import { findFirst } from '../sites/find.ts';
import { ask } from './ask.ts';
import { openPanel, type Panel } from './panel.ts';
import { place, waysTo } from './place.ts';
import { makeRing, type RingButton } from './ring.ts';
import { watchAddress, watchContent } from './watch.ts';

/** How often a ring that the page took away is put back. */
const REMOUNTS = 3;
/** A page that is still being built is looked at again after so many milliseconds each. */
const WAITS = [600, 1500];

/** One page in view: everything on it ends with `over`. */
type View = {
  key: string;
  found: Found;
  over: AbortController;
  rings?: PageRings;
  /** By lesson; the page's own ring is under the empty string. */
  buttons: Map<string, RingButton>;
  corner: boolean;
  remounts: number;
};

/** Shows the rings of whatever page is in view, until `life` ends. Does nothing on pages that are no site's. */
export function runMarker(life: AbortController): void {
  const first = lookAtPage();
  if (!first || (window.top !== window && !first.site.frames)) return;

  let view: View | undefined;
  let later: ReturnType<typeof setTimeout> | undefined;
  let panel: { of: string; view: View; shown: Panel } | undefined;
  let dock: Dock | undefined;
  let taps = 0;
  const orphaned = () => life.abort();

  const look = (tries = 0) => {
    clearTimeout(later);
    if (life.signal.aborted) return;
    const found = lookAtPage();
    const key = keyOf(found);
    if (view && view.key !== key) end();
    if (!found) return;
    if (!found.whole && found.rule?.kind !== 'protected' && tries < WAITS.length && !view) {
      later = setTimeout(look, WAITS[tries], tries + 1);
      return;
    }
    if (view) draw(view);
    else begin(found, key);
  };

  const begin = async (found: Found, key: string) => {
    const now: View = { key, found, over: new AbortController(), buttons: new Map(), corner: false, remounts: 0 };
    view = now;
    watchContent(found, now.over.signal, () => look());
    if (!found.page) return;
    const rings = await ask('view', found.page, orphaned);
    // The page may be another one by now; what was asked for the old one is of no use.
    if (!rings || now.over.signal.aborted) return;
    now.rings ??= rings;
    draw(now);
  };

  const end = () => {
    view?.over.abort();
    for (const { host } of view?.buttons.values() ?? []) host.remove();
    closePanel();
    view = undefined;
  };

  const draw = (now: View) => {
    const { rings, found } = now;
    if (!rings || !found.page) return;
    dock ??= rings.dock;
    const beside = now.corner ? [] : ringSpots(document, found);
    show(now, '', beside, found.page)?.draw(rings.ring, rings.waiting > 0 ? rings.waitingLabel : '');
    for (const [of, { host }] of now.buttons) if (of !== '' && !Object.hasOwn(rings.lessons, of)) host.remove();
    for (const row of rowsOf(document, found)) {
      const ring = Object.hasOwn(rings.lessons, row.lesson) && rings.lessons[row.lesson];
      if (ring) show(now, row.lesson, row.spots, lessonAt(found.page, row))?.draw(ring);
    }
  };

  /** The button for the page or for one lesson's row, put where it belongs unless it is there. */
  const show = (now: View, of: string, spots: readonly Spot[], page: PageInView): RingButton | undefined => {
    const there = now.buttons.get(of);
    if (there && isHere(there.host)) return there;
    const onTap = () => void tap(of, page);
    let button: RingButton | undefined;
    for (const [spot, way] of spots.flatMap(one => waysTo(one).map(way => [one, way] as const))) {
      button = makeRing(way, of !== '', onTap);
      if (place(button.host, spot, way)) break;
      button = undefined;
    }
    if (!button && of === '') {
      now.corner = true;
      button = makeRing('corner', false, onTap);
      findFirst(document, 'html')!.append(button.host);
    }
    if (!button) return undefined;
    now.buttons.set(of, button);
    button.setOpen(panel?.of === of);
    keepInSight(now, of, button);
    return button;
  };

  /** Only our own button is observed: when the page takes it away or hides it, it says so. */
  const keepInSight = (now: View, of: string, { host, button }: RingButton) => {
    const observer = new IntersectionObserver(([entry]) => {
      if (now.over.signal.aborted || !entry || entry.isIntersecting) return;
      const gone = !isHere(host);
      if (!gone && (of !== '' || now.corner || !isHidden(entry.boundingClientRect))) return;
      observer.disconnect();
      if (!gone) now.corner = true;
      host.remove();
      if (now.remounts++ < REMOUNTS) draw(now);
    });
    observer.observe(button);
    now.over.signal.addEventListener('abort', () => observer.disconnect());
  };

  const tap = async (of: string, drawnFor: PageInView) => {
    const turn = ++taps;
    if (panel?.of === of && panel.shown.isThere()) return closePanel(true);
    // What is there now counts, not what was there when the ring was drawn.
    const before = view;
    look();
    const now = view;
    const page = now === before ? drawnFor : now?.found.page;
    if (!now || !page) return;
    const mounted = await ask('mount', page, orphaned);
    if (!mounted || turn !== taps || now.over.signal.aborted) return;
    closePanel();
    panel = { of, view: now, shown: openPanel(mounted.url, now.rings?.panelTitle ?? '', dock ?? 'right', closePanel) };
    now.buttons.get(of)?.setOpen(true);
  };

  const closePanel = (backToRing = false) => {
    if (!panel) return;
    const button = panel.view.buttons.get(panel.of);
    panel.shown.remove();
    panel = undefined;
    button?.setOpen(false);
    if (backToRing) button?.button.focus();
  };

  const hear = (message: ToMarker, _sender: unknown, answer: (page: PageInView | null) => void): undefined => {
    if (message.name === 'describe') answer(lookAtPage()?.page ?? null);
    if (message.name === 'close') closePanel(true);
    if (message.name === 'dock') {
      dock = message.to;
      panel?.shown.setDock(message.to);
    }
    if (message.name === 'rings' && view) {
      view.rings = message.rings;
      draw(view);
    }
  };

  browser.runtime.onMessage.addListener(hear as Parameters<typeof browser.runtime.onMessage.addListener>[0]);
  watchAddress(life.signal, () => look());
  const { signal } = life;
  const escaped = (event: KeyboardEvent) => {
    if (event.isTrusted && event.key === 'Escape') closePanel(true);
  };
  // Before the page and the ring's own button, which keeps its keys to itself.
  window.addEventListener('keydown', escaped, { signal, capture: true });
  // Out of the back-forward cache: the page is the same, its rings may not be.
  const returned = ({ persisted }: PageTransitionEvent) => {
    if (!persisted) return;
    end();
    look();
  };
  window.addEventListener('pageshow', returned, { signal });
  signal.addEventListener('abort', () => {
    clearTimeout(later);
    end();
    browser.runtime?.onMessage?.removeListener(hear as Parameters<typeof browser.runtime.onMessage.addListener>[0]);
  });
  look();
}

function lookAtPage(): Found | undefined {
  return describe(document, new URL(location.href));
}

function keyOf(found: Found | undefined): string {
  return JSON.stringify([found?.site.id, found?.page]);
}

/** A lesson of a course page, as its own page would say it. */
function lessonAt({ site, course, courseTitle }: PageInView, { lesson, title }: Row): PageInView {
  return {
    kind: 'lesson',
    site,
    course,
    lesson,
    ...(courseTitle && { courseTitle }),
    ...(title && { lessonTitle: title }),
  };
}

/** In this document: a page may have taken it away, or into a frame of its own. */
function isHere(host: HTMLElement): boolean {
  return host.isConnected && host.ownerDocument === document;
}

/** In the window and yet not to be seen: something on the page cuts it off, or doesn't show it at all. */
function isHidden({ top, left, bottom, right }: DOMRectReadOnly): boolean {
  return top >= 0 && left >= 0 && bottom <= window.innerHeight && right <= window.innerWidth;
}
