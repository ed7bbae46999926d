import type { Act } from '../../shared/records/act.ts';
import type { LessonTag } from '../../shared/records/page.ts';
import type { PagedCourse } from '../pages/courses.ts';
import { ideas, mapOf } from './map.ts';
import { type Pen, penOf, type Timed } from './pen.ts';
import type { Teacher } from './people.ts';
import { pick, randomOf } from './random.ts';

export type Setting = {
  days: readonly string[];
  now: number;
  sites: Record<PagedCourse['system'], string>;
  seed: number;
};

// Minutes of a school day.
const MORNING = 450;
const MIDDAY = 700;
const AFTER_CLASS = 780;
const AFTERNOON = 870;

const measures: Record<string, string> = {
  'explain-science': 'can-explain',
  'solve-mathematics': 'can-solve',
  'evidence-reading': 'uses-evidence',
};
const practices: Record<string, readonly string[]> = {
  'explain-science': ['exit-tickets', 'claim-evidence-reasoning', 'exit-tickets', 'wait-time'],
  'solve-mathematics': ['worked-examples', 'retrieval-practice'],
  'evidence-reading': ['peer-feedback', 'claim-evidence-reasoning'],
};
const map = mapOf(() => '2026-01-01', '2026-01-01');
const ingredientsOf = (practice: string) =>
  (map.find(one => one.id === practice)!.body.ingredients as { text: string }[]).map(one => one.text);
const learningFor = (practice: string) =>
  map.filter(one => one.noun === 'learning' && (one.body.practices as string[] | undefined)?.includes(practice));

const whys = [
  'The lesson was cut short',
  'Half the class was on a trip',
  'It needed a model first',
  'Pairs worked better than fours',
];
const notes = [
  'Livelier than usual',
  'The second group needed more time',
  'They asked to do it again',
  'Quiet at first',
];
const questions = [
  'Would you sort the answers with the class or before the lesson?',
  'How do I keep the quick ones busy?',
  'Is one question enough to tell?',
  'Could you come and watch the first ten minutes?',
];
const answers = [
  'Try it with one group first and compare.',
  'Let two students sort, and listen to what they say.',
  'One is enough if everybody answers it.',
  'Yes, Thursday. I will only watch the two tables by the window.',
];
const lessons: Record<Act['result'], readonly string[]> = {
  growth: ['They wrote more once the question began with why', 'A model answer first made the difference'],
  learned_why_not: [
    'Too long for one lesson: the last third never got to write',
    'They did not know yet what counts as a reason',
    'The example was harder than the task',
  ],
  inconclusive: ['Too close to call; the class was half empty', 'Up a little, as in the week before'],
};

type Chain = { id: string; previous: string; practice: string; measure: string };

/** One teacher's year, cycle by cycle; the first entry of each is its earliest. Always the same for the same teacher. */
export function* teacherStory(teacher: Teacher, { days, now, sites, seed }: Setting): Generator<Timed[], undefined> {
  const random = randomOf(seed * 7919 + teacher.number * 104_729 + 13);
  const pen = penOf(days, random);
  const measure = measures[teacher.aim]!;
  let chain: Chain | undefined;
  let lesson = Math.floor(random() * 3);
  let hoped = Math.round(teacher.level / 5) * 5 + 5;

  for (let start = teacher.from; start < teacher.until; ) {
    const talk = chain ? chain.practice === 'talk-moves' : talksFirst(teacher, start, random);
    const practice: string = chain?.practice ?? (talk ? 'talk-moves' : pick(random, practices[teacher.aim]!));
    const level = teacher.level + (start >= teacher.gainFrom ? teacher.gain : 0);
    const reached = Math.round(((level + teacher.spread * normal(random)) * teacher.students) / 100);
    const count = Math.max(1, Math.min(teacher.students, reached));
    const next = start + 6 + Math.floor(random() * 2) + Math.min(teacher.pause, 3);
    const told = cycle(teacher, pen, random, {
      start,
      id: chain?.id ?? pen.id(start, MORNING),
      previous: chain?.previous,
      tag: tagOf(teacher.course, sites, lesson),
      practice,
      measure: chain?.measure ?? (practice === 'talk-moves' || practice === 'wait-time' ? 'voices' : measure),
      prediction: Math.min(95, hoped),
      count,
      days,
      // An adapted cycle goes on in one that is told too; those of “Talk first” not beyond its last weeks.
      mayGoOn: next + 6 < teacher.until && next < now && !(talk && next >= 62),
      mayAbandon: !talk,
      left: random() < teacher.stalls ? pick(random, ['plan', 'do', 'check'] as const) : undefined,
    });
    yield told.entries;
    hoped = Math.round(((100 * count) / teacher.students + 6) / 5) * 5;
    chain = told.chain;
    if (!chain) lesson++;
    start = chain ? next : start + 6 + Math.floor(random() * 3) + teacher.pause + (told.left ? 8 : 0);
  }
  return undefined;
}

/** “Talk first” at its school: taken up after its launch, less and less, and from the fourteenth week on no more. */
function talksFirst(teacher: Teacher, start: number, random: () => number): boolean {
  return teacher.school === 'cedar-hill' && start >= 10 && start < 70 && random() < Math.min(0.9, (74 - start) / 24);
}

type Told = {
  start: number;
  id: string;
  previous: string | undefined;
  tag: LessonTag;
  practice: string;
  measure: string;
  prediction: number;
  count: number;
  days: readonly string[];
  mayGoOn: boolean;
  mayAbandon: boolean;
  left: 'plan' | 'do' | 'check' | undefined;
};

