/** Where a case is held: a test by its file and title, or why there is nothing to hold. */
export type Place = { file: string; test: string } | { notApplicable: string };
export type Case = { number: number; what: string; where: Place[] };

/** Cases that no test holds yet, or only in part. */
export const pending: readonly number[] = [
  ...[33, 34, 35, 36, 37, 38, 39, 44, 45, 46, 47, 49, 50, 52, 54],
  ...[61, 62, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 77, 78],
];

const events = (test: string): Place => ({ file: 'test/hostile/page-events.test.ts', test });
const covers = (test: string): Place => ({ file: 'test/hostile/page-covers.test.ts', test });
const reach = (test: string): Place => ({ file: 'test/hostile/page-reach.test.ts', test });
const firefox = (test: string): Place => ({ file: 'test/hostile/firefox.test.ts', test });
const extension = (name: string, test: string): Place => ({ file: `test/extension/${name}`, test });
const worker = (name: string, test: string): Place => ({ file: `test/worker/${name}.test.ts`, test });
const shared = (name: string, test: string): Place => ({ file: `test/shared/${name}.test.ts`, test });

/** What somebody may try, and where it is shown that it fails. */
export const cases: readonly Case[] = [
  // Hostile page and overlay
  {
    number: 1,
    what: 'a click that the page makes up',
    where: [
      events('opens nothing by clicks and keys of its own making'),
      events('saves nothing in an open panel, and does not close it'),
      extension('marker.test.ts', 'clicks and keys that a page makes up do nothing'),
      firefox('opens and logs nothing by events and messages of its own making'),
    ],
  },
  {
    number: 2,
    what: 'a key or a submit that the page makes up',
    where: [events('saves nothing in an open panel, and does not close it')],
  },
  {
    number: 3,
    what: 'listeners that hear everything first',
    where: [
      events('nothing of what is typed into the panel'),
      events('hears no drop on the panel'),
      firefox('hears a closed shadow tree of its own, and nothing of what is typed into the panel'),
    ],
  },
  {
    number: 4,
    what: 'walking the tree, selecting, searching',
    where: [events('finds no word of it: not in the tree, not in a selection, not by searching')],
  },
  {
    number: 5,
    what: 'patched attachShadow, appendChild, define',
    where: [
      events('finds no word of it: not in the tree, not in a selection, not by searching'),
      events('its patched prototypes are not those the ring and the panel run on'),
    ],
  },
  {
    number: 6,
    what: 'patched JSON, Promise, fetch, Array, Object',
    where: [events('its patched prototypes are not those the ring and the panel run on')],
  },
  {
    number: 7,
    what: 'polluted prototypes, in the page, in messages, in answers',
    where: [
      events('its patched prototypes are not those the ring and the panel run on'),
      extension('messages.test.ts', "'__proto__', 'constructor'"),
      extension('session.test.ts', 'what an answer has for __proto__ is nobody’s prototype'),
      worker('http', '__proto__ is a field like any other: unknown'),
      shared('entry', 'nor by __proto__'),
    ],
  },
  {
    number: 8,
    what: 'elements named like the document’s own',
    where: [events('its elements named like the document’s own shadow nothing the ring needs')],
  },
  {
    number: 9,
    what: 'hostile titles and addresses',
    where: [
      events('a title full of markup, controls and a megabyte is text'),
      extension('sites.test.ts', 'titles are text, on one line, and short'),
      extension('panel.test.tsx', 'only https is ever a link'),
    ],
  },
  {
    number: 10,
    what: 'opacity, filters, blending, transforms, clipping, masks',
    where: [
      covers('in the top layer the panel looks as it did, and taps count'),
      firefox('has no effect by styles: in the top layer the panel looks as it did, and taps count'),
      firefox('a filter on all of it'),
    ],
  },
  {
    number: 11,
    what: 'decoys that let clicks through',
    where: [
      covers('a popover that lets clicks through'),
      covers('one that can hardly be seen'),
      covers('the greatest z-index'),
      firefox('has it closed'),
    ],
  },
  {
    number: 12,
    what: 'popover, dialog or full screen on top, and the race after it',
    where: [
      covers('a dialog'),
      covers('a page in full screen'),
      covers('a view transition that never ends'),
      covers('the first half second counts for nothing'),
      firefox('a dialog’s backdrop'),
    ],
  },
  {
    number: 13,
    what: 'changes after the check',
    where: [covers('what came over the panel an instant before, and no frame was told of yet, is seen too')],
  },
  {
    number: 14,
    what: 'a flood of attributes on our host',
    where: [covers('attributes, a thousand times a second')],
  },
  {
    number: 15,
    what: 'our host removed, moved, cloned',
    where: [
      covers('gets the ring back three times, and then quiet'),
      covers('moves the ring into a frame, or copies it, and has an empty element'),
      covers('moves the panel, and finds it dead: its one token is spent'),
    ],
  },
  {
    number: 16,
    what: 'hostile fonts, variables, resets',
    where: [
      covers('styles everything: ring and panel keep their measures'),
      covers('fonts, sizes, direction, variables'),
    ],
  },
  {
    number: 17,
    what: 'designMode, user-select, zoom, print',
    where: [
      covers('designMode and contenteditable'),
      covers('zoom: %s'),
      covers('printed, there is nothing of ours'),
      covers('styles on our host'),
    ],
  },
  {
    number: 18,
    what: 'posted messages that look like ours',
    where: [
      events('is not answered when it posts messages that look like ours'),
      firefox('opens and logs nothing by events and messages of its own making'),
    ],
  },
  {
    number: 19,
    what: 'a handle on the panel’s window',
    where: [
      events('has no handle on it: no window, no name, no address, no entry of its loading'),
      firefox('windows: 0'),
    ],
  },
  {
    number: 20,
    what: 'embedding the panel itself',
    where: [
      reach('opens for no page, in a frame or in a window, and nothing tells that it is there'),
      { file: 'test/build.test.ts', test: 'lets pages load the panel only by its changing address' },
      firefox('embeds the panel itself, were its address to leak, and finds it dead'),
    ],
  },
  {
    number: 21,
    what: 'a replayed, expired or strayed mount token',
    where: [
      extension('background.test.ts', 'is good once, even for two at the same moment'),
      extension('background.test.ts', 'is good in its own tab only, and spent by the attempt'),
      extension('background.test.ts', 'is good for half a minute'),
      covers('moves the panel, and finds it dead: its one token is spent'),
    ],
  },
  {
    number: 22,
    what: 'a content script that sends what only the panel may',
    where: [
      reach('is refused every message of the panel, from the page and from all of its frames'),
      extension('messages.test.ts', 'is refused to everybody else'),
    ],
  },
  {
    number: 23,
    what: 'a message that lies about who sends it',
    where: [
      reach('is believed nothing it says of itself: only where the browser saw it'),
      extension('messages.test.ts', 'is refused when it holds more than it should'),
      extension('messages.test.ts', 'a marker speaks only for the site it is on'),
    ],
  },
  {
    number: 24,
    what: 'sub-frames, about:blank, srcdoc, sandboxes, other extensions',
    where: [
      reach('is refused every message of the panel, from the page and from all of its frames'),
      extension('messages.test.ts', 'in a frame, only where the site shows its pages in frames'),
      extension('senders.ts', 'another extension with our address'),
    ],
  },
  {
    number: 25,
    what: 'an orphan after the extension is loaded anew',
    where: [
      reach('starts a second marker there: one ring is left, the new one’s'),
      reach('leaves an orphan, which goes at the first tap that nobody answers, with no error on the page'),
      extension('marker.test.ts', 'when the extension is gone, so is everything of it on the page'),
    ],
  },
  {
    number: 26,
    what: 'drafts across tabs and hosts',
    where: [
      reach('is the same draft in two tabs on one lesson, and not there on another host'),
      extension('session.test.ts', 'a draft belongs to its person, place and step'),
    ],
  },
  {
    number: 27,
    what: 'tokens read from storage, tree or timing',
    where: [
      reach('reads nothing that is kept: no token, no outbox, no draft'),
      events('has no handle on it: no window, no name, no address, no entry of its loading'),
      extension('session.test.ts', 'the access token only in the session’s memory'),
    ],
  },
  {
    number: 28,
    what: 'addresses with queries, names and student ids',
    where: [
      reach('is told without its query, its fragment and whoever is named in it'),
      extension(
        'marker.test.ts',
        'where students are nothing is observed but our own button, and only the course is known',
      ),
      extension('sites.test.ts', 'where students are, only an id is ever looked for, and never in a text'),
    ],
  },
  {
    number: 29,
    what: 'finding out that Deskside is there',
    where: [
      reach('leaves no trace on a host that Deskside was not switched on for'),
      extension('marker.test.ts', 'a page that is no site’s is left alone'),
    ],
  },
  {
    number: 30,
    what: 'clipboard and drag',
    where: [
      events('has no handle on it: no window, no name, no address, no entry of its loading'),
      events('hears no drop on the panel'),
    ],
  },
  {
    number: 31,
    what: 'autofill and password managers',
    where: [reach('is filled in by no browser and no password manager: no field looks like a sign-in')],
  },
  {
    number: 32,
    what: 'a frame that imitates the panel',
    where: [
      events('a frame of its own that imitates the panel lacks the mark, which it cannot come by'),
      reach('happens in a tab of our own: a panel on a page asks for nothing, and is refused if it did'),
      extension('background.test.ts', 'know their own Deskside by a mark'),
      extension('background.test.ts', 'sign in on a page of our own, never in a panel on somebody’s page'),
    ],
  },
  // Sign-in
  { number: 33, what: 'redirects that were not registered', where: [] },
  { number: 34, what: 'PKCE missing, plain, wrong, reused', where: [] },
  { number: 35, what: 'an authorization code used twice', where: [] },
  { number: 36, what: 'codes of another client or district', where: [] },
  { number: 37, what: 'state missing, reused, mixed up between providers', where: [] },
  { number: 38, what: 'forged and broken id tokens', where: [] },
  { number: 39, what: 'people linked by a look-alike address', where: [] },
  {
    number: 40,
    what: 'refreshing at once, after a lost answer, with an old token',
    where: [
      worker('session', 'twenty refreshes at once leave one new token'),
      worker('session', 'an answer that got lost is asked for again with the same token'),
      worker('session', 'a token older than that is a copy: the whole session ends'),
      extension('session.test.ts', 'twenty calls that find the session stale refresh it once'),
    ],
  },
  {
    number: 41,
    what: 'a live token of somebody who left or lost a role',
    where: [worker('session', 'who is deactivated, deleted or loses a role notices at the next request')],
  },
  {
    number: 42,
    what: 'guessing pairing codes',
    where: [
      worker('session', 'after ten failures an address waits, even with the right code; others do not'),
      worker('session', 'guesses at the same moment do not outrun their count'),
      worker('session', 'an unknown, an ended and a used code, and that of somebody who left, are not told apart'),
    ],
  },
  {
    number: 43,
    what: 'an invite used twice, late, or after it was taken back',
    where: [
      worker('session', 'two browsers at the same moment do not share one use'),
      worker('session', 'an invite lasts seven days, a pairing code ten minutes'),
    ],
  },
  { number: 44, what: 'phishing by device code', where: [] },
  { number: 45, what: 'a code nobody asked for, from a portal', where: [] },
  { number: 46, what: 'a student who signs in', where: [] },
  { number: 47, what: 'open redirects and somebody else’s code', where: [] },
  {
    number: 48,
    what: 'one kind of token for another',
    where: [worker('session', 'only an access or API token opens a door')],
  },
  {
    number: 49,
    what: 'tokens in addresses, logs, answers',
    where: [worker('session', 'no token is kept in clear'), worker('http', 'says nothing of its inside')],
  },
  // API
  {
    number: 50,
    what: 'ids of another district, school or teacher',
    where: [
      worker('map', 'things of another district are not there'),
      worker('cycle', 'is its teacher’s own, and nobody else’s'),
      worker('entries', 'nobody outside the district'),
    ],
  },
  {
    number: 51,
    what: 'fields one may not set',
    where: [
      worker('http', 'is an object with the fields of its noun, and no others'),
      shared('entry', 'no field more, none less, none of another type'),
    ],
  },
  {
    number: 52,
    what: 'a leader on every way to a private note',
    where: [
      worker('cycle', 'is its teacher’s own, and nobody else’s'),
      shared('visibility', 'sees neither with whom else it is shared, nor contacts, nor what others learn'),
    ],
  },
  {
    number: 53,
    what: 'a coach after the share was closed',
    where: [
      worker('page', 'is gone when it is narrowed, closed or over'),
      worker('insights', 'forgets who closed the share, at once'),
    ],
  },
  {
    number: 54,
    what: 'narrowing while somebody reads',
    where: [worker('cycle', 'is read by whom it was opened to, until it is closed to them')],
  },
  {
    number: 55,
    what: 'cursors, limits, filters bent',
    where: [worker('map', 'refuses a bad limit, a made-up cursor and a parameter it does not know')],
  },
  {
    number: 56,
    what: 'SQL, surrogates, huge, deep, double, endless numbers',
    where: [
      worker('entries', 'what looks like SQL is text'),
      worker('http', 'gives no member twice'),
      worker('http', 'holds text that can be stored, and numbers that stay exact'),
      worker('http', 'may be nested as deep as it likes and gets nowhere'),
    ],
  },
  {
    number: 57,
    what: 'content types, endless bodies, odd methods',
    where: [
      worker('http', 'is JSON, and says so'),
      worker('http', 'of more than 64 kB is not read either when it does not say its length'),
      worker('http', 'no address, method override or other host opens a door'),
    ],
  },
  {
    number: 58,
    what: 'other origins',
    where: [worker('http', 'tells no web page anything, and is kept by no cache')],
  },
  {
    number: 59,
    what: 'the same entry again, otherwise, at once, by another',
    where: [
      worker('entries', 'is stored once; the same again has the same answer, another content is a conflict'),
      worker('entries', 'of two that want the same id at once, one is stored and counted'),
      worker('entries', 'is nobody else’s: their id is unknown to others'),
    ],
  },
  {
    number: 60,
    what: 'If-Match missing, stale; lost updates; ABA',
    where: [
      worker('map', 'a writer says which version they saw'),
      worker('map', 'of eight at the same moment one wins, and its links are those that stay'),
      worker('map', 'a version does not come back when a thing is deleted and made anew'),
    ],
  },
  { number: 61, what: 'more requests than are allowed', where: [] },
  { number: 62, what: 'addresses that lead inside', where: [] },
  {
    number: 63,
    what: 'clocks, zones, leap days',
    where: [
      shared('cadence', 'go over months, years and leap days'),
      shared('cadence', 'are as long in %s, where clocks change'),
      worker('insights', 'goes by the coach’s own day, within a day of ours'),
    ],
  },
  { number: 64, what: 'errors that tell, or fail open', where: [worker('http', 'says nothing of its inside')] },
  { number: 65, what: 'feed tokens', where: [] },
  { number: 66, what: 'cells that a spreadsheet runs', where: [] },
  { number: 67, what: 'names that forge log lines', where: [] },
  // Roster and import
  { number: 68, what: 'rosters and archives that lie', where: [] },
  { number: 69, what: 'students in a roster', where: [] },
  { number: 70, what: 'a roster that takes over', where: [] },
  // Privacy and inference
  { number: 71, what: 'one teacher inferred from groups', where: [] },
  { number: 72, what: 'an export that holds others', where: [] },
  { number: 73, what: 'what is left after deletion', where: [] },
  { number: 74, what: 'an audit log that was edited', where: [] },
  { number: 75, what: 'breaking the glass alone', where: [] },
  // Supply and build
  {
    number: 76,
    what: 'code from elsewhere, more permissions',
    where: [
      { file: 'test/build.test.ts', test: 'asks for these permissions and no more' },
      { file: 'test/build.test.ts', test: 'runs no code that did not come with it' },
      { file: 'test/house.test.ts', test: 'no code is made from text' },
    ],
  },
  { number: 77, what: 'no network at all', where: [] },
  { number: 78, what: 'policies invalid, late, changed', where: [] },
];
