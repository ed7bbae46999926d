import type { Site } from './site.ts';

// RosarioSIS has one folder in lower case, too: misc.
const modname = '(?!misc/)[a-z]\\w*/.+';
const chooser = 'ul.breadcrumb-elements form[action^="Side.php"] select[name="course"]';

/**
 * openSIS Classic 9. Everything is in one frame whose address goes stale after the first click, so the forms and links
 * of the program in view tell what it is. Its programs' names begin in lower case, RosarioSIS's don't.
 */
export const opensis: Site = {
  id: 'opensis',
  name: 'openSIS',
  evidence: 'running server',
  hosts: [],
  fingerprint: ['form[action^="Side.php?modfunc=update"]', 'ul.breadcrumb > li#header', '#content'],
  frames: true,
  teacher: chooser,
  notTeacher: '',
  pages: [
    {
      kind: 'protected',
      path: '/(Modules|Ajax)\\.php',
      query: { modname },
      where: '#content form[action*="modname=grades/"], #content form[action*="modname=attendance/"]',
      course: [{ chosen: chooser, part: 'value', like: '^(\\d+)$' }],
    },
    {
      kind: 'class',
      path: '/(Modules|Ajax)\\.php',
      query: { modname },
      where: '#content a[href*="modname=grades/Assignments.php"]',
      course: [{ chosen: chooser, part: 'value', like: '^(\\d+)$' }],
      courseTitle: [{ chosen: chooser, part: 'text' }],
    },
  ],
  swaps: { container: 'ul.breadcrumb > li#header', holdsStudents: false },
  choices: 'ul.breadcrumb-elements',
  examples: [
    { url: 'https://sis.example.org/Modules.php?modname=miscellaneous/Portal.php&failed_login=0', kind: 'protected' },
    { url: 'https://sis.example.org/opensis/Ajax.php?modname=grades/Grades.php', kind: 'protected' },
    { url: 'https://sis.example.org/index.php', kind: null },
  ],
};
