import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { WordKey } from '../../shared/words.ts';
import { usePanel } from './panel-context.ts';

type Tied = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean | undefined };

/** A label, its control, and beside it the hint and what to mend, tied to the control for a screen reader. */
export function Field(props: {
  label: string;
  hint?: ComponentChildren;
  error?: WordKey | undefined;
  children: (tied: Tied) => ComponentChildren;
}) {
  const { say } = usePanel();
  const id = useId();
  const told = [props.hint && `${id}-hint`, props.error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {props.children({ id, 'aria-describedby': told || undefined, 'aria-invalid': props.error ? true : undefined })}
      {props.error && (
        <p class="error" id={`${id}-error`}>
          {say(props.error)}
        </p>
      )}
      {props.hint && (
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
    </div>
  );
}

type Common = {
  label: string;
  hint?: ComponentChildren;
  error?: WordKey | undefined;
  value: string;
  maxLength?: number;
  onValue: (value: string) => void;
};
type Line = Common & { inputMode?: 'decimal' | 'numeric' };

export function TextField({ label, hint, error, value, onValue, ...rest }: Line) {
  return (
    <Field label={label} hint={hint} error={error}>
      {tied => (
        <input
          {...rest}
          {...tied}
          autoComplete="off"
          value={value}
          onInput={event => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** A calendar day, by the browser's own picker. */
export function DayField({ label, error, value, max, onValue }: Common & { max?: string }) {
  return (
    <Field label={label} error={error}>
      {tied => (
        <input
          {...tied}
          type="date"
          autoComplete="off"
          value={value}
          max={max}
          onInput={event => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** A text of some lines, as tall as what is in it. */
export function LongField({ label, hint, error, value, onValue, ...rest }: Common & { rows?: number }) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const one = area.current;
    if (!one) return;
    one.style.blockSize = 'auto';
    if (one.scrollHeight > 0) one.style.blockSize = `${one.scrollHeight + 2}px`;
  }, [value]);
  return (
    <Field label={label} hint={hint} error={error}>
      {tied => (
        <textarea
          rows={2}
          {...rest}
          {...tied}
          ref={area}
          autoComplete="off"
          value={value}
          onInput={event => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** One of a few, all in view. */
export function Choice<T extends string>(props: {
  label: string;
  options: readonly { value: T; label: string; hint?: string }[];
  value: string;
  onValue: (value: T) => void;
  error?: WordKey | undefined;
  look?: 'cards' | 'chips' | 'rows';
}) {
  const { say } = usePanel();
  const id = useId();
  return (
    <fieldset class="field" aria-describedby={props.error ? `${id}-error` : undefined}>
      <legend>{props.label}</legend>
      <div class={`choice ${props.look ?? 'cards'}`}>
        {props.options.map(({ value, label, hint }) => (
          <label key={value}>
            <input
              type="radio"
              name={id}
              value={value}
              checked={props.value === value}
              onChange={() => props.onValue(value)}
            />
            <span>
              {label}
              {hint && <small>{hint}</small>}
            </span>
          </label>
        ))}
      </div>
      {props.error && (
        <p class="error" id={`${id}-error`}>
          {say(props.error)}
        </p>
      )}
    </fieldset>
  );
}

/** Puts the focus on the first control of a form that opened by itself, or the first that fits, once it is in place. */
export function useFocusFirst(ready: boolean, fits = 'input, textarea, select, button') {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (ready) form.current?.querySelector<HTMLElement>(fits)?.focus({ preventScroll: true });
  }, [ready]);
  return form;
}

/** Puts the focus on the first field that has something to mend. */
export function focusFirstError(form: HTMLFormElement | null): void {
  // After the words are drawn beside the fields.
  setTimeout(() => form?.querySelector<HTMLElement>('[aria-invalid], fieldset[aria-describedby] input')?.focus());
}
