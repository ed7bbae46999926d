import { useMemo, useRef, useState } from 'preact/hooks';
import type { Cycle } from '../../shared/records/cycle.ts';
import type { Entry } from '../../shared/records/entry.ts';
import { type Phase, phases } from '../../shared/records/feedback.ts';
import { ActForm } from './act-form.tsx';
import { CheckForm } from './check-form.tsx';
import { Conversation } from './conversation.tsx';
import { DoForm } from './do-form.tsx';
import { LearningLinks, Library } from './learning-links.tsx';
import { figuresOf, type Lesson, measureOf, practiceOf } from './lesson.ts';
import { LessonHeader } from './lesson-header.tsx';
import { usePanel } from './panel-context.ts';
import { PlanForm } from './plan-form.tsx';
import { RunChartFigure } from './run-chart-figure.tsx';
import { SharedHere } from './shared-cycle.tsx';
import { Sharing } from './sharing.tsx';
import { newId } from './stamp.ts';
import { ActStory, CheckStory, DoStory, PlanStory } from './story.tsx';

/** One lesson: its cycle, the next step's form in place, the other steps one key away. */
export function LessonView({ lesson }: { lesson: Lesson }) {
  const { desk } = usePanel();
  const last = lesson.cycle;
  const [startedAfter, setStartedAfter] = useState<string | null>(null);
  const [back, setBack] = useState(false);
  const [library, setLibrary] = useState(false);

  // "Adapt" opens the next cycle by itself; after "adopt" and "abandon" the teacher does.
  const closed = last?.phase === 'closed';
  const starting = !last || (closed && !back && (last.act?.decision === 'adapt' || startedAfter === last.id));
  const made = useMemo(newId, [last?.id]);
  const next = starting ? (last?.act?.next ?? made) : undefined;

  if (library)
    return (
      <Library
        practice={last?.plan?.practice ?? desk?.aims[0]?.practices[0]}
        place={{ cycle: last?.id, tag: lesson.tag }}
        onBack={() => setLibrary(false)}
      />
    );
  return (
    <>
      <LessonHeader lesson={lesson} phase={starting ? 'plan' : last!.phase} />
      <Steps
        key={next ?? last!.id}
        lesson={lesson}
        next={next}
        onStartNext={() => {
          setBack(false);
          setStartedAfter(last!.id);
        }}
        onLookBack={() => setBack(true)}
      />
      <LearningLinks
        place={{ cycle: starting ? undefined : last?.id, tag: lesson.tag }}
        onLibrary={() => setLibrary(true)}
      />
      {last && !starting && <Sharing cycle={last} />}
      <SharedHere />
    </>
  );
}

type StepsProps = {
  lesson: Lesson;
  /** The id of a cycle that has no entry yet, when one is being started. */
  next: string | undefined;
  onStartNext: () => void;
  onLookBack: () => void;
};

