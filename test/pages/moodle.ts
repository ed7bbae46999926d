import { courses, type PagedCourse, type PagedLesson } from './courses.ts';
import { plantedNames } from './planted.ts';
import type { Role } from './role.ts';

/** Moodle lives in a folder here, as it does at many schools. */
export const moodleRoot = '/moodle';

const mine = courses.filter(course => course.system === 'moodle');
const activityNames = { page: 'Page', assign: 'Assignment', quiz: 'Quiz' };
const icons = { page: '▤', assign: '⇧', quiz: '✓' };

type Section = { id: number; title: string; lessons: PagedLesson[] };
type Shown = { course: PagedCourse; lesson?: PagedLesson; section?: Section };

/** A Moodle 4.5 page in our own look, with the landmarks of the real one; `null` where there is none. */
export function moodlePage(url: URL, as: Role): string | null {
  const path = url.pathname.slice(moodleRoot.length);
  const id = url.searchParams.get('id') ?? url.searchParams.get('update') ?? url.searchParams.get('cmid') ?? '';
  if (path === '/' || path === '/my/' || path === '/my/courses.php') return dashboard(as);
  if (path === '/login/index.php') return login();
  const activity = /^\/mod\/(\w+)\/view\.php$/.exec(path);
  if (activity) {
    const shown = lessonOf(id);
    if (!shown || shown.lesson.kind !== activity[1]) return null;
    const action = url.searchParams.get('action');
    if (shown.lesson.kind === 'assign' && action === 'grader') return grader(shown, as);
    if (shown.lesson.kind === 'assign' && action === 'grading') return submissions(shown, as);
    return lessonPage(shown, as);
  }
  if (path === '/mod/quiz/attempt.php') {
    const shown = lessonOf(id);
    return shown && attempt(shown, as);
  }
  if (path === '/course/modedit.php') {
    const shown = lessonOf(id);
    return shown && editForm(shown, as);
  }
  if (path === '/course/section.php') {
    const shown = mine.flatMap(course => sectionsOf(course).map(section => ({ course, section })));
    const one = shown.find(({ section }) => String(section.id) === id);
    return one ? sectionPage(one, as) : null;
  }
  const course = mine.find(one => one.course === (path === '/user/view.php' ? url.searchParams.get('course') : id));
  if (!course) return null;
  if (path === '/course/view.php') return coursePage({ course }, as);
  if (path === '/grade/report/grader/index.php') return gradebook({ course }, as);
  if (path === '/user/index.php') return participants({ course }, as);
  if (path === '/user/view.php') return profile({ course }, as, Number(id));
  return null;
}

function sectionsOf(course: PagedCourse): Section[] {
  const units = Map.groupBy(course.lessons, lesson => lesson.unit);
  return [...units].map(([title, lessons], place) => ({ id: Number(course.course) * 10 + place, title, lessons }));
}

function lessonOf(id: string): Required<Shown> | null {
  for (const course of mine) {
    for (const section of sectionsOf(course)) {
      const lesson = section.lessons.find(one => one.id === id);
      if (lesson) return { course, lesson, section };
    }
  }
  return null;
}

function dashboard(as: Role): string {
  const list = mine
    .map(one => `<li class="card"><a href="${moodleRoot}/course/view.php?id=${one.course}">${one.title}</a></li>`)
    .join('');
  const body = { id: 'page-my-index', classes: 'format-site path-my pagelayout-mydashboard course-1 context-11' };
  return page(body, as, {}, 'Dashboard', `<h1>My courses</h1><ul class="cards">${list}</ul>`, '');
}

function login(): string {
  const body = { id: 'page-login-index', classes: 'format-site path-login pagelayout-login course-1 context-1' };
  const form = `<form class="box"><h1>Log in</h1><label>Username <input name="username"></label><label>Password
    <input type="password" name="password"></label><button type="button">Log in</button></form>`;
  return page(body, 'anonymous', {}, 'Log in', form, '');
}

function coursePage(shown: Shown, as: Role): string {
  const list = sectionsOf(shown.course).map(sectionItem).join('');
  return coursed(shown, as, 'page-course-view-topics', 'path-course path-course-view pagelayout-course', {
    title: `Course: ${shown.course.title}`,
    main: `<div class="course-content"><ul class="topics" data-for="course_sectionlist">${list}</ul></div>`,
  });
}

