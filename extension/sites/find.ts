// Always through the prototypes: `<img name=querySelector>` on a page shadows `document.querySelector`, and a form's
// fields shadow the form's own properties, in a content script's world too.
const inDocument = Document.prototype;
const inElement = Element.prototype;
const textOf = (Object.getOwnPropertyDescriptor(inElement, 'textContent') ??
  Object.getOwnPropertyDescriptor(Node.prototype, 'textContent'))!.get!;

export type Root = Document | Element;

const methodsOf = (root: Root) => (root instanceof Element ? inElement : inDocument);

/** The first element that a selector finds; an empty selector finds the root itself. */
export function findFirst(root: Root, selector: string): Element | null {
  if (selector === '') return root instanceof Element ? root : null;
  return methodsOf(root).querySelector.call(root, selector);
}

export function findAll(root: Root, selector: string): Element[] {
  return [...methodsOf(root).querySelectorAll.call(root, selector)];
}

export function attributeOf(element: Element | null, name: string): string | undefined {
  return (element && inElement.getAttribute.call(element, name)) ?? undefined;
}

/** All text in an element, a few thousand characters at most. */
export function textIn(element: Element | null): string | undefined {
  return element ? (textOf.call(element) as string).slice(0, 3000) : undefined;
}

/** The option that is chosen in a select. */
export function chosenIn(select: Element | null): Element | null {
  return select instanceof HTMLSelectElement ? ([...select.options].find(option => option.selected) ?? null) : null;
}

/** The group of options that an option is in. */
export function groupOf(option: Element | null): Element | null {
  return option ? inElement.closest.call(option, 'optgroup') : null;
}