function Steps({ lesson, next, onStartNext, onLookBack }: StepsProps) {
  const { say } = usePanel();
  const cycle = next === undefined ? lesson.cycle : null;
  const due: Phase = !cycle ? 'plan' : cycle.phase === 'closed' ? 'act' : cycle.phase;
  const [chosen, choose] = useState<Phase | null>(null);
  const shown = chosen ?? due;
  const tabs = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const done = (phase: Phase) =>
    cycle !== null && (cycle.phase === 'closed' || phases.indexOf(phase) < phases.indexOf(cycle.phase));

  const arrows = (event: KeyboardEvent) => {
    const rtl = getComputedStyle(document.documentElement).direction === 'rtl' ? -1 : 1;
    const move = { ArrowRight: rtl, ArrowLeft: -rtl, Home: -shown.length, End: 0 }[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const at =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? 3
          : (phases.indexOf(shown) + move + phases.length) % phases.length;
    choose(phases[at]!);
    tabs.current?.querySelectorAll<HTMLElement>('[role=tab]')[at]?.focus();
  };
  /** Stay at the step that was just logged, so that its answer is in view. */
  const { log } = usePanel();
  const logHere = (said: string) => async (entry: Entry) => {
    choose(shown);
    const kept = await log([entry], said);
    if (kept) panel.current?.focus({ preventScroll: true });
    return kept;
  };

  return (
    <section class="card steps" aria-label={say('panel.steps')}>
      <div role="tablist" aria-label={say('panel.steps')} ref={tabs} onKeyDown={arrows}>
        {phases.map(phase => (
          <button
            key={phase}
            type="button"
            role="tab"
            id={`tab-${phase}`}
            aria-controls="step"
            aria-selected={shown === phase}
            tabIndex={shown === phase ? 0 : -1}
            class={done(phase) ? 'done' : phase === due ? 'next' : ''}
            onClick={() => choose(phase)}
          >
            <span class="state" aria-hidden="true" />
            {say(`panel.phase.${phase}`)}
            <span class="sr">
              {done(phase) ? `, ${say('panel.done')}` : phase === due ? `, ${say('panel.isNext')}` : ''}
            </span>
          </button>
        ))}
      </div>
      <div role="tabpanel" id="step" aria-labelledby={`tab-${shown}`} tabIndex={-1} ref={panel}>
        <h2 class="sr">{say(`panel.phase.${shown}`)}</h2>
        {shown === 'plan' ? (
          <PlanStep
            lesson={lesson}
            cycle={cycle}
            next={next}
            focus={chosen === null}
            onPlan={logHere(say('panel.plan.saved'))}
            onLookBack={onLookBack}
          />
        ) : cycle === null ? (
          <PlanFirst onPlan={() => choose('plan')} />
        ) : shown === 'do' ? (
          <DoStep lesson={lesson} cycle={cycle} focus={chosen === null} onDo={logHere(say('panel.do.saved'))} />
        ) : shown === 'check' ? (
          <CheckStep
            lesson={lesson}
            cycle={cycle}
            focus={chosen === null}
            onCheck={logHere(say('panel.check.saved'))}
            onAct={() => choose('act')}
          />
        ) : (
          <ActStep
            lesson={lesson}
            cycle={cycle}
            focus={chosen === null}
            onAct={logHere(say('panel.act.saved'))}
            onStartNext={onStartNext}
          />
        )}
        {cycle && <Conversation cycle={cycle} phase={shown} />}
      </div>
    </section>
  );
}

type Log = (entry: Entry) => Promise<boolean>;
/** `focus`: the step opened by itself, so its form takes the focus. */
type Step = { lesson: Lesson; cycle: Cycle; focus: boolean };

function PlanStep(props: {
  lesson: Lesson;
  cycle: Cycle | null;
  next: string | undefined;
  focus: boolean;
  onPlan: Log;
  onLookBack: () => void;
}) {
  const { lesson, cycle, next, focus, onPlan, onLookBack } = props;
  const { say } = usePanel();
  const [editing, edit] = useState(false);
  if (!cycle?.plan) {
    const last = lesson.cycle;
    const adapting = last?.act?.decision === 'adapt';
    return (
      <>
        {next !== undefined && last && (
          <p class="aside">
            {say(adapting ? 'panel.cycle.adapting' : 'panel.cycle.starting')}{' '}
            <button type="button" class="quiet" onClick={onLookBack}>
              {say('panel.cycle.lookBack')}
            </button>
          </p>
        )}
        <PlanForm
          cycle={next ?? cycle!.id}
          tag={lesson.tag}
          last={last?.plan}
          learned={adapting ? (last?.act?.learning ?? last?.plan?.idea) : undefined}
          previous={adapting ? last?.id : undefined}
          focus={focus}
          onPlan={onPlan}
        />
      </>
    );
  }
  if (editing)
    return (
      <PlanForm
        cycle={cycle.id}
        tag={cycle.plan.tag}
        correct={cycle.plan}
        locked={cycle.lockedBy !== undefined}
        previous={cycle.plan.previous}
        step="plan:edit"
        onPlan={async entry => {
          const kept = await onPlan(entry);
          if (kept) edit(false);
          return kept;
        }}
        onCancel={() => edit(false)}
      />
    );
  return (
    <>
      <PlanStory cycle={cycle} />
      {cycle.phase !== 'closed' && (
        <div class="acts">
          <button type="button" onClick={() => edit(true)}>
            {say('panel.plan.change')}
          </button>
        </div>
      )}
    </>
  );
}

function DoStep({ lesson, cycle, focus, onDo }: Step & { onDo: Log }) {
  const { say, desk } = usePanel();
  const [again, setAgain] = useState(false);
  const asking = cycle.phase !== 'closed' && (again || cycle.dos.every(one => one.how === 'not_done'));
  return (
    <>
      {asking && (
        <>
          {cycle.plan && <p class="idea">{cycle.plan.idea}</p>}
          <DoForm
            cycle={cycle.id}
            place={lesson.place}
            practice={practiceOf(desk, cycle.plan)}
            focus={focus || again}
            onDo={async entry => {
              const kept = await onDo(entry);
              if (kept) setAgain(false);
              return kept;
            }}
          />
        </>
      )}
      {cycle.dos.length > 0 && <DoStory cycle={cycle} />}
      {!asking && cycle.phase !== 'closed' && (
        <div class="acts">
          <button type="button" onClick={() => setAgain(true)}>
            {say('panel.do.again')}
          </button>
        </div>
      )}
    </>
  );
}

function CheckStep({ lesson, cycle, focus, onCheck, onAct }: Step & { onCheck: Log; onAct: () => void }) {
  const { say, desk } = usePanel();
  const [again, setAgain] = useState(false);
  const asking = cycle.phase !== 'closed' && (again || cycle.checks.length === 0);
  const measure = cycle.plan ? measureOf(desk, cycle.plan.measure) : null;
  const points = figuresOf(desk, cycle);
  const lastFigure = cycle.checks.at(-1)?.figure;
  const form = asking && (
    <CheckForm
      cycle={cycle.id}
      place={lesson.place}
      measure={measure}
      focus={focus || again}
      lastOf={lastFigure && 'of' in lastFigure ? lastFigure.of : undefined}
      onCheck={async entry => {
        const kept = await onCheck(entry);
        if (kept) setAgain(false);
        return kept;
      }}
    />
  );
  return (
    <>
      {form}
      {measure && points.length > 0 && (
        <RunChartFigure points={points} cycle={cycle.id} measure={measure} prediction={cycle.plan?.prediction} />
      )}
      {cycle.checks.length > 0 && <CheckStory cycle={cycle} />}
      {!asking && cycle.phase !== 'closed' && (
        <div class="acts">
          <button type="button" class="main" onClick={onAct}>
            {say('panel.check.toAct')}
          </button>
          <button type="button" onClick={() => setAgain(true)}>
            {say('panel.check.again')}
          </button>
        </div>
      )}
    </>
  );
}

function ActStep({ lesson, cycle, focus, onAct, onStartNext }: Step & { onAct: Log; onStartNext: () => void }) {
  const { say } = usePanel();
  if (!cycle.act) return <ActForm cycle={cycle.id} place={lesson.place} focus={focus} onAct={onAct} />;
  return (
    <>
      <ActStory cycle={cycle} />
      <div class="acts">
        <button type="button" class="main" onClick={onStartNext}>
          {say('panel.cycle.startNext')}
        </button>
      </div>
    </>
  );
}

function PlanFirst({ onPlan }: { onPlan: () => void }) {
  const { say } = usePanel();
  return (
    <div class="story">
      <p class="empty">{say('panel.planFirst')}</p>
      <div class="acts">
        <button type="button" class="main" onClick={onPlan}>
          {say('panel.planFirst.go')}
        </button>
      </div>
    </div>
  );
}