function sectionPage(shown: Shown & { section: Section }, as: Role): string {
  return coursed(shown, as, 'page-course-view-section-topics', 'path-course path-course-view pagelayout-course', {
    title: `Section: ${shown.section.title} | ${shown.course.title}`,
    heading: shown.section.title,
    crumbs: [
      courseCrumb(shown.course),
      `<span data-section-name-for="${shown.section.id}">${shown.section.title}</span>`,
    ],
    main: `<div class="course-content"><ul class="topics">${sectionItem(shown.section)}</ul></div>`,
    menu: false,
  });
}

function sectionItem({ id, title, lessons }: Section): string {
  const rows = lessons
    .map(
      ({ id: cmid, title: name, kind }) => `
      <li class="activity activity-wrapper ${kind} modtype_${kind} hasinfo" id="module-${cmid}" data-for="cmitem" data-id="${cmid}">
        <div class="activity-item focus-control" data-activityname="${name}" data-region="activity-card">
          <div class="activity-grid">
            <div class="activity-icon ${kind}" aria-hidden="true">${icons[kind]}</div>
            <div class="activity-name-area activity-instance d-flex flex-column">
              <div class="activitytitle modtype_${kind} position-relative align-self-start"><div class="activityname">
                <a href="${moodleRoot}/mod/${kind}/view.php?id=${cmid}" class="aalink stretched-link"><span class="instancename">${name} <span class="accesshide"> ${activityNames[kind]}</span></span> </a>
              </div></div>
            </div>
          </div>
        </div>
      </li>`,
    )
    .join('');
  return `<li id="section-${id}" class="section course-section main" data-for="section" data-id="${id}" data-number="${id}" data-sectionname="${title}">
    <div class="course-section-header"><h3 class="sectionname"><a href="${moodleRoot}/course/section.php?id=${id}">${title}</a></h3></div>
    <ul class="section m-0 p-0" data-for="cmlist">${rows}</ul></li>`;
}

function lessonPage(shown: Required<Shown>, as: Role): string {
  const { lesson } = shown;
  const main = {
    page: `<p class="lead">By the end of this lesson you can explain it in your own words, with evidence.</p>
      <h3>Warm-up</h3><p>Look at the picture for one minute. Write down two things you see and one thing you wonder about.</p>
      <figure><svg viewBox="0 0 320 120" role="img" aria-label="Sunlight, water and air go into a leaf; sugar and oxygen come out">
      <rect width="320" height="120" rx="10" fill="#eef6ee"/><path d="M90 92C80 40 150 14 236 30 226 84 160 112 90 92Z" fill="#7fb77e"/>
      <path d="M78 104C120 84 170 60 232 34" stroke="#3f7d45" stroke-width="3" fill="none"/><circle cx="42" cy="34" r="18" fill="#f3c44b"/></svg></figure>
      <h3>Work together</h3><p>In pairs, sort the cards into <em>goes in</em> and <em>comes out</em>. Be ready to say why.</p>
      <ul><li>Read the short text and mark what surprises you.</li><li>Compare your sorting with another pair.</li><li>Agree on one sentence that explains it.</li></ul>
      <h3>Exit ticket</h3><p>Answer the three questions on the card before you leave. One of them asks you to draw.</p>`,
    assign: `<p>Hand in one page with your drawing, what you measured, and two sentences on what it shows.</p>
      <div class="grading-summary"><h3>Grading summary</h3><table><tr><th>Participants</th><td>24</td></tr><tr><th>Submitted</th><td>18</td></tr>
      <tr><th>Needs grading</th><td>6</td></tr></table></div>
      ${as === 'teacher' ? `<p><a class="btn" href="${moodleRoot}/mod/assign/view.php?id=${lesson.id}&amp;action=grading">View all submissions</a> <a class="btn" href="${moodleRoot}/mod/assign/view.php?id=${lesson.id}&amp;action=grader&amp;userid=5">Grade</a></p>` : ''}`,
    quiz: `<p>Eight questions, one attempt, fifteen minutes.</p><p><a class="btn" href="${moodleRoot}/mod/quiz/attempt.php?attempt=1&amp;cmid=${lesson.id}">Preview quiz</a></p>`,
  }[lesson.kind];
  return activityPage(shown, as, 'view', { main });
}

