// Through the prototype: `<img name=createElement>` on a page shadows `document.createElement`.
const { createElement, createElementNS } = Document.prototype;

export function make<K extends keyof HTMLElementTagNameMap>(tag: K): HTMLElementTagNameMap[K] {
  return createElement.call(document, tag) as HTMLElementTagNameMap[K];
}

export function makeSvg(tag: string, attributes: Record<string, string | number>): SVGElement {
  const element = createElementNS.call(document, 'http://www.w3.org/2000/svg', tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/** An element of ours with a closed shadow root, out of reach of the page's scripts and styles. */
export function makeHost(css: string): { host: HTMLElement; root: ShadowRoot } {
  const host = make('div');
  const root = host.attachShadow({ mode: 'closed' });
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // Firefox has refused constructed sheets to content scripts.
    const style = make('style');
    style.textContent = css;
    root.append(style);
  }
  return { host, root };
}
