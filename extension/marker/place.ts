import type { Spot } from '../sites/describe.ts';

const { after, append } = Element.prototype;

/** Puts an element of ours at a spot, unless anything on the page would move for it, or it would land below. */
export function place(host: HTMLElement, { element, put }: Spot): boolean {
  const around = [element, element.parentElement, element.nextElementSibling].filter(one => one !== null);
  const where = () => JSON.stringify(around.map(one => one.getBoundingClientRect()));
  const before = where();
  (put === 'after' ? after : append).call(element, host);
  const below = put === 'after' && host.getBoundingClientRect().top >= element.getBoundingClientRect().bottom;
  if (!below && where() === before) return true;
  host.remove();
  return false;
}
