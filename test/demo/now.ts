import { penOf, type Timed } from './pen.ts';
import type { Teacher } from './people.ts';
import { randomOf } from './random.ts';
import { contact, type Setting, tagOf } from './teacher-story.ts';

/** A cycle that is open at present; every number is school days ago. */
type Open = { plan: number; do?: number; asks?: number; contact?: number; checkOn: number; idea: string };

/** Whom the coach Marisol Ruiz finds in her summary, by the teacher's number. */
const open: Record<number, Open> = {
  0: {
    plan: 1,
    contact: 4,
    checkOn: -3,
    idea: 'End with “why are leaves green?” on a slip, three piles, start there tomorrow',
  },
  2: {
    plan: 5,
    do: 3,
    contact: 4,
    checkOn: 1,
    idea: 'Give the claim “yeast breathes” and let pairs find the evidence',
  },
  3: { plan: 4, do: 2, asks: 1, contact: 3, checkOn: -1, idea: 'Show a solved problem with one wrong line to find' },
  4: { plan: 6, do: 5, contact: 16, checkOn: -2, idea: 'Show a solved problem beside each new one' },
  5: { plan: 13, do: 12, contact: 13, checkOn: 9, idea: 'Let pairs explain each line of a solved problem' },
  7: { plan: 3, contact: 2, checkOn: -2, idea: 'Swap paragraphs and underline the evidence' },
};

/** Fits these teachers to what is told of them here: the year before it ends in time, and they invite their coach. */
export function settle(teacher: Teacher, now: number): Teacher {
  const own = open[teacher.number];
  if (teacher.number === 6) return { ...teacher, invites: false };
  if (!own) return teacher;
  const until = Math.max(0, now - Math.max(own.plan, own.contact ?? 0) - 7);
  // Ben's class neither gains nor loses; number five began late and has too little data yet.
  const known =
    teacher.number === 2
      ? { from: 2, pause: 1, gain: 0, spread: 6 }
      : teacher.number === 5
        ? { from: Math.max(0, until - 30), pause: 2 }
        : {};
  return { ...teacher, invites: true, stalls: 0, contacts: 0.4, until, ...known };
}

/** The cycle that is open now, if this teacher has one told of. */
export function* openStory(teacher: Teacher, { days, now, sites, seed }: Setting): Generator<Timed[], undefined> {
  const told = open[teacher.number];
  if (!told || now < 20) return undefined;
  const random = randomOf(seed * 31 + teacher.number);
  const pen = penOf(days, random);
  const at = (ago: number) => now - ago;
  const on = (ago: number) => days[at(ago)]!;
  const me = teacher.id;
  const cycle = pen.id(at(told.plan), 450);
  const [lesson, practice, measure] =
    teacher.number === 0
      ? [teacher.course.lessons.findIndex(one => one.id === '4'), 'exit-tickets', 'can-explain']
      : teacher.number === 2
        ? [0, 'claim-evidence-reasoning', 'can-explain']
        : {
            'explain-science': [1, 'exit-tickets', 'can-explain'],
            'solve-mathematics': [1, 'worked-examples', 'can-solve'],
            'evidence-reading': [1, 'peer-feedback', 'uses-evidence'],
          }[teacher.aim]!;
  const entries = told.contact ? [contact(teacher, pen, random, at(told.contact), on(told.contact))] : [];
  entries.push(
    pen.write(me, at(told.plan), 452, 'plan', {
      cycle,
      tag: tagOf(teacher.course, sites, lesson as number),
      idea: told.idea,
      practice: practice as string,
      aim: teacher.aim,
      measure: measure as string,
      prediction: 75,
      checkOn: on(told.checkOn),
    }),
    pen.write(me, at(told.plan), 453, 'share', { cycle, with: { person: teacher.coach }, state: 'open', notes: true }),
  );
  if (told.do) entries.push(pen.write(me, at(told.do), 790, 'do', { cycle, on: on(told.do), how: 'as_planned' }));
  if (told.asks)
    entries.push(
      pen.write(me, at(told.asks), 800, 'question', {
        cycle,
        text: 'Half of them found the wrong line at once. Would you hide two?',
      }),
    );
  yield entries.sort((a, b) => a.day - b.day);
  return undefined;
}

/** Ana Ortega's sixteen weeks before: each lesson tried, adapted and kept, two figures each, and in the middle it takes. */
export function* anaStory(teacher: Teacher, { days, now, sites, seed }: Setting): Generator<Timed[], undefined> {
  const random = randomOf(seed * 31 + 1009);
  const pen = penOf(days, random);
  const counts = [
    [11, 12],
    [13, 11],
    [12, 10],
    [12, 13],
    [17, 16],
    [18, 17],
    [16, 18],
    [19, 17],
  ] as const;
  const me = teacher.id;
  const kept = counts.slice(Math.max(0, counts.length - 2 * Math.floor((now - 6) / 20)));
  const first = now - 4 - 10 * kept.length;
  let cycle = pen.id(Math.max(0, first), 450);
  let before = '';
  for (const [n, [one, two]] of kept.entries()) {
    const start = first + 10 * n;
    const on = (day: number) => days[start + day]!;
    const again = n % 2 === 1;
    const next = pen.id(start + 9, 900);
    const good = one >= 16;
    const tag = tagOf(teacher.course, sites, Math.floor((n + counts.length - kept.length) / 2));
    const figures: Timed[] = (
      [
        [4, one],
        [8, two],
      ] as const
    ).map(([day, count]) =>
      pen.write(me, start + day, 880, 'check', { cycle, on: on(day), figure: { count, of: 24 } }),
    );
    yield [
      pen.write(me, start, 452, 'plan', {
        cycle,
        tag,
        idea: again ? 'Sort the slips with two students while the others read' : 'End with one why-question on a slip',
        practice: 'exit-tickets',
        aim: teacher.aim,
        measure: 'can-explain',
        prediction: good ? 70 : 60,
        checkOn: on(8),
        ...(again && { previous: before }),
      }),
      pen.write(me, start, 453, 'share', { cycle, with: { person: teacher.coach }, state: 'open', notes: true }),
      pen.write(me, start + 2, 790, 'do', {
        cycle,
        on: on(2),
        ...(again
          ? { how: 'as_planned' }
          : { how: 'adapted', ingredient: 'How the slips are sorted', why: 'Three piles took longer than the break' }),
      }),
      ...figures.slice(0, 1),
      pen.write(teacher.coach, start + 5, 710, 'feedback', {
        cycle,
        phase: 'check',
        text: good ? 'Two thirds, again. What did the others write?' : 'What did the middle pile get wrong?',
      }),
      contact(teacher, pen, random, start + 6, on(6), cycle),
      ...figures.slice(1),
      pen.write(me, start + 9, 910, 'act', {
        cycle,
        on: on(9),
        decision: again ? 'adopt' : 'adapt',
        result: good ? 'growth' : again ? 'inconclusive' : 'learned_why_not',
        learning: good
          ? 'They wait for the slip now and begin to write at once'
          : 'I read the slips too late to use them',
        ...(!again && { next }),
      }),
    ];
    before = cycle;
    cycle = next;
  }
  return undefined;
}
