import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Desk } from '../../shared/records/desk.ts';
import type { Entry } from '../../shared/records/entry.ts';
import type { Language, Say } from '../../shared/words.ts';
import type { PanelState } from '../messages.ts';
import type { Outside } from './outside.ts';

/** What every part of the panel works with. */
export type InPanel = {
  outside: Outside;
  say: Say;
  language: Language;
  state: PanelState;
  me: NonNullable<PanelState['me']>;
  desk: Desk | null;
  /** What was logged since the panel opened. */
  own: readonly Entry[];
  /** Ids logged since the panel opened: these can be undone. */
  fresh: ReadonlySet<string>;
  /** Keeps entries on this device; says so when done. False: they could not be kept, and the form must stay as it is. */
  log: (entries: Entry[], saved: string) => Promise<boolean>;
  undo: (entry: Entry) => Promise<boolean>;
  /** Draw from a newer answer of the background. */
  show: (state: PanelState) => void;
  /** Says something in the status line. */
  tell: (words: string) => void;
};

export const PanelContext = createContext<InPanel | null>(null);

export function usePanel(): InPanel {
  const panel = useContext(PanelContext);
  if (!panel) throw new Error('usePanel is for parts of the panel');
  return panel;
}

/** How the viewer sees a person: "You", their name, or "Somebody" when nobody told. */
export function useName(): (person: string, names?: Record<string, string>) => string {
  const { me, desk, say } = usePanel();
  return (person, names = {}) =>
    person === me.id
      ? say('panel.you')
      : (names[person] ?? desk?.names[person] ?? nameIn(desk, person) ?? say('panel.somebody'));
}

function nameIn(desk: Desk | null, person: string): string | undefined {
  return desk?.coaches.find(one => one.id === person)?.name;
}
