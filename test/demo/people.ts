import type { Person } from '../../shared/records/person.ts';
import { courses, type PagedCourse } from '../pages/courses.ts';
import { pick, randomOf } from './random.ts';

/** How a teacher goes about it. Days are school days of the demo's year. */
export type Teacher = {
  id: string;
  number: number;
  team: string;
  school: string;
  course: PagedCourse;
  aim: string;
  coach: string;
  /** Opens cycles to the coach, and to the team. */
  invites: boolean;
  withTeam: boolean;
  /** The first cycle, the days between two, and the day from which what is told of them is told in `now`. */
  from: number;
  pause: number;
  until: number;
  /** Where the class stands, how much it varies, and what is gained from which day on. */
  level: number;
  spread: number;
  gain: number;
  gainFrom: number;
  students: number;
  /** The chance that a cycle gets a contact, and that it is left where it is. */
  contacts: number;
  stalls: number;
};

const first =
  'Amara Bao Carla Dmitri Elena Farid Grace Hiro Ines Jonah Kavya Lena Mateo Nadia Omar Paula Quentin Rosa Stefan Tara Uma Viktor Wanda Yusuf Zoe'.split(
    ' ',
  );
const last =
  'Abbott Adler Bishop Brandt Castro Cohen Dubois Eriksen Flores Gupta Haddad Holm Ivanova Jansen Kaya Kowalski Lindgren Mbeki Moreau Novak Okoye Petrov Patel Quinn Reyes Rossi Sato Santos Tanaka Thorne Ueda Vargas Weber Yilmaz Zhang Zimmer'.split(
    ' ',
  );

export const schools = [
  { id: 'maple-middle', name: 'Maple Grove Middle School' },
  { id: 'cedar-hill', name: 'Cedar Hill School' },
  { id: 'birch-lane', name: 'Birch Lane School' },
] as const;

const subjects = [
  { subject: 'Science', team: 'science', aim: 'explain-science' },
  { subject: 'Mathematics', team: 'mathematics', aim: 'solve-mathematics' },
  { subject: 'English Language Arts', team: 'english', aim: 'evidence-reading' },
] as const;

const of = (system: PagedCourse['system'], subject: string) =>
  courses.filter(one => one.system === system && one.subject === subject);
/** Science is on another system in each school; the rest is on Moodle everywhere. */
const coursesOf = (school: number, subject: string) =>
  subject === 'Science' ? of((['moodle', 'rosariosis', 'canvas'] as const)[school]!, subject) : of('moodle', subject);

type Staff = { id: string; body: Partial<Person> & Pick<Person, 'name' | 'roles'> };

/** Everybody who works in the demo district: for each forty or so, thirty teach. */
export function peopleOf(teachers: number, seed: number, now: number): { staff: Staff[]; teaching: Teacher[] } {
  const random = randomOf(seed);
  const taken = new Set(['ortega', 'cho', 'ruiz', 'okafor', 'lindqvist']);
  const someone = (): { id: string; name: string } => {
    let [given, family] = [pick(random, first), pick(random, last)];
    // In a district of usual size hardly two share a name.
    for (let n = 0; n < 50 && taken.has(family.toLowerCase()); n++)
      [given, family] = [pick(random, first), pick(random, last)];
    let id = family.toLowerCase();
    for (let n = 2; taken.has(id); n++) id = `${family.toLowerCase()}-${n}`;
    taken.add(id);
    return { id, name: `${given} ${family}` };
  };
  const staff: Staff[] = [];
  const hire = (person: { id: string; name: string }, body: Omit<Staff['body'], 'name'>) => {
    staff.push({ id: person.id, body: { name: person.name, ...body } });
    return person.id;
  };

  const coaches = Array.from({ length: Math.max(4, Math.ceil(teachers / 8)) }, (_, n) =>
    hire(n === 0 ? { id: 'ruiz', name: 'Marisol Ruiz' } : someone(), { roles: [{ role: 'coach' }] }),
  );
  for (const [n, { id: school }] of schools.entries()) {
    const roles = [{ role: 'leader' as const, school }];
    hire(n === 0 ? { id: 'okafor', name: 'Denise Okafor' } : someone(), { roles });
    // An assistant principal in two of them.
    if (n > 0) hire(someone(), { roles });
  }
  hire({ id: 'lindqvist', name: 'Sam Lindqvist' }, { roles: [{ role: 'admin' }] });

  const teaching = Array.from({ length: teachers }, (_, number): Teacher => {
    const school = number % schools.length;
    const { subject, team, aim } = subjects[Math.floor(number / schools.length) % subjects.length]!;
    const named = { 0: { id: 'ortega', name: 'Ana Ortega' }, 2: { id: 'cho', name: 'Ben Cho' } }[number];
    const late = random() < 0.12;
    const grows = random() < 0.5;
    const teacher: Teacher = {
      id: '',
      number,
      school: schools[school]!.id,
      team: `${schools[school]!.id}-${team}`,
      course: pick(random, coursesOf(school, subject)),
      aim,
      coach: coaches[Math.min(coaches.length - 1, Math.floor(number / 8))]!,
      invites: random() < 0.7,
      withTeam: random() < 0.3,
      from: late ? Math.max(0, now - 24) : Math.floor(random() * 10),
      pause: pick(random, [0, 1, 1, 2, 2, 4, 10]),
      until: now,
      level: 40 + Math.round(random() * 25),
      spread: 4 + random() * 4,
      gain: grows ? 12 + Math.round(random() * 8) : 0,
      gainFrom: Math.floor(now * (0.35 + random() * 0.3)),
      students: 18 + Math.floor(random() * 12),
      contacts: pick(random, [0.05, 0.3, 0.5, 0.7]),
      stalls: pick(random, [0, 0, 0.02, 0.06]),
    };
    teacher.id = hire(named ?? someone(), {
      roles: [{ role: 'teacher', school: teacher.school }],
      teams: [teacher.team],
      subjects: [subject],
    });
    return teacher;
  });
  return { staff, teaching };
}

/** The teams of every school, by subject. */
export function teamsOf() {
  return schools.flatMap(({ id: school, name }) =>
    subjects.map(({ subject, team, aim }) => ({
      id: `${school}-${team}`,
      body: { name: `${subject}, ${name}`, school, aims: school === 'cedar-hill' ? [aim, 'hear-everyone'] : [aim] },
    })),
  );
}