function editForm(shown: Required<Shown>, as: Role): string {
  const main = `<h2>Updating: ${activityNames[shown.lesson.kind]}</h2><form class="box"><label>Name <input value="${shown.lesson.title}"></label>
    <label>Description <textarea rows="4"></textarea></label><button type="button">Save and return to course</button></form>`;
  return activityPage(shown, as, 'mod', { main, layout: 'admin', last: 'Settings' });
}

function submissions(shown: Required<Shown>, as: Role): string {
  const rows = plantedNames
    .map(
      (name, place) =>
        `<tr><td class="c2"><a href="${moodleRoot}/user/view.php?id=${place + 4}&amp;course=${shown.course.course}">${name}</a></td><td>Submitted for grading</td><td>${60 + place * 4} / 100</td></tr>`,
    )
    .join('');
  const main = `<h2>Submissions</h2><table class="generaltable"><tr><th>Name</th><th>Status</th><th>Grade</th></tr>${rows}</table>`;
  return activityPage(shown, as, 'grading', { main, last: 'Submissions' });
}

/** The assignment grader has no heading, no breadcrumb, no menu. */
function grader({ course, lesson }: Required<Shown>, as: Role): string {
  const body = {
    id: 'page-mod-assign-grader',
    classes: `format-topics path-mod path-mod-assign pagelayout-embedded course-${course.course} context-42 cmid-${lesson.id} cm-type-assign category-2`,
  };
  const inner = `<div role="main"><div data-region="grading-navigation-panel" data-courseid="${course.course}"><div data-region="assignment-info">
    <a href="${moodleRoot}/course/view.php?id=${course.course}" title="Course: ${course.title}">Course: ${course.title}</a><br>
    <a href="${moodleRoot}/mod/assign/view.php?id=${lesson.id}" title="Assignment: ${lesson.title}">Assignment: ${lesson.title}</a>
    ${as === 'teacher' ? `<a href="${moodleRoot}/course/modedit.php?update=${lesson.id}&amp;return=1" title="Edit settings">✎</a>` : ''}</div>
    <div data-region="user-info"><h4>${plantedNames[1]}</h4></div></div><p>Submitted for grading · 1 file</p></div>`;
  return htmlOf(body, as, `${course.short}: ${plantedNames[1]}`, `<div id="page" class="embedded">${inner}</div>`);
}

/** A test being taken, or previewed: nothing of ours belongs here. */
function attempt({ course, lesson, section }: Required<Shown>, as: Role): string {
  return activityPage({ course, lesson, section }, as, 'attempt', {
    main: `<div class="que"><h3>Question 1</h3><p>Which of these does a leaf take in?</p><label><input type="radio" name="q"> Sugar</label><br><label><input type="radio" name="q"> Light</label></div>`,
  });
}

function gradebook(shown: Shown, as: Role): string {
  if (as !== 'teacher')
    return coursed(shown, as, 'page-grade-report-grader-index', 'path-grade path-grade-report pagelayout-report', {
      title: 'Error',
      main: '<p class="errorbox">Sorry, but you do not currently have permissions to do that.</p>',
    });
  const heads = shown.course.lessons
    .filter(one => one.kind !== 'page')
    .map(one => `<th>${one.title}</th>`)
    .join('');
  const rows = plantedNames
    .map(
      (name, place) =>
        `<tr data-uid="${place + 4}"><th class="user"><a href="${moodleRoot}/grade/report/user/index.php?id=${shown.course.course}&amp;userid=${place + 4}">${name}</a></th>${shown.course.lessons
          .filter(one => one.kind !== 'page')
          .map((_, at) => `<td>${55 + ((place * 7 + at * 11) % 45)}</td>`)
          .join('')}</tr>`,
    )
    .join('');
  return coursed(shown, as, 'page-grade-report-grader-index', 'path-grade path-grade-report pagelayout-report', {
    title: `Grader report | ${shown.course.title}`,
    main: `<h2>Grader report</h2><table id="user-grades"><tr><th>First name / Last name</th>${heads}</tr>${rows}</table>`,
  });
}

