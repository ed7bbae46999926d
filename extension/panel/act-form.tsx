import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { type Act, decisions, results } from '../../shared/records/act.ts';
import type { Entry } from '../../shared/records/entry.ts';
import { useDraft } from './draft.ts';
import { type FieldErrors, readEntry } from './entry-errors.ts';
import { Choice, focusFirstError, LongField, useFocusFirst } from './field.tsx';
import { usePanel } from './panel-context.ts';
import { newId, stamp, today } from './stamp.ts';

type Props = {
  cycle: string;
  place: string;
  mend?: Act;
  step?: string;
  focus?: boolean;
  onAct: (entry: Entry) => Promise<boolean>;
};

/** The decision that closes a cycle. "Adapt" opens the next one in the same moment. */
export function ActForm({ cycle, place, mend, step = 'act', focus = true, onAct }: Props) {
  const { say } = usePanel();
  const draft = useDraft(place, step, {
    decision: mend?.decision ?? '',
    result: mend?.result ?? '',
    learning: mend?.learning ?? '',
  });
  const [errors, setErrors] = useState<FieldErrors>({});
  const form = useFocusFirst(focus && draft.values !== null);
  if (!draft.values) return null;
  const { values, set } = draft;
  const mustLearn = values.result !== '' && values.result !== 'growth';

  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const read = readEntry({
      kind: 'act',
      ...stamp(),
      cycle,
      on: today(),
      decision: values.decision,
      result: values.result,
      ...(values.learning.trim() && { learning: values.learning }),
      ...(values.decision === 'adapt' && { next: mend?.next ?? newId() }),
    });
    // The rule about learning is only reached when all else is right; say everything at once.
    const missing: FieldErrors = {
      ...(values.decision === '' && { decision: 'panel.error.choose' }),
      ...(values.result === '' && { result: 'panel.error.choose' }),
      ...(mustLearn && values.learning.trim() === '' && { learning: 'panel.error.needed' }),
    };
    if ('errors' in read) {
      setErrors({ ...read.errors, ...missing });
      focusFirstError(form.current);
      return;
    }
    setErrors({});
    if (await onAct(read.entry)) draft.drop();
  };

  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Choice
        label={say('panel.act.decision')}
        look="rows"
        value={values.decision}
        onValue={decision => set({ decision })}
        error={errors.decision}
        options={decisions.map(value => ({
          value,
          label: say(`panel.act.${value}`),
          hint: say(`panel.act.${value}.hint`),
        }))}
      />
      <Choice
        label={say('panel.act.result')}
        look="chips"
        value={values.result}
        onValue={result => set({ result })}
        error={errors.result}
        options={results.map(value => ({ value, label: say(`panel.act.${value}`) }))}
      />
      <LongField
        label={say(mustLearn ? 'panel.act.learning' : 'panel.act.learningOptional')}
        hint={say('panel.act.learningHint')}
        error={errors.learning}
        maxLength={1000}
        value={values.learning}
        onValue={learning => set({ learning })}
      />
      <div class="acts">
        <button type="submit" class="main">
          {say(values.decision === 'adapt' ? 'panel.act.saveAdapt' : 'panel.act.save')}
        </button>
      </div>
    </form>
  );
}
