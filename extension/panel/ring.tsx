import { type Phase, phases } from '../../shared/records/feedback.ts';

type Props = {
  phase: Phase | 'closed' | 'none';
  due?: boolean;
  size?: number;
};

/** Four arcs, clockwise from the top: Plan, Do, Check, Act. Done is thick, next has a dot, to come is thin. The words beside it say the same. */
export function Ring({ phase, due = false, size = 56 }: Props) {
  const next = phase === 'closed' ? phases.length : phase === 'none' ? 0 : phases.indexOf(phase);
  return (
    <svg class="ring" viewBox="0 0 48 48" width={size} height={size} aria-hidden="true">
      {phases.map((one, index) => (
        <path key={one} d={arc(index)} class={index < next ? 'done' : index === next ? 'next' : 'later'} />
      ))}
      {next < phases.length && <circle class="dot" {...middle(next)} r="4" />}
      {due && <path class="due" d="M24 15v11M24 31v2.5" />}
      {phase === 'closed' && <path class="closed" d="M16.5 24.5l5.5 5.5 10-11" />}
    </svg>
  );
}

const RADIUS = 19;
const GAP = 11;

function at(degrees: number): { cx: number; cy: number } {
  const angle = ((degrees - 90) * Math.PI) / 180;
  const round = (n: number) => Math.round(n * 100) / 100;
  return { cx: round(24 + RADIUS * Math.cos(angle)), cy: round(24 + RADIUS * Math.sin(angle)) };
}

function arc(index: number): string {
  const from = at(index * 90 + GAP);
  const to = at((index + 1) * 90 - GAP);
  return `M${from.cx} ${from.cy}A${RADIUS} ${RADIUS} 0 0 1 ${to.cx} ${to.cy}`;
}

function middle(index: number) {
  return at(index * 90 + 45);
}
