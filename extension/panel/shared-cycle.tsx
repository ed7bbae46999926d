import { type Cycle, foldCycle } from '../../shared/records/cycle.ts';
import type { SharedCycle } from '../../shared/records/desk.ts';
import { phases } from '../../shared/records/feedback.ts';
import { Conversation, Questions } from './conversation.tsx';
import { figuresOf, measureOf } from './lesson.ts';
import { usePanel } from './panel-context.ts';
import { useReadCycle } from './read-cycle.ts';
import { Ring } from './ring.tsx';
import { RunChartFigure } from './run-chart-figure.tsx';
import { ActStory, CheckStory, DoStory, PlanStory } from './story.tsx';

type Props = { shared: SharedCycle; names?: Record<string, string> };

/** A cycle somebody opened to the viewer, as far as they opened it, with a place to answer at every phase. */
export function SharedCycleView({ shared, names = {} }: Props) {
  const { say, desk } = usePanel();
  const cycle = useFolded(shared);
  const known = { ...names, [shared.owner.id]: shared.owner.name };
  // Another team's measure may not be on the viewer's desk: its figures still tell what they are counted in.
  const counted = cycle.checks.some(one => 'of' in one.figure);
  const measure = cycle.plan
    ? (measureOf(desk, cycle.plan.measure) ?? {
        name: say('panel.plan.measure'),
        unit: counted ? ('percent' as const) : ('score' as const),
      })
    : null;
  const points = figuresOf(null, cycle);
  return (
    <div class="shared">
      {!shared.notes && <p class="hint">{say('panel.shared.withoutNotes')}</p>}
      {cycle.questions.length > 0 && <Questions cycle={cycle} names={known} ask={false} />}
      {phases.map(phase => (
        <section key={phase} class="phase">
          <h3>{say(`panel.phase.${phase}`)}</h3>
          {phase === 'plan' && <PlanStory cycle={cycle} />}
          {phase === 'do' && <DoStory cycle={cycle} />}
          {phase === 'check' && measure && points.length > 0 && (
            <RunChartFigure points={points} cycle={cycle.id} measure={measure} prediction={cycle.plan?.prediction} />
          )}
          {phase === 'check' && <CheckStory cycle={cycle} />}
          {phase === 'act' && <ActStory cycle={cycle} />}
          <Conversation cycle={cycle} phase={phase} names={known} />
        </section>
      ))}
    </div>
  );
}

/** The cycle with what the viewer said since: their feedback shows at once. */
function useFolded(shared: SharedCycle): Cycle {
  const { own, me } = usePanel();
  const said = own.filter(entry => entry.cycle === shared.cycle).map(entry => ({ author: me.id, entry }));
  return foldCycle(shared.cycle, shared.owner.id, [...shared.logged, ...said]);
}

/** Cycles on this lesson that others opened to the viewer. */
export function SharedHere() {
  const { say, desk } = usePanel();
  const shared = desk?.shared ?? [];
  if (shared.length === 0) return null;
  return (
    <section class="card" aria-labelledby="shared-here">
      <h2 id="shared-here">{say('panel.shared.title')}</h2>
      {shared.map(one => (
        <SharedRow key={one.cycle} shared={one} />
      ))}
    </section>
  );
}

function SharedRow({ shared }: { shared: SharedCycle }) {
  const { say } = usePanel();
  const cycle = useFolded(shared);
  const { open, read, said, toggle } = useReadCycle(shared.cycle);
  return (
    <details open={open} onToggle={event => void toggle(event.currentTarget.open)}>
      <summary>
        <Ring phase={cycle.phase} size={24} />
        <span>
          <strong>{shared.owner.name}</strong>
          <small>{say(cycle.phase === 'closed' ? 'panel.next.closed' : `panel.next.${cycle.phase}`)}</small>
        </span>
        {cycle.waiting && <span class="mark">{say('panel.reason.question')}</span>}
      </summary>
      {said && <p class="empty">{said}</p>}
      {open && read && <SharedCycleView shared={read} names={read.names} />}
    </details>
  );
}
