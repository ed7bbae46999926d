import { isDue } from '../../shared/records/cycle.ts';
import { sayDay } from '../../shared/words.ts';
import { aimOf, type Lesson, practiceOf, titleOf } from './lesson.ts';
import { usePanel } from './panel-context.ts';
import { Ring } from './ring.tsx';
import { today } from './stamp.ts';

/** The lesson, how far its cycle is, and why it is worth doing. */
export function LessonHeader({ lesson, phase }: { lesson: Lesson; phase: 'plan' | 'do' | 'check' | 'act' | 'closed' }) {
  const { say, language } = usePanel();
  const { cycle, tag } = lesson;
  const shown = cycle && phase !== 'plan' ? cycle : null;
  const due = shown !== null && isDue(shown, today());
  const when = shown?.dueOn
    ? say(due ? 'panel.due.since' : 'panel.due.on', { day: sayDay(language, shown.dueOn) })
    : null;
  return (
    <header class="lesson">
      <Ring phase={cycle ? phase : 'none'} due={due} />
      <div>
        {tag.lessonTitle && tag.courseTitle && <p class="course">{tag.courseTitle}</p>}
        <h1>{titleOf(tag) ?? say('panel.thisCourse')}</h1>
        <p class="next">
          {say(phase === 'closed' ? 'panel.next.closed' : `panel.next.${phase}`)}
          {when && <span class={due ? 'due' : undefined}> · {when}</span>}
        </p>
      </div>
      <Why lesson={lesson} />
    </header>
  );
}

/** Why am I doing this? Need → goal → aim → practice → this lesson, in one sentence. */
function Why({ lesson }: { lesson: Lesson }) {
  const { say, desk } = usePanel();
  const aim = aimOf(desk, lesson.cycle?.plan);
  if (!aim) return null;
  const practice = practiceOf(desk, lesson.cycle?.plan) ?? desk?.practices.find(one => one.id === aim.practices[0]);
  const plain = (text: string) => text.replace(/[.\s]+$/, '');
  const parts = [
    { as: say('panel.why.need'), text: plain(aim.needText) },
    { as: say('panel.why.goal'), text: plain(aim.goalText) },
    { as: say('panel.why.aim'), text: plain(aim.text) },
    ...(practice ? [{ as: say('panel.why.practice'), text: plain(practice.name) }] : []),
  ];
  return (
    <p class="why">
      <strong>{say('panel.why')}</strong>{' '}
      {parts.map(({ as, text }) => (
        <span key={as}>
          <span class="sr">{as}: </span>
          {text}
          <span aria-hidden="true" class="to">
            {' → '}
          </span>
        </span>
      ))}
      {say('panel.why.lesson')}
    </p>
  );
}
