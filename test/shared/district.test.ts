import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { whoNeedsMe } from '../../shared/insights/who-needs-me.ts';
import { dayOf, daysBetween } from '../../shared/records/cadence.ts';
import { figureValue } from '../../shared/records/check.ts';
import { type Cycle, foldCycle, isDue, isStalled } from '../../shared/records/cycle.ts';
import { Entry, type EntryKind, type Logged } from '../../shared/records/entry.ts';
import { nouns } from '../../shared/records/map.ts';
import { seriesOf } from '../../shared/records/plan.ts';
import { audienceOf } from '../../shared/records/share.ts';
import { runChart } from '../../shared/statistics/run-chart.ts';
import { demoDistrict } from '../demo/district.ts';
import { schoolDays } from '../demo/school-days.ts';
import { courses } from '../pages/courses.ts';
import { plantedNames } from '../pages/planted.ts';

const sites = {
  moodle: 'moodle@127.0.0.1:8788/moodle',
  canvas: 'canvas@127.0.0.1:8788',
  rosariosis: 'rosariosis@127.0.0.1:8788/rosariosis',
};
const today = '2026-11-23';
const made = demoDistrict({ today, sites });
const logged = [...made.logged];
const { days, now } = schoolDays(today, 36);

type Kind<K extends EntryKind> = Extract<Entry, { kind: K }> & { author: string };
const of = <K extends EntryKind>(kind: K) =>
  logged.flatMap(({ author, entry }) => (entry.kind === kind ? [{ ...entry, author } as Kind<K>] : []));
const bodies = (noun: string) => new Map(made.nouns.filter(one => one.noun === noun).map(one => [one.id, one.body]));
const people = bodies('person');
const withRole = (role: string) =>
  [...people].filter(([, body]) => (body.roles as { role: string }[]).some(one => one.role === role)).map(([id]) => id);

const owners = new Map(of('plan').map(one => [one.cycle, one.author]));
const cycles: Cycle[] = [...Map.groupBy(logged, ({ entry }) => entry.cycle)].flatMap(([id, own]) =>
  id === undefined ? [] : [foldCycle(id, owners.get(id)!, own)],
);
const ofTeacher = (id: string) => cycles.filter(one => one.owner === id);
const openOf = (id: string) => ofTeacher(id).filter(one => one.phase !== 'closed');

/** A teacher's figures in one course, by measure, in the order of days. */
function series(owner: string, measure: string): number[] {
  return ofTeacher(owner)
    .filter(one => one.plan && seriesOf(one.plan.measure) === measure)
    .flatMap(one => one.checks)
    .sort((a, b) => (a.on < b.on ? -1 : 1))
    .map(one => figureValue(one.figure));
}

describe('the demo district', () => {
  it('is one district, three schools, forty staff', () => {
    expect(made.district).toEqual({ id: 'maple-grove', name: 'Maple Grove' });
    expect(bodies('school').size).toBe(3);
    expect(people.size).toBe(40);
    expect(['teacher', 'coach', 'leader', 'admin'].map(role => withRole(role).length)).toEqual([30, 4, 5, 1]);
    const named = {
      ortega: 'Ana Ortega',
      cho: 'Ben Cho',
      ruiz: 'Marisol Ruiz',
      okafor: 'Denise Okafor',
      lindqvist: 'Sam Lindqvist',
    };
    for (const [id, name] of Object.entries(named)) expect(people.get(id)?.name).toBe(name);
  });

  it('has a map whose every reference leads somewhere, named before it is needed', () => {
    const known = new Set<string>();
    for (const { noun, id, body } of made.nouns) {
      expect(nouns[noun].schema.parse(body)).toEqual(body);
      expect(known, id).not.toContain(`${noun}/${id}`);
      for (const [path, to] of Object.entries(nouns[noun].refs)) {
        const [field, inner] = path.split('.');
        const named = [body[field!] ?? []].flat().map(one => (inner ? (one as Record<string, string>)[inner] : one));
        for (const one of named) if (one !== undefined) expect(known).toContain(`${to}/${one}`);
      }
      known.add(`${noun}/${id}`);
    }
    expect(bodies('practice').size).toBe(8);
    expect(bodies('learning').size).toBe(12);
    for (const { ingredients } of bodies('practice').values()) {
      expect((ingredients as unknown[]).length).toBeGreaterThanOrEqual(3);
      expect((ingredients as unknown[]).length).toBeLessThanOrEqual(5);
    }
  });

  it('is the same bytes for the same seed, read once or again', () => {
    const bytes = (seed: number) => hash(demoDistrict({ today, sites, seed }));
    expect(bytes(1)).toBe(bytes(1));
    expect(bytes(1)).not.toBe(bytes(2));
    expect(JSON.stringify([...made.logged])).toBe(JSON.stringify(logged));
  });
});

