import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PageRings, ToMarker } from '../../extension/messages.ts';
import { pageAt } from '../pages/pages.ts';
import { plantedNames } from '../pages/planted.ts';
import type { Role } from '../pages/role.ts';

// What happens on a real page (layout, taps, frames) is tried in real browsers; here is what is said and what is left.
const rings: PageRings = {
  signedIn: true,
  ring: { phase: 'check', due: true, label: 'Check is next, due' },
  lessons: { '4': { phase: 'do', due: false, label: 'Do is next' } },
  waiting: 3,
  waitingLabel: '3 waiting',
  panelTitle: 'Deskside',
  dock: 'right',
};
const listeners = new Set<(message: ToMarker, sender: unknown, answer: (page: unknown) => void) => void>();
const asked = vi.fn(
  async (message: { name: string; request: unknown }): Promise<unknown> =>
    message.name === 'view' ? structuredClone(rings) : { url: 'about:blank' },
);
const runtime: Record<string, unknown> = {
  id: 'deskside',
  sendMessage: asked,
  onMessage: {
    addListener: (one: never) => listeners.add(one),
    removeListener: (one: never) => listeners.delete(one),
  },
};
vi.stubGlobal('browser', { runtime });
const { runMarker } = await import('../../extension/marker/marker.ts');

let roots: ShadowRoot[];
let life: AbortController;
const attach = Element.prototype.attachShadow;

beforeEach(() => {
  roots = [];
  life = new AbortController();
  runtime.id = 'deskside';
  asked.mockClear();
  vi.spyOn(Element.prototype, 'attachShadow').mockImplementation(function (this: Element, init) {
    expect(init.mode).toBe('closed');
    const root = attach.call(this, init);
    roots.push(root);
    return root;
  });
});
afterEach(() => {
  life.abort();
  vi.restoreAllMocks();
});

const settle = () => new Promise(done => setTimeout(done, 0));

async function visit(path: string, as: Role = 'teacher') {
  const url = new URL(path, 'https://learn.example.org');
  (window as unknown as { happyDOM: { setURL: (to: string) => void } }).happyDOM.setURL(url.href);
  const shown = new DOMParser().parseFromString(pageAt(url, as)!.replaceAll('iframe', 'x-frame'), 'text/html');
  for (const { name } of [...document.body.attributes]) document.body.removeAttribute(name);
  for (const { name, value } of [...shown.body.attributes]) document.body.setAttribute(name, value);
  document.body.innerHTML = shown.body.innerHTML;
  runMarker(life);
  await settle();
}

const buttons = () => roots.filter(root => root.host.isConnected).flatMap(root => [...root.querySelectorAll('button')]);
const labels = () => buttons().map(button => button.getAttribute('aria-label') ?? button.ariaLabel);

test('a lesson page says what it is, once, and shows one ring', async () => {
  await visit('/moodle/mod/page/view.php?id=4');
  expect(asked.mock.calls.map(([message]) => message)).toEqual([
    {
      name: 'view',
      request: {
        kind: 'lesson',
        site: 'moodle@learn.example.org/moodle',
        course: '2',
        lesson: '4',
        courseTitle: 'Grade 7 Science',
        lessonTitle: 'Lesson 2.1 – How leaves make food',
      },
    },
  ]);
  expect(labels()).toEqual(['Check is next, due, 3 waiting']);
});

test('a course page shows its own ring and those of lessons that have a cycle', async () => {
  await visit('/moodle/course/view.php?id=2');
  expect(labels()).toEqual(['Check is next, due, 3 waiting', 'Do is next']);
});

test('new rings are drawn as they come, and a lesson without a cycle loses its own', async () => {
  await visit('/moodle/course/view.php?id=2');
  const now = { ...rings, ring: { phase: 'act', due: false, label: 'Act is next' } as const, waiting: 0, lessons: {} };
  for (const hear of listeners) hear({ name: 'rings', rings: now }, null, () => {});
  expect(labels()).toEqual(['Act is next']);
});

