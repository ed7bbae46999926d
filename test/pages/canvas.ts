import { courses, type PagedLesson } from './courses.ts';
import { plantedNames } from './planted.ts';
import type { Role } from './role.ts';

const mine = courses.filter(course => course.system === 'canvas');
const contentTypes = { page: 'wiki_page', assign: 'assignment', quiz: 'quiz' };
const icons = { page: '▤', assign: '✎', quiz: '◎' };

type Course = (typeof mine)[number];

/** A Canvas page in our own look, with the landmarks of the real one; `null` where there is none. Always at the root. */
export function canvasPage(url: URL, as: Role): string | null {
  const [, id, rest = ''] = /^\/courses\/(\d+)(\/.*)?$/.exec(url.pathname) ?? [];
  const course = mine.find(one => one.course === id);
  if (!course) return null;
  if (rest === '' || rest === '/' || rest === '/modules') return modules(course, as);
  if (rest.startsWith('/gradebook')) return gradebook(course, as);
  const student = /^\/(?:grades|users)\/(\d+)$/.exec(rest);
  if (student) return grades(course, as, Number(student[1]));
  const [, kind, key] = /^\/(pages|assignments|quizzes)\/([^/]+)$/.exec(rest) ?? [];
  const lesson = course.lessons.find(
    one => one.id === `${{ pages: 'page', assignments: 'assignment', quizzes: 'quiz' }[kind ?? '']}-${key}`,
  );
  return lesson ? lessonPage(course, lesson, as) : null;
}

const keyOf = (lesson: PagedLesson) => lesson.id.slice(lesson.id.indexOf('-') + 1);
const pathOf = (course: Course, lesson: PagedLesson) =>
  `/courses/${course.course}/${{ page: 'pages', assign: 'assignments', quiz: 'quizzes' }[lesson.kind]}/${keyOf(lesson)}`;

function modules(course: Course, as: Role): string {
  const units = [...Map.groupBy(course.lessons, lesson => lesson.unit)];
  const staff = as === 'teacher';
  const boxes = units
    .map(
      ([title, lessons], unit) => `
    <div id="context_module_${unit + 1}" class="item-group-condensed context_module${staff ? ' editable_context_module' : ''}" data-module-id="${unit + 1}" aria-label="${title}">
      <div class="ig-header header"><h2 class="name">${title}</h2></div>
      <ul class="ig-list items">${lessons.map((lesson, place) => item(course, lesson, unit * 10 + place, staff)).join('')}</ul>
    </div>`,
    )
    .join('');
  return page(course, as, 'Course Modules', [], `<div id="context_modules">${boxes}</div>`, 'context_modules');
}

function item(course: Course, lesson: PagedLesson, number: number, staff: boolean): string {
  const type = contentTypes[lesson.kind];
  const admin = staff
    ? `<div class="ig-admin"><span class="publish-icon published" data-module-type="${type}" data-content-id="${lesson.kind === 'page' ? 900 + number : keyOf(lesson)}" data-id="${keyOf(lesson)}" data-course-id="${course.course}" data-module-item-id="${number}">✓</span></div>`
    : '';
  return `<li id="context_module_item_${number}" class="context_module_item ${type}"><div class="ig-row ig-published${staff ? '' : ' student-view'}">
    <span class="type_icon" aria-hidden="true">${icons[lesson.kind]}</span>
    <div class="ig-title module-item-title"><span class="item_name"><a title="${lesson.title}" class="title" href="${pathOf(course, lesson)}">${lesson.title}</a></span></div>${admin}</div></li>`;
}

function lessonPage(course: Course, lesson: PagedLesson, as: Role): string {
  const staff = as === 'teacher';
  const text = `<p>Start with the question on the board. Talk with a neighbour for two minutes, then write one sentence each.</p>
    <p>Read the text, mark the two sentences that surprise you most, and bring them to the table.</p>
    <ul><li>What goes in?</li><li>What comes out?</li><li>How do you know?</li></ul>`;
  const inside = {
    page: `<div class="show-content user_content"><h1 class="page-title">${lesson.title}</h1>${text}</div>`,
    assign: `<div id="assignment_show" class="assignment content_underline_links"><div class="assignment-title"><div class="title-content"><h1 class="title">${lesson.title}</h1></div>
      <div class="assignment-buttons">${staff ? '<button id="assignment_publish_button" class="btn">Published</button> <a class="btn edit_assignment_link" href="#">Edit</a>' : '<button class="btn">Start assignment</button>'}</div></div>
      <div class="description user_content${staff ? ' teacher-version' : ''}">${text}</div><p class="points">10 points</p></div>`,
    quiz: `<div id="quiz_show"><h1 id="quiz_title">${lesson.title}</h1>${text}</div>`,
  }[lesson.kind];
  return page(
    course,
    as,
    lesson.title,
    [lesson.title],
    inside,
    { page: 'pages', assign: 'assignments', quiz: 'quizzes' }[lesson.kind],
  );
}

function gradebook(course: Course, as: Role): string {
  if (as !== 'teacher')
    return page(
      course,
      as,
      'Unauthorized',
      [],
      '<h1>Unauthorized</h1><p>You are not allowed to see this page.</p>',
      'gradebook',
    );
  const work = course.lessons.filter(lesson => lesson.kind !== 'page');
  const rows = plantedNames
    .map(
      (name, place) =>
        `<tr><td><a href="/courses/${course.course}/grades/${place + 7}">${name}</a></td>${work.map((_, at) => `<td>${50 + ((place * 9 + at * 13) % 50)}%</td>`).join('')}</tr>`,
    )
    .join('');
  const table = `<div id="gradebook_wrapper"><div id="gradebook_app"></div><div id="gradebook_grid"><table><tr><th>Student Name</th>${work.map(lesson => `<th>${lesson.title}</th>`).join('')}</tr>${rows}</table></div></div>`;
  return page(course, as, 'Gradebook', ['Grades'], table, 'gradebook');
}

