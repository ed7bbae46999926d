import type { Dock } from '../messages.ts';
import { findFirst } from '../sites/find.ts';
import { watchCovers } from './covers.ts';
import { make, makeHost } from './make.ts';

export type Panel = { isThere: () => boolean; setDock: (dock: Dock) => void; remove: () => void };

/**
 * The panel's frame, docked at a side of the page and above everything on it. All typing happens inside, out of the
 * page's sight. `onCovered`: the page put something over it, where the panel can't see that for itself.
 */
export function openPanel(url: string, title: string, dock: Dock, onCovered: () => void): Panel {
  const { host, root } = makeHost(css);
  const box = make('div');
  const frame = make('iframe');
  box.dataset.dock = dock;
  frame.title = title;
  frame.allow = '';
  frame.src = url;
  frame.addEventListener('load', () => frame.focus(), { once: true });
  box.append(frame);
  root.append(box);
  findFirst(document, 'html')!.append(host);
  // The top layer, where the browser has popovers; a page's z-index can't rise above it.
  if ('showPopover' in box) {
    box.popover = 'manual';
    box.showPopover();
  }
  // The one thing that reaches into it from outside is the page's zoom, which changes the size of the box.
  const size = new ResizeObserver(() => {
    box.style.zoom = String(1 / ((host as Zoomed).currentCSSZoom ?? 1));
  });
  size.observe(box);
  const stop = watchCovers(box, onCovered);
  return {
    isThere: () => host.isConnected,
    setDock: to => {
      box.dataset.dock = to;
    },
    remove: () => {
      stop();
      size.disconnect();
      host.remove();
    },
  };
}

type Zoomed = HTMLElement & { currentCSSZoom?: number };

const css = `
:host { all: initial !important; position: fixed !important; z-index: 2147483647 !important; }
div {
  box-sizing: border-box; display: block; position: fixed; inset: 12px 12px 12px auto; inline-size: 380px; block-size: auto;
  margin: 0; padding: 0; border: 1px solid #0003; border-radius: 12px; overflow: hidden; background: Canvas;
  color-scheme: light dark; box-shadow: 0 4px 24px #0004;
}
div[data-dock='left'] { inset: 12px auto 12px 12px; }
iframe { display: block; inline-size: 100%; block-size: 100%; border: 0; color-scheme: light dark; }
@media (max-width: 480px) {
  div, div[data-dock='left'] { inset: 0; inline-size: 100%; border: 0; border-radius: 0; }
}
@media print { :host { display: none !important; } }
`;
