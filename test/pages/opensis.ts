import { plantedNames } from './planted.ts';
import type { Role } from './role.ts';

/** openSIS lives in a folder here. */
export const opensisRoot = '/opensis';

/** An openSIS Classic 9 page in our own look: a bare page with one frame, in which clicks swap the content for ever. */
export function opensisPage(url: URL, as: Role): string | null {
  const path = url.pathname.slice(opensisRoot.length);
  if (path === '/index.php' || path === '/')
    return `<!doctype html><html><head><meta charset="utf-8"><title>openSIS Student Information System</title><style>html, body, iframe { margin: 0; width: 100%; height: 100%; border: 0; display: block; }</style></head>
<body><iframe name="body" src="Modules.php?modname=miscellaneous/Portal.php&amp;failed_login=0"></iframe></body></html>`;
  if (path === '/Ajax.php') return programOf(url.searchParams.get('modname') ?? '')[1];
  if (path !== '/Modules.php') return null;
  const teacher = as === 'teacher';
  const [name, content] = programOf(url.searchParams.get('modname') ?? '');
  const chooser = (act: string, options: string) =>
    `<li><form name="head_frm" action="Side.php?modfunc=update&amp;btnn=old&amp;nsc=NT&amp;act=${act}" method="POST"><select name="${act}">${options}</select></form></li>`;
  return `<html lang="en"><head><meta charset="utf-8"><title>openSIS Student Information System</title><style>${css}</style></head><body>
<div class="navbar"><form name="head_frm" action="Side.php?modfunc=update&amp;act=school" method="POST"><select name="school"><option selected>Maple Grove</option></select></form>
<span class="navbar-right">${teacher ? 'Dana Whitfield' : plantedNames[0]}</span></div>
<div class="breadcrumb-line"><ul class="breadcrumb"><li id="header">${name}</li></ul>
${teacher ? `<ul class="breadcrumb-elements">${chooser('subject', '<option value="2" selected>Science</option>')}${chooser('course', '<option value="1" selected>Grade 7 Science</option>')}${chooser('period', '<option value="1" selected>Period 2 - 001</option>')}</ul>` : ''}</div>
<div class="page"><ul class="navigation">${['miscellaneous/Portal.php', 'grades/Grades.php', 'grades/Assignments.php', 'attendance/TakeAttendance.php', 'students/Student.php'].map(to => `<li><a href="#" data-to="${to}">${programOf(to)[0]}</a></li>`).join('')}</ul>
<div id="content" class="clearfix">${content}</div></div><script>${script}</script></body></html>`;
}

function programOf(modname: string): [name: string, content: string] {
  const rows = plantedNames.map(name => `<tr><td>${name}</td><td></td></tr>`).join('');
  const programs: Record<string, [string, string]> = {
    'grades/Grades.php': [
      'Gradebook → Grades',
      `<form action="Modules.php?modname=grades/Grades.php&amp;cpv_id=1" method="POST"><table>${rows}</table></form>`,
    ],
    'grades/Assignments.php': [
      'Gradebook → Assignments',
      '<table><tr><td><a href="Modules.php?modname=grades/Assignments.php&amp;assignment_type_id=1">Homework</a></td></tr></table>',
    ],
    'attendance/TakeAttendance.php': [
      'Attendance → Take Attendance',
      `<form action="Modules.php?modname=attendance/TakeAttendance.php" method="POST"><table>${rows}</table></form>`,
    ],
    'students/Student.php': [
      'Students → Student Info',
      `<form action="Modules.php?modname=students/Student.php&amp;student_id=1" method="POST"><h3>${plantedNames[4]}</h3></form>`,
    ],
  };
  return programs[modname] ?? ['Portal', '<p>Welcome.</p>'];
}

const script = `
addEventListener('click', async event => {
  const link = event.target.closest('[data-to]');
  if (!link) return;
  event.preventDefault();
  document.getElementById('content').innerHTML = await (await fetch('Ajax.php?modname=' + link.dataset.to)).text();
  document.getElementById('header').innerHTML = link.textContent;
});
`;

const css = `
body { margin: 0; font: 14px/1.5 system-ui, 'Segoe UI', sans-serif; color: #333; background: #eef1f5; }
.navbar { display: flex; justify-content: space-between; padding: 12px 20px; background: #26386b; color: #fff; }
.breadcrumb-line { display: flex; justify-content: space-between; padding: 0 20px; background: #fff; border-bottom: 1px solid #d8dde5; } .breadcrumb-line ul { list-style: none; display: flex; gap: 10px; padding: 0; }
.page { display: flex; gap: 20px; padding: 20px; } .navigation { list-style: none; width: 190px; padding: 0; margin: 0; } .navigation li { padding: 6px 0; }
#content { flex: 1; background: #fff; padding: 16px; border-radius: 4px; } td { padding: 6px 12px; border: 1px solid #d8dde5; } table { border-collapse: collapse; }
`;
