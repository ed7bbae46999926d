import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { addDays, CYCLE_DAYS } from '../../shared/records/cadence.ts';
import type { Desk } from '../../shared/records/desk.ts';
import type { Entry } from '../../shared/records/entry.ts';
import { type LessonTag, placeOf } from '../../shared/records/page.ts';
import type { Plan } from '../../shared/records/plan.ts';
import { sayDay } from '../../shared/words.ts';
import { useDraft } from './draft.ts';
import { type FieldErrors, readEntry } from './entry-errors.ts';
import { Choice, DayField, Field, focusFirstError, LongField, TextField, useFocusFirst } from './field.tsx';
import { figureInWords, unitSign } from './figure-words.ts';
import { measureOf } from './lesson.ts';
import { readNumber } from './number.ts';
import { usePanel } from './panel-context.ts';
import { PracticeCard } from './practice-card.tsx';
import { stamp, today } from './stamp.ts';

const OWN = 'own:';

type Props = {
  cycle: string;
  tag: LessonTag;
  /** The plan to correct; its measure and prediction stay when `locked`. */
  correct?: Plan;
  locked?: boolean;
  /** The plan of the last cycle here, and what its Act said: what a new plan starts from. */
  last?: Plan | undefined;
  learned?: string | undefined;
  /** The cycle this one grows out of. */
  previous?: string | undefined;
  step?: string;
  /** Begin in its first field: not for somebody who only walks through the steps. */
  focus?: boolean;
  onPlan: (entry: Entry) => Promise<boolean>;
  onCancel?: () => void;
};

