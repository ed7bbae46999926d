import { canvasPage } from './canvas.ts';
import { moodlePage, moodleRoot } from './moodle.ts';
import { opensisPage, opensisRoot } from './opensis.ts';
import { type Role, roles } from './role.ts';
import { rosarioPage, rosarioRoot } from './rosariosis.ts';

/** The look-alike page at an address, as somebody sees it; `null` where there is none. */
export function pageAt(url: URL, as: Role = 'teacher', period = '1'): string | null {
  if (url.hostname.endsWith('.instructure.com') || url.pathname.startsWith('/courses/')) return canvasPage(url, as);
  if (url.pathname.startsWith(`${moodleRoot}/`)) return moodlePage(url, as);
  if (url.pathname.startsWith(`${rosarioRoot}/`)) return rosarioPage(url, as, period);
  if (url.pathname.startsWith(`${opensisRoot}/`)) return opensisPage(url, as);
  return url.pathname === '/' ? front(as) : null;
}

const links = [
  ['/moodle/mod/page/view.php?id=4', 'A lesson in Moodle: “How leaves make food”'],
  ['/moodle/course/view.php?id=2', 'A course in Moodle: Grade 7 Science'],
  ['/moodle/course/view.php?id=3', 'Another course in Moodle: Grade 6 Mathematics'],
  [
    '/moodle/grade/report/grader/index.php?id=2',
    'A gradebook in Moodle: a ring in the corner, nothing read but the course',
  ],
  ['/courses/101/modules', 'A course in Canvas: Biology 9'],
  ['/courses/101/assignments/2001', 'An assignment in Canvas: “Yeast and sugar lab”'],
  ['/courses/101/gradebook', 'A gradebook in Canvas'],
  ['/rosariosis/Modules.php?modname=Grades/Assignments.php', 'Assignments of a class in RosarioSIS'],
  ['/rosariosis/Modules.php?modname=Attendance/TakeAttendance.php', 'Attendance in RosarioSIS'],
  ['/opensis/index.php', 'openSIS, in its frame'],
] as const;

function front(as: Role): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Look-alike pages</title>
<style>body { font: 17px/1.6 system-ui, sans-serif; max-width: 680px; margin: 48px auto; padding: 0 20px; color: #1d2125; } li { margin: 8px 0; } a { color: #1a5a96; } nav { margin-top: 32px; color: #555; } strong { color: #1d2125; }</style></head>
<body><h1>Look-alike pages</h1><p>Pages that carry the landmarks of real systems, with made-up people. Deskside shows its ring to teachers only.</p>
<ul>${links.map(([href, name]) => `<li><a href="${href}">${name}</a></li>`).join('')}</ul>
<nav>Look as: ${roles.map(role => (role === as ? `<strong>${role}</strong>` : `<a href="/?as=${role}">${role}</a>`)).join(' · ')}</nav></body></html>`;
}
