import type { PageRule, Site, Source } from './site.ts';

// Course 1 is the site itself, never a course.
const course: Source[] = [{ bodyClass: true, like: '^course-(?!1$)(\\d+)$' }];
const lesson: Source[] = [{ bodyClass: true, like: '^cmid-(\\d+)$' }];
const inBreadcrumb: Source = { attribute: 'title', of: '#page-navbar a[href$="/course/view.php?id={course}"]' };
const heading = '.page-header-headings';
const beside: PageRule['ring'] = [{ after: heading }, { in: `${heading} h1` }];

const activities: PageRule['rows'] = {
  row: 'li.activity[data-for="cmitem"]:not(.modtype_label)',
  lesson: [{ attribute: 'data-id', of: '' }],
  title: [{ attribute: 'data-activityname', of: '.activity-item' }],
  ring: [{ in: '.activityname' }],
};

const activity: Omit<PageRule, 'path'> = {
  kind: 'lesson',
  course,
  courseTitle: [inBreadcrumb],
  lesson,
  // Boost has the activity's name in the h1, with its icon before it; Classic has the course's there and an h2 inside.
  lessonTitle: [{ text: `.page-header-image + ${heading} h1` }, { text: '[role="main"] h2' }],
  ring: beside,
};

const students = (path: string, more: Partial<PageRule> = {}): PageRule => ({
  kind: 'protected',
  path,
  course,
  ...more,
});

/** Moodle 4.x, in every theme that keeps the core templates. */
export const moodle: Site = {
  id: 'moodle',
  name: 'Moodle',
  evidence: 'running server',
  hosts: [],
  fingerprint: ['body[id^="page-"][class*="pagelayout-"][class*="course-"]'],
  // `participants` and `grades` are in a student's menu too. The grader has no menu: there the link to the settings tells.
  teacher: [
    ...['editsettings', 'coursereports', 'questionbank', 'modedit', 'roleassign', 'logreport', 'backup'].map(
      key => `.secondary-navigation li[data-key="${key}"]`,
    ),
    'form.editmode-switch-form input[name="setmode"]',
    '[data-region="assignment-info"] a[href*="/course/modedit.php?update="]',
  ].join(),
  notTeacher: 'body.notloggedin, body.userswitchedrole, body.userloggedinas',
  never: ['/login/.*', '/mod/quiz/(attempt|startattempt|summary|processattempt)\\.php'],
  pages: [
    students('/mod/\\w+/view\\.php', { query: { userid: '.+' } }),
    students('/mod/\\w+/view\\.php', { query: { action: '(?!view$).+' } }),
    students('/mod/attendance/.*'),
    { ...activity, path: '/mod/\\w+/view\\.php' },
    { ...activity, path: '/course/modedit\\.php', query: { update: '\\d+' } },
    students('/mod/\\w+/(?!index|edit|attempt).+\\.php'),
    {
      kind: 'course',
      path: '/course/view\\.php',
      course,
      courseTitle: [{ text: `${heading} h1` }],
      ring: beside,
      rows: activities,
    },
    {
      kind: 'course',
      path: '/course/section\\.php',
      course,
      courseTitle: [inBreadcrumb],
      ring: beside,
      rows: activities,
    },
    students('/(grade|user|report|group)/.*'),
  ],
  examples: [
    { url: 'https://learn.example.org/course/view.php?id=2', kind: 'course' },
    { url: 'https://learn.example.org/campus/course/view.php?id=2&section=3', kind: 'course' },
    { url: 'https://learn.example.org/course/section.php?id=3', kind: 'course' },
    { url: 'https://learn.example.org/mod/page/view.php?id=4', kind: 'lesson' },
    { url: 'https://learn.example.org/a/b/mod/book/view.php?id=8&chapterid=3', kind: 'lesson' },
    { url: 'https://learn.example.org/mod/assign/view.php?id=6&action=view', kind: 'lesson' },
    { url: 'https://learn.example.org/course/modedit.php?update=4&return=1', kind: 'lesson' },
    { url: 'https://learn.example.org/mod/assign/view.php?id=6&action=grading', kind: 'protected' },
    { url: 'https://learn.example.org/mod/assign/view.php?id=6&action=grader&userid=5', kind: 'protected' },
    { url: 'https://learn.example.org/mod/quiz/report.php?id=14&mode=overview', kind: 'protected' },
    { url: 'https://learn.example.org/mod/quiz/review.php?attempt=1&cmid=14', kind: 'protected' },
    { url: 'https://learn.example.org/mod/attendance/view.php?id=9', kind: 'protected' },
    { url: 'https://learn.example.org/mod/forum/discuss.php?d=1', kind: 'protected' },
    { url: 'https://learn.example.org/grade/report/grader/index.php?id=2', kind: 'protected' },
    { url: 'https://learn.example.org/user/index.php?id=2', kind: 'protected' },
    { url: 'https://learn.example.org/user/view.php?id=4&course=2', kind: 'protected' },
    { url: 'https://learn.example.org/report/view.php?courseid=2', kind: 'protected' },
    { url: 'https://learn.example.org/group/index.php?id=2', kind: 'protected' },
    { url: 'https://learn.example.org/mod/quiz/attempt.php?attempt=1&cmid=14', kind: null },
    { url: 'https://learn.example.org/login/index.php', kind: null },
    { url: 'https://learn.example.org/my/', kind: null },
    { url: 'https://learn.example.org/course/modedit.php?add=page&course=2&section=2', kind: null },
  ],
};