/** A full plan in at most five fields: idea, practice, measure, prediction, day. The rest follows from the map. */
export function PlanForm(props: Props) {
  const {
    cycle,
    tag,
    correct,
    locked = false,
    last,
    learned,
    previous,
    step = 'plan',
    focus = true,
    onPlan,
    onCancel,
  } = props;
  const { say, language, desk } = usePanel();
  const draft = useDraft(placeOf(tag), step, startOf(desk, props));
  const [errors, setErrors] = useState<FieldErrors>({});
  const form = useFocusFirst(focus && draft.values !== null);
  if (!draft.values) return null;
  const { values, set } = draft;

  // A plan may name a measure this desk no longer brings; it stays what it was until another is picked.
  const brought = desk?.measures ?? [];
  const kept = values.measure === OWN || brought.some(one => one.id === values.measure);
  const measures = kept ? brought : [...brought, { id: values.measure, name: values.measure }];
  const practices = inOrderOfAim(desk);
  const practice = practices.find(one => one.id === values.practice);
  const measure = measureOf(desk, measureIn(values));
  const figures = typeof measureIn(values) === 'string' ? (desk?.series[values.measure] ?? []) : [];
  const lately = figures.at(-1);

  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const aim = desk?.aims.find(one => one.id === correct?.aim) ?? aimFor(desk, values);
    const read = readEntry({
      kind: 'plan',
      ...stamp(),
      ...(correct && { supersedes: correct.id }),
      cycle,
      tag,
      idea: values.idea,
      ...(values.practice && { practice: values.practice }),
      ...(aim && { aim: aim.id }),
      measure: locked && correct ? correct.measure : measureIn(values),
      prediction: locked && correct ? correct.prediction : readNumber(values.prediction),
      checkOn: values.checkOn,
      ...(previous && { previous }),
    });
    if ('errors' in read) {
      setErrors(read.errors);
      focusFirstError(form.current);
      return;
    }
    setErrors({});
    if (await onPlan(read.entry)) draft.drop();
  };

  return (
    <form ref={form} onSubmit={submit} noValidate>
      {learned && last && (
        <p class="note-card">
          <strong>{say('panel.plan.grewFrom')}</strong> {last.idea}
          {learned !== last.idea && <small>{learned}</small>}
        </p>
      )}
      <LongField
        label={say('panel.plan.idea')}
        hint={say('panel.plan.ideaHint')}
        error={errors.idea}
        maxLength={500}
        value={values.idea}
        onValue={idea => set({ idea })}
      />
      {practices.length > 0 && (
        <Field label={say('panel.plan.practice')} error={errors.practice}>
          {tied => (
            <select {...tied} value={values.practice} onChange={event => set({ practice: event.currentTarget.value })}>
              <option value="">{say('panel.plan.noPractice')}</option>
              {practices.map(one => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {practice && (
        <PracticeCard practice={practice} {...(values.idea.trim() === '' && { onPick: idea => set({ idea }) })} />
      )}
      {locked && correct ? (
        <p class="locked">
          <strong>
            {measure?.name}: {figureInWords(language, correct.prediction, measure?.unit)}
          </strong>
          <span>{say('panel.plan.locked')}</span>
        </p>
      ) : (
        <>
          <Field label={say('panel.plan.measure')} error={errors.measure}>
            {tied => (
              <select {...tied} value={values.measure} onChange={event => set({ measure: event.currentTarget.value })}>
                {measures.map(one => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
                <option value={OWN}>{say('panel.plan.ownMeasure')}</option>
              </select>
            )}
          </Field>
          {values.measure === OWN && (
            <div class="nested">
              <TextField
                label={say('panel.plan.ownName')}
                error={errors.name}
                maxLength={80}
                value={values.ownName}
                onValue={ownName => set({ ownName })}
              />
              <Choice
                label={say('panel.plan.ownUnit')}
                look="chips"
                value={values.ownUnit}
                onValue={ownUnit => set({ ownUnit })}
                options={(['percent', 'count', 'score'] as const).map(value => ({
                  value,
                  label: say(`panel.unit.${value}`),
                }))}
              />
              <Choice
                label={say('panel.plan.ownDirection')}
                look="chips"
                value={values.ownDirection}
                onValue={ownDirection => set({ ownDirection })}
                options={(['up', 'down'] as const).map(value => ({ value, label: say(`panel.direction.${value}`) }))}
              />
            </div>
          )}
          <div class="pair">
            <TextField
              label={say('panel.plan.prediction')}
              inputMode="decimal"
              error={errors.prediction}
              hint={
                lately
                  ? say('panel.plan.lately', {
                      figure: figureInWords(language, lately.value, measure?.unit),
                      day: sayDay(language, lately.on),
                    })
                  : say('panel.plan.predictionHint', { unit: unitSign(say, measure?.unit) })
              }
              value={values.prediction}
              onValue={prediction => set({ prediction })}
            />
            <DayField
              label={say('panel.plan.checkOn')}
              error={errors.checkOn}
              value={values.checkOn}
              onValue={checkOn => set({ checkOn })}
            />
          </div>
        </>
      )}
      {locked && (
        <DayField
          label={say('panel.plan.checkOn')}
          error={errors.checkOn}
          value={values.checkOn}
          onValue={checkOn => set({ checkOn })}
        />
      )}
      <div class="acts">
        <button type="submit" class="main">
          {say(correct ? 'panel.plan.saveChange' : 'panel.plan.save')}
        </button>
        {onCancel && (
          <button
            type="button"
            onClick={() => {
              draft.drop();
              onCancel();
            }}
          >
            {say('panel.cancel')}
          </button>
        )}
      </div>
    </form>
  );
}

type PlanValues = Record<
  'idea' | 'practice' | 'measure' | 'ownName' | 'ownUnit' | 'ownDirection' | 'prediction' | 'checkOn',
  string
>;

/** What a plan starts from: the plan to correct; else the last Act and cycle here; else the team's first aim. */
function startOf(desk: Desk | null, { correct, last, learned }: Props): PlanValues {
  const from = correct ?? last;
  const aim = desk?.aims[0];
  const own = typeof from?.measure === 'object' ? from.measure : undefined;
  const known = (id: string | undefined) => desk?.measures.find(one => one.id === id)?.id;
  const named = typeof from?.measure === 'string' ? from.measure : undefined;
  return {
    idea: correct ? correct.idea : (learned ?? '').slice(0, 500),
    practice: from ? (from.practice ?? '') : (aim?.practices[0] ?? ''),
    measure: own
      ? OWN
      : (known(named) ?? (correct && named) ?? known(aim?.measures[0]) ?? desk?.measures[0]?.id ?? OWN),
    ownName: own?.name ?? '',
    ownUnit: own?.unit ?? 'percent',
    ownDirection: own?.direction ?? 'up',
    prediction: correct ? String(correct.prediction) : '',
    checkOn: correct?.checkOn ?? addDays(today(), CYCLE_DAYS),
  };
}

function measureIn(values: PlanValues): Plan['measure'] {
  if (values.measure !== OWN) return values.measure;
  return {
    name: values.ownName,
    unit: values.ownUnit as 'percent' | 'count' | 'score',
    direction: values.ownDirection as 'up' | 'down',
  };
}

/** The practices of the team's aims first. */
function inOrderOfAim(desk: Desk | null): Desk['practices'] {
  const wanted = desk?.aims.flatMap(aim => aim.practices) ?? [];
  const rank = (id: string) => (wanted.includes(id) ? wanted.indexOf(id) : wanted.length);
  return [...(desk?.practices ?? [])].sort((a, b) => rank(a.id) - rank(b.id));
}

/** The aim that a choice of measure and practice belongs to. */
function aimFor(desk: Desk | null, { measure, practice }: PlanValues): Desk['aims'][number] | undefined {
  const aims = desk?.aims ?? [];
  return (
    aims.find(aim => aim.measures.includes(measure) && aim.practices.includes(practice)) ??
    aims.find(aim => aim.measures.includes(measure) || aim.practices.includes(practice)) ??
    aims[0]
  );
}
