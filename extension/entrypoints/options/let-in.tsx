import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import type { WaitingDevice } from '../../../shared/records/session.ts';
import type { Language, Say } from '../../../shared/words.ts';
import { problemInWords } from '../../panel/entry-errors.ts';
import type { Outside } from '../../panel/outside.ts';

type Props = { outside: Pick<Outside, 'send'>; say: Say; language: Language };

/** Lets in another device by the code it shows: first what it is, then the question (RFC 8628 §5.4). */
export function LetIn({ outside, say, language }: Props) {
  const [code, setCode] = useState('');
  const [device, setDevice] = useState<WaitingDevice | null>(null);
  const [said, setSaid] = useState('');

  const ask = async (answer?: 'approve' | 'deny') => {
    const reply = await outside
      .send('device', { code: code.trim(), ...(answer && { answer }) })
      .catch(() => ({ ok: false, problem: 'offline' }) as const);
    if (!reply.ok) {
      const unknown = reply.problem !== 'offline' && reply.problem.status === 404;
      return setSaid(unknown ? say('options.letIn.unknown') : problemInWords(say, reply.problem));
    }
    setDevice(answer ? null : reply.value);
    setSaid(answer ? say(answer === 'approve' ? 'options.letIn.approved' : 'options.letIn.denied') : '');
    if (answer) setCode('');
  };
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (code.trim()) void ask();
  };
  const instant = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  return (
    <section class="card" aria-labelledby="let-in">
      <h2 id="let-in">{say('options.letIn')}</h2>
      {device ? (
        <>
          <p>
            <strong>{say('options.letIn.question', { device: device.device })}</strong>
          </p>
          <p>
            {say('options.letIn.asked', {
              when: instant.format(new Date(device.askedAt)),
              network: device.network,
            })}{' '}
            {say(device.near ? 'options.letIn.near' : 'options.letIn.far')}
          </p>
          <p class="warn">{say('options.letIn.warning')}</p>
          <div class="acts">
            <button type="button" onClick={() => void ask('approve')}>
              {say('options.letIn.approve')}
            </button>
            <button type="button" class="main" onClick={() => void ask('deny')}>
              {say('options.letIn.deny')}
            </button>
          </div>
        </>
      ) : (
        <form onSubmit={submit}>
          <div class="field">
            <label for="let-in-code">{say('options.letIn.code')}</label>
            <input
              id="let-in-code"
              value={code}
              maxLength={20}
              autoComplete="off"
              autoCapitalize="characters"
              spellcheck={false}
              onInput={event => setCode(event.currentTarget.value)}
            />
          </div>
          <div class="acts">
            <button type="submit">{say('options.letIn.look')}</button>
          </div>
        </form>
      )}
      <p role="status">{said}</p>
    </section>
  );
}
