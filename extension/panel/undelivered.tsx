import { useState } from 'preact/hooks';
import { dayOf } from '../../shared/records/cadence.ts';
import type { Entry } from '../../shared/records/entry.ts';
import { placeOf } from '../../shared/records/page.ts';
import type { Plan } from '../../shared/records/plan.ts';
import { sayDay } from '../../shared/words.ts';
import type { Undelivered } from '../messages.ts';
import { ActForm } from './act-form.tsx';
import { CheckForm } from './check-form.tsx';
import { DoForm } from './do-form.tsx';
import { download } from './download.ts';
import { useDraft } from './draft.ts';
import { type FieldErrors, readEntry, refusalOf } from './entry-errors.ts';
import { LongField } from './field.tsx';
import { measureOf, practiceOf, titleOf } from './lesson.ts';
import { usePanel } from './panel-context.ts';
import { PlanForm } from './plan-form.tsx';
import { stamp } from './stamp.ts';

/** Everything that was kept on this device and not stored yet: what waits, and what was refused and why. */
export function UndeliveredView({ onBack }: { onBack: () => void }) {
  const { say, state, outside, show, tell } = usePanel();
  const parked = state.undelivered.filter(one => one.state === 'parked');
  const waiting = state.undelivered.filter(one => one.state === 'waiting');
  return (
    <section class="card" aria-labelledby="undelivered">
      <div class="title">
        <h1 id="undelivered">{say('panel.undelivered.title')}</h1>
        <button type="button" class="quiet" onClick={onBack}>
          {say('panel.back')}
        </button>
      </div>
      {state.undelivered.length === 0 && <p class="empty">{say('panel.undelivered.none')}</p>}
      {parked.length > 0 && <h2>{say('panel.undelivered.parked')}</h2>}
      {parked.map(one => (
        <Parked key={one.entry.id} one={one} />
      ))}
      {waiting.length > 0 && (
        <>
          <h2>{say('panel.undelivered.waiting')}</h2>
          <p class="hint">{say('panel.undelivered.waitingHint')}</p>
          <ul class="rows">
            {waiting.map(one => (
              <li key={one.entry.id}>
                <What entry={one.entry} />
              </li>
            ))}
          </ul>
        </>
      )}
      {state.undelivered.length > 0 && (
        <div class="acts">
          {waiting.length > 0 && (
            <button
              type="button"
              class="main"
              onClick={() => outside.send('deliver', {}).then(show, () => tell(say('panel.problem.offline')))}
            >
              {say('panel.undelivered.tryNow')}
            </button>
          )}
          <button type="button" onClick={() => download('deskside-undelivered.json', state.undelivered)}>
            {say('panel.undelivered.export')}
          </button>
        </div>
      )}
    </section>
  );
}

function What({ entry }: { entry: Entry }) {
  const { say, language } = usePanel();
  const plan = usePlanOf(entry);
  const title = (plan && titleOf(plan.tag)) ?? ('tag' in entry && entry.tag ? titleOf(entry.tag) : null);
  return (
    <span>
      <strong>{say(`panel.kind.${entry.kind}`)}</strong>
      <small>{[title, sayDay(language, dayOf(entry.at)), entry.at.slice(11, 16)].filter(Boolean).join(' · ')}</small>
    </span>
  );
}

/** The plan of the cycle an entry belongs to, if this device knows it. */
function usePlanOf(entry: Entry): Plan | undefined {
  const { state, own } = usePanel();
  const all = [...(state.desk?.logged ?? []).map(one => one.entry), ...state.undelivered.map(one => one.entry), ...own];
  return all.findLast((one): one is Plan => one.kind === 'plan' && one.cycle === entry.cycle);
}

