import { describe, expect, test } from 'vitest';
import { describe as describePage, fitRule, isFixedHost, ringSpots, rowsOf } from '../../extension/sites/describe.ts';
import { moodle } from '../../extension/sites/moodle.ts';
import { sites } from '../../extension/sites/sites.ts';
import { PageInView } from '../../shared/records/page.ts';
import { courses } from '../pages/courses.ts';
import { pageAt } from '../pages/pages.ts';
import { plantedNames } from '../pages/planted.ts';
import type { Role } from '../pages/role.ts';

const lms = 'https://learn.example.org';
const canvas = 'https://maple.instructure.com';

function see(address: string, as: Role = 'teacher', period?: string) {
  const url = new URL(address);
  const html = pageAt(url, as, period);
  if (html === null) throw new Error(`There is no look-alike page at ${address}`);
  // happy-dom would load frames.
  const doc = new DOMParser().parseFromString(html.replaceAll('iframe', 'x-frame'), 'text/html');
  const found = describePage(doc, url);
  return {
    html,
    found,
    page: found?.page,
    rows: found ? rowsOf(doc, found) : [],
    spots: found ? ringSpots(doc, found) : [],
  };
}

describe('examples', () => {
  for (const site of sites) {
    for (const { url, kind, course, lesson } of site.examples) {
      test(`${site.name}: ${url} is ${kind ?? 'nothing'}`, () => {
        const fit = fitRule(site, new URL(url));
        expect(fit?.rule.kind ?? null).toBe(kind);
        if (course) expect([...(fit?.parts ?? []), new URL(url).searchParams.get('course_id')]).toContain(course);
        if (lesson)
          expect(lesson).toMatch(
            new RegExp(`(^|-)${[...(fit?.parts ?? []), ...new URL(url).searchParams.values()].join('|')}$`),
          );
        const claimed = sites.filter(one => fitRule(one, new URL(url)));
        expect(claimed.map(one => one.id)).toEqual(kind ? [site.id] : []);
      });
    }
  }
});

test('a site is plain data: it survives JSON, and its patterns compile', () => {
  expect(JSON.parse(JSON.stringify(sites))).toEqual(sites);
  for (const site of sites) {
    expect(site.examples.length).toBeGreaterThan(2);
    expect(fitRule(site, new URL('https://nobody.example/nothing/here'))).toBeUndefined();
  }
});

test('where students are, only an id is ever looked for, and never in a text', () => {
  for (const { pages } of sites) {
    for (const rule of pages.filter(one => one.kind === 'protected')) {
      const { kind: _, path: __, query: ___, without: ____, where: _____, course, ...more } = rule;
      expect(more).toEqual({});
      for (const source of course) {
        expect('text' in source || 'attribute' in source || ('chosen' in source && source.part !== 'value')).toBe(
          false,
        );
        if (!('path' in source)) expect(source.like).toContain('\\d+');
      }
    }
  }
});

test('a cloud’s hosts are its own', () => {
  const [site] = sites;
  expect(isFixedHost(site!, 'maple.instructure.com')).toBe(true);
  expect(isFixedHost(site!, 'instructure.com.evil.example')).toBe(false);
  expect(isFixedHost(site!, 'evilinstructure.com')).toBe(false);
});

