import { useId } from 'preact/hooks';
import type { Point } from '../../shared/records/desk.ts';
import { type RunChart, runChart, USEFUL_POINTS } from '../../shared/statistics/run-chart.ts';
import { type Say, sayDay } from '../../shared/words.ts';
import { figureInWords } from './figure-words.ts';
import type { MeasureInView } from './lesson.ts';
import { usePanel } from './panel-context.ts';

type Props = {
  points: Point[];
  /** Points of this cycle are marked; those before it are the baseline when there are enough of them. */
  cycle: string;
  measure: MeasureInView;
  prediction?: number | undefined;
};

const W = 344;
const H = 190;
const EDGE = { top: 16, right: 14, bottom: 26, left: 40 };

/** The figures in order with their median, the prediction beside the actual, and what may be said of them. */
export function RunChartFigure({ points, cycle, measure, prediction }: Props) {
  const { say, language } = usePanel();
  const id = useId();
  const values = points.map(point => point.value);
  const before = points.filter(point => point.cycle < cycle).length;
  const baseline = before >= USEFUL_POINTS ? before : undefined;
  const chart = runChart(values, baseline === undefined ? {} : { baseline });
  if (chart.median === null) return null;

  const own = points.filter(point => point.cycle === cycle);
  const actual = own.at(-1);
  const figure = (value: number) => figureInWords(language, value, measure.unit);
  const scale = scaleOf([...values, chart.median, ...(prediction === undefined ? [] : [prediction])], measure.unit);
  const step = points.length > 1 ? (W - EDGE.left - EDGE.right - 22) / (points.length - 1) : 0;
  const x = (index: number) => EDGE.left + 8 + (points.length > 1 ? index * step : 60);
  const y = (value: number) =>
    EDGE.top + ((scale.high - value) / (scale.high - scale.low)) * (H - EDGE.top - EDGE.bottom);
  // The latest of each: rings around everything would point at nothing.
  const look = { shift: chart.shifts.at(-1), trend: chart.trends.at(-1) };
  const marked = (index: number) =>
    [look.shift, look.trend].some(one => one && index + 1 >= one.from && index + 1 <= one.to);
  const summary = summaryOf(say, chart, points, prediction, actual, measure, figure);

  return (
    <figure class="chart">
      <figcaption>
        <strong>{measure.name}</strong>
        {actual && prediction !== undefined && (
          <span class="compare">
            <span>
              {say('panel.chart.actual')} <b>{figure(actual.value)}</b>
            </span>
            <span>
              {say('panel.chart.predicted')} <b>{figure(prediction)}</b>
            </span>
          </span>
        )}
      </figcaption>
      <svg viewBox={`0 0 ${W} ${H}`} role="img" aria-describedby={`${id}-summary`}>
        <title>{measure.name}</title>
        {baseline !== undefined && (
          <g class="baseline">
            <rect
              x={x(0) - 7}
              y={EDGE.top}
              width={x(baseline - 1) - x(0) + 14}
              height={H - EDGE.top - EDGE.bottom}
              rx="4"
            />
            <text x={x(0) - 3} y={EDGE.top + 10}>
              {say('panel.chart.baseline')}
            </text>
          </g>
        )}
        <g class="axis">
          {scale.ticks.map(tick => (
            <g key={tick}>
              <line x1={EDGE.left} x2={W - EDGE.right} y1={y(tick)} y2={y(tick)} />
              <text x={EDGE.left - 6} y={y(tick) + 4} text-anchor="end">
                {figure(tick)}
              </text>
            </g>
          ))}
          <text x={x(0)} y={H - 8} text-anchor="start">
            {shortDay(language, points[0]!.on)}
          </text>
          {points.length > 1 && (
            <text x={x(points.length - 1)} y={H - 8} text-anchor="end">
              {shortDay(language, points.at(-1)!.on)}
            </text>
          )}
        </g>
        <g class="median">
          <line x1={EDGE.left} x2={W - EDGE.right} y1={y(chart.median)} y2={y(chart.median)} />
        </g>
        <polyline class="line" points={points.map((point, index) => `${x(index)},${y(point.value)}`).join(' ')} />
        {points.map((point, index) => (
          <g key={point.entry} class={point.cycle === cycle ? 'point own' : 'point'}>
            {marked(index) && <circle class="look" cx={x(index)} cy={y(point.value)} r="8" />}
            {point.cycle === cycle ? (
              <rect x={x(index) - 4.5} y={y(point.value) - 4.5} width="9" height="9" rx="1" />
            ) : (
              <circle cx={x(index)} cy={y(point.value)} r="3.5" />
            )}
          </g>
        ))}
        {prediction !== undefined && <path class="prediction" d={diamond(x(points.length - 1) + 14, y(prediction))} />}
      </svg>
      <ul class="legend" aria-hidden="true">
        <li>
          <svg viewBox="0 0 14 10" width="14" height="10" class="key own" aria-hidden="true">
            <rect x="3" y="1" width="8" height="8" rx="1" />
          </svg>
          {say('panel.chart.thisCycle')}
        </li>
        <li>
          <svg viewBox="0 0 14 10" width="14" height="10" class="key median" aria-hidden="true">
            <line x1="0" x2="14" y1="5" y2="5" />
          </svg>
          {say('panel.chart.median', { figure: figure(chart.median) })}
        </li>
        {prediction !== undefined && (
          <li>
            <svg viewBox="0 0 14 10" width="14" height="10" class="key prediction" aria-hidden="true">
              <path d={diamond(7, 5)} />
            </svg>
            {say('panel.chart.prediction')}
          </li>
        )}
        {(look.shift || look.trend) && (
          <li>
            <svg viewBox="0 0 14 14" width="12" height="12" class="key look" aria-hidden="true">
              <circle cx="7" cy="7" r="6" />
            </svg>
            {say('panel.chart.lookHere')}
          </li>
        )}
      </ul>
      <div class={`verdict ${chart.verdict}`} id={`${id}-summary`}>
        {summary.map(line => (
          <p key={line}>{line}</p>
        ))}
      </div>
      <details>
        <summary>{say('panel.chart.table')}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{say('panel.day')}</th>
              <th scope="col">{say('panel.check.figure')}</th>
              <th scope="col">{say('panel.chart.side')}</th>
            </tr>
          </thead>
          <tbody>
            {points.map((point, index) => (
              <tr key={point.entry}>
                <td>{sayDay(language, point.on)}</td>
                <td>{figure(point.value)}</td>
                <td>
                  {say(sideOf(point.value, chart.median!))}
                  {marked(index) && ` · ${say('panel.chart.lookHere')}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

function sideOf(value: number, median: number) {
  return value > median ? 'panel.chart.above' : value < median ? 'panel.chart.below' : 'panel.chart.on';
}

/** What may honestly be said: prediction beside actual, the verdict, and Perla's signals as places to look. */
function summaryOf(
  say: Say,
  chart: RunChart,
  points: Point[],
  prediction: number | undefined,
  actual: Point | undefined,
  measure: MeasureInView,
  figure: (value: number) => string,
): string[] {
  const lines: string[] = [];
  if (actual && prediction !== undefined) {
    const gap = actual.value - prediction;
    const reached = measure.direction === 'up' ? gap >= 0 : gap <= 0;
    const verdict = reached ? 'panel.chart.reached' : 'panel.chart.missed';
    lines.push(
      say(measure.direction ? verdict : 'panel.chart.beside', {
        actual: figure(actual.value),
        predicted: figure(prediction),
      }),
    );
  }
  const last = points.slice(-8);
  if (chart.verdict === 'too_little_data') {
    lines.push(say('panel.chart.tooLittle', { n: chart.useful, needed: USEFUL_POINTS }));
  } else {
    const above = last.filter(point => point.value > chart.median!).length;
    lines.push(
      say(chart.verdict === 'signal' ? 'panel.chart.signal' : 'panel.chart.random', { points: points.length }),
    );
    lines.push(say('panel.chart.lately', { above, of: last.length }));
  }
  const shift = chart.shifts.at(-1);
  if (shift)
    lines.push(
      say(shift.side === 'above' ? 'panel.chart.shiftAbove' : 'panel.chart.shiftBelow', { points: shift.points }),
    );
  const trend = chart.trends.at(-1);
  if (trend)
    lines.push(
      say(trend.direction === 'up' ? 'panel.chart.trendUp' : 'panel.chart.trendDown', { points: trend.points }),
    );
  if (chart.lookHere.includes('too_few_runs')) lines.push(say('panel.chart.tooFewRuns'));
  if (chart.lookHere.includes('too_many_runs')) lines.push(say('panel.chart.tooManyRuns'));
  return lines;
}

function shortDay(language: string, day: string): string {
  return new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

/** Round numbers around all values, with room; a percentage stays within 0 and 100. */
function scaleOf(values: number[], unit: MeasureInView['unit']): { low: number; high: number; ticks: number[] } {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const span = Math.max(max - min, Math.abs(max) * 0.1, 1);
  const rough = span / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = [1, 2, 5, 10].map(n => n * power).find(n => n >= rough)!;
  let low = Math.floor((min - span * 0.08) / size) * size;
  let high = Math.ceil((max + span * 0.08) / size) * size;
  if (unit === 'percent' && min >= 0 && max <= 100) [low, high] = [Math.max(0, low), Math.min(100, high)];
  if (unit === 'count' && min >= 0) low = Math.max(0, low);
  const ticks: number[] = [];
  for (let tick = low; tick <= high + size / 2; tick += size) ticks.push(Number(tick.toPrecision(12)));
  return { low, high: Math.max(high, ticks.at(-1)!), ticks };
}

function diamond(x: number, y: number): string {
  return `M${x} ${y - 5}l5 5l-5 5l-5 -5z`;
}
