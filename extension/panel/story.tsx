import type { ComponentChildren } from 'preact';
import type { Cycle } from '../../shared/records/cycle.ts';
import type { Entry } from '../../shared/records/entry.ts';
import { sayDay } from '../../shared/words.ts';
import { WaySign } from './do-form.tsx';
import { classFigureInWords, figureInWords } from './figure-words.ts';
import { measureOf, practiceOf } from './lesson.ts';
import { usePanel } from './panel-context.ts';
import { PracticeCard } from './practice-card.tsx';

// What was logged, step by step, for its teacher and for whoever it was opened to.

export function PlanStory({ cycle }: { cycle: Cycle }) {
  const { say, language, desk } = usePanel();
  const plan = cycle.plan;
  if (!plan) return <p class="empty">{say('panel.story.noPlan')}</p>;
  const measure = measureOf(desk, plan.measure);
  const practice = practiceOf(desk, plan);
  return (
    <div class="story">
      <p class="idea">{plan.idea}</p>
      <dl>
        <Row label={say('panel.plan.predictionShort')}>
          {measure && `${measure.name}: `}
          <b>{figureInWords(language, plan.prediction, measure?.unit)}</b>
          {cycle.lockedBy && <small>{say('panel.plan.locked')}</small>}
        </Row>
        <Row label={say('panel.plan.checkOn')}>{sayDay(language, plan.checkOn)}</Row>
        {practice && <Row label={say('panel.plan.practice')}>{practice.name}</Row>}
      </dl>
      {cycle.latePlan && <p class="hint">{say('panel.story.latePlan')}</p>}
      {practice && <PracticeCard practice={practice} />}
    </div>
  );
}

export function DoStory({ cycle }: { cycle: Cycle }) {
  const { say, language } = usePanel();
  if (cycle.dos.length === 0) return <p class="empty">{say('panel.story.noDo')}</p>;
  return (
    <ul class="logged">
      {cycle.dos.map(one => (
        <li key={one.id}>
          <span class="head">
            <WaySign how={one.how} />
            <strong>{say(`panel.do.${one.how}`)}</strong>
            <span class="when">{sayDay(language, one.on)}</span>
            <TakeBack entry={one} />
          </span>
          {one.ingredient && <p class="hint">{one.ingredient}</p>}
          {one.why && <p>{one.why}</p>}
          {one.note && <p>{one.note}</p>}
        </li>
      ))}
    </ul>
  );
}

export function CheckStory({ cycle }: { cycle: Cycle }) {
  const { say, language, desk } = usePanel();
  if (cycle.checks.length === 0) return <p class="empty">{say('panel.story.noCheck')}</p>;
  const measure = cycle.plan ? measureOf(desk, cycle.plan.measure) : null;
  return (
    <ul class="logged">
      {cycle.checks.map(one => (
        <li key={one.id}>
          <span class="head">
            <strong>{classFigureInWords(say, language, one.figure, measure?.unit ?? 'score')}</strong>
            <span class="when">{sayDay(language, one.on)}</span>
            <TakeBack entry={one} />
          </span>
          {one.note && <p>{one.note}</p>}
        </li>
      ))}
    </ul>
  );
}

export function ActStory({ cycle }: { cycle: Cycle }) {
  const { say, language } = usePanel();
  const act = cycle.act;
  if (!act) return <p class="empty">{say('panel.story.noAct')}</p>;
  return (
    <div class="story">
      <span class="head">
        <strong>
          {say(`panel.act.${act.decision}`)} · {say(`panel.act.${act.result}`)}
        </strong>
        <span class="when">{sayDay(language, act.on)}</span>
        <TakeBack entry={act} />
      </span>
      {act.learning && <p class="idea">{act.learning}</p>}
    </div>
  );
}

/** Undo, as long as the panel in which it was logged is open. */
function TakeBack({ entry }: { entry: Entry & { author?: string } }) {
  const { say, fresh, undo } = usePanel();
  if (!fresh.has(entry.id)) return null;
  const { author: _, ...logged } = entry;
  return (
    <button type="button" class="quiet" onClick={() => void undo(logged as Entry)}>
      {say('panel.undo')}
    </button>
  );
}

function Row({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
