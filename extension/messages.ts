import { type Activity, ActivityScope } from '../shared/insights/activity.ts';
import type { WhoNeedsMe } from '../shared/insights/who-needs-me.ts';
import type { Problem } from '../shared/problem.ts';
import type { Desk } from '../shared/records/desk.ts';
import { Entry } from '../shared/records/entry.ts';
import type { Phase } from '../shared/records/feedback.ts';
import { EntryId, MapId } from '../shared/records/id.ts';
import type { Learning } from '../shared/records/learning.ts';
import { PageInView } from '../shared/records/page.ts';
import type { Session, SessionInList, WaitingDevice } from '../shared/records/session.ts';
import { Month, text } from '../shared/records/text.ts';
import type { Language } from '../shared/words.ts';
import { z } from '../shared/zod.ts';
import type { KeptFile } from './sync/api.ts';
import type { Mark } from './sync/mark.ts';

/** One ring as the marker draws it. `label` is the whole sentence for a screen reader, in the viewer's language. */
export type DrawnRing = { phase: Phase | 'closed' | 'none'; due: boolean; label: string };

/** What the marker draws on one page. No ring at all when nobody is signed in. */
export type PageRings = {
  signedIn: boolean;
  /** The ring of the page's own lesson, class or course. */
  ring: DrawnRing;
  /** On a course page: the ring of each lesson that has a cycle, by the lesson's id. */
  lessons: Record<string, DrawnRing>;
  /** Entries not yet delivered ("3 waiting"), and the words for it. */
  waiting: number;
  waitingLabel: string;
  /** The panel's title, for the frame. */
  panelTitle: string;
  /** Where the panel was last put on this site. */
  dock: Dock;
};

export type Dock = 'right' | 'left';

/** An entry that has not been delivered, or was refused. */
export type Undelivered = { entry: Entry; state: 'waiting' | 'parked'; problem?: Problem };

/** Everything the panel draws from. `desk` is the last good answer, `asOf` when it was had. */
export type PanelState = {
  where: 'page' | 'toolbar';
  page: PageInView | null;
  me: Session['me'] | null;
  /** What this person knows their own Deskside by; shown in the panel's edge and nowhere on a page. */
  mark: Mark | null;
  /** `expired`: the person is known, what they log is kept, and it goes out after signing in again. */
  session: 'signed-in' | 'expired' | 'signed-out';
  desk: Desk | null;
  asOf: string | null;
  /** The last try to reach the worker failed; what is shown comes from this device. */
  offline: boolean;
  /** Too much was asked at once: the worker wants to be left alone for a minute. */
  busy: boolean;
  undelivered: Undelivered[];
  /** From the toolbar, on a page Deskside does not run on yet: what could be switched on there. */
  offer: { origin: string; pattern: string; siteName: string | null } | null;
  api: string;
  language: Language;
};

/** Who may send a message: the marker on somebody's page, or one of our own pages (panel, options). */
type From = 'marker' | 'panel';

const form = { place: text(500), step: text(120) };
const DraftValues = z.record(z.string().check(z.maxLength(40)), z.string().check(z.maxLength(10_000)));

