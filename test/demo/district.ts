import { addDays } from '../../shared/records/cadence.ts';
import type { Logged } from '../../shared/records/entry.ts';
import { type NounName, nouns } from '../../shared/records/map.ts';
import { mapOf } from './map.ts';
import { anaStory, openStory, settle } from './now.ts';
import { penOf, type Timed, timeZone } from './pen.ts';
import { peopleOf, schools, type Teacher, teamsOf } from './people.ts';
import { randomOf } from './random.ts';
import { schoolDays } from './school-days.ts';
import { type Setting, teacherStory } from './teacher-story.ts';

type Options = { teachers?: number; weeks?: number; seed?: number; today: string; sites: Setting['sites'] };

export type DemoDistrict = {
  district: { id: string; name: string };
  nouns: { noun: NounName; id: string; body: Record<string, unknown> }[];
  /** What its people logged up to the day before `today`, in the order of ids. Made while it is read, week by week. */
  logged: Iterable<Logged>;
};

/** A made-up district and its school year. The same options make the same bytes. */
export function demoDistrict({ teachers = 30, weeks = 36, seed = 1, today, sites }: Options): DemoDistrict {
  const { days, now } = schoolDays(today, weeks);
  const { staff, teaching } = peopleOf(teachers, seed, now);
  const day = (n: number) => days[Math.min(n, days.length - 1)]!;
  const made: DemoDistrict['nouns'] = [
    ...schools.map(({ id, name }) => ({ noun: 'school' as const, id, body: { name, timeZone } })),
    ...mapOf(day, addDays(today, 60)),
    ...teamsOf().map(team => ({ noun: 'team' as const, ...team })),
    ...staff.map(person => ({ noun: 'person' as const, ...person })),
  ];
  const leaders = staff.filter(({ body }) => body.roles.some(one => one.role === 'leader')).map(one => one.id);
  const setting = { days, now, sites, seed };
  return {
    district: { id: 'maple-grove', name: 'Maple Grove' },
    nouns: made.map(({ noun, id, body }) => ({ noun, id, body: nouns[noun].schema.parse(body) })),
    logged: { [Symbol.iterator]: () => year(teaching, leaders.slice(0, schools.length), setting) },
  };
}

/** Everybody's stories side by side. Of each only the cycle under way is kept, so memory does not grow with the year. */
function* year(teaching: readonly Teacher[], leaders: readonly string[], setting: Setting): Generator<Logged> {
  const tellers = [
    eventStory(teaching, setting),
    ...teaching.flatMap(one => {
      const teacher = settle(one, setting.now);
      return [
        one.number === 0 ? anaStory(teacher, setting) : teacherStory(teacher, setting),
        openStory(teacher, setting),
      ];
    }),
    ...leaders.map((leader, n) => leaderStory(leader, n, setting)),
  ].map(story => ({ story, next: story.next().value }));

  let pending: Timed[] = [];
  for (let end = 5; end < setting.now + 5; end += 5) {
    for (const teller of tellers)
      while (teller.next?.[0] && teller.next[0].day < end) {
        pending.push(...teller.next);
        teller.next = teller.story.next().value;
      }
    const before = Math.min(end, setting.now);
    const due = pending.filter(one => one.day < before).sort((a, b) => (a.entry.id < b.entry.id ? -1 : 1));
    pending = pending.filter(one => one.day >= before);
    for (const { author, entry } of due) yield { author, entry };
  }
}

/** Two days that everybody went to: one that a practice follows for a while, and one that nothing follows. */
function* eventStory(teaching: readonly Teacher[], { days, now, seed }: Setting): Generator<Timed[], undefined> {
  const random = randomOf(seed * 17 + 5);
  const pen = penOf(days, random);
  const came = (learning: string, day: number, who: readonly Teacher[]) =>
    who.map(one => pen.write(one.id, day, 500 + random() * 300, 'participation', { learning, did: 'opened' }));
  if (now > 9)
    yield came(
      'talk-first-launch',
      9,
      teaching.filter(one => one.school === 'cedar-hill'),
    );
  if (now > 31)
    yield came(
      'praise-day',
      31,
      teaching.filter(() => random() < 0.85),
    );
  return undefined;
}

/** A principal's own cycle: one is closed, one waits for its Check, one for the decision. */
function* leaderStory(leader: string, n: number, { days, now, sites, seed }: Setting): Generator<Timed[], undefined> {
  const pen = penOf(days, randomOf(seed * 13 + n));
  const start = now - 12 + n;
  if (start < 0) return undefined;
  const on = (day: number) => days[start + day]!;
  const cycle = pen.id(start, 420);
  const course = ['2', '3', '5'][n]!;
  const entries = [
    pen.write(leader, start, 421, 'plan', {
      cycle,
      tag: { site: sites.moodle, course },
      idea: 'Visit two lessons a week and leave one note on what students explained',
      measure: { name: 'Visits with a note left', unit: 'count', direction: 'up' },
      prediction: 4,
      checkOn: on(10 - n),
    }),
    pen.write(leader, start + 2, 900, 'do', { cycle, on: on(2), how: 'as_planned' }),
    pen.write(leader, start + 8, 900, 'check', { cycle, on: on(8), figure: { value: 5 - n } }),
    pen.write(leader, start + 9, 905, 'act', { cycle, on: on(9), decision: 'adopt', result: 'growth' }),
  ];
  yield entries.slice(0, [4, 2, 3][n]);
  return undefined;
}
