/** Where a case is held: a test by its file and title, or why there is nothing to hold. */
export type Place = { file: string; test: string } | { notApplicable: string };
export type Case = { number: number; what: string; where: Place[] };

const events = (test: string): Place => ({ file: 'test/hostile/page-events.test.ts', test });
const covers = (test: string): Place => ({ file: 'test/hostile/page-covers.test.ts', test });
const reach = (test: string): Place => ({ file: 'test/hostile/page-reach.test.ts', test });
const firefox = (test: string): Place => ({ file: 'test/hostile/firefox.test.ts', test });
const extension = (name: string, test: string): Place => ({ file: `test/extension/${name}`, test });
const worker = (name: string, test: string): Place => ({ file: `test/worker/${name}.test.ts`, test });
const e2e = (name: string, test: string): Place => ({ file: `test/e2e/${name}.test.ts`, test });
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
    where: [covers('styles everything: ring and panel keep their measures'), covers('fonts and sizes')],
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
  {
    number: 33,
    what: 'redirects that were not registered',
    where: [
      worker(
        'oauth',
        'an address that is not registered, only begins like one, is encoded otherwise or is http gets no redirect',
      ),
    ],
  },
  {
    number: 34,
    what: 'PKCE missing, plain, wrong, reused',
    where: [
      worker('oauth', 'without PKCE, or with “plain”, the client is told so and nothing begins'),
      worker('oauth', 'a wrong verifier, a missing one and one of another code are invalid_grant'),
      worker('oauth', 'a wrong verifier spends the code'),
    ],
  },
  {
    number: 35,
    what: 'an authorization code used twice',
    where: [
      worker('oauth', 'used twice, the second time fails and ends the session that the first one made'),
      worker('oauth', 'of ten at the same moment no more than one gets a session'),
    ],
  },
  {
    number: 36,
    what: 'codes of another client or district',
    where: [
      worker(
        'oauth',
        'another client can’t trade it, nor another redirect address; it signs in to its own district alone',
      ),
    ],
  },
  {
    number: 37,
    what: 'state missing, reused, mixed up between providers',
    where: [
      e2e('forged', 'with a state that was used, or is of another browser, another provider or none, is refused'),
      e2e('forged', 'of one provider mixed up with another’s is refused before its code is shown to anybody'),
    ],
  },
  {
    number: 38,
    what: 'forged and broken id tokens',
    where: [
      e2e('forged', '%s is refused, whatever the provider says it supports'),
      e2e('forged', '%s is refused'),
      e2e('forged', 'not from another tenant than the district’s own'),
      worker('provider', 'another organization’s account is an outsider’s, whatever else it says'),
    ],
  },
  {
    number: 39,
    what: 'people linked by a look-alike address',
    where: [
      e2e('forged', 'not by an unverified, re-assigned, look-alike, tagged or foreign address: nobody is signed in'),
      worker('provider', 'the one active person with that very address; case is all that may differ'),
      worker('provider', 'nobody when two have it, when it is a new account of one who has one, or when they left'),
    ],
  },
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
      worker(
        'oauth',
        'an invite links an account once, needs its own code besides, and not after it was replaced or ran out',
      ),
    ],
  },
  {
    number: 44,
    what: 'phishing by device code',
    where: [
      worker('device', 'another district’s person can’t approve, nor one who did not look first'),
      worker('device', 'asked too fast, it is told to slow down, by five seconds more each time'),
      extension(
        'options.test.tsx',
        'another device is let in only after it was looked at, and refused by the nearer button',
      ),
    ],
  },
  {
    number: 45,
    what: 'a code nobody asked for, from a portal',
    where: [
      e2e(
        'forged',
        'that nobody asked for, as a portal sends it, begins anew what was begun in this browser; its code is never traded',
      ),
      worker(
        'oauth',
        'a code that nobody asked for, as a portal sends it, is not traded: the person is told where to begin',
      ),
    ],
  },
  {
    number: 46,
    what: 'a student who signs in',
    where: [
      e2e(
        'forged',
        'and the worker’s words about any of this: no token, code, secret or address in its log, and nothing of students or strangers in its tables',
      ),
      worker('provider', 'a student is a student by any of the claims that say roles, however it is written'),
    ],
  },
  {
    number: 47,
    what: 'open redirects and somebody else’s code',
    where: [
      worker('oauth', 'there is no other parameter by which an answer could go elsewhere'),
      extension('sign-in.test.ts', 'an answer cannot be used a second time'),
    ],
  },
  {
    number: 48,
    what: 'one kind of token for another',
    where: [
      worker('session', 'only an access or API token opens a door'),
      worker('oauth', 'of one kind are no good as another'),
    ],
  },
  {
    number: 49,
    what: 'tokens in addresses, logs, answers',
    where: [
      worker('session', 'no token is kept in clear'),
      worker('http', 'says nothing of its inside'),
      e2e(
        'forged',
        'and the worker’s words about any of this: no token, code, secret or address in its log, and nothing of students or strangers in its tables',
      ),
      e2e(
        'sign-in',
        'a teacher comes from the button to the ring on a lesson page, and no secret passed in an address',
      ),
      worker('fuzz', 'no request makes it fail, lie or tell (seed %i)'),
    ],
  },
  // API
  {
    number: 50,
    what: 'ids of another district, school or teacher',
    where: [
      worker('map', 'things of another district are not there'),
      worker('cycle', 'is its teacher’s own, and nobody else’s'),
      worker('entries', 'nobody outside the district'),
      worker('permissions', 'every route × role × relation does as the table says'),
    ],
  },
  {
    number: 51,
    what: 'fields one may not set',
    where: [
      worker('http', 'is an object with the fields of its noun, and no others'),
      shared('entry', 'no field more, none less, none of another type'),
      worker('hostile-client', 'is a field of no body: not of any object in any of them'),
    ],
  },
  {
    number: 52,
    what: 'a leader on every way to a private note',
    where: [
      worker('cycle', 'is its teacher’s own, and nobody else’s'),
      shared('visibility', 'sees neither with whom else it is shared, nor contacts, nor what others learn'),
      worker('cycle', 'is never read by whoever leads its teacher, be they their coach or team-mate as well'),
      worker('hostile-client', 'changes no answer that anybody else gets: no list, count, tag or refusal'),
    ],
  },
  {
    number: 53,
    what: 'a coach after the share was closed',
    where: [
      worker('page', 'is gone when it is narrowed, closed or over'),
      worker('insights', 'forgets who closed the share, at once'),
      worker(
        'hostile-client',
        'is gone everywhere: the kept page, the cycle, the summary, and what waited in the coach’s outbox',
      ),
    ],
  },
  {
    number: 54,
    what: 'narrowing while somebody reads',
    where: [
      worker('cycle', 'is read by whom it was opened to, until it is closed to them'),
      worker(
        'hostile-client',
        'is gone for every byte that is asked for after the answer, however many read at that moment',
      ),
    ],
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
      worker('hostile-client', 'that is packed is not unpacked'),
      worker('hostile-client', 'of a method that nobody has opens nothing'),
    ],
  },
  {
    number: 58,
    what: 'other origins',
    where: [
      worker('http', 'tells no web page anything, and is kept by no cache'),
      worker('hostile-client', 'is told nothing, whoever it says it is and whatever it brings'),
    ],
  },
  {
    number: 59,
    what: 'the same entry again, otherwise, at once, by another',
    where: [
      worker('entries', 'is stored once; the same again has the same answer, another content is a conflict'),
      worker('entries', 'of two that want the same id at once, one is stored and counted'),
      worker('entries', 'is nobody else’s: their id is unknown to others'),
      worker('hostile-client', 'twenty times at once is stored once, and each is told the same'),
      worker('hostile-client', 'is another one in another district'),
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
  {
    number: 61,
    what: 'more requests than are allowed',
    where: [
      worker('limit', 'is told how much is left, refused beyond it, and heard again when the minute is over'),
      worker('limit', 'takes nothing from their colleagues at the same address, nor from who has their name elsewhere'),
    ],
  },
  {
    number: 62,
    what: 'addresses that lead inside',
    where: [
      worker('provider', 'may not be on one’s own machine or network, at a number, without https'),
      e2e('forged', 'sends nobody’s browser to this network'),
    ],
  },
  {
    number: 63,
    what: 'clocks, zones, leap days',
    where: [
      shared('cadence', 'go over months, years and leap days'),
      shared('cadence', 'are as long in %s, where clocks change'),
      worker('insights', 'goes by the coach’s own day, within a day of ours'),
      worker('hostile-client', 'by a year keeps what its person logs, and moves nothing of anybody else'),
      worker('hostile-client', 'in two time zones of one district tells each their own day, also where clocks change'),
    ],
  },
  {
    number: 64,
    what: 'errors that tell, or fail open',
    where: [
      worker('http', 'says nothing of its inside'),
      worker('hostile-client', 'before anybody is known lets nobody in'),
    ],
  },
  {
    number: 65,
    what: 'feed tokens',
    where: [{ notApplicable: 'There is no feed yet, so there are no tokens that open one.' }],
  },
  {
    number: 66,
    what: 'cells that a spreadsheet runs',
    where: [worker('me', 'runs nothing in a spreadsheet')],
  },
  {
    number: 67,
    what: 'names that forge log lines',
    where: [
      worker('hostile-client', 'is one line in the log, whatever a name or an address holds, and holds no token'),
    ],
  },
  // Roster and import
  {
    number: 68,
    what: 'rosters and archives that lie',
    where: [
      { notApplicable: 'Rosters are not imported yet: people are set up one by one, and student is not a role.' },
    ],
  },
  {
    number: 69,
    what: 'students in a roster',
    where: [
      { notApplicable: 'Rosters are not imported yet: people are set up one by one, and student is not a role.' },
    ],
  },
  {
    number: 70,
    what: 'a roster that takes over',
    where: [
      { notApplicable: 'Rosters are not imported yet: people are set up one by one, and student is not a role.' },
    ],
  },
  // Privacy and inference
  {
    number: 71,
    what: 'one teacher inferred from groups',
    where: [
      shared('activity', 'nor from two months, taking all others to have stayed where they were'),
      worker('activity', 'with every answer there is, infers nobody’s place'),
    ],
  },
  {
    number: 72,
    what: 'an export that holds others',
    where: [
      worker('me', 'has every row that I wrote, what was written to me, who read it, and nothing else of anybody'),
      worker('district', 'has the map, people, the log and roll-ups that name nobody; no word of a cycle'),
    ],
  },
  {
    number: 73,
    what: 'what is left after deletion',
    where: [worker('me', 'leaves no trace of me but my id in the log, and others their work')],
  },
  {
    number: 74,
    what: 'an audit log that was edited',
    where: [worker('audit', 'can’t be changed through the database, and shows where it was by force')],
  },
  {
    number: 75,
    what: 'breaking the glass alone',
    where: [
      worker('break-glass', 'is never approved by the one who asked, nor twice, nor a day later'),
      worker('break-glass', 'ends by itself, and before that when an administrator says so'),
    ],
  },
  // Supply and build
  {
    number: 76,
    what: 'code from elsewhere, more permissions',
    where: [
      { file: 'test/build.test.ts', test: 'asks for these permissions and no more' },
      { file: 'test/build.test.ts', test: 'runs no code that did not come with it' },
      { file: 'test/house.test.ts', test: 'no code is made from text' },
      { file: 'test/build.test.ts', test: 'is the same, byte for byte, whenever and wherever it is made' },
    ],
  },
  {
    number: 77,
    what: 'no network at all',
    where: [e2e('offline', 'logs an entry in a network namespace with no route')],
  },
  {
    number: 78,
    what: 'policies invalid, late, changed; a worker without encryption',
    where: [
      extension('background.test.ts', 'a worker without encryption is only trusted on this machine'),
      { notApplicable: 'There is no managed policy yet: nothing is read from the browser’s administrator.' },
    ],
  },
];
