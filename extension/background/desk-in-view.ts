import type { Desk } from '../../shared/records/desk.ts';
import type { PageRef } from '../../shared/records/page.ts';
import type { Undelivered } from '../messages.ts';
import { keptDesk, loggedIn } from '../sync/desk.ts';
import { undelivered } from '../sync/outbox.ts';
import { layOver } from '../sync/overlay.ts';
import { personOf } from '../sync/person.ts';
import { currentSession, type KeptSession } from '../sync/session.ts';

/** What this device knows of a page for the person signed in, with all they logged laid over it. No network. */
export type DeskInView = {
  session: KeptSession;
  person: string;
  desk: Desk | null;
  asOf: string | null;
  undelivered: Undelivered[];
};

export async function deskInView(page: PageRef | null): Promise<DeskInView | undefined> {
  const session = await currentSession();
  if (!session) return undefined;
  const person = personOf(session.api, session.me);
  const [kept, own] = await Promise.all([page && keptDesk(person, page), undelivered(person)]);
  // What was refused does not stand until it is mended.
  const entries = own.flatMap(one => (one.state === 'waiting' ? [one.entry] : []));
  const desk = page && kept ? layOver(kept.desk, entries, await loggedIn(person, page)) : null;
  return { session, person, desk, asOf: kept?.asOf ?? null, undelivered: own };
}