for (const as of ['student', 'anonymous', 'student-view'] as const) {
  test(`for ${as}: nothing is asked, nothing is shown`, async () => {
    for (const path of ['/moodle/mod/page/view.php?id=4', '/courses/101/modules']) await visit(path, as);
    expect(asked).not.toHaveBeenCalled();
    expect(roots).toEqual([]);
  });
}

test('where students are nothing is observed but our own button, and only the course is known', async () => {
  const observe = vi.spyOn(MutationObserver.prototype, 'observe');
  for (const path of [
    '/moodle/grade/report/grader/index.php?id=2',
    '/courses/101/grades/7',
    '/rosariosis/Modules.php?modname=Attendance/TakeAttendance.php',
    '/rosariosis/Modules.php?modname=Students/Student.php&student_id=2',
    '/opensis/Modules.php?modname=grades/Grades.php',
  ]) {
    await visit(path);
  }
  expect(observe).not.toHaveBeenCalled();
  const said = asked.mock.calls.map(([{ request }]) => request as object);
  expect(said.map(request => Object.keys(request).sort())).toEqual(Array(4).fill(['course', 'kind', 'site']));
  expect(JSON.stringify(said)).not.toMatch(new RegExp(plantedNames.join('|')));
});

test('a page that is no site’s is left alone', async () => {
  const observe = vi.spyOn(MutationObserver.prototype, 'observe');
  const listen = vi.spyOn(window, 'addEventListener');
  await visit('/');
  expect(asked).not.toHaveBeenCalled();
  expect([observe.mock.calls, listen.mock.calls, listeners.size, roots.length]).toEqual([[], [], 0, 0]);
});

test('clicks and keys that a page makes up do nothing', async () => {
  await visit('/moodle/mod/page/view.php?id=4');
  const [button] = buttons();
  button!.click();
  button!.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
  button!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true }));
  await settle();
  expect(asked.mock.calls.map(([{ name }]) => name)).toEqual(['view']);
});

test('an answer for a page that is gone is dropped', async () => {
  let answer = (_: unknown) => {};
  asked.mockImplementationOnce(() => new Promise(done => (answer = done)));
  await visit('/rosariosis/Modules.php?modname=Grades/Assignments.php');
  (window as unknown as { happyDOM: { setURL: (to: string) => void } }).happyDOM.setURL(
    'https://learn.example.org/rosariosis/Modules.php?modname=Students/Student.php&student_id=2',
  );
  window.dispatchEvent(new PopStateEvent('popstate'));
  answer(rings);
  await settle();
  expect(buttons()).toEqual([]);
});

test('when the extension is gone, so is everything of it on the page', async () => {
  await visit('/rosariosis/Modules.php?modname=Grades/Assignments.php');
  expect(buttons().length).toBe(1);
  // The next page asks a background that is no longer there.
  runtime.id = undefined;
  asked.mockRejectedValueOnce(new Error('Extension context invalidated.'));
  (window as unknown as { happyDOM: { setURL: (to: string) => void } }).happyDOM.setURL(
    'https://learn.example.org/rosariosis/Modules.php?modname=Grades/Grades.php',
  );
  window.dispatchEvent(new PopStateEvent('popstate'));
  await settle();
  expect(buttons()).toEqual([]);
  expect(listeners.size).toBe(0);
  expect(life.signal.aborted).toBe(true);
});

test('asked what is on the page, it answers for what is there now', async () => {
  await visit('/moodle/course/view.php?id=3');
  const answers: unknown[] = [];
  for (const hear of listeners) hear({ name: 'describe' }, null, page => answers.push(page));
  expect(answers).toEqual([
    { kind: 'course', site: 'moodle@learn.example.org/moodle', course: '3', courseTitle: 'Grade 6 Mathematics' },
  ]);
  document.body.setAttribute('class', 'notloggedin');
  for (const hear of listeners) hear({ name: 'describe' }, null, page => answers.push(page));
  expect(answers[1]).toBeNull();
});
