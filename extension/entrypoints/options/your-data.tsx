import { useEffect, useRef, useState } from 'preact/hooks';
import type { Say } from '../../../shared/words.ts';
import type { Answer, PanelState } from '../../messages.ts';
import { downloadZip } from '../../panel/download.ts';
import { problemInWords } from '../../panel/entry-errors.ts';
import type { Outside } from '../../panel/outside.ts';

type Props = {
  outside: Pick<Outside, 'send'>;
  say: Say;
  /** Whose data: by this id they confirm. */
  me: string;
  onDeleted: (state: PanelState) => void;
};

/** What is quicker than this needs no word of patience. */
const PATIENCE = 1000;

/** All that is kept of oneself: to take along, and to be gone. */
export function YourData({ outside, say, me, onDeleted }: Props) {
  const [step, setStep] = useState<'rest' | 'sure'>('rest');
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const sure = useRef<HTMLLegendElement>(null);
  const begin = useRef<HTMLButtonElement>(null);
  const opened = useRef(false);
  useEffect(() => {
    if (step === 'sure') sure.current?.focus();
    else if (opened.current) begin.current?.focus();
    opened.current ||= step === 'sure';
  }, [step]);

  const ask = async <T,>(asked: Promise<Answer<T>>, done: (value: T) => void) => {
    setBusy(true);
    setSaid('');
    const late = setTimeout(() => setSaid(say('options.data.working')), PATIENCE);
    const answer = await asked.catch(() => ({ ok: false, problem: 'offline' }) as const);
    clearTimeout(late);
    setBusy(false);
    if (answer.ok) done(answer.value);
    else setSaid(problemInWords(say, answer.problem));
  };
  const takeAlong = () =>
    ask(outside.send('exportMine', {}), file => {
      downloadZip(file);
      setSaid(say('options.data.downloaded', { name: file.name }));
    });
  const deleteAll = () => ask(outside.send('deleteMine', { confirm: me }), onDeleted);

  return (
    <section class="card" aria-labelledby="data">
      <h2 id="data">{say('options.data')}</h2>
      <p class="hint">{say('options.data.hint')}</p>
      <div class="acts">
        <button type="button" disabled={busy} onClick={() => void takeAlong()}>
          {say('options.data.download')}
        </button>
        {step === 'rest' && (
          <button type="button" disabled={busy} ref={begin} onClick={() => setStep('sure')}>
            {say('options.data.delete')}
          </button>
        )}
      </div>
      {step === 'sure' && (
        <fieldset>
          <legend tabIndex={-1} ref={sure}>
            {say('options.data.sure')}
          </legend>
          <p>{say('options.data.goes')}</p>
          <p>{say('options.data.stays')}</p>
          <p>{say('options.data.first')}</p>
          <div class="acts">
            <button type="button" class="danger" disabled={busy} onClick={() => void deleteAll()}>
              {say('options.data.deleteYes')}
            </button>
            <button type="button" disabled={busy} onClick={() => setStep('rest')}>
              {say('options.data.keep')}
            </button>
          </div>
        </fieldset>
      )}
      <p role="status">{said}</p>
    </section>
  );
}
