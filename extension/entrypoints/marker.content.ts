import { defineContentScript } from 'wxt/utils/define-content-script';
import { runMarker } from '../marker/marker.ts';
import { sites } from '../sites/sites.ts';

// Through the prototypes: `<img name=prerendering>` on a page shadows `document.prerendering`.
const listen = EventTarget.prototype.addEventListener;
const prerendering = Object.getOwnPropertyDescriptor(Document.prototype, 'prerendering')?.get;

function isPrepared(): boolean {
  return prerendering?.call(document) === true;
}

export default defineContentScript({
  // Only clouds with a fixed address. Other origins are registered when they are granted, with `allFrames` where a
  // site there keeps its pages in a frame.
  matches: sites.flatMap(site => site.hosts.map(host => `https://${host}/*`)),
  runAt: 'document_idle',
  // The page need not be told that we are here.
  noScriptStartedPostMessage: true,
  main: context => {
    const run = () => runMarker(context);
    // A page that is only being prepared is not in view.
    if (isPrepared()) listen.call(document, 'prerenderingchange', run, { once: true, signal: context.signal });
    else run();
  },
});
