import type { DrawnRing } from '../messages.ts';
import { make, makeHost, makeSvg } from './make.ts';

export type RingSpot = 'in' | 'beside' | 'after' | 'corner';
export type RingButton = {
  host: HTMLElement;
  button: HTMLElement;
  draw: (ring: DrawnRing, waiting?: string) => void;
  setOpen: (open: boolean) => void;
};

const phases = ['plan', 'do', 'check', 'act'];
const arcs = phases.map((_, quarter) => arc(quarter));

/** A ring of four arcs, P, D, C and A from the top: done are solid, the next is hollow, the later are thin. */
export function makeRing(spot: RingSpot, small: boolean, onTap: () => void): RingButton {
  const { host, root } = makeHost(css + spotCss[spot] + (small ? smallCss : '') + printCss);
  const button = make('button');
  const badge = make('span');
  badge.className = 'badge';
  badge.ariaHidden = 'true';
  button.type = 'button';
  button.ariaExpanded = 'false';
  const quiet = (event: Event) => event.stopPropagation();
  button.addEventListener('click', event => {
    // The ring may lie on a link or a row of the page's: they never hear of it.
    event.preventDefault();
    event.stopPropagation();
    if (event.isTrusted) onTap();
  });
  for (const type of ['pointerdown', 'mousedown', 'keydown', 'keyup']) button.addEventListener(type, quiet);
  const at = make('div');
  at.className = 'at';
  at.append(button, badge);
  root.append(at);

  let drawn = '';
  const draw: RingButton['draw'] = (ring, waiting = '') => {
    const now = JSON.stringify([ring, waiting]);
    if (now === drawn) return;
    drawn = now;
    button.ariaLabel = waiting ? `${ring.label}, ${waiting}` : ring.label;
    button.title = ring.label;
    button.replaceChildren(picture(ring));
    badge.textContent = waiting;
    badge.hidden = waiting === '';
  };
  const setOpen = (open: boolean) => {
    button.ariaExpanded = String(open);
  };
  return { host, button, draw, setOpen };
}

function picture({ phase, due }: DrawnRing): SVGElement {
  const svg = makeSvg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' });
  const next = phase === 'closed' ? phases.length : phases.indexOf(phase);
  arcs.forEach((d, quarter) => {
    svg.append(makeSvg('path', { d, class: quarter < next ? 'done' : quarter === next ? 'next' : 'later' }));
    if (quarter === next) svg.append(makeSvg('path', { d, class: 'hollow' }));
  });
  if (phase === 'none') svg.append(makeSvg('path', { d: 'M12 9v6M9 12h6', class: 'sign' }));
  if (phase === 'closed') svg.append(makeSvg('path', { d: 'M9 12.2l2.2 2.2 4-4.6', class: 'sign' }));
  if (due) svg.append(makeSvg('circle', { cx: 19.6, cy: 4.4, r: 3.6, class: 'due' }));
  return svg;
}

function arc(quarter: number): string {
  const at = (degrees: number) => {
    const angle = ((degrees - 90) * Math.PI) / 180;
    return `${(12 + 8.4 * Math.cos(angle)).toFixed(2)} ${(12 + 8.4 * Math.sin(angle)).toFixed(2)}`;
  };
  return `M${at(quarter * 90 + 11)}A8.4 8.4 0 0 1 ${at(quarter * 90 + 79)}`;
}

// No box of ours has any extent, so nothing on the page moves, and only the button itself can be hit. At the end of a
// text the host is out of the flow and stays where the text ends; after an element it is an empty item beside it.
const hostCss = 'all: initial !important; inline-size: 0 !important; block-size: 0 !important; z-index: 5 !important;';
const inCss = `
:host { ${hostCss} position: absolute !important; display: inline !important; font: inherit !important; }
.at { position: absolute; inset-block-start: .5lh; inset-inline-start: 8px; translate: 0 -50%; }
`;
const besideCss = `
:host {
  ${hostCss} position: absolute !important; display: block !important;
  inset-block-start: 50% !important; inset-inline-start: 100% !important;
}
.at { position: absolute; inset-inline-start: 8px; translate: 0 -50%; }
`;
const afterCss = `
:host { ${hostCss} position: relative !important; display: inline-block !important; flex: none !important; }
.at { position: absolute; inset-inline-start: 8px; translate: 0 -50%; }
`;
const cornerCss = `
:host {
  all: initial !important; position: fixed !important; inset-block-end: 16px !important;
  inset-inline-end: 16px !important; z-index: 2147483646 !important; pointer-events: none !important;
}
.at { flex-direction: row-reverse; }
button { box-shadow: 0 1px 6px #0005; }
`;
const spotCss = { in: inCss, beside: besideCss, after: afterCss, corner: cornerCss };
// After the others, which say how the host is displayed.
const printCss = '@media print { :host { display: none !important; } }';
const smallCss = 'button { inline-size: 24px; block-size: 24px; }';
const css = `
.at { display: flex; align-items: center; gap: 6px; inline-size: max-content; pointer-events: none; }
button, .badge {
  --paper: #fff; --ink: #1f4bb8; --edge: #7c89ab; --later: #75809b; --due: #b3261e;
  box-sizing: border-box; margin: 0; color: var(--ink); background: var(--paper); border: 1px solid var(--edge);
}
button { inline-size: 28px; block-size: 28px; padding: 0; border-radius: 50%; cursor: pointer; pointer-events: auto; flex: none; }
button:hover { border-color: var(--ink); }
button:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
button[aria-expanded='true'] { border: 2px solid var(--ink); }
svg { display: block; inline-size: 100%; block-size: 100%; overflow: visible; }
path { fill: none; stroke: var(--ink); stroke-linecap: butt; }
.done, .next { stroke-width: 4.6; }
.hollow { stroke: var(--paper); stroke-width: 2; }
.later { stroke: var(--later); stroke-width: 1.4; }
.sign { stroke-width: 1.8; }
.due { fill: var(--due); stroke: var(--paper); stroke-width: 1.4; }
.badge {
  padding: 0 7px; border-radius: 10px; font: 12px/18px system-ui, sans-serif; white-space: nowrap;
}
.badge[hidden] { display: none; }
@media (prefers-color-scheme: dark) {
  button, .badge { --paper: #1c2230; --ink: #a9c0ff; --edge: #6d7ba0; --later: #8b97b5; --due: #ffb4ab; }
}
@media (forced-colors: active) {
  button, .badge {
    --paper: ButtonFace; --ink: ButtonText; --edge: ButtonBorder; --later: ButtonText; --due: Highlight;
    forced-color-adjust: none;
  }
}
`;
