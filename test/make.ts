import fc from 'fast-check';
import { decisions, results } from '../shared/records/act.ts';
import { modes, moves } from '../shared/records/contact.ts';
import { ways } from '../shared/records/do.ts';
import type { Entry, EntryKind, Logged } from '../shared/records/entry.ts';
import { phases } from '../shared/records/feedback.ts';
import type { NounName } from '../shared/records/map.ts';
import type { Person } from '../shared/records/person.ts';
import type { RoleName } from '../shared/records/role.ts';
import { idAt } from './id-at.ts';

type Of<K extends EntryKind> = Extract<Entry, { kind: K }>;
/** What a test says of an entry; the rest is as usual. */
type Said<K extends EntryKind> = Partial<Omit<Of<K>, 'kind'>>;

/** Monday morning in a school on the east coast, where every story starts unless it says otherwise. */
export const monday = '2026-11-02T08:00:00-05:00';
export const leaves = {
  site: 'moodle@127.0.0.1:8788/moodle',
  course: '2',
  lesson: '4',
  courseTitle: 'Grade 7 Science',
  lessonTitle: 'Lesson 2.1 – How leaves make food',
};

/** What each kind says when a test does not care. `at`, `id` and `cycle` come from the journal. */
const usual: { [K in EntryKind]: Omit<Of<K>, 'kind' | 'id' | 'at' | 'cycle'> } = {
  plan: {
    tag: leaves,
    idea: 'Ask why before how',
    practice: 'exit-tickets',
    aim: 'explain-science',
    measure: 'can-explain',
    prediction: 75,
    checkOn: '2026-11-06',
  },
  do: { on: '2026-11-03', how: 'as_planned' },
  check: { on: '2026-11-06', figure: { count: 18, of: 24 } },
  act: { on: '2026-11-06', decision: 'adopt', result: 'growth' },
  share: { with: { person: 'ruiz' }, state: 'open', notes: true },
  question: { text: 'How would you group them?' },
  feedback: { phase: 'plan', text: 'Try it with one group first.' },
  contact: { teacher: 'ortega', on: '2026-11-05', minutes: 20, mode: 'in_person', moves: ['reflect'] },
  participation: { learning: 'exit-ticket-video', did: 'opened' },
  retract: { supersedes: idAt(0) },
};

/** A cycle's story as people log it: one entry a minute, ids in that order. */
export function journal({ from = monday, number = 1 } = {}) {
  const start = Date.parse(from);
  const offset = from.slice(19);
  const shift = Date.parse(`${from.slice(0, 19)}Z`) - start;
  const cycle = idAt(start, number);
  const logged: Logged[] = [];

  function log<K extends EntryKind>(author: string, kind: K, said: Said<K> = {}): Of<K> {
    const ms = start + logged.length * 60_000;
    const entry = {
      id: idAt(ms, 0x1000 * number + logged.length + 1),
      at: new Date(ms + shift).toISOString().slice(0, 19) + offset,
      kind,
      cycle,
      ...usual[kind],
      ...said,
    } as unknown as Of<K>;
    logged.push({ author, entry });
    return entry;
  }
  return { cycle, logged, log };
}

type Step = EntryKind | { [K in EntryKind]: readonly [K, Said<K>] }[EntryKind];

/** What one person logs, step by step: `entriesOf('ortega', 'plan', ['do', { how: 'adapted', why: 'no time' }])`. */
export function entriesOf(author: string, ...steps: Step[]): Logged[] {
  const { logged, log } = journal();
  for (const step of steps) typeof step === 'string' ? log(author, step) : log(author, step[0], step[1]);
  return logged;
}

/** The cycle that `entriesOf` tells of. */
export const { cycle: firstCycle } = journal();

export function person(name: string, roles: RoleName[] = ['teacher'], more: Partial<Person> = {}): Person {
  return { name, roles: roles.map(role => ({ role })), teams: [], subjects: [], active: true, ...more };
}

/** A small valid map: every noun once, each naming the ones above it. */
export const smallMap: { noun: NounName; id: string; body: Record<string, unknown> }[] = [
  { noun: 'school', id: 'maple-middle', body: { name: 'Maple Middle School', timeZone: 'America/New_York' } },
  { noun: 'need', id: 'say-why', body: { text: 'Students name facts but cannot say why', cohortSize: 140 } },
  { noun: 'goal', id: 'explain', body: { text: 'Every student explains a cause', need: 'say-why' } },
  {
    noun: 'measure',
    id: 'can-explain',
    body: { name: 'Exit ticket: can explain', unit: 'percent', direction: 'up', kind: 'student_learning' },
  },
  {
    noun: 'practice',
    id: 'exit-tickets',
    body: { name: 'Exit tickets', ingredients: [{ text: 'One question on today’s idea', kind: 'core' }] },
  },
  {
    noun: 'aim',
    id: 'explain-science',
    body: {
      text: '80% can explain a cause in science by June',
      goal: 'explain',
      measures: ['can-explain'],
      practices: ['exit-tickets'],
    },
  },
  { noun: 'team', id: 'grade-7', body: { name: 'Grade 7', school: 'maple-middle', aims: ['explain-science'] } },
  { noun: 'person', id: 'ortega', body: person('Ana Ortega', ['teacher'], { teams: ['grade-7'] }) },
  { noun: 'person', id: 'ruiz', body: person('Marisol Ruiz', ['coach']) },
  { noun: 'person', id: 'okafor', body: person('Denise Okafor', ['leader']) },
  { noun: 'person', id: 'lindqvist', body: person('Sam Lindqvist', ['admin']) },
  { noun: 'initiative', id: 'talk-first', body: { name: 'Talk first', goal: 'explain', practices: ['exit-tickets'] } },
  {
    noun: 'learning',
    id: 'exit-ticket-video',
    body: { title: 'Exit tickets in ten minutes', url: 'https://pl.example.org/exit', practices: ['exit-tickets'] },
  },
  { noun: 'provider', id: 'google', body: { preset: 'google', name: 'Google', clientId: 'deskside' } },
];

