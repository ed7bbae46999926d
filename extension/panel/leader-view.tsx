import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { type Activity, type Finding, points } from '../../shared/insights/activity.ts';
import type { Problem } from '../../shared/problem.ts';
import { addMonths } from '../../shared/records/cadence.ts';
import type { Role } from '../../shared/records/role.ts';
import { sayDay, sayMonth } from '../../shared/words.ts';
import type { Replies } from '../messages.ts';
import { problemInWords } from './entry-errors.ts';
import { usePanel } from './panel-context.ts';

/** What a person leads, as scopes: the district, or each of their schools. */
export function scopesLed(roles: readonly Role[]): string[] {
  const led = new Set(roles.flatMap(({ role, school }) => (role === 'leader' ? [school] : [])));
  return led.has(undefined) ? ['district'] : [...led].map(school => `school:${school}`);
}

/** How many teachers are at which point of their cycles where this person leads. Nothing about a single teacher, ever. */
export function LeaderView() {
  const { say, me } = usePanel();
  return (
    <>
      <h1 class="sr">{say('panel.activity.title')}</h1>
      {scopesLed(me.roles).map(scope => (
        <Months key={scope} scope={scope} />
      ))}
    </>
  );
}

/** What is known of one scope: the month in view, the last there is, and its table or why there is none. */
type View = { month: string; last: string; answer?: Activity; problem?: string };

/** One scope, a whole month at a time, from the last one back. */
function Months({ scope }: { scope: string }) {
  const { say, language, outside } = usePanel();
  const [{ month, last, answer, problem }, setView] = useState<View>({ month: '', last: '' });
  const [said, setSaid] = useState('');
  const latest = useRef(0);
  const heading = useId();

  const load = async (asked?: string) => {
    const own = ++latest.current;
    setView(before => ({ month: asked ?? before.month, last: before.last }));
    setSaid(say('panel.loading'));
    const reply: Replies['activity'] = await outside
      .send('activity', { scope, ...(asked && { month: asked }) })
      .catch(() => ({ ok: false, problem: 'offline' }));
    // Whoever goes on quickly sees the month they ended at, whichever answer comes last.
    if (own !== latest.current) return;
    setSaid('');
    if (reply.ok)
      setView(before => ({ month: reply.value.month, last: before.last || reply.value.month, answer: reply.value }));
    else setView(before => ({ ...before, problem: problemOf(reply.problem) }));
  };
  const problemOf = (one: Problem | 'offline') =>
    one !== 'offline' && one.type === '/problems/query.invalid'
      ? say('panel.activity.notCounted')
      : problemInWords(say, one);
  useEffect(() => {
    void load();
  }, [scope]);

  const school = scope === 'district' ? undefined : answer?.schools[0];
  return (
    <section class="card" aria-labelledby={heading}>
      <h2 id={heading}>{school?.name ?? say('panel.activity.title')}</h2>
      {last && (
        <div class="months">
          <button type="button" class="quiet" onClick={() => load(addMonths(month, -1))}>
            {say('panel.activity.before')}
          </button>
          <strong aria-live="polite">{sayMonth(language, month)}</strong>
          <button
            type="button"
            class="quiet"
            aria-disabled={month >= last}
            onClick={() => month < last && load(addMonths(month, 1))}
          >
            {say('panel.activity.after')}
          </button>
        </div>
      )}
      <p class={said || problem ? 'empty' : 'sr'} role="status">
        {said || problem}
      </p>
      {problem && (
        <div class="acts">
          <button type="button" onClick={() => load(month || undefined)}>
            {say('panel.activity.again')}
          </button>
        </div>
      )}
      {answer && (school ? <School finding={school} answer={answer} /> : <District answer={answer} />)}
    </section>
  );
}

function School({ finding, answer }: { finding: Finding; answer: Activity }) {
  const { say, language } = usePanel();
  const minimum = answer.minimumGroup;
  return (
    <>
      {finding.verdict === 'too_few' ? (
        <p>{say('panel.activity.tooFew', { minimum })}</p>
      ) : (
        <PointTable finding={finding} label={say('panel.activity.title')} />
      )}
      {finding.verdict === 'in_part' && <p class="hint">{say('panel.activity.few.why', { minimum })}</p>}
      <p class="hint">{say('panel.activity.counted', { day: sayDay(language, answer.asOf.slice(0, 10)) })}</p>
    </>
  );
}

function District({ answer: { total, small, schools, ...answer } }: { answer: Activity }) {
  const { say } = usePanel();
  const minimum = answer.minimumGroup;
  const rows = [
    ...schools,
    ...(small ? [{ ...small, school: '', name: say('panel.activity.small', { minimum }) }] : []),
  ];
  const shown = rows.filter(one => one.verdict !== 'too_few');
  const tooFew = rows.filter(one => one.verdict === 'too_few').map(one => one.name);
  return (
    <>
      <h3>{say('panel.activity.all')}</h3>
      {total && <School finding={total} answer={{ ...answer, total, small, schools }} />}
      {shown.map(one => (
        <details key={one.school}>
          <summary>{one.name}</summary>
          <PointTable finding={one} label={one.name} />
        </details>
      ))}
      {tooFew.length > 0 && (
        <p class="hint">{say('panel.activity.tooFewIn', { names: tooFew.join(' · '), minimum })}</p>
      )}
    </>
  );
}

function PointTable({ finding: { n, counts }, label }: { finding: Finding; label: string }) {
  const { say } = usePanel();
  return (
    <table>
      <caption>
        <span class="sr">{label}: </span>
        {n !== null && say('panel.activity.teachers', { n })}
      </caption>
      <thead>
        <tr>
          <th scope="col">{say('panel.activity.point')}</th>
          <th scope="col">{say('panel.activity.count')}</th>
        </tr>
      </thead>
      <tbody>
        {points.map(point => (
          <tr key={point}>
            <th scope="row">{say(`panel.activity.point.${point}`)}</th>
            <td>{counts[point] ?? say('panel.activity.few')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
