import type { PageRule, Site, Source } from './site.ts';

// The class is a choice kept in the session, not in the address: what is known is the course period.
const course: Source[] = [{ chosen: '#menu select#period', part: 'value', like: '^(\\d+)$', as: 'period-{}' }];
const courseTitle: Source[] = [{ chosen: '#menu select#period', part: 'group' }];
const path = '/Modules\\.php';
const beside: PageRule['ring'] = [{ in: '#body table.header td.header1 h2' }];

/** RosarioSIS 12. The rest of its programs can show students, and say nothing about a class: nothing is done there. */
export const rosariosis: Site = {
  id: 'rosariosis',
  name: 'RosarioSIS',
  evidence: 'running server',
  hosts: [],
  fingerprint: ['body.modules #wrap > #menu.mod', 'body.modules #wrap > #body.mod[role="main"]'],
  teacher: '#menu select#period',
  // A parent chooses a child where a teacher chooses a class.
  notTeacher: 'select#student_id',
  pages: [
    {
      kind: 'protected',
      path,
      query: {
        modname:
          'Grades/(Grades|InputFinalGrades|ProgressReports|AnomalousGrades)\\.php|Attendance/TakeAttendance\\.php',
      },
      course,
    },
    {
      kind: 'lesson',
      path,
      query: { modname: 'Grades/Assignments\\.php', assignment_id: '\\d+' },
      course,
      courseTitle,
      lesson: [{ query: 'assignment_id' }],
      lessonTitle: [
        { text: '#body .assignments a[href$="&assignment_id={lesson}"]' },
        { text: '#body .assignments a[href*="&assignment_id={lesson}&"]' },
      ],
      ring: beside,
    },
    { kind: 'class', path, query: { modname: 'Grades/Assignments\\.php' }, course, courseTitle, ring: beside },
    {
      kind: 'course',
      path,
      query: { modname: 'Scheduling/Courses\\.php', course_id: '\\d+' },
      course: [{ query: 'course_id' }],
      courseTitle: [{ text: '#body a[href$="&course_id={course}"]' }],
      ring: beside,
    },
  ],
  swaps: { container: '#body', holdsStudents: true },
  choices: '#menu',
  examples: [
    { url: 'https://sis.example.org/Modules.php?modname=Grades/Grades.php', kind: 'protected' },
    { url: 'https://sis.example.org/Modules.php?modname=Grades/Grades.php&assignment_id=1', kind: 'protected' },
    { url: 'https://sis.example.org/rosariosis/Modules.php?modname=Attendance/TakeAttendance.php', kind: 'protected' },
    { url: 'https://sis.example.org/Modules.php?modname=Grades/Assignments.php', kind: 'class' },
    {
      url: 'https://sis.example.org/Modules.php?modname=Grades/Assignments.php&assignment_type_id=1&assignment_id=1',
      kind: 'lesson',
      lesson: '1',
    },
    {
      url: 'https://sis.example.org/Modules.php?modname=Scheduling/Courses.php&subject_id=1&course_id=1',
      kind: 'course',
      course: '1',
    },
    { url: 'https://sis.example.org/Modules.php?modname=misc/Portal.php', kind: null },
    { url: 'https://sis.example.org/Modules.php?modname=Students/Student.php&student_id=2', kind: null },
    { url: 'https://sis.example.org/Modules.php?modname=Grades/StudentGrades.php', kind: null },
  ],
};