describe('its entries', () => {
  it('are valid, in the order of ids, by people who are there, on days that are over', () => {
    let last = '';
    for (const { author, entry } of logged) {
      expect(Entry.parse(entry)).toEqual(entry);
      expect(entry.id > last).toBe(true);
      last = entry.id;
      expect(people.has(author)).toBe(true);
      expect(dayOf(entry.at) < today).toBe(true);
      expect(new Date(entry.at).toISOString() < today).toBe(true);
      // The id carries the instant.
      expect(Math.abs(Number.parseInt(entry.id.replace('-', '').slice(0, 12), 16) - Date.parse(entry.at))).toBeLessThan(
        1000,
      );
    }
  });

  it('are of school days alone: thirty-six weeks, with weeks off between', () => {
    const school = new Set(days);
    for (const { entry } of logged) expect(school, entry.at).toContain(dayOf(entry.at));
    expect(now).toBe(36 * 5);
    const gaps = days.slice(1, now).map((day, n) => daysBetween(days[n]!, day));
    expect(gaps.filter(gap => gap > 3).sort()).toEqual([10, 10, 17]);
  });

  it('name practices, measures, aims, PL and lessons that are there', () => {
    const lessons = new Set(
      courses.flatMap(one =>
        one.lessons.map(lesson => `${sites[one.system]}|${one.course}|${lesson.id}|${lesson.title}`),
      ),
    );
    for (const plan of of('plan')) {
      if (plan.practice) expect(bodies('practice').has(plan.practice)).toBe(true);
      if (plan.aim) expect(bodies('aim').has(plan.aim)).toBe(true);
      if (typeof plan.measure === 'string') expect(bodies('measure').has(plan.measure)).toBe(true);
      const { site, course, lesson, lessonTitle } = plan.tag;
      if (lesson) expect(lessons).toContain(`${site}|${course}|${lesson}|${lessonTitle}`);
    }
    for (const one of of('participation')) expect(bodies('learning').has(one.learning)).toBe(true);
    for (const one of of('do')) {
      const plan = cycles.find(cycle => cycle.id === one.cycle)!.plan!;
      const { ingredients } = (bodies('practice').get(plan.practice!) ?? { ingredients: [] }) as {
        ingredients: { text: string }[];
      };
      if (one.ingredient) expect(ingredients.map(part => part.text)).toContain(one.ingredient);
    }
  });

  it('speak of no student', () => {
    const all = JSON.stringify(logged);
    for (const name of plantedNames) expect(all).not.toContain(name);
  });

  it('are the ones the worker would take: coaches write to who invited them', () => {
    for (const cycle of cycles) {
      const own = logged.filter(({ entry }) => entry.cycle === cycle.id);
      const invited = (author: string) =>
        own.some(({ entry }) => entry.kind === 'share' && audienceOf(entry.with) === `person:${author}`);
      for (const { author } of own) if (author !== cycle.owner) expect(invited(author), author).toBe(true);
    }
    for (const one of of('contact')) expect(withRole('coach')).toContain(one.author);
  });
});

describe('its cycles', () => {
  it('fold without surprises', () => {
    for (const cycle of cycles) {
      expect(cycle.plan, cycle.id).toBeDefined();
      expect(cycle.latePlan).toBe(false);
      if (cycle.checks.length > 0) expect(cycle.lockedBy).toBeDefined();
      if (cycle.act) expect(cycle.checks.length).toBeGreaterThan(0);
    }
  });

  it('go on where they were adapted, each linked to the one before', () => {
    const byId = new Map(cycles.map(one => [one.id, one]));
    const adapted = cycles.filter(one => one.act?.decision === 'adapt');
    for (const one of adapted) expect(byId.get(one.act!.next!)?.plan?.previous).toBe(one.id);
    for (const one of cycles) if (one.plan!.previous) expect(byId.get(one.plan!.previous)?.act?.next).toBe(one.id);
    expect(adapted.length).toBeGreaterThan(30);
  });

  it('make sense: growth, learned why not, inconclusive; kept, adapted, given up; some stall', () => {
    const acts = cycles.flatMap(one => one.act ?? []);
    const share = (count: number) => count / acts.length;
    for (const result of ['growth', 'learned_why_not', 'inconclusive'])
      expect(share(acts.filter(one => one.result === result).length), result).toBeGreaterThan(0.1);
    for (const decision of ['adopt', 'adapt', 'abandon'])
      expect(share(acts.filter(one => one.decision === decision).length), decision).toBeGreaterThan(0.04);
    const stalled = cycles.filter(one => isStalled(one, today));
    expect(stalled.length).toBeGreaterThan(5);
    expect(stalled.length).toBeLessThan(cycles.length / 5);
    expect(cycles.length).toBeGreaterThan(400);
  });

  it('have a principal’s own in each school', () => {
    const leading = cycles.filter(one => withRole('leader').includes(one.owner));
    expect(leading.map(one => one.phase).sort()).toEqual(['act', 'check', 'closed']);
    expect(leading.some(one => one.owner === 'okafor')).toBe(true);
  });
});

