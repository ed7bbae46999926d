import type { MessageName, PanelState, Replies, Requests } from '../../extension/messages.ts';
import type { Outside, Values } from '../../extension/panel/outside.ts';
import { layOver } from '../../extension/sync/overlay.ts';
import type { WhoNeedsMe } from '../../shared/insights/who-needs-me.ts';
import type { Desk } from '../../shared/records/desk.ts';
import type { Entry, Logged } from '../../shared/records/entry.ts';
import { idAt } from '../id-at.ts';
import { leaves } from '../make.ts';

/** The desk of Ms. Ortega at one lesson: one aim, two measures, two practices, two PL items, one coach, one team. */
export function deskOf(logged: Logged[] = [], more: Partial<Desk> = {}): Desk {
  const { site, course, lesson } = leaves;
  return {
    me: { id: 'ortega', name: 'Ms. Ortega', roles: [{ role: 'teacher', school: 'maple' }], district: 'riverbend' },
    page: { site, course, lesson },
    rings: [],
    logged,
    series: {},
    aims: [
      {
        id: 'explain-science',
        text: '80% of grade 7 explain a process in their own words by June.',
        goal: 'scientific-talk',
        goalText: 'Students reason aloud in science',
        needText: '58% of grade 7 could not explain a process last spring',
        measures: ['can-explain', 'talk-turns'],
        practices: ['exit-tickets', 'think-pair-share'],
      },
    ],
    measures: [
      {
        id: 'can-explain',
        name: 'Can explain the process',
        unit: 'percent',
        direction: 'up',
        kind: 'student_learning',
        family: 'outcome',
      },
      {
        id: 'talk-turns',
        name: 'Turns of student talk',
        unit: 'count',
        direction: 'up',
        kind: 'process',
        family: 'process',
      },
    ],
    practices: [
      {
        id: 'exit-tickets',
        name: 'Exit tickets',
        why: 'A short written answer at the end shows what the class took away while there is still time to act on it. Retrieving an idea also strengthens it.',
        sources: ['Black & Wiliam 1998, Assessment in Education 5(1)'],
        ingredients: [
          { text: 'Every student answers in writing', kind: 'core' },
          { text: 'Answers decide how the next lesson starts', kind: 'core' },
          { text: 'Two minutes at the end', kind: 'adaptable' },
        ],
      },
      {
        id: 'think-pair-share',
        name: 'Think, pair, share',
        sources: [],
        ingredients: [{ text: 'Time to think alone', kind: 'core' }],
      },
    ],
    learning: [
      {
        id: 'exit-ticket-video',
        title: 'Exit tickets that change tomorrow’s lesson',
        url: 'https://learning.example.org/exit-tickets',
        minutes: 12,
        modality: 'on_demand',
        practices: ['exit-tickets'],
        courses: [],
        subjects: [],
        fits: 'practice',
      },
      {
        id: 'science-talk',
        title: 'Talk moves for science',
        url: 'https://learning.example.org/talk-moves',
        modality: 'live_online',
        practices: [],
        courses: [],
        subjects: ['science'],
        fits: 'subject',
      },
    ],
    coaches: [{ id: 'ruiz', name: 'Ms. Ruiz' }],
    teams: [{ id: 'maple-grade-7', name: 'Grade 7 team', people: 6 }],
    names: { ortega: 'Ms. Ortega', ruiz: 'Ms. Ruiz' },
    readBy: [],
    notices: [],
    shared: [],
    ...more,
  };
}

/** Weekly figures of a series in this course, from cycles before any that a test logs. */
export function figures(values: number[], from = '2026-08-24'): Desk['series'][string] {
  return values.map((value, week) => {
    const at = Date.parse(`${from}T12:00:00Z`) + week * 7 * 86_400_000;
    return { entry: idAt(at, 2), cycle: idAt(at, 1), on: new Date(at).toISOString().slice(0, 10), value };
  });
}

