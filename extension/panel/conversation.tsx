import { useState } from 'preact/hooks';
import { dayOf } from '../../shared/records/cadence.ts';
import type { Cycle } from '../../shared/records/cycle.ts';
import type { Phase } from '../../shared/records/feedback.ts';
import { sayDay } from '../../shared/words.ts';
import { useDraft } from './draft.ts';
import { type FieldErrors, readEntry } from './entry-errors.ts';
import { LongField } from './field.tsx';
import { useName, usePanel } from './panel-context.ts';
import { stamp } from './stamp.ts';

type Props = { cycle: Cycle; phase: Phase; names?: Record<string, string> };

/** The feedback on one phase, and a place to answer. */
export function Conversation({ cycle, phase, names }: Props) {
  const { say, language, me } = usePanel();
  const nameOf = useName();
  const thread = cycle.feedback.filter(one => one.phase === phase);
  const mine = cycle.owner === me.id;
  if (mine && thread.length === 0) return null;
  return (
    <section class="thread" aria-label={say('panel.feedback.on', { phase: say(`panel.phase.${phase}`) })}>
      {thread.length > 0 && <h3>{say('panel.feedback.on', { phase: say(`panel.phase.${phase}`) })}</h3>}
      {thread.map(one => (
        <article key={one.id} class={one.author === me.id ? 'said mine' : 'said'}>
          <p class="who">
            <strong>{nameOf(one.author, names)}</strong> <span>{sayDay(language, dayOf(one.at))}</span>
          </p>
          <p>{one.text}</p>
        </article>
      ))}
      <Reply cycle={cycle.id} phase={phase} answering={thread.length > 0} />
    </section>
  );
}

function Reply({ cycle, phase, answering }: { cycle: string; phase: Phase; answering: boolean }) {
  const { say, log } = usePanel();
  const draft = useDraft(cycle, `feedback:${phase}`, { text: '' });
  const [errors, setErrors] = useState<FieldErrors>({});
  if (!draft.values) return null;
  const label = say(answering ? 'panel.feedback.reply' : 'panel.feedback.give');
  return (
    <details open={draft.values.text !== ''}>
      <summary>{label}</summary>
      <form
        noValidate
        onSubmit={async event => {
          event.preventDefault();
          const read = readEntry({ kind: 'feedback', ...stamp(), cycle, phase, text: draft.values!.text });
          if ('errors' in read) return setErrors(read.errors);
          setErrors({});
          if (await log([read.entry], say('panel.feedback.sent'))) draft.drop();
        }}
      >
        <LongField
          label={say('panel.feedback.on', { phase: say(`panel.phase.${phase}`) })}
          error={errors.text}
          maxLength={2000}
          value={draft.values.text}
          onValue={text => draft.set({ text })}
        />
        <div class="acts">
          <button type="submit">{say('panel.send')}</button>
        </div>
      </form>
    </details>
  );
}

/** Questions asked, the one that waits marked; `ask`: with a place to ask the next. */
export function Questions({ cycle, names, ask }: { cycle: Cycle; names?: Record<string, string>; ask: boolean }) {
  const { say, language, log } = usePanel();
  const nameOf = useName();
  const draft = useDraft(cycle.id, 'question', { text: '' });
  const [errors, setErrors] = useState<FieldErrors>({});
  return (
    <div class="thread">
      {cycle.questions.map(one => (
        <article key={one.id} class="said question">
          <p class="who">
            <strong>{nameOf(one.author, names)}</strong> <span>{sayDay(language, dayOf(one.at))}</span>
            {cycle.waiting?.id === one.id && <span class="mark">{say('panel.question.waiting')}</span>}
          </p>
          <p>{one.text}</p>
        </article>
      ))}
      {ask && draft.values && (
        <form
          noValidate
          onSubmit={async event => {
            event.preventDefault();
            const read = readEntry({ kind: 'question', ...stamp(), cycle: cycle.id, text: draft.values!.text });
            if ('errors' in read) return setErrors(read.errors);
            setErrors({});
            if (await log([read.entry], say('panel.question.sent'))) draft.drop();
          }}
        >
          <LongField
            label={say('panel.question.ask')}
            error={errors.text}
            maxLength={1000}
            rows={1}
            value={draft.values.text}
            onValue={text => draft.set({ text })}
          />
          <div class="acts">
            <button type="submit">{say('panel.question.send')}</button>
          </div>
        </form>
      )}
    </div>
  );
}