function participants(shown: Shown, as: Role): string {
  const rows = plantedNames
    .map(
      (name, place) =>
        `<tr><td><a href="${moodleRoot}/user/view.php?id=${place + 4}&amp;course=${shown.course.course}">${name}</a></td><td>Student</td></tr>`,
    )
    .join('');
  return coursed(
    shown,
    as,
    'page-course-view-participants',
    'path-user path-course path-course-view pagelayout-incourse',
    {
      title: `${shown.course.short}: Participants`,
      main: `<h2>Enrolled users</h2><table id="participants"><tr><th>Name</th><th>Roles</th></tr>${rows}</table>`,
    },
  );
}

/** A student's profile inside a course looks like the course's home, save for its address. */
function profile(shown: Shown, as: Role, id: number): string {
  const name = plantedNames[(id - 4) % plantedNames.length] ?? plantedNames[0];
  return coursed(shown, as, 'page-course-view-topics', 'path-user path-course path-course-view pagelayout-mypublic', {
    title: `${shown.course.title}: Personal profile: ${name}`,
    main: `<div class="userprofile"><h2>${name}</h2><p>Last access to course: 2 hours ago</p></div>`,
  });
}

const courseCrumb = ({ course, title, short }: PagedCourse) =>
  `<a href="${moodleRoot}/course/view.php?id=${course}" title="${title}">${short}</a>`;

type Content = { title?: string; heading?: string; crumbs?: string[]; main: string; menu?: boolean };

function coursed(shown: Shown, as: Role, id: string, classes: string, content: Content): string {
  const { course } = shown;
  const body = { id, classes: `format-topics limitedwidth ${classes} course-${course.course} context-34 category-2` };
  const header = headerOf(content.heading ?? course.title, content.crumbs ?? [], '');
  const at = `?id=${course.course}`;
  const staff = as === 'teacher' && content.menu !== false;
  const menu = secondary([
    ['coursehome', 'Course', `/course/view.php${at}`],
    ...(staff ? [['editsettings', 'Settings', `/course/edit.php${at}`] as const] : []),
    ['participants', 'Participants', `/user/index.php${at}`],
    [
      'grades',
      'Grades',
      as === 'teacher' ? `/grade/report/grader/index.php${at}` : `/grade/report/user/index.php${at}`,
    ],
    ...(staff ? [['coursereports', 'Reports', `/report/view.php?courseid=${course.course}`] as const] : []),
    ...(staff ? [['questionbank', 'Question bank', `/question/edit.php?courseid=${course.course}`] as const] : []),
  ]);
  return page(
    body,
    as,
    shown,
    content.title ?? course.title,
    content.main,
    header + (content.menu === false ? '' : menu),
  );
}

type Activity = { main: string; layout?: string; last?: string };

function activityPage(shown: Required<Shown>, as: Role, script: string, content: Activity): string {
  const { course, lesson, section } = shown;
  const body = {
    id: `page-mod-${lesson.kind}-${script}`,
    classes: `format-topics limitedwidth path-mod path-mod-${lesson.kind} pagelayout-${content.layout ?? 'incourse'} course-${course.course} context-40 cmid-${lesson.id} cm-type-${lesson.kind} category-2`,
  };
  const own = `<a href="${moodleRoot}/mod/${lesson.kind}/view.php?id=${lesson.id}">${lesson.title}</a>`;
  const crumbs = [
    courseCrumb(course),
    `<a href="${moodleRoot}/course/section.php?id=${section.id}" data-section-name-for="${section.id}">${section.title}</a>`,
    ...(content.last ? [own, `<span>${content.last}</span>`] : [`<span>${lesson.title}</span>`]),
  ];
  const icon = `<div class="page-header-image"><div class="content activityiconcontainer ${lesson.kind}" aria-hidden="true">${icons[lesson.kind]}</div></div>`;
  const staff = as === 'teacher';
  const menu = secondary([
    ['modulepage', activityNames[lesson.kind], `/mod/${lesson.kind}/view.php?id=${lesson.id}`],
    ...(staff ? [['modedit', 'Settings', `/course/modedit.php?update=${lesson.id}&amp;return=1`] as const] : []),
    ...(staff && lesson.kind === 'assign'
      ? [['mod_assign_submissions', 'Submissions', `/mod/assign/view.php?id=${lesson.id}&amp;action=grading`] as const]
      : []),
    ...(staff ? [['logreport', 'Logs', `/report/log/index.php?id=${course.course}`] as const] : []),
    ...(staff ? [['backup', 'Backup', `/backup/backup.php?id=${course.course}`] as const] : []),
  ]);
  const title = `${course.short}: ${lesson.title}`;
  return page(body, as, shown, title, content.main, headerOf(lesson.title, crumbs, icon) + (staff ? menu : ''));
}

