import type { TargetedSubmitEvent } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Say } from '../../shared/words.ts';
import type { PanelState } from '../messages.ts';
import { problemInWords } from './entry-errors.ts';
import type { Outside } from './outside.ts';

type Props = {
  api: string;
  outside: Pick<Outside, 'send' | 'grant'>;
  say: Say;
  onSignedIn: (state: PanelState) => void;
};

/** Signs in once with a pairing code. The code is pasteable and never kept. */
export function SignInForm({ api, outside, say, onSignedIn }: Props) {
  const id = useId();
  const [address, setAddress] = useState(api);
  const [code, setCode] = useState('');
  const [wrong, setWrong] = useState<{ address?: string; code?: string; all?: string }>({});
  const [busy, setBusy] = useState(false);

  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const worker = readAddress(address);
    if (!worker) return setWrong({ address: say('panel.signIn.addressWrong') });
    if (code.trim() === '') return setWrong({ code: say('panel.error.needed') });
    setWrong({});
    setBusy(true);
    try {
      // First of all, while the browser still counts this as the person's own click.
      if (!isLoopback(worker) && !(await outside.grant([`${worker.origin}/*`])))
        return setWrong({ all: say('panel.signIn.notGranted') });
      const answer = await outside.send('signIn', { api: worker.href.replace(/[/?#]*$/, ''), code: code.trim() });
      if (!answer.ok) return setWrong({ all: problemInWords(say, answer.problem) });
      setCode('');
      onSignedIn(answer.value);
    } catch {
      setWrong({ all: say('panel.problem.offline') });
    } finally {
      setBusy(false);
    }
  };
  const tied = (field: 'address' | 'code', hint?: string) => ({
    id: `${id}-${field}`,
    'aria-describedby':
      [wrong[field] && `${id}-${field}-error`, hint && `${id}-${field}-hint`].filter(Boolean).join(' ') || undefined,
    'aria-invalid': wrong[field] ? true : undefined,
  });
  return (
    <form class="sign-in" onSubmit={submit} noValidate>
      <div class="field">
        <label for={`${id}-code`}>{say('panel.signIn.code')}</label>
        <input
          {...tied('code', 'hint')}
          value={code}
          maxLength={100}
          autoComplete="off"
          autoCapitalize="off"
          spellcheck={false}
          onInput={event => setCode(event.currentTarget.value)}
        />
        {wrong.code && (
          <p class="error" id={`${id}-code-error`}>
            {wrong.code}
          </p>
        )}
        <p class="hint" id={`${id}-code-hint`}>
          {say('panel.signIn.codeHint')}
        </p>
      </div>
      <div class="field">
        <label for={`${id}-address`}>{say('panel.signIn.address')}</label>
        <input
          {...tied('address')}
          type="url"
          inputMode="url"
          value={address}
          autoComplete="off"
          spellcheck={false}
          onInput={event => setAddress(event.currentTarget.value)}
        />
        {wrong.address && (
          <p class="error" id={`${id}-address-error`}>
            {wrong.address}
          </p>
        )}
      </div>
      <p class="error" role="alert">
        {wrong.all}
      </p>
      <div class="acts">
        <button type="submit" class="main" disabled={busy}>
          {say('panel.signIn.do')}
        </button>
      </div>
    </form>
  );
}

/** The address as people type it: with or without `https://`, with a slash or a path behind. */
export function readAddress(typed: string): URL | null {
  const plain = typed.trim();
  try {
    const local = /^(127\.0\.0\.1|localhost)\b/.test(plain);
    const url = new URL(/^[a-z]+:\/\//i.test(plain) ? plain : `${local ? 'http' : 'https'}://${plain}`);
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)) ? url : null;
  } catch {
    return null;
  }
}

function isLoopback(url: URL): boolean {
  return url.hostname === '127.0.0.1' || url.hostname === 'localhost';
}
