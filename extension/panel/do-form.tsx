import { useState } from 'preact/hooks';
import type { Desk } from '../../shared/records/desk.ts';
import { type Do, ways } from '../../shared/records/do.ts';
import type { Entry } from '../../shared/records/entry.ts';
import { useDraft } from './draft.ts';
import { type FieldErrors, readEntry } from './entry-errors.ts';
import { Choice, DayField, focusFirstError, LongField, TextField, useFocusFirst } from './field.tsx';
import { usePanel } from './panel-context.ts';
import { stamp, today } from './stamp.ts';

type Props = {
  cycle: string;
  place: string;
  practice: Desk['practices'][number] | null;
  /** A refused entry to mend. */
  mend?: Do;
  step?: string;
  focus?: boolean;
  onDo: (entry: Entry) => Promise<boolean>;
};

/** What happened in class: one tap. "Adapted" asks which ingredient, and why in a line. */
export function DoForm({ cycle, place, practice, mend, step = 'do', focus = true, onDo }: Props) {
  const { say } = usePanel();
  const draft = useDraft(place, step, {
    adapting: mend?.how === 'adapted' ? 'yes' : '',
    ingredient: mend?.ingredient ?? '',
    why: mend?.why ?? '',
    note: mend?.note ?? '',
    on: mend?.on ?? today(),
  });
  const [errors, setErrors] = useState<FieldErrors>({});
  const form = useFocusFirst(focus && draft.values !== null);
  if (!draft.values) return null;
  const { values, set } = draft;
  const adapting = values.adapting === 'yes';

  const log = async (how: Do['how']) => {
    const read = readEntry({
      kind: 'do',
      ...stamp(),
      cycle,
      on: values.on,
      how,
      ...(how === 'adapted' && values.ingredient && { ingredient: values.ingredient }),
      ...(how === 'adapted' && { why: values.why }),
      ...(values.note.trim() && { note: values.note }),
    });
    if ('errors' in read) {
      setErrors(read.errors);
      focusFirstError(form.current);
      return;
    }
    setErrors({});
    if (await onDo(read.entry)) draft.drop();
  };

  return (
    <form
      ref={form}
      noValidate
      onSubmit={event => {
        event.preventDefault();
        if (adapting) void log('adapted');
      }}
    >
      <fieldset class="field">
        <legend>{say('panel.do.how')}</legend>
        <div class="ways">
          {ways.map(how => (
            <button
              key={how}
              type="button"
              class={`way ${how}`}
              aria-expanded={how === 'adapted' ? adapting : undefined}
              onClick={() => (how === 'adapted' ? set({ adapting: adapting ? '' : 'yes' }) : void log(how))}
            >
              <WaySign how={how} />
              {say(`panel.do.${how}`)}
            </button>
          ))}
        </div>
      </fieldset>
      {adapting && (
        <div class="nested">
          {practice ? (
            <Choice
              label={say('panel.do.ingredient')}
              look="rows"
              value={values.ingredient}
              onValue={ingredient => set({ ingredient })}
              options={practice.ingredients.map(one => ({
                value: one.text,
                label: one.text,
                hint: say(`panel.ingredient.${one.kind}`),
              }))}
            />
          ) : (
            <TextField
              label={say('panel.do.ingredientFree')}
              maxLength={200}
              error={errors.ingredient}
              value={values.ingredient}
              onValue={ingredient => set({ ingredient })}
            />
          )}
          <TextField
            label={say('panel.do.why')}
            maxLength={300}
            error={errors.why}
            value={values.why}
            onValue={why => set({ why })}
          />
          <div class="acts">
            <button type="submit" class="main">
              {say('panel.do.logAdapted')}
            </button>
          </div>
        </div>
      )}
      <details open={values.note !== '' || Boolean(mend)}>
        <summary>{say('panel.more.note')}</summary>
        <LongField
          label={say('panel.noteOptional')}
          hint={say('panel.do.noteHint')}
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
    </form>
  );
}

/** Told apart by shape, not by colour. */
export function WaySign({ how }: { how: Do['how'] }) {
  const path = { as_planned: 'M4 10.5l4 4 8-9', adapted: 'M3 13c3-6 6 2 9-3 1.5-2.5 3-3 5-3', not_done: 'M5 10h10' }[
    how
  ];
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" class="sign">
      <path d={path} />
    </svg>
  );
}
