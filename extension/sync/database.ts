import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { KeptDesk } from './desk.ts';
import type { Draft } from './drafts.ts';
import type { Waiting } from './outbox.ts';
import type { KeptSession } from './session.ts';

/** What this browser keeps, in the extension's own origin. Whatever a person wrote lies under that person's key. */
interface Kept extends DBSchema {
  session: { key: 'current'; value: KeptSession };
  /** In the order of their ids, which is the order of logging. */
  outbox: { key: [person: string, entry: string]; value: Waiting };
  drafts: { key: [person: string, place: string, step: string]; value: Draft };
  desks: { key: [person: string, place: string]; value: KeptDesk };
  settings: { key: string; value: string };
}

let open: Promise<IDBPDatabase<Kept>> | undefined;

export function database(): Promise<IDBPDatabase<Kept>> {
  open ??= openDB<Kept>('deskside', 1, {
    upgrade(db, before) {
      if (before < 1) {
        db.createObjectStore('session');
        db.createObjectStore('outbox', { keyPath: ['person', 'id'] });
        db.createObjectStore('drafts', { keyPath: ['person', 'place', 'step'] });
        db.createObjectStore('desks', { keyPath: ['person', 'place'] });
        db.createObjectStore('settings');
      }
    },
    // A newer version of the extension wants in: let go, and open again when next asked.
    blocking(_, __, event) {
      (event.target as IDBDatabase).close();
      open = undefined;
    },
    terminated() {
      open = undefined;
    },
  });
  open.catch(() => {
    open = undefined;
  });
  return open;
}

/** Every key that begins with this person. */
export function allOf(person: string): IDBKeyRange {
  return IDBKeyRange.bound([person], [person, []]);
}