function headerOf(heading: string, crumbs: string[], icon: string): string {
  return `<header id="page-header" class="header-maxwidth"><div class="w-100">
    <div id="page-navbar"><nav aria-label="Navigation bar"><ol class="breadcrumb">${crumbs.map(one => `<li class="breadcrumb-item">${one}</li>`).join('')}</ol></nav></div>
    <div class="d-flex align-items-center"><div class="me-auto"><div class="page-context-header d-flex flex-wrap align-items-center mb-2">
    ${icon}<div class="page-header-headings"><h1 class="h2 mb-0">${heading}</h1></div></div></div>
    <div class="header-actions-container" data-region="header-actions-container"></div></div></div></header>`;
}

function secondary(items: (readonly [key: string, name: string, path: string])[]): string {
  return `<div class="secondary-navigation"><nav class="moremenu navigation observed"><ul role="menubar" class="nav more-nav nav-tabs">${items
    .map(
      ([key, name, path], place) =>
        `<li data-key="${key}" class="nav-item" role="none"><a role="menuitem" class="nav-link${place === 0 ? ' active' : ''}" href="${moodleRoot}${path}">${name}</a></li>`,
    )
    .join('')}</ul></nav></div>`;
}

type Body = { id: string; classes: string };

function page(body: Body, as: Role, shown: Partial<Shown>, title: string, main: string, header: string): string {
  const editing =
    as === 'teacher'
      ? `<form action="${moodleRoot}/editmode.php" method="post" class="editmode-switch-form"><label>Edit mode <input type="checkbox" name="setmode"></label></form>`
      : '';
  const who = {
    teacher: 'Ana Ortega',
    student: plantedNames[0],
    anonymous: 'You are not logged in',
    'student-view': 'Ana Ortega (Student)',
  }[as];
  const index = shown.course
    ? `<div class="drawer drawer-left" id="theme_boost-drawers-courseindex"><nav class="courseindex">${sectionsOf(
        shown.course,
      )
        .map(
          ({ title: unit, lessons }) =>
            `<h4>${unit}</h4><ul>${lessons.map(one => `<li${one.id === shown.lesson?.id ? ' class="here"' : ''}><a href="${moodleRoot}/mod/${one.kind}/view.php?id=${one.id}">${one.title}</a></li>`).join('')}</ul>`,
        )
        .join('')}</nav></div>`
    : '';
  return htmlOf(
    body,
    as,
    title,
    `<nav class="navbar fixed-top"><a class="navbar-brand" href="${moodleRoot}/my/">Maple Grove Learning</a><a href="${moodleRoot}/my/">Dashboard</a><a href="${moodleRoot}/my/courses.php">My courses</a>
    <div id="usernavigation">${editing}<span class="usermenu">${who}</span></div></nav>
    ${index}<div id="page" data-region="mainpage" class="drawers${index ? ' show-drawer-left' : ''}"><div id="topofscroll" class="main-inner">${header}<div id="page-content"><div id="region-main"><div role="main">${main}</div></div></div></div></div>`,
  );
}

function htmlOf({ id, classes }: Body, as: Role, title: string, inside: string): string {
  const acts = { teacher: '', student: '', anonymous: ' notloggedin', 'student-view': ' userswitchedrole' }[as];
  return `<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="keywords" content="moodle, ${title}"><title>${title} | Maple Grove</title><style>${css}</style></head>
<body id="${id}" class="${classes}${acts} theme uses-drawers jsenabled">${inside}</body></html>`;
}