const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const text = (max: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(max, 40) })
    .map(one => one.replaceAll('\0', '').trim().slice(0, max))
    .filter(one => one.length > 0 && one.isWellFormed());
const entryId = fc
  .tuple(fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2027-12-31') }), fc.nat())
  .map(([ms, own]) => idAt(ms, own));
const mapId = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/);
const day = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
  .map(one => one.toISOString().slice(0, 10));
const figure = fc.double({ min: -1e9, max: 1e9, noNaN: true }).map(one => one + 0);
const siteId = fc.stringMatching(/^[\w.~:+-]{1,30}$/);
const tag = strict({
  site: fc.constantFrom('moodle@127.0.0.1:8788/moodle', 'canvas@maple.instructure.com'),
  course: siteId,
  lesson: maybe(siteId),
  courseTitle: maybe(text(300)),
  lessonTitle: maybe(text(300)),
});
const own = strict({
  name: text(80),
  unit: fc.constantFrom('percent', 'count', 'score'),
  direction: fc.constantFrom('up', 'down'),
});
const counted = fc.nat(500).chain(of => fc.nat(of).map(count => ({ count: Math.min(count, of + 1), of: of + 1 })));

/** Without the optional fields that were not drawn: an entry has a field or has it not. */
function strict<T extends Record<string, unknown>>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return fc
    .record(fields as { [K in keyof T]: fc.Arbitrary<T[K]> })
    .map(one => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as T);
}

const envelope = { id: entryId, at: day.map(one => `${one}T09:30:00-05:00`) };
const entry = <K extends EntryKind>(kind: K, fields: Record<string, fc.Arbitrary<unknown>>) =>
  strict({ ...envelope, kind: fc.constant(kind), ...fields }) as unknown as fc.Arbitrary<Of<K>>;

/** Any valid entry of each kind. */
export const anyOf: { [K in EntryKind]: fc.Arbitrary<Of<K>> } = {
  plan: entry('plan', {
    cycle: entryId,
    tag,
    idea: text(500),
    practice: maybe(mapId),
    aim: maybe(mapId),
    measure: fc.oneof(mapId, own),
    prediction: figure,
    checkOn: day,
    previous: maybe(entryId),
  }),
  do: entry('do', {
    cycle: entryId,
    on: day,
    how: fc.constantFrom(...ways),
    ingredient: maybe(text(200)),
    why: text(300),
    note: maybe(text(2000)),
  }),
  check: entry('check', {
    cycle: entryId,
    on: day,
    figure: fc.oneof(strict({ value: figure }), counted),
    note: maybe(text(2000)),
  }),
  act: fc
    .tuple(
      entry('act', {
        cycle: entryId,
        on: day,
        decision: fc.constantFrom(...decisions),
        result: fc.constantFrom(...results),
        learning: text(1000),
      }),
      entryId,
    )
    .map(([act, next]) => (act.decision === 'adapt' ? { ...act, next } : act)),
  share: entry('share', {
    cycle: entryId,
    with: fc.oneof(strict({ person: mapId }), strict({ team: mapId })),
    state: fc.constantFrom('open', 'closed'),
    notes: fc.boolean(),
  }),
  question: entry('question', { cycle: entryId, text: text(1000) }),
  feedback: entry('feedback', { cycle: entryId, phase: fc.constantFrom(...phases), text: text(2000) }),
  contact: entry('contact', {
    teacher: mapId,
    cycle: maybe(entryId),
    on: day,
    minutes: fc.integer({ min: 1, max: 600 }),
    mode: fc.constantFrom(...modes),
    moves: fc.subarray([...moves]),
  }),
  participation: entry('participation', {
    learning: mapId,
    did: fc.constantFrom('opened', 'used'),
    cycle: maybe(entryId),
    tag: maybe(tag),
  }),
  retract: entry('retract', { supersedes: entryId, cycle: maybe(entryId) }),
};

/** Any valid entry. */
export const anyEntry: fc.Arbitrary<Entry> = fc.oneof(...(Object.values(anyOf) as fc.Arbitrary<Entry>[]));

/** Any history of the first cycle: its teacher and two others log, correct and undo, their own and each other's. */
export const anyHistory: fc.Arbitrary<Logged[]> = fc
  .array(
    fc.tuple(
      fc.constantFrom('ortega', 'ortega', 'ruiz', 'cho'),
      anyEntry,
      maybe(fc.nat(20)).map(back => back ?? -1),
    ),
    { maxLength: 25 },
  )
  .map(steps => {
    const { logged, log } = journal();
    for (const [author, { id: _, at: __, cycle: ___, supersedes: ____, ...said }, back] of steps) {
      const earlier = logged[back]?.entry.id;
      const { kind, ...fields } = said;
      log(author, kind, { ...fields, ...(earlier && { supersedes: earlier }) } as Said<EntryKind>);
    }
    return logged;
  });
