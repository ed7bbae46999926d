import { useState } from 'preact/hooks';
import type { Cycle } from '../../shared/records/cycle.ts';
import type { Desk } from '../../shared/records/desk.ts';
import { audienceOf, type Share } from '../../shared/records/share.ts';
import { sayDay } from '../../shared/words.ts';
import { Questions } from './conversation.tsx';
import { readEntry } from './entry-errors.ts';
import { useName, usePanel } from './panel-context.ts';
import { stamp } from './stamp.ts';

type To = { with: Share['with']; name: string };

/** Who can read this cycle, always in words, and the author's own acts of widening and narrowing it. */
export function Sharing({ cycle }: { cycle: Cycle }) {
  const { say, language, desk, log } = usePanel();
  const nameOf = useName();
  const [notes, setNotes] = useState(false);

  const open = cycle.shares.map(one => ({ ...one, name: audienceName(desk, one.with, nameOf, say) }));
  const taken = new Set(cycle.shares.map(one => audienceOf(one.with)));
  const free: To[] = [
    ...(desk?.coaches ?? []).map(one => ({ with: { person: one.id }, name: one.name })),
    ...(desk?.teams ?? []).map(one => ({ with: { team: one.id }, name: teamName(say, one) })),
  ].filter(one => !taken.has(audienceOf(one.with)));

  const set = (to: To, state: Share['state'], withNotes: boolean) => {
    const read = readEntry({ kind: 'share', ...stamp(), cycle: cycle.id, with: to.with, state, notes: withNotes });
    if ('entry' in read)
      void log([read.entry], say(state === 'open' ? 'panel.share.opened' : 'panel.share.closed', { name: to.name }));
  };

  return (
    <section class="card" aria-labelledby="sharing">
      <h2 id="sharing">{say('panel.share.title')}</h2>
      <p class="readers">{readersInWords(say, language, open)}</p>
      {open.length > 0 && (
        <ul class="rows">
          {open.map(one => (
            <li key={one.id}>
              <span>
                <strong>{one.name}</strong>
                <small>{say(one.notes ? 'panel.share.withNotes' : 'panel.share.withoutNotes')}</small>
              </span>
              <span class="acts">
                <button type="button" class="quiet" onClick={() => set(one, 'open', !one.notes)}>
                  {say(one.notes ? 'panel.share.hideNotes' : 'panel.share.showNotes')}
                </button>
                <button
                  type="button"
                  class="quiet"
                  aria-label={say('panel.share.stopWith', { name: one.name })}
                  onClick={() => set(one, 'closed', false)}
                >
                  {say('panel.share.stop')}
                </button>
              </span>
            </li>
          ))}
        </ul>
      )}
      {(desk?.readBy ?? []).map(one => (
        <p class="hint" key={one.person}>
          {say('panel.share.readBy', { name: nameOf(one.person), day: sayDay(language, one.on) })}
        </p>
      ))}
      {free.length > 0 && (
        <details>
          <summary>{say('panel.share.invite')}</summary>
          <label class="check">
            <input type="checkbox" checked={notes} onChange={event => setNotes(event.currentTarget.checked)} />
            {say('panel.share.includeNotes')}
          </label>
          <ul class="rows">
            {free.map(one => (
              <li key={audienceOf(one.with)}>
                <span>{one.name}</span>
                <button
                  type="button"
                  aria-label={say('panel.share.openTo', { name: one.name })}
                  onClick={() => set(one, 'open', notes)}
                >
                  {say('person' in one.with ? 'panel.share.inviteOne' : 'panel.share.shareTeam')}
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
      {open.length > 0 ? (
        <Questions cycle={cycle} ask />
      ) : (
        cycle.questions.length > 0 && <Questions cycle={cycle} ask={false} />
      )}
    </section>
  );
}

type Words = ReturnType<typeof usePanel>['say'];

/** "Ms. Ruiz and you. Not your principal." */
export function readersInWords(say: Words, language: string, open: { name: string }[]): string {
  if (open.length === 0) return say('panel.share.onlyYou');
  const names = [...open.map(one => one.name), say('panel.share.youToo')];
  return say('panel.share.readers', {
    names: new Intl.ListFormat(language, { type: 'conjunction' }).format(names),
  });
}

function teamName(say: Words, team: Desk['teams'][number]): string {
  return say('panel.share.team', { name: team.name, n: team.people });
}

function audienceName(desk: Desk | null, to: Share['with'], nameOf: (person: string) => string, say: Words): string {
  if ('person' in to) return nameOf(to.person);
  const team = desk?.teams.find(one => one.id === to.team);
  return team ? teamName(say, team) : to.team;
}