function cycle(teacher: Teacher, pen: Pen, random: () => number, told: Told) {
  const { start, id, tag, practice, days, left } = told;
  const { id: me, coach, students } = teacher;
  const on = (day: number) => days[day]!;
  const entries: Timed[] = [];
  const log: Pen['write'] = (author, day, minute, kind, fields) => {
    const one = pen.write(author, day, minute + random() * 0.9, kind, fields);
    entries.push(one);
    return one;
  };
  const chance = (share: number) => random() < share;

  const item = chance(0.12) ? learningFor(practice)[0] : undefined;
  if (item) log(me, start, MORNING - 5, 'participation', { learning: item.id, did: 'opened' });
  log(me, start, MORNING + 2 + random() * 20, 'plan', {
    cycle: id,
    tag,
    idea: pick(random, ideas[practice]!),
    practice,
    ...(practice === 'talk-moves' ? { aim: 'hear-everyone' } : { aim: teacher.aim }),
    measure: told.measure,
    prediction: told.prediction,
    checkOn: on(start + 4),
    ...(told.previous && { previous: told.previous }),
  });
  if (teacher.invites) {
    log(me, start, MORNING + 25, 'share', { cycle: id, with: { person: coach }, state: 'open', notes: true });
    if (chance(0.1)) {
      const which = Math.floor(random() * questions.length);
      log(me, start, MORNING + 27, 'question', { cycle: id, text: questions[which]! });
      if (chance(0.9)) log(coach, start + 1, MIDDAY, 'feedback', { cycle: id, phase: 'plan', text: answers[which]! });
    }
    if (chance(teacher.contacts)) entries.push(contact(teacher, pen, random, start + 3, on(start + 3), id));
  }
  if (teacher.withTeam)
    log(me, start, MORNING + 26, 'share', { cycle: id, with: { team: teacher.team }, state: 'open', notes: false });
  if (left === 'plan') return { entries, left };

  let did = start + 1;
  if (chance(0.08)) {
    log(me, did, AFTER_CLASS, 'do', { cycle: id, on: on(did), how: 'not_done' });
    did++;
  } else if (chance(0.02)) {
    const slip = log(me, did, AFTER_CLASS - 3, 'do', { cycle: id, on: on(did), how: 'not_done' });
    log(me, did, AFTER_CLASS - 1, 'retract', { supersedes: slip.entry.id, cycle: id });
  }
  log(me, did, AFTER_CLASS + 2 + random() * 40, 'do', {
    cycle: id,
    on: on(did),
    ...(chance(0.2)
      ? { how: 'adapted', ingredient: pick(random, ingredientsOf(practice)), why: pick(random, whys) }
      : { how: 'as_planned' }),
    ...(chance(0.25) && { note: pick(random, notes) }),
  });
  if (item && chance(0.5))
    log(me, did, AFTER_CLASS + 45, 'participation', { learning: item.id, did: 'used', cycle: id, tag });
  if (left === 'do') return { entries, left };

  const figure = { count: told.count, of: students };
  const slip =
    chance(0.03) &&
    log(me, start + 4, AFTERNOON, 'check', { cycle: id, on: on(start + 4), figure: { value: told.count } });
  log(me, start + 4, AFTERNOON + 2 + random() * 20, 'check', {
    cycle: id,
    on: on(start + 4),
    figure,
    ...(slip && { supersedes: slip.entry.id }),
  });
  if (left === 'check') return { entries, left };

  const short = told.prediction - (100 * told.count) / students;
  const result = short <= 2 ? 'growth' : short > 12 ? 'learned_why_not' : 'inconclusive';
  const goesOn = told.mayGoOn && chance(result === 'growth' ? 0.35 : 0.7);
  const decision = goesOn ? 'adapt' : result === 'growth' || !told.mayAbandon || chance(0.3) ? 'adopt' : 'abandon';
  const day = start + 4 + Math.floor(random() * 2);
  const next = pen.id(day, AFTERNOON + 30);
  log(me, day, AFTERNOON + 31 + random() * 20, 'act', {
    cycle: id,
    on: on(day),
    decision,
    result,
    ...((result !== 'growth' || chance(0.4)) && { learning: pick(random, lessons[result]) }),
    ...(goesOn && { next }),
  });
  if (teacher.invites && chance(0.3))
    log(coach, day + 1, MIDDAY, 'feedback', {
      cycle: id,
      phase: 'act',
      text: 'You changed one thing and looked. What is next?',
    });
  if (teacher.withTeam && chance(0.1))
    log(me, day + 1, MORNING, 'share', { cycle: id, with: { team: teacher.team }, state: 'closed', notes: false });
  const chain: Chain | undefined = goesOn ? { id: next, previous: id, practice, measure: told.measure } : undefined;
  return { entries, chain };
}

export function contact(
  teacher: Teacher,
  pen: Pen,
  random: () => number,
  day: number,
  on: string,
  cycle?: string,
): Timed {
  return pen.write(teacher.coach, day, AFTERNOON + 55 + random(), 'contact', {
    teacher: teacher.id,
    ...(cycle && { cycle }),
    on,
    minutes: pick(random, [10, 15, 20, 30, 45]),
    mode: pick(random, ['in_person', 'in_person', 'class_visit', 'online', 'message'] as const),
    moves: [
      pick(random, ['reflect', 'consult', 'observe'] as const),
      pick(random, ['feedback', 'model', 'reinforce'] as const),
    ],
  });
}

export function tagOf(course: PagedCourse, sites: Setting['sites'], lesson: number): LessonTag {
  const at = course.lessons[lesson % course.lessons.length]!;
  return {
    site: sites[course.system],
    course: course.course,
    lesson: at.id,
    courseTitle: course.title,
    lessonTitle: at.title,
  };
}

/** A draw from the normal distribution, nearly (the sum of twelve). */
function normal(random: () => number): number {
  let sum = -6;
  for (let n = 0; n < 12; n++) sum += random();
  return sum;
}
