/** So long after the panel came into view, nothing it was clicked for counts: a page may have slid it under a finger. */
const SETTLE_MS = 500;
/**
 * A browser that tells a frame what covers it tells it ten times a second at most: only what it says so long after a click
 * speaks of the moment of the click.
 */
const TOLD_MS = 'isVisible' in IntersectionObserverEntry.prototype ? 150 : 0;
/** `trackVisibility` needs the delay; a browser without it ignores both and tells only what is scrolled away. */
const sight = { threshold: [0, 1], trackVisibility: true, delay: 100 } as IntersectionObserverInit;

/**
 * Lets only a person's own, deliberate clicks through to the buttons of a panel on somebody else's page: trusted, not
 * the second half of a double click, and with the panel in plain view, as the browser sees it (IntersectionObserver v2,
 * Chromium), which the page cannot forge. What the page did in the moment before is seen too: each click is looked at
 * once more. `tell` hears when something covers or fades the panel, and when clicks count again.
 */
export function guardClicks(root: Document, embedded: boolean, tell: (covered: boolean) => void): () => void {
  let shownAt = performance.now();
  let covered = false;
  /** The button that was looked at, while its click goes through. */
  let passing: Element | null = null;

  const see = (plain: boolean) => {
    if (plain && covered) shownAt = performance.now();
    covered = !plain;
  };
  const pass = (button: HTMLElement) => {
    tell(false);
    passing = button;
    button.click();
    passing = null;
  };
  const click = (event: MouseEvent) => {
    const button = (event.target as Element | null)?.closest<HTMLElement>('button, a, [type=submit]');
    if (!button || button === passing) return;
    const own = event.isTrusted && event.detail < 2;
    if (own && !embedded) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!own) return;
    if (covered) return tell(true);
    if (performance.now() - shownAt < SETTLE_MS) return;
    setTimeout(() => {
      const again = watch(root, plain => {
        again.disconnect();
        const still = plain && !covered;
        see(plain);
        if (still) pass(button);
        else tell(true);
      });
    }, TOLD_MS);
  };
  root.addEventListener('click', click, { capture: true });
  const always = embedded ? watch(root, see) : undefined;
  return () => {
    root.removeEventListener('click', click, { capture: true });
    always?.disconnect();
  };
}

/** Tells whether the whole document is in plain view: now, and whenever that changes. */
function watch({ documentElement }: Document, tell: (plain: boolean) => void): IntersectionObserver {
  const observer = new IntersectionObserver(entries => {
    const last = entries.at(-1)! as IntersectionObserverEntry & { isVisible?: boolean };
    tell(last.isIntersecting && last.isVisible !== false);
  }, sight);
  observer.observe(documentElement);
  return observer;
}