describe('look-alike pages, as a teacher', () => {
  const moodle = 'moodle@learn.example.org/moodle';
  const science = { site: moodle, course: '2', courseTitle: 'Grade 7 Science' };
  const rosario = 'rosariosis@learn.example.org/rosariosis';
  const seen: [string, object | undefined][] = [
    [`${lms}/moodle/course/view.php?id=2`, { kind: 'course', ...science }],
    [`${lms}/moodle/course/section.php?id=21`, { kind: 'course', ...science }],
    [
      `${lms}/moodle/mod/page/view.php?id=4`,
      { kind: 'lesson', ...science, lesson: '4', lessonTitle: 'Lesson 2.1 – How leaves make food' },
    ],
    [
      `${lms}/moodle/course/modedit.php?update=6`,
      { kind: 'lesson', ...science, lesson: '6', lessonTitle: 'Leaf chromatography lab report' },
    ],
    [`${lms}/moodle/mod/assign/view.php?id=6&action=grading`, { kind: 'protected', site: moodle, course: '2' }],
    [`${lms}/moodle/mod/assign/view.php?id=6&action=grader&userid=5`, { kind: 'protected', site: moodle, course: '2' }],
    [`${lms}/moodle/grade/report/grader/index.php?id=3`, { kind: 'protected', site: moodle, course: '3' }],
    [`${lms}/moodle/user/index.php?id=2`, { kind: 'protected', site: moodle, course: '2' }],
    [`${lms}/moodle/user/view.php?id=4&course=2`, { kind: 'protected', site: moodle, course: '2' }],
    [`${lms}/moodle/mod/quiz/attempt.php?attempt=1&cmid=14`, undefined],
    [`${lms}/moodle/login/index.php`, undefined],
    [`${lms}/moodle/my/`, undefined],
    [
      `${canvas}/courses/101/modules`,
      { kind: 'course', site: 'canvas@maple.instructure.com', course: '101', courseTitle: 'Biology 9' },
    ],
    [`${canvas}/courses/101/gradebook`, { kind: 'protected', site: 'canvas@maple.instructure.com', course: '101' }],
    [`${canvas}/courses/101/grades/7`, { kind: 'protected', site: 'canvas@maple.instructure.com', course: '101' }],
    [
      `${lms}/rosariosis/Modules.php?modname=Grades/Assignments.php`,
      { kind: 'class', site: rosario, course: 'period-1', courseTitle: 'Grade 7 Science' },
    ],
    [
      `${lms}/rosariosis/Modules.php?modname=Grades/Grades.php`,
      { kind: 'protected', site: rosario, course: 'period-1' },
    ],
    [
      `${lms}/rosariosis/Modules.php?modname=Attendance/TakeAttendance.php`,
      { kind: 'protected', site: rosario, course: 'period-1' },
    ],
    [`${lms}/rosariosis/Modules.php?modname=Students/Student.php&student_id=2`, undefined],
    [`${lms}/rosariosis/Modules.php?modname=misc/Portal.php`, undefined],
    [
      `${lms}/opensis/Modules.php?modname=grades/Grades.php`,
      { kind: 'protected', site: 'opensis@learn.example.org/opensis', course: '1' },
    ],
    [
      `${lms}/opensis/Modules.php?modname=grades/Assignments.php`,
      { kind: 'class', site: 'opensis@learn.example.org/opensis', course: '1', courseTitle: 'Grade 7 Science' },
    ],
    [`${lms}/opensis/Modules.php?modname=students/Student.php`, undefined],
    [`${lms}/opensis/index.php`, undefined],
  ];
  for (const [address, page] of seen) {
    test(`${address} → ${page ? JSON.stringify(page) : 'nothing'}`, () => {
      const { page: got, rows, spots } = see(address);
      expect(got).toEqual(page);
      if (got) expect(PageInView.safeParse(got).success).toBe(true);
      if (got?.kind === 'protected') expect([rows, spots]).toEqual([[], []]);
      expect(JSON.stringify([got, rows.map(({ title }) => title)])).not.toMatch(new RegExp(plantedNames.join('|')));
    });
  }

  test('every lesson of every course is found on its own page, and by its row', () => {
    // happy-dom takes the wrong option as chosen when it is in a second group.
    for (const { system, course, title, lessons } of courses.filter(one => one.course !== 'period-3')) {
      const at = { moodle: `${lms}/moodle`, canvas, rosariosis: `${lms}/rosariosis` }[system];
      for (const lesson of lessons) {
        const path = {
          moodle: `/mod/${lesson.kind}/view.php?id=${lesson.id}`,
          canvas: `/courses/${course}/${{ page: 'pages', assign: 'assignments', quiz: 'quizzes' }[lesson.kind]}/${lesson.id.replace(/^\w+?-/, '')}`,
          rosariosis: `/Modules.php?modname=Grades/Assignments.php&assignment_type_id=1&assignment_id=${lesson.id}`,
        }[system];
        const { page, spots } = see(at + path, 'teacher', course.replace('period-', ''));
        expect(page).toMatchObject({
          kind: 'lesson',
          course,
          courseTitle: title,
          lesson: lesson.id,
          lessonTitle: lesson.title,
        });
        expect(spots.length).toBeGreaterThan(0);
      }
      const home = { moodle: `/course/view.php?id=${course}`, canvas: `/courses/${course}/modules`, rosariosis: '' }[
        system
      ];
      if (home) {
        const rows = see(at + home).rows.map(({ lesson, title: name, spots }) => [lesson, name, spots.length]);
        expect(rows).toEqual(lessons.map(lesson => [lesson.id, lesson.title, 1]));
      }
    }
  });
});

