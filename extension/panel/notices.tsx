import { useState } from 'preact/hooks';
import type { Notice } from '../../shared/records/notice.ts';
import type { Say } from '../../shared/words.ts';
import { problemInWords } from './entry-errors.ts';
import { usePanel } from './panel-context.ts';

/** What concerns one's account or who read one's work: told until it is put away. */
export function Notices() {
  const { say, language, desk, outside, show } = usePanel();
  const [failed, setFailed] = useState('');
  const notices = desk?.notices ?? [];
  if (notices.length === 0) return null;

  const drop = async (id: string) => {
    const answer = await outside.send('dropNotice', { id }).catch(() => ({ ok: false, problem: 'offline' }) as const);
    setFailed(answer.ok ? '' : problemInWords(say, answer.problem));
    if (answer.ok) show(answer.value);
  };
  return (
    <section class="card warn" aria-labelledby="notices">
      <h2 id="notices">{say('panel.notices')}</h2>
      <ul class="rows">
        {notices.map(one => (
          <li key={one.id}>
            <span>
              {inWords(say, language, one.about)}
              <small>{instant(language, one.at)}</small>
            </span>
            <button type="button" onClick={() => void drop(one.id)}>
              {say('panel.notice.drop')}
            </button>
          </li>
        ))}
      </ul>
      <p class="error" role="alert">
        {failed}
      </p>
    </section>
  );
}

function inWords(say: Say, language: string, about: Notice['about']): string {
  if (about.kind !== 'break_glass') return say(`panel.notice.${about.kind}`, { device: about.device });
  const { by, approvedBy, reason, until } = about;
  return say('panel.notice.break_glass', { by, approvedBy, reason, until: instant(language, until) });
}

function instant(language: string, at: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
}