function Parked({ one }: { one: Undelivered }) {
  const { say, outside, show, tell } = usePanel();
  const [mode, setMode] = useState<'read' | 'edit' | 'giveUp'>('read');
  const discard = () =>
    outside.send('discard', { id: one.entry.id }).then(show, () => tell(say('panel.problem.notKept')));
  return (
    <article class="parked">
      <What entry={one.entry} />
      {refusalOf(say, one.entry, one.problem).map(reason => (
        <p class="error" key={reason}>
          {reason}
        </p>
      ))}
      {mode === 'edit' ? (
        <Mend entry={one.entry} onMended={discard} onCancel={() => setMode('read')} />
      ) : mode === 'giveUp' ? (
        <fieldset>
          <legend>{say('panel.undelivered.giveUpAsk')}</legend>
          <div class="acts">
            <button type="button" class="danger" onClick={() => void discard()}>
              {say('panel.undelivered.giveUpYes')}
            </button>
            <button type="button" onClick={() => setMode('read')}>
              {say('panel.cancel')}
            </button>
          </div>
        </fieldset>
      ) : (
        <div class="acts">
          {editable.includes(one.entry.kind) && (
            <button type="button" onClick={() => setMode('edit')}>
              {say('panel.undelivered.edit')}
            </button>
          )}
          <button type="button" onClick={() => download(`deskside-${one.entry.kind}.json`, [one])}>
            {say('panel.undelivered.export')}
          </button>
          <button type="button" onClick={() => setMode('giveUp')}>
            {say('panel.undelivered.giveUp')}
          </button>
        </div>
      )}
    </article>
  );
}

const editable: Entry['kind'][] = ['plan', 'do', 'check', 'act', 'question', 'feedback'];

/** The step's own form with what was refused in it. Saving logs a new entry; then the refused one goes. */
function Mend({ entry, onMended, onCancel }: { entry: Entry; onMended: () => Promise<void>; onCancel: () => void }) {
  const { say, desk, log } = usePanel();
  const plan = usePlanOf(entry);
  const step = `mend:${entry.id}`;
  const place = plan ? placeOf(plan.tag) : (entry.cycle ?? '');
  const mended = async (instead: Entry) => {
    // What it corrected stays corrected; the refused entry itself was never stored, so nothing can correct it.
    const next = entry.supersedes ? { ...instead, supersedes: entry.supersedes } : instead;
    const kept = await log([next as Entry], say('panel.undelivered.mended'));
    if (kept) await onMended();
    return kept;
  };
  const cancel = (
    <div class="acts">
      <button type="button" onClick={onCancel}>
        {say('panel.cancel')}
      </button>
    </div>
  );
  if (entry.kind === 'plan')
    return (
      <PlanForm
        cycle={entry.cycle}
        tag={entry.tag}
        correct={entry}
        previous={entry.previous}
        step={step}
        onPlan={written => {
          const { supersedes: _, ...fresh } = written;
          return mended(fresh as Entry);
        }}
        onCancel={onCancel}
      />
    );
  const cycle = entry.cycle ?? '';
  return (
    <>
      {entry.kind === 'do' ? (
        <DoForm cycle={cycle} place={place} practice={practiceOf(desk, plan)} mend={entry} step={step} onDo={mended} />
      ) : entry.kind === 'check' ? (
        <CheckForm
          cycle={cycle}
          place={place}
          measure={plan ? measureOf(desk, plan.measure) : null}
          mend={entry}
          step={step}
          onCheck={mended}
        />
      ) : entry.kind === 'act' ? (
        <ActForm cycle={cycle} place={place} mend={entry} step={step} onAct={mended} />
      ) : (
        (entry.kind === 'question' || entry.kind === 'feedback') && (
          <TextMend entry={entry} place={place} step={step} onText={mended} />
        )
      )}
      {cancel}
    </>
  );
}

type Written = Extract<Entry, { kind: 'question' | 'feedback' }>;

function TextMend(props: { entry: Written; place: string; step: string; onText: (entry: Entry) => Promise<boolean> }) {
  const { say } = usePanel();
  const draft = useDraft(props.place, props.step, { text: props.entry.text });
  const [errors, setErrors] = useState<FieldErrors>({});
  if (!draft.values) return null;
  return (
    <form
      noValidate
      onSubmit={async event => {
        event.preventDefault();
        const read = readEntry({ ...props.entry, ...stamp(), text: draft.values!.text });
        if ('errors' in read) return setErrors(read.errors);
        if (await props.onText(read.entry)) draft.drop();
      }}
    >
      <LongField
        label={say('panel.text')}
        error={errors.text}
        value={draft.values.text}
        onValue={text => draft.set({ text })}
      />
      <div class="acts">
        <button type="submit" class="main">
          {say('panel.send')}
        </button>
      </div>
    </form>
  );
}