describe('its initiatives', () => {
  /** Different teachers who planned with one of these practices, school week by school week. */
  const usesOf = (practices: readonly string[]) =>
    Array.from({ length: 36 }, (_, week) => {
      const [from, to] = [days[week * 5]!, days[week * 5 + 4]!];
      const used = of('plan').filter(
        one => practices.includes(one.practice ?? '') && from <= dayOf(one.at) && dayOf(one.at) <= to,
      );
      return new Set(used.map(one => one.author)).size;
    });
  const practicesOf = (initiative: string) => bodies('initiative').get(initiative)!.practices as string[];

  it('one is abandoned in silence: used for weeks, then by nobody, and nobody decided so', () => {
    const uses = usesOf(practicesOf('talk-first'));
    const last = uses.findLastIndex(count => count > 0);
    expect(uses.filter(count => count > 0).length).toBeGreaterThanOrEqual(8);
    expect(Math.max(...uses)).toBeGreaterThanOrEqual(4);
    expect(last).toBeGreaterThan(10);
    expect(last).toBeLessThan(15);
    expect(bodies('initiative').get('talk-first')).not.toHaveProperty('endedOn');
    const decided = cycles.filter(one => one.plan!.practice === 'talk-moves' && one.act?.decision === 'abandon');
    expect(decided).toEqual([]);
  });

  it('the others are in use to the end', () => {
    for (const id of ['say-why', 'solve-together']) {
      const uses = usesOf(practicesOf(id));
      expect(
        uses.slice(-4).every(count => count > 0),
        id,
      ).toBe(true);
    }
  });

  it('one PL day is a one-off: many came, and nobody followed up', () => {
    const came = of('participation').filter(one => one.learning === 'praise-day');
    expect(came.length).toBeGreaterThan(20);
    expect(new Set(came.map(one => dayOf(one.at)))).toEqual(new Set([bodies('learning').get('praise-day')!.on]));
    expect(came.every(one => one.did === 'opened')).toBe(true);
    expect(usesOf(['process-praise']).every(count => count === 0)).toBe(true);
  });

  it('other PL was used in lessons', () => {
    expect(of('participation').filter(one => one.did === 'used').length).toBeGreaterThan(10);
  });
});

describe('its figures', () => {
  it('Ana Ortega’s have a real shift', () => {
    const chart = runChart(series('ortega', 'can-explain'));
    expect(chart.useful).toBeGreaterThanOrEqual(12);
    expect(chart).toMatchObject({ verdict: 'signal', lookHere: expect.arrayContaining(['shift']) });
  });

  it('Ben Cho’s are random', () => {
    const chart = runChart(series('cho', 'can-explain'));
    expect(chart.useful).toBeGreaterThanOrEqual(12);
    expect(chart.verdict).toBe('random');
  });

  it('some have too little data, and all are class figures one can believe', () => {
    const verdicts = withRole('teacher').map(id => runChart(series(id, 'can-solve')).verdict);
    expect(verdicts).toContain('too_little_data');
    for (const check of of('check'))
      if ('count' in check.figure) expect(check.figure.count).toBeLessThanOrEqual(check.figure.of);
  });
});