/** The last crumb and the title are the student's name here. */
function grades(course: Course, as: Role, id: number): string {
  const name = plantedNames[(id - 7) % plantedNames.length] ?? plantedNames[0];
  return page(
    course,
    as,
    `Grades for ${name}`,
    ['Grades', name],
    `<h1 class="ic-Action-header__Heading">Grades for ${name}</h1>`,
    'grades',
  );
}

function page(course: Course, as: Role, title: string, crumbs: string[], inside: string, bodyClass: string): string {
  const at = `/courses/${course.course}`;
  const staff = as === 'teacher';
  const links = [
    ['Home', at, 'home'],
    ['Modules', `${at}/modules`, 'modules'],
    ['Assignments', `${at}/assignments`, 'assignments'],
    ['Grades', staff ? `${at}/gradebook` : `${at}/grades`, 'grades'],
    ...(staff
      ? [
          ['People', `${at}/users`, 'people'],
          ['Settings', `${at}/settings`, 'settings'],
        ]
      : []),
  ];
  const viewing = as === 'student-view';
  const who = { teacher: 'Ben Cho', student: plantedNames[2], anonymous: 'Log in', 'student-view': 'Test Student' }[as];
  return `<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}: ${course.title}</title><style>${css}</style></head>
<body class="with-left-side course-menu-expanded ${bodyClass} context-course_${course.course}${viewing ? ' is-masquerading-or-student-view' : ''}">
${viewing ? `<div id="masquerade_bar"><span class="screenreader-only">${plantedNames[3]}</span>You are currently logged into Student View</div>` : ''}
<div id="application" class="ic-app"><header id="header" class="ic-app-header"><a href="/">▲</a><span>${who}</span></header>
<div id="wrapper" class="ic-Layout-wrapper"><div class="ic-app-nav-toggle-and-crumbs"><div class="ic-app-crumbs"><nav id="breadcrumbs" role="navigation" aria-label="breadcrumbs"><ul>
<li class="home"><a href="/"><span class="ellipsible">⌂</span></a></li><li><a href="${at}"><span class="ellipsible">${course.title}</span></a></li>${crumbs.map(one => `<li><span class="ellipsible">${one}</span></li>`).join('')}</ul></nav></div></div>
<div id="main" class="ic-Layout-columns"><div id="left-side"><nav><ul id="section-tabs">${links.map(([name, href, key]) => `<li class="section"><a href="${href}" class="${key}">${name}</a></li>`).join('')}</ul></nav></div>
<div id="not_right_side" class="ic-app-main-content"><div id="content" role="main">${inside}</div></div></div></div></div></body></html>`;
}

const css = `
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, 'Segoe UI', sans-serif; color: #2b3440; background: #fff; }
a { color: #0b63a5; text-decoration: none; } a:hover { text-decoration: underline; }
#masquerade_bar { background: #b3266d; color: #fff; padding: 8px 20px; text-align: center; }
.screenreader-only { position: absolute; left: -10000px; }
.ic-app { display: flex; min-height: 100vh; } .ic-app-header { width: 84px; background: #31445c; color: #fff; padding: 18px 8px; text-align: center; font-size: 12px; } .ic-app-header a { display: block; color: #fff; font-size: 28px; margin-bottom: 18px; }
.ic-Layout-wrapper { flex: 1; max-width: 1100px; padding: 0 28px; }
.ic-app-nav-toggle-and-crumbs { display: flex; align-items: center; height: 70px; border-bottom: 1px solid #d5dae0; }
.ic-app-crumbs { flex: 1; min-width: 1px; } #breadcrumbs ul { list-style: none; display: flex; margin: 0; padding: 0; } #breadcrumbs li + li::before { content: '›'; padding: 0 10px; color: #7d8894; }
.ellipsible { display: inline-block; max-width: 260px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; vertical-align: bottom; }
.ic-Layout-columns { display: flex; gap: 28px; padding-top: 22px; } #left-side { width: 160px; } #section-tabs { list-style: none; margin: 0; padding: 0; } #section-tabs a { display: block; padding: 7px 0; }
.ic-app-main-content { flex: 1; } h1 { font-size: 28px; font-weight: 500; margin: 0 0 14px; }
.assignment-title { display: flex; justify-content: space-between; border-bottom: 1px solid #d5dae0; margin-bottom: 14px; }
.btn { font: inherit; padding: 7px 14px; border: 1px solid #c3cad2; border-radius: 4px; background: #f4f6f8; color: #2b3440; }
.context_module { border: 1px solid #d5dae0; border-radius: 4px; margin-bottom: 22px; background: #f4f6f8; } .ig-header .name, h2.name { font-size: 17px; margin: 0; padding: 12px 16px; font-weight: 600; }
.ig-list { list-style: none; margin: 0; padding: 0; background: #fff; } .ig-row { display: flex; align-items: center; gap: 14px; padding: 13px 16px; border-top: 1px solid #e3e7eb; border-left: 4px solid #0b874b; }
.ig-title { flex: 1; } .ig-title a { color: #2b3440; font-weight: 600; } .publish-icon { color: #0b874b; }
table { border-collapse: collapse; } th, td { padding: 8px 14px; border: 1px solid #d5dae0; text-align: left; font-size: 15px; }
`;
