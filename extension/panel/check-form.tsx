import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import type { Check } from '../../shared/records/check.ts';
import type { Entry } from '../../shared/records/entry.ts';
import { useDraft } from './draft.ts';
import { type FieldErrors, readEntry } from './entry-errors.ts';
import { Choice, DayField, focusFirstError, LongField, TextField, useFocusFirst } from './field.tsx';
import type { MeasureInView } from './lesson.ts';
import { readNumber } from './number.ts';
import { usePanel } from './panel-context.ts';
import { stamp, today } from './stamp.ts';

type Props = {
  cycle: string;
  place: string;
  measure: MeasureInView | null;
  /** The class size of the last figure, so that it need not be typed again. */
  lastOf?: number | undefined;
  mend?: Check;
  step?: string;
  focus?: boolean;
  onCheck: (entry: Entry) => Promise<boolean>;
};

/** A figure for the class on a day: "18 of 24", or a value. Never a student's. */
export function CheckForm({ cycle, place, measure, lastOf, mend, step = 'check', focus = true, onCheck }: Props) {
  const { say } = usePanel();
  const percent = measure === null || measure.unit === 'percent';
  const mending = mend?.figure;
  const draft = useDraft(place, step, {
    way: percent && !(mending && 'value' in mending) ? 'count' : 'value',
    count: mending && 'count' in mending ? String(mending.count) : '',
    of: mending && 'of' in mending ? String(mending.of) : lastOf === undefined ? '' : String(lastOf),
    value: mending && 'value' in mending ? String(mending.value) : '',
    on: mend?.on ?? today(),
    note: mend?.note ?? '',
  });
  const [errors, setErrors] = useState<FieldErrors>({});
  const form = useFocusFirst(focus && draft.values !== null, 'input[inputmode]');
  if (!draft.values) return null;
  const { values, set } = draft;
  const counting = percent && values.way === 'count';

  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const [count, of, value] = [readNumber(values.count), readNumber(values.of), readNumber(values.value)];
    const typed: FieldErrors = counting
      ? {
          ...(!(Number.isInteger(count) && count >= 0) && { count: 'panel.error.whole' }),
          ...(!(Number.isInteger(of) && of >= 1) && { of: 'panel.error.whole' }),
        }
      : Number.isNaN(value)
        ? { value: 'panel.error.number' }
        : {};
    const read = readEntry({
      kind: 'check',
      ...stamp(),
      cycle,
      on: values.on,
      figure: counting ? { count, of } : { value },
      ...(values.note.trim() && { note: values.note }),
    });
    if ('errors' in read) {
      setErrors({ ...read.errors, ...typed });
      focusFirstError(form.current);
      return;
    }
    setErrors({});
    if (await onCheck(read.entry)) draft.drop();
  };

  return (
    <form ref={form} onSubmit={submit} noValidate>
      <p class="measure">
        <span>{say('panel.plan.measure')}</span> <strong>{measure?.name}</strong>
      </p>
      {percent && (
        <Choice
          label={say('panel.check.figure')}
          look="chips"
          value={values.way}
          onValue={way => set({ way })}
          options={[
            { value: 'count', label: say('panel.check.asCount') },
            { value: 'value', label: say('panel.check.asValue') },
          ]}
        />
      )}
      {counting ? (
        <div class="pair">
          <TextField
            label={say('panel.check.count')}
            inputMode="numeric"
            error={errors.count}
            value={values.count}
            onValue={count => set({ count })}
          />
          <TextField
            label={say('panel.check.of')}
            inputMode="numeric"
            error={errors.of}
            value={values.of}
            onValue={of => set({ of })}
          />
        </div>
      ) : (
        <TextField
          label={`${say('panel.check.value')} (${say(`panel.unit.${measure?.unit ?? 'percent'}`)})`}
          inputMode="decimal"
          error={errors.value ?? errors.figure}
          value={values.value}
          onValue={value => set({ value })}
        />
      )}
      <p class="hint">{say('panel.check.hint')}</p>
      <details open={values.note !== '' || Boolean(mend)}>
        <summary>{say('panel.more.note')}</summary>
        <LongField
          label={say('panel.noteOptional')}
          maxLength={2000}
          error={errors.note}
          value={values.note}
          onValue={note => set({ note })}
        />
        <DayField
          label={say('panel.day')}
          max={today()}
          error={errors.on}
          value={values.on}
          onValue={on => set({ on })}
        />
      </details>
      <div class="acts">
        <button type="submit" class="main">
          {say('panel.check.save')}
        </button>
      </div>
    </form>
  );
}
