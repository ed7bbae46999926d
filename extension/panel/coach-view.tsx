import { useEffect, useRef, useState } from 'preact/hooks';
import type { WhoNeedsMe } from '../../shared/insights/who-needs-me.ts';
import { modes, moves } from '../../shared/records/contact.ts';
import { type Say, sayDay } from '../../shared/words.ts';
import type { Replies } from '../messages.ts';
import { type FieldErrors, problemInWords, readEntry } from './entry-errors.ts';
import { Choice, DayField, TextField } from './field.tsx';
import { readNumber } from './number.ts';
import { usePanel } from './panel-context.ts';
import { useReadCycle } from './read-cycle.ts';
import { Ring } from './ring.tsx';
import { SharedCycleView } from './shared-cycle.tsx';
import { stamp, today } from './stamp.ts';

type Teacher = WhoNeedsMe['teachers'][number];

/** A coach's overlay summary: teachers who invited them, who needs them first and why. */
export function CoachView() {
  const { say, outside } = usePanel();
  const [summary, setSummary] = useState<WhoNeedsMe | null>(null);
  const [said, setSaid] = useState(say('panel.loading'));

  const load = async () => {
    const answer: Replies['whoNeedsMe'] = await outside
      .send('whoNeedsMe', {})
      .catch(() => ({ ok: false, problem: 'offline' }));
    if (!answer.ok) return setSaid(problemInWords(say, answer.problem));
    setSummary(answer.value);
    setSaid(answer.value.teachers.length === 0 ? say('panel.coach.none') : '');
  };
  useEffect(() => {
    void load();
  }, []);

  const contacted = (teacher: string, on: string) =>
    setSummary(
      before =>
        before && {
          ...before,
          teachers: before.teachers.map(one =>
            one.id === teacher
              ? { ...one, lastContact: on, gap: 0, reasons: one.reasons.filter(reason => reason !== 'no_contact') }
              : one,
          ),
        },
    );
  const needing = summary?.teachers.filter(one => one.reasons.length > 0) ?? [];
  const others = summary?.teachers.filter(one => one.reasons.length === 0) ?? [];
  return (
    <>
      <h1 class="sr">{say('panel.view.teachers')}</h1>
      {said && (
        <p class="card empty" role="status">
          {said}
        </p>
      )}
      {needing.length > 0 && <h2 class="group">{say('panel.coach.needMe', { n: needing.length })}</h2>}
      {needing.map(one => (
        <TeacherCard key={one.id} teacher={one} onContact={contacted} />
      ))}
      {others.length > 0 && <h2 class="group">{say('panel.coach.others')}</h2>}
      {others.map(one => (
        <TeacherCard key={one.id} teacher={one} onContact={contacted} />
      ))}
    </>
  );
}

function TeacherCard({ teacher, onContact }: { teacher: Teacher; onContact: (teacher: string, on: string) => void }) {
  const { say, language } = usePanel();
  const [contacting, setContacting] = useState(false);
  return (
    <section class="card teacher" aria-labelledby={`teacher-${teacher.id}`}>
      <div class="title">
        <h3 id={`teacher-${teacher.id}`}>{teacher.name}</h3>
        <button
          type="button"
          class="quiet"
          aria-expanded={contacting}
          aria-label={say('panel.contact.with', { name: teacher.name })}
          onClick={() => setContacting(!contacting)}
        >
          {say('panel.contact.open')}
        </button>
      </div>
      {teacher.reasons.length > 0 && (
        <ul class="reasons">
          {teacher.reasons.map(reason => (
            <li key={reason} class={reason}>
              {say(`panel.reason.${reason}`, { n: teacher.gap })}
            </li>
          ))}
        </ul>
      )}
      <p class="hint">
        {teacher.lastContact
          ? say('panel.coach.lastContact', { day: sayDay(language, teacher.lastContact) })
          : say('panel.coach.noContact')}
      </p>
      {contacting && (
        <ContactForm
          teacher={teacher}
          onDone={on => {
            setContacting(false);
            onContact(teacher.id, on);
          }}
        />
      )}
      {teacher.cycles.map(one => (
        <CoachedCycle key={one.cycle} one={one} />
      ))}
    </section>
  );
}