describe('today', () => {
  it('Do is next for Ana Ortega, at the lesson on how leaves make food', () => {
    const [cycle, ...more] = openOf('ortega');
    expect(more).toEqual([]);
    expect(cycle).toMatchObject({
      phase: 'do',
      plan: { tag: { site: sites.moodle, course: '2', lesson: '4' }, measure: 'can-explain' },
    });
    expect(isDue(cycle!, today)).toBe(false);
    expect(cycle!.shares.map(one => audienceOf(one.with))).toEqual(['person:ruiz']);
    const earlier = ofTeacher('ortega').filter(one => one.plan!.tag.course === '2' && one.plan!.tag.lesson !== '4');
    expect(earlier.flatMap(one => one.checks).length).toBeGreaterThanOrEqual(12);
  });

  it('Check is due for Ben Cho, on Canvas', () => {
    const [cycle] = openOf('cho');
    expect(cycle).toMatchObject({ phase: 'check', plan: { tag: { site: sites.canvas, course: '101' } } });
    expect(isDue(cycle!, today)).toBe(true);
    expect(isStalled(cycle!, today)).toBe(false);
  });

  it('Marisol Ruiz finds one who asks, one without contact, one who stalled, one who is due, and some who are well', () => {
    const facts = cycles
      .filter(one => one.phase !== 'closed' && one.shares.some(share => audienceOf(share.with) === 'person:ruiz'))
      .map(one => factOf(one));
    const { teachers } = whoNeedsMe(facts, today);
    const first = new Set(teachers.map(one => one.reasons[0] ?? 'well'));
    expect([...first]).toEqual(
      ['question', 'no_contact', 'stalled', 'due', 'well'].filter(one => first.has(one as 'due')),
    );
    expect(new Set(teachers.flatMap(one => one.reasons))).toEqual(
      new Set(['question', 'no_contact', 'stalled', 'due']),
    );
    expect(teachers.find(one => one.id === 'ortega')!.reasons).toEqual([]);
    expect(teachers.find(one => one.id === 'cho')!.reasons).toEqual(['due']);
    expect(teachers.length).toBeGreaterThanOrEqual(5);
  });
});

describe('on any day, and of any size', () => {
  it.each(['2026-11-28', '2026-11-29', '2027-01-01', '2028-02-29', '2027-07-14', '2026-11-25'])('holds on %s', day => {
    const all = [...demoDistrict({ today: day, sites }).logged];
    const plans = all.filter(({ author, entry }) => author === 'ortega' && entry.kind === 'plan');
    const last = plans.at(-1)!.entry as Kind<'plan'>;
    expect(last.tag.lesson).toBe('4');
    expect(last.checkOn > day).toBe(true);
    expect(all.every(({ entry }) => dayOf(entry.at) < day)).toBe(true);
  });

  it('is small when asked for little', () => {
    for (const [teachers, weeks] of [
      [1, 1],
      [3, 4],
      [9, 9],
    ] as const) {
      const all = [...demoDistrict({ teachers, weeks, today, sites }).logged];
      for (const { entry } of all) expect(Entry.safeParse(entry).error).toBeUndefined();
    }
  });

  it('holds no more at once than a few weeks of a large one', () => {
    let [count, last] = [0, ''];
    const big = demoDistrict({ teachers: 400, weeks: 36, today, sites });
    expect(big.nouns.filter(one => one.noun === 'person').length).toBe(400 + 50 + 5 + 1);
    expect(new Set(big.nouns.map(one => `${one.noun}/${one.id}`)).size).toBe(big.nouns.length);
    const ids = new Set<string>();
    for (const { entry } of big.logged) {
      expect(entry.id > last).toBe(true);
      last = entry.id;
      ids.add(entry.id);
      count++;
    }
    expect(ids.size).toBe(count);
    expect(count).toBeGreaterThan(30_000);
  });
});

function factOf(cycle: Cycle) {
  const contacts = of('contact').filter(one => one.author === 'ruiz' && one.teacher === cycle.owner);
  const { tag, idea } = cycle.plan!;
  return {
    teacher: cycle.owner,
    name: people.get(cycle.owner)!.name as string,
    cycle: cycle.id,
    site: tag.site,
    course: tag.course,
    title: tag.lessonTitle ?? '',
    idea,
    phase: cycle.phase as 'do',
    ...(cycle.dueOn && { dueOn: cycle.dueOn }),
    lastOn: cycle.lastOn,
    since: dayOf(cycle.plan!.at),
    ...(cycle.waiting && { question: cycle.waiting.text }),
    ...(contacts.length > 0 && { lastContact: contacts.at(-1)!.on }),
  };
}

function hash({ nouns: map, logged: entries }: { nouns: unknown; logged: Iterable<Logged> }): string {
  return createHash('sha256')
    .update(JSON.stringify([map, [...entries]]))
    .digest('hex');
}
