import { courses } from './courses.ts';
import { plantedNames } from './planted.ts';
import type { Role } from './role.ts';

/** RosarioSIS lives in a folder here. */
export const rosarioRoot = '/rosariosis';

const mine = courses.filter(course => course.system === 'rosariosis');
type Course = (typeof mine)[number];

const programs = {
  'misc/Portal.php': 'Maple Grove SIS',
  'School_Setup/Calendar.php': 'Calendars',
  'Students/Student.php': 'Student Info',
  'Scheduling/Courses.php': 'Courses',
  'Grades/Grades.php': 'Gradebook - Grades - Quarter 2',
  'Grades/Assignments.php': 'Assignments - Quarter 2',
  'Attendance/TakeAttendance.php': 'Take Attendance',
} as const;
type Program = keyof typeof programs;

/** A RosarioSIS 12 page in our own look; menu clicks replace `#body` and push the address, as the real one does. */
export function rosarioPage(url: URL, as: Role, period: string): string | null {
  if (url.pathname !== `${rosarioRoot}/Modules.php`) return null;
  const program = (url.searchParams.get('modname') ?? 'misc/Portal.php') as Program;
  if (!(program in programs)) return null;
  const course = mine.find(one => one.course === `period-${period}`) ?? mine[0]!;
  const teacher = as === 'teacher';
  return `<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${programs[program]}</title><style>${css}</style></head><body class="${bodyClass(program)}"><div id="wrap">
<aside id="menu" class="mod"><div id="menu-top"><a href="Modules.php?modname=misc/Portal.php" class="center logo">Maple Grove</a>
<form><span class="username">${teacher ? 'Dana Whitfield' : as === 'anonymous' ? '' : plantedNames[0]}</span>${teacher ? periods(course) : ''}</form>
${teacher ? `<div class="current-person student"><a href="Modules.php?modname=Students/Student.php&amp;student_id=2" title="Student Info">${plantedNames[1]}</a></div>` : ''}</div>
<ul class="adminmenu">${menu(as)}</ul></aside>
<div id="body" tabindex="0" role="main" class="mod">${bodyOf(program, url, course, as)}</div></div><script>${script}</script></body></html>`;
}

const bodyClass = (program: string) => `modules modname-${program.toLowerCase().replace(/[^a-z]+/g, '-')}`;

function periods(course: Course): string {
  const groups = [...Map.groupBy(mine, one => one.title)]
    .map(
      ([title, ones]) =>
        `<optgroup label="${title}">${ones.map(one => `<option value="${one.course.slice(7)}"${one === course ? ' selected' : ''}>${one.short}</option>`).join('')}</optgroup>`,
    )
    .join('');
  return `<label for="period">Course Periods</label><select name="period" id="period" autocomplete="off">${groups}</select>`;
}

function menu(as: Role): string {
  const items: [string, string][] =
    as === 'teacher'
      ? [
          ['School_Setup/Calendar.php', 'Calendars'],
          ['Students/Student.php&amp;student_id=2', 'Student Info'],
          ['Scheduling/Courses.php&amp;subject_id=1&amp;course_id=1', 'Courses'],
          ['Grades/Grades.php', 'Grades'],
          ['Grades/Assignments.php', 'Assignments'],
          ['Attendance/TakeAttendance.php', 'Take Attendance'],
        ]
      : [['School_Setup/Calendar.php', 'Calendars']];
  return items
    .map(([to, name]) => `<li class="menu-module"><a href="Modules.php?modname=${to}">${name}</a></li>`)
    .join('');
}

function bodyOf(program: Program, url: URL, course: Course, as: Role): string {
  const head = `<table class="header"><tbody><tr class="st"><td class="header1"><h2>${programs[program]}</h2></td></tr></tbody></table>`;
  if (as !== 'teacher') return `${head}<p>Good morning.</p>`;
  const students = (cells: (place: number) => string) =>
    plantedNames.map((name, place) => `<tr><td>${name}</td>${cells(place)}</tr>`).join('');
  const inside = {
    'misc/Portal.php':
      '<p>Your last login was yesterday.</p><h3 class="title">Notes</h3><p>Report cards are due on Friday.</p>',
    'School_Setup/Calendar.php': '<p>November 2026</p>',
    'Students/Student.php': `<h3 class="title">${plantedNames[1]}</h3><p>7th grade</p>`,
    'Scheduling/Courses.php': `<table class="list widefat"><tbody><tr><td><a href="Modules.php?modname=Scheduling/Courses.php&amp;subject_id=1&amp;course_id=1">Grade 7 Science</a></td></tr></tbody></table>`,
    'Grades/Grades.php': `<form><h3 class="title">Labs</h3><table class="list widefat"><tbody><tr><th>Student</th><th>Points</th></tr>${students(place => `<td><input name="values[${place}]" value="${60 + place * 3}"></td>`)}</tbody></table></form>`,
    'Grades/Assignments.php': `<div class="list-outer assignments"><table class="list widefat"><tbody><tr><th>Title</th></tr>${course.lessons.map(one => `<tr><td><a href="Modules.php?modname=Grades/Assignments.php&amp;assignment_type_id=1&amp;assignment_id=${one.id}">${one.title}</a></td></tr>`).join('')}</tbody></table></div>`,
    'Attendance/TakeAttendance.php': `<table class="header"><tbody><tr><td class="header2">Period 2 - ${course.short} - Dana Whitfield</td></tr></tbody></table><table class="list widefat"><tbody><tr><th>Student</th><th>Present</th></tr>${students(place => `<td><input type="radio" name="attendance[${place}]" checked></td>`)}</tbody></table>`,
  }[program];
  return head + inside + (url.searchParams.has('assignment_id') ? '<p>Points: 100</p>' : '');
}

// What the real one does: menu clicks fetch, replace #body, then push the address; a chosen class reloads the body.
const script = `
const load = async (to, push) => {
  const got = new DOMParser().parseFromString(await (await fetch(to)).text(), 'text/html');
  document.getElementById('body').innerHTML = got.getElementById('body').innerHTML;
  document.body.className = got.body.className;
  document.title = got.title;
  if (push) history.pushState(null, '', to);
};
addEventListener('click', event => {
  const link = event.target.closest('#wrap a[href^="Modules.php"]');
  if (!link) return;
  event.preventDefault();
  load(link.href, true);
});
addEventListener('popstate', () => load(location.href, false));
document.getElementById('period')?.addEventListener('change', event => {
  document.cookie = 'period=' + event.target.value + '; path=/';
  load(location.href, false);
});
`;

const css = `
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, 'Segoe UI', sans-serif; color: #2d3136; background: #f2f4f3; }
a { color: #20694b; text-decoration: none; } #wrap { display: flex; min-height: 100vh; }
#menu { width: 230px; background: #23343c; color: #e7ecec; padding: 18px; } #menu a { color: #d9efe4; } .logo { font-weight: 700; font-size: 18px; }
#menu form { display: grid; gap: 6px; margin: 16px 0; font-size: 14px; } .current-person { background: #2f4650; border-radius: 6px; padding: 6px 10px; font-size: 14px; }
.adminmenu { list-style: none; padding: 0; } .adminmenu li { padding: 6px 0; border-top: 1px solid #33474f; }
#body { flex: 1; padding: 24px 32px; background: #fff; outline: 0; } table.header { width: 100%; border-bottom: 1px solid #d8dedb; margin-bottom: 16px; } h2 { margin: 0 0 8px; font-size: 24px; }
.list { border-collapse: collapse; min-width: 420px; } .list th, .list td { text-align: left; padding: 8px 12px; border: 1px solid #d8dedb; } select, input { font: inherit; }
`;