function CoachedCycle({ one }: { one: Teacher['cycles'][number] }) {
  const { say, language } = usePanel();
  const { open, read, said, toggle } = useReadCycle(one.cycle);
  const due = one.reasons.includes('due');
  return (
    <details class="cycle" open={open} onToggle={event => void toggle(event.currentTarget.open)}>
      <summary>
        <Ring phase={one.phase} due={due} size={28} />
        <span>
          <strong>{one.title}</strong>
          <small>
            {say(`panel.next.${one.phase}`)}
            {one.dueOn && ` · ${say(due ? 'panel.due.since' : 'panel.due.on', { day: sayDay(language, one.dueOn) })}`}
          </small>
        </span>
      </summary>
      {!read && <p class="idea">{one.idea}</p>}
      {!read && one.question && (
        <p class="said question">
          <strong>{say('panel.coach.asks')}</strong> {one.question}
        </p>
      )}
      {said && <p class="empty">{said}</p>}
      {open && read && <SharedCycleView shared={read} names={read.names} />}
    </details>
  );
}

const DEFAULT_MINUTES = 15;

/** Two taps: "Contact…", then "Log". What is usual is already chosen. */
function ContactForm({ teacher, onDone }: { teacher: Teacher; onDone: (on: string) => void }) {
  const { say, log } = usePanel();
  const [values, setValues] = useState({
    on: today(),
    minutes: String(DEFAULT_MINUTES),
    mode: 'in_person' as (typeof modes)[number],
    moves: ['reflect'] as (typeof moves)[number][],
  });
  const [errors, setErrors] = useState<FieldErrors>({});
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const set = (patch: Partial<typeof values>) => setValues({ ...values, ...patch });
  return (
    <form
      class="nested"
      noValidate
      onSubmit={async event => {
        event.preventDefault();
        const cycle = teacher.cycles.length === 1 ? teacher.cycles[0]!.cycle : undefined;
        const read = readEntry({
          kind: 'contact',
          ...stamp(),
          teacher: teacher.id,
          ...(cycle && { cycle }),
          on: values.on,
          minutes: readNumber(values.minutes),
          mode: values.mode,
          moves: values.moves,
        });
        if ('errors' in read) return setErrors(read.errors);
        if (await log([read.entry], say('panel.contact.saved', { name: teacher.name }))) onDone(values.on);
      }}
    >
      <div class="acts">
        <button type="submit" class="main" ref={button}>
          {say('panel.contact.log', summaryOf(say, values))}
        </button>
      </div>
      <div class="pair">
        <DayField
          label={say('panel.day')}
          max={today()}
          error={errors.on}
          value={values.on}
          onValue={on => set({ on })}
        />
        <TextField
          label={say('panel.contact.minutes')}
          inputMode="numeric"
          error={errors.minutes}
          value={values.minutes}
          onValue={minutes => set({ minutes })}
        />
      </div>
      <Choice
        label={say('panel.contact.mode')}
        look="chips"
        value={values.mode}
        onValue={mode => set({ mode })}
        options={modes.map(value => ({ value, label: say(`panel.mode.${value}`) }))}
      />
      <fieldset class="field">
        <legend>{say('panel.contact.moves')}</legend>
        <div class="choice chips">
          {moves.map(move => (
            <label key={move}>
              <input
                type="checkbox"
                checked={values.moves.includes(move)}
                onChange={event =>
                  set({
                    moves: event.currentTarget.checked
                      ? [...values.moves, move]
                      : values.moves.filter(one => one !== move),
                  })
                }
              />
              <span>{say(`panel.move.${move}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
    </form>
  );
}

function summaryOf(say: Say, { minutes, mode }: { minutes: string; mode: (typeof modes)[number] }) {
  return { minutes, mode: say(`panel.mode.${mode}`) };
}
