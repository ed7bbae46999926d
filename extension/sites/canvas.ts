import type { PageRule, Site, Source } from './site.ts';

// A number, or `12~345` for what came from another institution.
const id = '\\d+(?:~\\d+)?';
const base = `/courses/(${id})`;
const course: Source[] = [{ path: 1 }];
// Matched by its address: the last crumb can be a student's name.
const courseTitle: Source[] = [{ text: '#breadcrumbs a[href="/courses/{course}"] .ellipsible' }];

const students = (path: string): PageRule => ({ kind: 'protected', path: base + path, course });

/** Canvas: classic pages and the enhanced assignment view. */
export const canvas: Site = {
  id: 'canvas',
  name: 'Canvas',
  evidence: 'source',
  hosts: ['*.instructure.com'],
  fingerprint: ['#application.ic-app', 'body[class*="context-course_"], #wrapper.ic-Layout-wrapper'],
  atRoot: true,
  // The link to the course's settings is unverified on a running server; the others are from the source.
  teacher: [
    '#section-tabs a[href$="/settings"]',
    '.editable_context_module',
    '.ig-admin',
    '#assignment_publish_button',
    'a.edit_assignment_link',
    '.description.teacher-version',
    '[data-testid="modules-rewrite-container"]',
    '#assignments-2-teacher-header',
    '#gradebook_wrapper',
    '#gradebook_app',
  ].join(),
  notTeacher: [
    'body.is-masquerading-or-student-view',
    '#switched_role_type[data-role]',
    '.ig-row.student-view',
    '[data-testid="modules-rewrite-student-container"]',
  ].join(),
  never: ['/login.*', `${base}/quizzes/${id}/(take|history).*`],
  pages: [
    students(`/assignments/${id}/submissions.*`),
    students('/(gradebook|gradebook2|grades|attendance|users|groups|analytics)(/.*)?'),
    students(`/quizzes/${id}/.+`),
    {
      kind: 'lesson',
      path: `${base}/assignments/(${id})/?`,
      course,
      courseTitle,
      lesson: [{ path: 2, as: 'assignment-{}' }],
      lessonTitle: [
        { text: '#assignment_show .assignment-title h1.title' },
        { text: '#assignments-2-teacher-header [data-testid="assignment-name"]' },
      ],
      ring: [
        { in: '#assignment_show .assignment-title h1.title' },
        { in: '#assignments-2-teacher-header [data-testid="assignment-name"]' },
      ],
    },
    {
      kind: 'lesson',
      path: `${base}/pages/([^/]+)/?`,
      course,
      courseTitle,
      lesson: [{ path: 2, as: 'page-{}' }],
      lessonTitle: [{ text: '.show-content h1.page-title' }],
      ring: [{ in: '.show-content h1.page-title' }],
    },
    {
      kind: 'lesson',
      path: `${base}/quizzes/(${id})/?`,
      course,
      courseTitle,
      lesson: [{ path: 2, as: 'quiz-{}' }],
      lessonTitle: [{ text: '#quiz_title' }],
      ring: [{ in: '#quiz_title' }],
    },
    {
      kind: 'course',
      path: `${base}(/modules)?/?`,
      course,
      courseTitle,
      ring: [{ in: '#breadcrumbs li:has(> a[href="/courses/{course}"])' }],
      rows: {
        row: 'li.context_module_item',
        lesson: [
          { attribute: 'data-content-id', of: '.publish-icon[data-module-type="assignment"]', as: 'assignment-{}' },
          { attribute: 'data-content-id', of: '.publish-icon[data-module-type="quiz"]', as: 'quiz-{}' },
          {
            attribute: 'data-id',
            of: '.publish-icon[data-module-type="wiki_page"]',
            like: '^(?!page_id:)(.+)$',
            as: 'page-{}',
          },
        ],
        title: [{ text: '.item_name a.title' }],
        ring: [{ in: '.item_name' }],
      },
    },
  ],
  examples: [
    { url: 'https://school.instructure.com/courses/101', kind: 'course', course: '101' },
    { url: 'https://school.instructure.com/courses/101/modules', kind: 'course', course: '101' },
    {
      url: 'https://school.instructure.com/courses/101/assignments/2001?module_item_id=9',
      kind: 'lesson',
      course: '101',
      lesson: 'assignment-2001',
    },
    {
      url: 'https://canvas.example.edu/courses/12~345/pages/where-cells-get-energy',
      kind: 'lesson',
      course: '12~345',
      lesson: 'page-where-cells-get-energy',
    },
    {
      url: 'https://school.instructure.com/courses/101/quizzes/3001',
      kind: 'lesson',
      course: '101',
      lesson: 'quiz-3001',
    },
    { url: 'https://school.instructure.com/courses/101/gradebook', kind: 'protected', course: '101' },
    {
      url: 'https://school.instructure.com/courses/101/gradebook/speed_grader?assignment_id=2001&student_id=7',
      kind: 'protected',
      course: '101',
    },
    { url: 'https://school.instructure.com/courses/101/grades/7', kind: 'protected', course: '101' },
    { url: 'https://school.instructure.com/courses/101/users/7', kind: 'protected', course: '101' },
    {
      url: 'https://school.instructure.com/courses/101/assignments/2001/submissions/7',
      kind: 'protected',
      course: '101',
    },
    { url: 'https://school.instructure.com/courses/101/quizzes/3001/take', kind: null },
    { url: 'https://school.instructure.com/login/canvas', kind: null },
    { url: 'https://school.instructure.com/courses/101/settings', kind: null },
    { url: 'https://school.instructure.com/', kind: null },
  ],
};
