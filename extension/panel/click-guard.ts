/** So long after the panel came into view, nothing it was clicked for counts: a page may have slid it under a finger. */
const SETTLE_MS = 300;

/**
 * Lets only a person's own, deliberate clicks through to the buttons of a panel on somebody else's page: trusted, not
 * the second half of a double click, and with the panel in plain view, as the browser sees it (IntersectionObserver v2,
 * Chromium), which the page cannot forge. `tell` hears when something covers or fades it, and when clicks count again.
 */
export function guardClicks(root: Document, embedded: boolean, tell: (covered: boolean) => void): () => void {
  let shownAt = performance.now();
  let covered = false;
  const click = (event: MouseEvent) => {
    const button = (event.target as Element | null)?.closest('button, a, [type=submit]');
    if (!button) return;
    const early = embedded && performance.now() - shownAt < SETTLE_MS;
    if (event.isTrusted && event.detail < 2 && !early && !covered) return tell(false);
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.isTrusted && covered) tell(true);
  };
  root.addEventListener('click', click, { capture: true });

  const watch = new IntersectionObserver(
    entries => {
      const last = entries.at(-1)! as IntersectionObserverEntry & { isVisible?: boolean };
      const plain = last.isIntersecting && last.isVisible !== false;
      if (plain && covered) shownAt = performance.now();
      covered = embedded && !plain;
    },
    // `trackVisibility` needs the delay; a browser without it ignores both and tells only what is scrolled away.
    { threshold: [0, 1], trackVisibility: true, delay: 100 } as IntersectionObserverInit,
  );
  if (embedded) watch.observe(root.documentElement);
  return () => {
    root.removeEventListener('click', click, { capture: true });
    watch.disconnect();
  };
}
