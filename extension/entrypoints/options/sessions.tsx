import { useEffect, useState } from 'preact/hooks';
import type { SessionInList } from '../../../shared/records/session.ts';
import type { Language, Say } from '../../../shared/words.ts';
import type { Answer, PanelState } from '../../messages.ts';
import { problemInWords } from '../../panel/entry-errors.ts';
import type { Outside } from '../../panel/outside.ts';

type Props = {
  outside: Pick<Outside, 'send'>;
  say: Say;
  language: Language;
  /** All sessions were ended, this one too. */
  onEnded: (state: PanelState) => void;
};

/** Where one is signed in, and the end of any of it. */
export function Sessions({ outside, say, language, onEnded }: Props) {
  const [items, setItems] = useState<SessionInList[] | null>(null);
  const [said, setSaid] = useState(() => say('panel.loading'));
  const bring = async (asked: Promise<Answer<SessionInList[]>>) => {
    const answer = await asked.catch(() => ({ ok: false, problem: 'offline' }) as const);
    setSaid(answer.ok ? '' : problemInWords(say, answer.problem));
    if (answer.ok) setItems(answer.value);
  };
  useEffect(() => void bring(outside.send('sessions', {})), [outside]);

  const endAll = async () => {
    const answer = await outside.send('endSessions', {}).catch(() => ({ ok: false, problem: 'offline' }) as const);
    if (answer.ok) onEnded(answer.value);
    else setSaid(problemInWords(say, answer.problem));
  };
  const instant = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <section class="card" aria-labelledby="sessions">
      <h2 id="sessions">{say('options.sessions')}</h2>
      <ul class="rows">
        {(items ?? []).map(one => (
          <li key={one.id}>
            <span>
              <strong>{one.device}</strong>
              <small>
                {one.current
                  ? say('options.sessions.current')
                  : say('options.sessions.used', { when: instant.format(new Date(one.usedAt)) })}
              </small>
            </span>
            {!one.current && (
              <button
                type="button"
                aria-label={say('options.sessions.endOne', { device: one.device })}
                onClick={() => void bring(outside.send('endSession', { id: one.id }))}
              >
                {say('options.sessions.end')}
              </button>
            )}
          </li>
        ))}
      </ul>
      <p role="status">{said}</p>
      {items && (
        <div class="acts">
          <button type="button" onClick={() => void endAll()}>
            {say('options.sessions.endAll')}
          </button>
        </div>
      )}
    </section>
  );
}
