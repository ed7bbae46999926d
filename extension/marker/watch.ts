import type { Found } from '../sites/describe.ts';
import { findFirst } from '../sites/find.ts';

type Navigation = EventTarget | undefined;

/** Tells when the address changes inside one document, until the signal. No polling. */
export function watchAddress(signal: AbortSignal, onChange: () => void): void {
  const navigation = (globalThis as { navigation?: Navigation }).navigation;
  navigation?.addEventListener('navigatesuccess', onChange, { signal });
  window.addEventListener('popstate', onChange, { signal });
  window.addEventListener('hashchange', onChange, { signal });
}

/** Tells when the site swaps its content or the viewer chooses another class, until the signal. */
export function watchContent({ site, page, teacher }: Found, signal: AbortSignal, onChange: () => void): void {
  if (!teacher) return;
  const { swaps, choices } = site;
  if (choices) findFirst(document, choices)?.addEventListener('change', onChange, { signal });
  // Nothing is observed where students are, and where they might be.
  if (!swaps || page?.kind === 'protected' || (swaps.holdsStudents && !page)) return;
  const container = findFirst(document, swaps.container);
  if (!container) return;
  const observer = new MutationObserver(onChange);
  observer.observe(container, { childList: true });
  signal.addEventListener('abort', () => observer.disconnect());
}
