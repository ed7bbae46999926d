import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Values } from './outside.ts';
import { usePanel } from './panel-context.ts';

/** A pause in typing after which what is typed is written down. */
const PAUSE_MS = 250;

export type Draft<V extends Values> = {
  /** Null until what was typed last time is back. */
  values: V | null;
  set: (patch: Partial<V>) => void;
  /** It was logged: forget it. */
  drop: () => void;
};

/** The values of one form at one place, kept on this device at every input until they are logged. */
export function useDraft<V extends Values>(place: string, step: string, start: V): Draft<V> {
  const { outside } = usePanel();
  const [values, setValues] = useState<V | null>(null);
  const pending = useRef<{ timer: ReturnType<typeof setTimeout>; values: V } | null>(null);
  const current = useRef<V>(start);

  const flush = useCallback(() => {
    if (!pending.current) return;
    clearTimeout(pending.current.timer);
    outside.send('keepDraft', { place, step, values: pending.current.values }).catch(lost);
    pending.current = null;
  }, [outside, place, step]);

  useEffect(() => {
    let gone = false;
    const begin = (kept: Values | null) => {
      if (gone) return;
      current.current = { ...start, ...kept };
      setValues(current.current);
    };
    outside.send('draftOf', { place, step }).then(begin, () => begin(null));
    const hidden = () => document.visibilityState === 'hidden' && flush();
    addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', hidden);
    return () => {
      gone = true;
      flush();
      removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', hidden);
    };
    // The start values matter once, when the form opens.
  }, [outside, place, step]);

  const set = (patch: Partial<V>) => {
    current.current = { ...current.current, ...patch };
    setValues(current.current);
    if (pending.current) clearTimeout(pending.current.timer);
    pending.current = { timer: setTimeout(flush, PAUSE_MS), values: current.current };
  };
  const drop = () => {
    if (pending.current) clearTimeout(pending.current.timer);
    pending.current = null;
    current.current = start;
    setValues(start);
    outside.send('keepDraft', { place, step, values: null }).catch(lost);
  };
  return { values, set, drop };
}

/** The background is gone, as after an update: what is typed stays in the form, and logging will say so. */
function lost(): void {}