describe('nobody else sees anything', () => {
  const addresses = [
    `${lms}/moodle/course/view.php?id=2`,
    `${lms}/moodle/course/section.php?id=21`,
    `${lms}/moodle/mod/page/view.php?id=4`,
    `${lms}/moodle/mod/assign/view.php?id=6`,
    `${lms}/moodle/grade/report/grader/index.php?id=2`,
    `${canvas}/courses/101/modules`,
    `${canvas}/courses/101/assignments/2001`,
    `${canvas}/courses/101/pages/where-cells-get-energy`,
    `${canvas}/courses/101/gradebook`,
    `${lms}/rosariosis/Modules.php?modname=Grades/Assignments.php`,
    `${lms}/opensis/Modules.php?modname=grades/Assignments.php`,
  ];
  for (const as of ['student', 'anonymous', 'student-view'] as const)
    for (const address of addresses) test(`${as} at ${address}`, () => expect(see(address, as).page).toBeUndefined());
});

describe('hostile pages', () => {
  const page = (
    title: string,
    more = '',
  ) => `<body id="page-mod-page-view" class="pagelayout-incourse course-2 cmid-4">${more}
    <div class="secondary-navigation"><li data-key="modedit"></li></div><div id="page-navbar"><a href="/course/view.php?id=2" title="Course">c</a></div>
    <div class="page-header-image"></div><div class="page-header-headings"><h1>${title}</h1></div></body>`;
  const at = new URL('https://learn.example.org/mod/page/view.php?id=4');
  const read = (html: string, url = at) => describePage(new DOMParser().parseFromString(html, 'text/html'), url)?.page;

  test('titles are text, on one line, and short', () => {
    expect(read(page('&lt;img src=x onerror=alert(1)&gt;'))?.lessonTitle).toBe('<img src=x onerror=alert(1)>');
    expect(read(page('a\n\t  b\u202ec\u0000d'))?.lessonTitle).toMatch(/^a b c/);
    const long = read(page('é😀'.repeat(200_000)))!;
    expect(long.lessonTitle!.length).toBeLessThanOrEqual(300);
    expect(PageInView.safeParse(long).success).toBe(true);
  });

  test('an address that no key can hold gives nothing', () => {
    expect(
      read(page('T'), new URL(`https://learn.example.org/${'a'.repeat(300)}/mod/page/view.php?id=4`)),
    ).toBeUndefined();
    expect(read(page('T'), new URL('https://[::1]/mod/page/view.php?id=4'))).toBeUndefined();
    expect(read(page('T'), new URL(`https://learn.example.org${'/a'.repeat(5000)}/mod/page/view.php`))).toBeUndefined();
  });

  test('who has a teacher’s controls and yet acts as somebody else is no teacher', () => {
    expect(read(page('T'))).toBeDefined();
    for (const acting of ['userswitchedrole', 'userloggedinas', 'notloggedin'])
      expect(read(page('T').replace('course-2', `course-2 ${acting}`))).toBeUndefined();
    const url = new URL(`${canvas}/courses/101/assignments/2001`);
    const html = pageAt(url, 'teacher')!;
    expect(read(html, url)).toBeDefined();
    expect(read(html.replace('with-left-side', 'is-masquerading-or-student-view'), url)).toBeUndefined();
    expect(read(html.replace('id="content"', 'id="switched_role_type" data-role="x"'), url)).toBeUndefined();
  });

  test('a site’s data can’t make a page with students be read', () => {
    const [rule] = moodle.pages.filter(one => one.path.startsWith('/(grade'));
    const title = [{ text: 'h1' }];
    const ring = [{ in: 'h1' }];
    const rows = { row: 'tr', lesson: [{ attribute: 'data-uid', of: '' }], title: [{ text: 'th' }], ring };
    const greedy = { ...rule!, courseTitle: title, lesson: title, lessonTitle: title, ring, rows };
    const url = new URL(`${lms}/moodle/grade/report/grader/index.php?id=2`);
    const doc = new DOMParser().parseFromString(pageAt(url)!, 'text/html');
    const found = describePage(doc, url, [{ ...moodle, pages: [greedy] }])!;
    expect(found.page).toEqual({ kind: 'protected', site: 'moodle@learn.example.org/moodle', course: '2' });
    expect([rowsOf(doc, found), ringSpots(doc, found)]).toEqual([[], []]);
  });
});