const css = `
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, 'Segoe UI', sans-serif; color: #1d2125; background: #fff; }
a { color: #1a5a96; text-decoration: none; } a:hover { text-decoration: underline; }
.navbar { position: fixed; inset: 0 0 auto 0; height: 60px; display: flex; align-items: center; gap: 24px; padding: 0 24px; background: #fff; border-bottom: 1px solid #dfe3e8; z-index: 10; }
.navbar-brand { font-weight: 650; color: #143d59; font-size: 18px; }
.navbar a:not(.navbar-brand) { color: #495057; font-size: 15px; }
#usernavigation { margin-left: auto; display: flex; gap: 20px; align-items: center; font-size: 14px; color: #495057; }
.drawer-left { position: fixed; top: 60px; bottom: 0; left: 0; width: 285px; overflow: auto; padding: 12px 20px; border-right: 1px solid #e7eaee; background: #fbfcfd; font-size: 14px; }
.courseindex h4 { margin: 16px 0 4px; font-size: 14px; } .courseindex ul { list-style: none; margin: 0; padding: 0; }
.courseindex li { padding: 5px 10px; border-radius: 6px; } .courseindex a { color: #343a40; } .courseindex .here { background: #e3edf6; }
#page { padding: 60px 0 60px; } #page.show-drawer-left { margin-left: 285px; } #page.embedded { padding: 24px; }
.main-inner { max-width: 860px; margin: 0 auto; padding: 28px 32px; }
.breadcrumb { display: flex; flex-wrap: wrap; list-style: none; padding: 0; margin: 0 0 6px; font-size: 14px; min-height: 21px; }
.breadcrumb-item + .breadcrumb-item::before { content: '/'; padding: 0 8px; color: #8f959e; }
.d-flex { display: flex; } .flex-wrap { flex-wrap: wrap; } .flex-column { flex-direction: column; } .align-items-center { align-items: center; } .me-auto { margin-right: auto; }
.position-relative { position: relative; } .mb-2 { margin-bottom: 8px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0; font-weight: 650; } h3 { font-size: 19px; margin: 26px 0 6px; }
.activityiconcontainer, .activity-icon { width: 46px; height: 46px; border-radius: 10px; display: grid; place-items: center; color: #fff; background: #3d7f86; font-size: 20px; margin-right: 14px; }
.activityiconcontainer.assign, .activity-icon.assign { background: #a3476f; } .activityiconcontainer.quiz, .activity-icon.quiz { background: #a3476f; }
.secondary-navigation { border-bottom: 1px solid #dfe3e8; margin-bottom: 24px; } .more-nav { list-style: none; display: flex; flex-wrap: wrap; gap: 4px; margin: 0; padding: 0; }
.nav-link { display: block; padding: 10px 14px; color: #495057; border-bottom: 3px solid transparent; font-size: 15px; } .nav-link.active { border-color: #1a5a96; color: #1d2125; }
.topics, .section { list-style: none; padding: 0; margin: 0; } .course-section { border: 1px solid #dfe3e8; border-radius: 10px; padding: 6px 20px 10px; margin-bottom: 20px; }
.sectionname { margin: 10px 0 6px; } .sectionname a { color: #1d2125; }
.activity { border-top: 1px solid #eef0f3; } .activity:first-child { border: 0; } .activity-item { padding: 12px 6px; position: relative; } .activity-grid { display: flex; align-items: center; }
.activity-icon { width: 38px; height: 38px; font-size: 16px; }
.stretched-link::after { content: ''; position: absolute; inset: 0; z-index: 1; } .align-self-start { align-self: flex-start; }
.accesshide { position: absolute; left: -10000px; }
.lead { font-size: 18px; color: #343a40; } figure { margin: 18px 0; max-width: 480px; } figure svg { width: 100%; }
table { border-collapse: collapse; width: 100%; font-size: 15px; } th, td { text-align: left; padding: 8px 10px; border-bottom: 1px solid #e7eaee; } .grading-summary table { width: auto; min-width: 320px; }
.btn, button { display: inline-block; background: #1a5a96; color: #fff; border: 0; border-radius: 8px; padding: 9px 16px; font: inherit; }
.box { display: grid; gap: 14px; max-width: 460px; } .box input, .box textarea { display: block; width: 100%; padding: 8px; font: inherit; border: 1px solid #8f959e; border-radius: 6px; }
.cards { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 16px; } .card { border: 1px solid #dfe3e8; border-radius: 10px; padding: 34px 18px 18px; }
@media (max-width: 760px) { .drawer-left { display: none; } #page.show-drawer-left { margin-left: 0; } .main-inner { padding: 20px 16px; } }
`;
