import type { Spot } from '../sites/describe.ts';

const { after, append } = Element.prototype;

/** Puts an element of ours at the first spot where nothing on the page moves for it; false if there is none. */
export function place(host: HTMLElement, spots: readonly Spot[]): boolean {
  return spots.some(({ element, put }) => {
    const around = [element, element.parentElement, element.nextElementSibling].filter(one => one !== null);
    const where = () => JSON.stringify(around.map(one => one.getBoundingClientRect()));
    const before = where();
    (put === 'after' ? after : append).call(element, host);
    if (where() === before) return true;
    host.remove();
    return false;
  });
}
