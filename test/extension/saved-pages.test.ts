import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describe as describePage, ringSpots, rowsOf } from '../../extension/sites/describe.ts';

// Pages saved from running servers are not part of the project: SAVED_PAGES names the folder they are in.
const folder = process.env.SAVED_PAGES ?? '';

type Saved = {
  file: string;
  system: string;
  role: string;
  page: string;
  path: string;
  expect: Record<'courseId' | 'courseTitle' | 'lessonId' | 'lessonTitle', string | null>;
};

// The frame that holds openSIS keeps its first address for ever.
const address = ({ system, path }: Saved) =>
  `http://saved.example${system === 'opensis' ? '/Modules.php?modname=miscellaneous/Portal.php&failed_login=0' : path}`;

test.skipIf(!existsSync(join(folder, 'index.json')))(
  'pages saved from running servers are read as a person would',
  () => {
    const saved: Saved[] = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
    const counts = {
      pages: 0,
      courses: 0,
      coursesFound: 0,
      lessons: 0,
      lessonsFound: 0,
      titles: 0,
      titlesFound: 0,
      ringsForOthers: 0,
    };
    const wrong: string[] = [];
    const kinds: Record<string, string> = {};
    const heard: string[] = [];
    for (const one of saved) {
      counts.pages++;
      const doc = new DOMParser().parseFromString(readFileSync(join(folder, one.file), 'utf8'), 'text/html');
      const found = describePage(doc, new URL(address(one)));
      const page = found?.page;
      const rows = found ? rowsOf(doc, found) : [];
      kinds[one.file] =
        `${page?.kind ?? '-'} ${page?.course ?? ''} ${page?.lesson ?? ''} rows:${rows.length} spots:${found ? ringSpots(doc, found).length : 0}`;
      heard.push(JSON.stringify([page ?? null, rows.map(({ lesson, title }) => ({ lesson, title }))]));
      if (one.role !== 'teacher') {
        if (page) counts.ringsForOthers++;
        continue;
      }
      const wanted = one.expect;
      if (!wanted.courseId && page) wrong.push(`${one.file}: something where nothing is expected`);
      if (wanted.courseId) {
        counts.courses++;
        // A class page of RosarioSIS holds the class's period, not the course.
        const ok = page?.course === wanted.courseId || (one.system === 'rosariosis' && page?.course === 'period-1');
        if (ok) counts.coursesFound++;
        else wrong.push(`${one.file}: course ${page?.course}`);
        if (page && page.kind !== 'protected') {
          counts.titles++;
          if (page.courseTitle === wanted.courseTitle) counts.titlesFound++;
          else wrong.push(`${one.file}: course title ${page.courseTitle}`);
        }
      }
      if (wanted.lessonId && page?.kind !== 'protected') {
        counts.lessons++;
        if (page?.lesson === wanted.lessonId && page.lessonTitle === wanted.lessonTitle) counts.lessonsFound++;
        else wrong.push(`${one.file}: lesson ${page?.lesson} ${page?.lessonTitle}`);
      }
    }
    // Whoever appears in the class lists of these pages.
    const students = namesIn(saved);
    const read = students.filter(name => heard.some(line => line.includes(name)));
    console.log({ ...counts, students: students.length, studentNamesRead: read.length }, kinds);
    expect(wrong).toEqual([]);
    expect(counts.ringsForOthers).toBe(0);
    expect(students.length).toBeGreaterThan(15);
    expect(read).toEqual([]);
  },
);

/** Names in the saved gradebooks and attendance lists, whole and by their parts. */
function namesIn(saved: Saved[]): string[] {
  const names = new Set<string>();
  const add = (name: string) => {
    for (const part of [name, ...name.split(/[\s,]+/)]) if (part.length > 3) names.add(part.trim());
  };
  for (const { file } of saved) {
    const html = readFileSync(join(folder, file), 'utf8');
    for (const [, name] of html.matchAll(
      /<a href="[^"]*\/user\/view\.php\?id=\d+&amp;course=\d+"[^>]*>(?:<[^>]*>|\s)*([^<]{3,60}?)\s*</g,
    ))
      add(name!);
    if (/rosariosis\/teacher-attendance/.test(file))
      for (const [, name] of html.matchAll(/<tr><td>([^<]{3,60})<\/td><td>\d+<\/td><td>7th/g)) add(name!);
    if (/opensis\/teacher-gradebook/.test(file))
      for (const [, name] of html.matchAll(/student_id=\d+"><b>([^<]{3,60})<\/b>/g)) add(name!);
  }
  const titles = saved.flatMap(({ expect: { courseTitle, lessonTitle } }) => [courseTitle, lessonTitle]).join(' ');
  return [...names].filter(name => !titles.includes(name) && !/Dana|Whitfield|^View$/.test(name));
}