/** Every message to the background: who may send it, and what it must hold. Replies are in `Replies`. */
export const messages = {
  /** A page came into view. */
  view: { from: 'marker', request: PageInView },
  /** The ring was tapped: make a panel for this page, once. */
  mount: { from: 'marker', request: PageInView },
  /** The panel is there: claim the page with the one-time token from its address, or, from the toolbar, the tab in view. */
  open: { from: 'panel', request: z.strictObject({ token: z.optional(text(64)) }) },
  /** Ask the worker again and answer with what is new. */
  refresh: { from: 'panel', request: z.strictObject({ page: z.nullable(PageInView) }) },
  /** Keep an entry and deliver it when possible. */
  log: { from: 'panel', request: z.strictObject({ entries: z.array(Entry).check(z.minLength(1), z.maxLength(5)) }) },
  /** Take a refused entry back out of the outbox, to edit it or to give it up. */
  discard: { from: 'panel', request: z.strictObject({ id: EntryId }) },
  /**
   * What is typed in one form (`step`) at one place and not logged yet; null: it was logged, forget it. Kept by the
   * background, because a browser denies or divides the storage of a frame on somebody's page.
   */
  keepDraft: { from: 'panel', request: z.strictObject({ ...form, values: z.nullable(DraftValues) }) },
  draftOf: { from: 'panel', request: z.strictObject(form) },
  /** Try to deliver now. */
  deliver: { from: 'panel', request: z.strictObject({}) },
  /** From a page of our own alone: nobody learns to type a code into somebody's page. */
  signIn: { from: 'panel', request: z.strictObject({ api: z.url({ protocol: /^https?$/ }), code: text(100) }) },
  /** With the school's account, in a window of the browser's own. `invite`: a code that lets the account in. */
  signInWithAccount: {
    from: 'panel',
    request: z.strictObject({ api: z.url({ protocol: /^https?$/ }), invite: z.optional(text(100)) }),
  },
  /** Ask to be let in from a device where one is signed in; then, again and again, how that stands. */
  askApproval: { from: 'panel', request: z.strictObject({ api: z.url({ protocol: /^https?$/ }) }) },
  pollApproval: { from: 'panel', request: z.strictObject({}) },
  /** Another device that shows a code: who it is, and whether it may come in. */
  device: {
    from: 'panel',
    request: z.strictObject({ code: text(20), answer: z.optional(z.enum(['approve', 'deny'])) }),
  },
  signOut: { from: 'panel', request: z.strictObject({}) },
  /** Where this person is signed in; the end of one such session, or of all of them. */
  sessions: { from: 'panel', request: z.strictObject({}) },
  endSession: { from: 'panel', request: z.strictObject({ id: text(64) }) },
  endSessions: { from: 'panel', request: z.strictObject({}) },
  /** Everything that is kept of this person, as a file; and the end of all of it, by their own id. */
  exportMine: { from: 'panel', request: z.strictObject({}) },
  deleteMine: { from: 'panel', request: z.strictObject({ confirm: MapId }) },
  /** Put away what this person was told. */
  dropNotice: { from: 'panel', request: z.strictObject({ id: EntryId }) },
  /** The word of the person's mark; from a page of our own alone. */
  mark: { from: 'panel', request: z.strictObject({ word: text(30) }) },
  /** A coach's overlay summary. */
  whoNeedsMe: { from: 'panel', request: z.strictObject({}) },
  /** A leader's month: where the teachers of a school or the district are, the last whole month when none is named. */
  activity: { from: 'panel', request: z.strictObject({ scope: ActivityScope, month: z.optional(Month) }) },
  /** A cycle somebody shared, to read and to answer. */
  cycle: { from: 'panel', request: z.strictObject({ cycle: EntryId }) },
  /** All PL items that fit a practice, or all there are. */
  library: { from: 'panel', request: z.strictObject({ practice: z.optional(MapId), cursor: z.optional(text(400)) }) },
  /** Close the panel on the page it is mounted on. */
  close: { from: 'panel', request: z.strictObject({}) },
  /** Put the panel on the other side. */
  dock: { from: 'panel', request: z.strictObject({ to: z.enum(['right', 'left']) }) },
  /** The origins Deskside was switched on for. */
  sites: { from: 'panel', request: z.strictObject({}) },
  /** An origin was granted or given up: register or unregister the marker there. */
  sitesChanged: { from: 'panel', request: z.strictObject({}) },
} as const satisfies Record<string, { from: From; request: z.core.$ZodType }>;

export type MessageName = keyof typeof messages;
export type Requests = { [N in MessageName]: z.infer<(typeof messages)[N]['request']> };
/** What goes over the wire. */
export type Message<N extends MessageName> = { name: N; request: Requests[N] };

/** A reply that can fail in words: the worker said no, or could not be reached. */
export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem | 'offline' };

export type Replies = {
  view: PageRings;
  mount: { url: string };
  open: PanelState;
  refresh: PanelState;
  log: PanelState;
  discard: PanelState;
  keepDraft: null;
  draftOf: z.infer<typeof DraftValues> | null;
  deliver: PanelState;
  signIn: Answer<PanelState>;
  signInWithAccount: Answer<PanelState>;
  askApproval: Answer<{ code: string; wait: number }>;
  pollApproval: Answer<PanelState> | { wait: number };
  device: Answer<WaitingDevice>;
  signOut: PanelState;
  sessions: Answer<SessionInList[]>;
  endSession: Answer<SessionInList[]>;
  endSessions: Answer<PanelState>;
  exportMine: Answer<KeptFile>;
  deleteMine: Answer<PanelState>;
  dropNotice: Answer<PanelState>;
  mark: PanelState;
  whoNeedsMe: Answer<WhoNeedsMe>;
  activity: Answer<Activity>;
  cycle: Answer<Desk['shared'][number] & { names: Record<string, string> }>;
  library: Answer<{ items: (Learning & { id: string })[]; next: string | null }>;
  close: null;
  dock: null;
  sites: { origin: string; name: string | null; fixed: boolean }[];
  sitesChanged: null;
};

/** What the background tells a marker. */
export type ToMarker =
  | { name: 'rings'; rings: PageRings }
  | { name: 'close' }
  | { name: 'dock'; to: Dock }
  | { name: 'describe' };
