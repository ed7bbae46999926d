import type { Spot } from '../sites/describe.ts';
import type { RingSpot } from './ring.ts';

// Through the prototypes, because a form on a page has the names of its fields for properties.
const { after, getBoundingClientRect } = Element.prototype;
const { insertBefore } = Node.prototype;
/** How far from its text a ring still belongs to it, in pixels. */
const NEAR = 24;

/** The ways to put a ring at a spot, best first: where a text fills its line, some browsers put what follows below it. */
export function waysTo({ put }: Spot): Exclude<RingSpot, 'corner'>[] {
  return put === 'after' ? ['after'] : ['in', 'beside'];
}

/** Puts an element of ours at a spot, unless anything on the page would move for it, or it would not be beside it. */
export function place(host: HTMLElement, { element }: Spot, way: RingSpot): boolean {
  const around = [element, element.parentElement, element.nextElementSibling].filter(one => one !== null);
  const where = () => JSON.stringify(around.map(one => getBoundingClientRect.call(one)));
  const before = where();
  if (way === 'after') after.call(element, host);
  else insertBefore.call(element, host, trailingSpace(element));
  if (where() === before && isAt(host.getBoundingClientRect(), getBoundingClientRect.call(element), way)) return true;
  host.remove();
  return false;
}

function isAt(ring: DOMRect, text: DOMRect, way: RingSpot): boolean {
  // A text that is not shown yet says nothing of where its end is.
  if (text.height === 0) return way !== 'beside';
  if (ring.top < text.top - NEAR || ring.top >= text.bottom) return false;
  return way !== 'beside' || Math.min(Math.abs(ring.left - text.right), Math.abs(ring.left - text.left)) < NEAR;
}

/** The white space that an element ends with: nothing is seen of it, and behind it begins a new line. */
function trailingSpace({ lastChild }: Element): Node | null {
  return lastChild?.nodeType === Node.TEXT_NODE && !lastChild.nodeValue?.trim() ? lastChild : null;
}