export function stateOf(more: Partial<PanelState> = {}): PanelState {
  const desk = more.desk === undefined ? deskOf() : more.desk;
  return {
    where: 'page',
    page: { ...leaves, kind: 'lesson' },
    me: desk?.me ?? null,
    mark: desk ? { word: 'heron', hue: 30 } : null,
    session: 'signed-in',
    desk,
    asOf: '2026-11-02T13:00:00Z',
    offline: false,
    busy: false,
    undelivered: [],
    offer: null,
    api: 'http://127.0.0.1:8787',
    language: 'en',
    ...more,
  };
}

type Sent = { [N in MessageName]: { name: N; request: Requests[N] } }[MessageName];
type Replying = { [N in MessageName]?: (request: Requests[N]) => Replies[N] };

/**
 * The background as the panel sees it, in memory: keeps what is logged, delivers it at once unless it is offline, and
 * lays it over the desk as the real one does.
 */
export function smallBackground(first: PanelState = stateOf(), replying: Replying = {}) {
  let state = first;
  const sent: Sent[] = [];
  const drafts = new Map<string, Values>();
  const granted: string[][] = [];
  const opened: string[] = [];

  const laidOver = (): PanelState => {
    const waiting = state.undelivered.flatMap(one => (one.state === 'waiting' ? [one.entry] : []));
    return { ...state, desk: state.desk && layOver(state.desk, waiting) };
  };
  const replies: Replying = {
    open: laidOver,
    refresh: laidOver,
    log({ entries }) {
      state = {
        ...state,
        undelivered: [...state.undelivered, ...entries.map(entry => ({ entry, state: 'waiting' as const }))],
      };
      return laidOver();
    },
    deliver() {
      if (state.offline) return laidOver();
      const { desk } = laidOver();
      state = { ...state, desk, undelivered: state.undelivered.filter(one => one.state === 'parked') };
      return state;
    },
    discard({ id }) {
      state = { ...state, undelivered: state.undelivered.filter(one => one.entry.id !== id) };
      return laidOver();
    },
    keepDraft({ place, step, values }) {
      if (values) drafts.set(`${place} ${step}`, values);
      else drafts.delete(`${place} ${step}`);
      return null;
    },
    draftOf: ({ place, step }) => drafts.get(`${place} ${step}`) ?? null,
    close: () => null,
    dock: () => null,
    sitesChanged: () => null,
    ...replying,
  };
  const outside: Outside = {
    async send(name, request) {
      if (name !== 'keepDraft' && name !== 'draftOf') sent.push({ name, request } as Sent);
      const reply = replies[name] as ((request: unknown) => never) | undefined;
      if (!reply) throw new Error(`${name} is not answered in this test`);
      return reply(request);
    },
    grant: async origins => {
      granted.push(origins);
      return true;
    },
    openOptions: async () => void opened.push('options'),
    guard: () => () => undefined,
  };
  const logged = (): Entry[] => sent.flatMap(one => (one.name === 'log' ? one.request.entries : []));
  return {
    outside,
    sent,
    drafts,
    granted,
    opened,
    logged,
    set: (more: Partial<PanelState>) => (state = { ...state, ...more }),
  };
}

export const someTeachers: WhoNeedsMe = {
  asOf: '2026-11-20',
  teachers: [
    {
      id: 'ortega',
      name: 'Ms. Ortega',
      lastContact: '2026-11-02',
      gap: 18,
      reasons: ['question', 'no_contact'],
      cycles: [
        {
          cycle: idAt(Date.parse('2026-11-02T13:00:00Z'), 1),
          site: leaves.site,
          course: leaves.course,
          lesson: leaves.lesson,
          title: leaves.lessonTitle,
          idea: 'Ask why before how',
          phase: 'check',
          dueOn: '2026-11-06',
          question: 'How would you group them?',
          reasons: ['question', 'due'],
        },
      ],
    },
    {
      id: 'haddad',
      name: 'Mr. Haddad',
      gap: 3,
      reasons: [],
      cycles: [
        {
          cycle: idAt(Date.parse('2026-11-17T13:00:00Z'), 1),
          site: leaves.site,
          course: '3',
          title: 'Fractions on a line',
          idea: 'Number lines before rules',
          phase: 'do',
          dueOn: '2026-11-27',
          reasons: [],
        },
      ],
    },
  ],
};
