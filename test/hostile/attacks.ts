import type { Change } from '../pages/server.ts';

/** A page knows what it put into itself: every element that appears once it is read, and has no id, is ours. */
const watcher = `<script>
  window.hosts = [];
  window.onHost = () => {};
  addEventListener('DOMContentLoaded', () => new MutationObserver(records => {
    for (const { addedNodes } of records)
      for (const node of addedNodes)
        if (node instanceof HTMLElement && node.id === '') { if (!hosts.includes(node)) hosts.push(node); onHost(node); }
  }).observe(document, { childList: true, subtree: true }));
</script>`;

/** Writes down whatever of typing and pointing reaches the page, before anything else hears of it. */
const listen = `<script>
  window.heard = [];
  for (const type of ['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'compositionstart', 'compositionupdate',
    'compositionend', 'paste', 'copy', 'cut', 'drop', 'dragover', 'dragenter', 'change', 'submit', 'selectionchange'])
    for (const target of [window, document])
      target.addEventListener(type, event => heard.push(type + ' ' + (event.key ?? event.data ?? '')), true);
</script>`;

/** Puts itself between every page script and what it relies on, and keeps each text that passes through. */
const patch = `<script>
  window.passed = [];
  const keep = (what, given) => {
    for (const one of [given].flat()) {
      if (typeof one === 'string') passed.push(what + ' ' + one);
      if (one instanceof ShadowRoot) passed.push(what + ' shadow root');
    }
  };
  for (const [owner, name] of [
    [Element.prototype, 'attachShadow'], [Element.prototype, 'append'], [Element.prototype, 'after'],
    [Node.prototype, 'appendChild'], [Node.prototype, 'insertBefore'], [Document.prototype, 'createElement'],
    [CustomElementRegistry.prototype, 'define'], [EventTarget.prototype, 'addEventListener'],
    [HTMLElement.prototype, 'showPopover'], [JSON, 'parse'], [JSON, 'stringify'], [Promise.prototype, 'then'],
    [window, 'fetch'], [Array.prototype, 'map'], [Array.prototype, 'find'], [String.prototype, 'replace'],
    [Object.prototype, 'toString'], [Object, 'entries'], [Function.prototype, 'call'],
  ]) {
    const real = owner[name];
    owner[name] = function (...given) {
      const made = Reflect.apply(real, this, given);
      if (name !== 'call') { keep(name, given); keep(name, made); }
      return made;
    };
  }
  Object.prototype.isAdmin = true;
  Object.prototype.token = 'stolen';
  Object.prototype.roles = [{ role: 'admin', school: null }];
  Array.prototype.toJSON = () => ['stolen'];
</script>`;

/** Markup whose names shadow what scripts call on the document, on the window and on forms. */
const clobber = `<div hidden>${[
  ...['body', 'head', 'querySelector', 'querySelectorAll', 'createElement', 'createElementNS', 'documentElement'],
  ...['getElementById', 'addEventListener', 'dispatchEvent', 'prerendering', 'adoptedStyleSheets', 'readyState'],
  ...['defaultView', 'cookie', 'title', 'fullscreenElement', 'activeElement', 'visibilityState'],
]
  .map(name => `<img name="${name}"><form name="${name}"><input name="querySelector"><input name="attributes"></form>`)
  .join('')}${[
  'location',
  'navigation',
  'browser',
  'chrome',
  'history',
  'top',
  'self',
  'innerHeight',
  'MutationObserver',
]
  .map(name => `<a id="${name}" href="https://evil.example/"></a>`)
  .join('')}</div>`;

/** Styles that would undo everything that can be undone from outside. */
const styles = `<style>
  @font-face { font-family: system-ui; src: local('Noto Color Emoji'); }
  @property --ink { syntax: '<color>'; inherits: false; initial-value: transparent; }
  @property --paper { syntax: '<length>'; inherits: false; initial-value: 0px; }
  html { font-size: 1px !important; --ink: transparent; --paper: transparent; --edge: red; }
  div:not([id]):not([class]), div:not([id]):not([class])::part(button) {
    all: unset !important; display: none !important; opacity: 0 !important; transform: scale(9) !important;
    direction: rtl !important; zoom: 3 !important; pointer-events: none !important; font-size: 99px !important;
  }
  iframe, button, svg, path { all: unset !important; inline-size: 1px !important; visibility: hidden !important; }
</style>`;

/** Takes every element away again that it did not put there. */
const removeAll = `<script>
  window.removed = 0;
  onHost = node => { node.remove(); removed += 1; };
</script>`;

/** A title with everything in it that a text can hold, and then a megabyte more. */
export const hostileTitle =
  '<img src=x onerror="window.ran=true"><script>window.ran=true</script>\u202egnitseretni\u202c \u0000👩\u200d🏫 javascript:window.ran=true';
const escaped = hostileTitle.replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const title: Change = html =>
  html.replace(
    /(<h1[^>]*>)[^<]*/,
    (_, before: string) => `${before}${escaped} <span hidden>${'long '.repeat(200_000)}</span>`,
  );

const early = (script: string) => (html: string) => html.replace('<head>', `<head>${script}`);
const attacks: Record<string, Change> = {
  listen: early(listen),
  patch: early(patch),
  clobber: html => html.replace(/<body[^>]*>/, body => body + clobber),
  styles: early(styles),
  remove: early(removeAll),
  title,
};

/** Makes a look-alike page hostile in the ways its address names: `?attack=listen+patch`. */
export const hostile: Change = (html, url) => {
  const named = url.searchParams.get('attack')?.split(' ') ?? [];
  return early(watcher)(named.reduce((page, name) => attacks[name]!(page, url), html));
};
