import { findAll, findFirst } from '../sites/find.ts';

/** How often a browser that doesn't tell a frame whether it is in plain view has the page looked at instead. */
const EVERY = 300;
/** Nothing on a page lies above the panel's popover but what joins the top layer after it. */
const above = ':is(:popover-open, :modal, :fullscreen, :active-view-transition)';

type Opened = Element & { openOrClosedShadowRoot?: ShadowRoot | null };
const { getBoundingClientRect, matches } = Element.prototype;

/**
 * Tells when the page puts something over an element of ours, until it is stopped. Only where IntersectionObserver v2 is
 * missing (Firefox): elsewhere the panel sees for itself, and better.
 */
export function watchCovers(own: HTMLElement, onCovered: () => void): () => void {
  if ('isVisible' in IntersectionObserverEntry.prototype) return () => {};
  const timer = setInterval(() => {
    const { left, right, top, bottom } = own.getBoundingClientRect();
    const covers = (one: Element) => {
      const other = getBoundingClientRect.call(one);
      return one !== own && other.left < right && other.right > left && other.top < bottom && other.bottom > top;
    };
    // A filter on the root reaches the top layer too.
    const filtered = getComputedStyle(findFirst(document, 'html')!).filter !== 'none';
    if (filtered || foundIn(findAll(document, '*')).some(covers)) onCovered();
  }, EVERY);
  return () => clearInterval(timer);
}

/** What is in the top layer, in the page's own shadow trees too. */
function foundIn(all: Iterable<Element>): Element[] {
  return [...all].flatMap(one => {
    const root = (one as Opened).openOrClosedShadowRoot;
    const inside = root ? foundIn(root.querySelectorAll('*')) : [];
    return matches.call(one, above) ? [one, ...inside] : inside;
  });
}
