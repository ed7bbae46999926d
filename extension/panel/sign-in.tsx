import type { TargetedSubmitEvent } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { isLoopback } from '../../shared/records/host.ts';
import type { Say } from '../../shared/words.ts';
import type { Answer, PanelState } from '../messages.ts';
import { problemInWords } from './entry-errors.ts';
import type { Outside } from './outside.ts';

type Props = {
  api: string;
  outside: Pick<Outside, 'send' | 'grant'>;
  say: Say;
  onSignedIn: (state: PanelState) => void;
};

/** A device that waits to be let in: the code it shows, and the seconds until it asks again how that stands. */
type Approval = { code: string; wait: number; round: number };

/** Signs in once: with the school's account, a code that was given, or from another device. No code is kept. */
export function SignInForm({ api, outside, say, onSignedIn }: Props) {
  const id = useId();
  const [address, setAddress] = useState(api);
  const [code, setCode] = useState('');
  const [wrong, setWrong] = useState<{ address?: string; code?: string; all?: string }>({});
  const [busy, setBusy] = useState(false);
  const [approval, setApproval] = useState<Approval | null>(null);

  /** Runs a way of signing in with the worker's address, once the browser lets us reach it. */
  const attempt = async (way: (api: string) => Promise<Answer<PanelState> | null>) => {
    const worker = readAddress(address);
    if (!worker) return setWrong({ address: say('panel.signIn.addressWrong') });
    setWrong({});
    setApproval(null);
    setBusy(true);
    try {
      // First of all, while the browser still counts this as the person's own click.
      if (!isLoopback(worker) && !(await outside.grant([`${worker.origin}/*`])))
        return setWrong({ all: say('panel.signIn.notGranted') });
      take(await way(worker.href.replace(/[/?#]*$/, '')));
    } catch {
      setWrong({ all: say('panel.problem.offline') });
    } finally {
      setBusy(false);
    }
  };
  const take = (answer: Answer<PanelState> | null) => {
    if (!answer) return;
    if (!answer.ok) return setWrong({ all: problemInWords(say, answer.problem) });
    setCode('');
    onSignedIn(answer.value);
  };
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (code.trim() === '') return setWrong({ code: say('panel.error.needed') });
    void attempt(at => outside.send('signIn', { api: at, code: readCode(code) }));
  };
  const withAccount = () => {
    const invite = readCode(code);
    const known = /^deskside_inv_/.test(invite) && { invite };
    void attempt(at => outside.send('signInWithAccount', { api: at, ...known }));
  };
  const fromAnother = () =>
    attempt(async at => {
      const asked = await outside.send('askApproval', { api: at });
      if (!asked.ok) return asked;
      setApproval({ ...asked.value, round: 0 });
      return null;
    });
  useEffect(() => {
    if (!approval) return;
    const timer = setTimeout(async () => {
      const answer = await outside.send('pollApproval', {}).catch(() => approval);
      if ('wait' in answer) return setApproval({ ...approval, wait: answer.wait, round: approval.round + 1 });
      setApproval(null);
      take(answer);
    }, approval.wait * 1000);
    return () => clearTimeout(timer);
  }, [approval]);

  const tied = (field: 'address' | 'code', hint?: string) => ({
    id: `${id}-${field}`,
    'aria-describedby':
      [wrong[field] && `${id}-${field}-error`, hint && `${id}-${field}-hint`].filter(Boolean).join(' ') || undefined,
    'aria-invalid': wrong[field] ? true : undefined,
  });
  return (
    <form class="sign-in" onSubmit={submit} noValidate>
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
      <div class="acts">
        <button type="button" class="main" disabled={busy} onClick={withAccount}>
          {say('panel.signIn.account')}
        </button>
      </div>
      <div class="field">
        <label for={`${id}-code`}>{say('panel.signIn.code')}</label>
        <input
          {...tied('code', 'hint')}
          value={code}
          maxLength={300}
          autoComplete="off"
          autoCapitalize="off"
          spellcheck={false}
          onInput={event => {
            const typed = event.currentTarget.value;
            setCode(typed);
            const link = inviteLink(typed);
            if (link) setAddress(link.origin);
          }}
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
      <p class="error" role="alert">
        {wrong.all}
      </p>
      <div class="acts">
        <button type="submit" disabled={busy}>
          {say('panel.signIn.do')}
        </button>
        <button type="button" class="quiet" disabled={busy} onClick={() => void fromAnother()}>
          {say('panel.signIn.another')}
        </button>
      </div>
      <div role="status">
        {approval && (
          <>
            <p>{say('panel.signIn.anotherHow')}</p>
            <p>
              <strong class="shown-code">{approval.code}</strong>
            </p>
          </>
        )}
      </div>
    </form>
  );
}

/** A code as people paste it: by itself, or as the link it came in. */
function readCode(typed: string): string {
  return inviteLink(typed)?.hash.slice(1) ?? typed.trim();
}

function inviteLink(typed: string): URL | null {
  const url = URL.canParse(typed.trim()) ? new URL(typed.trim()) : null;
  return url && url.pathname === '/invite' && url.hash !== '' && readAddress(url.origin) ? url : null;
}

/** The address as people type it: with or without `https://`, with a slash or a path behind. */
export function readAddress(typed: string): URL | null {
  const plain = typed.trim();
  try {
    const local = /^(127\.0\.0\.1|localhost)\b/.test(plain);
    const url = new URL(/^[a-z]+:\/\//i.test(plain) ? plain : `${local ? 'http' : 'https'}://${plain}`);
    return url.protocol === 'https:' || isLoopback(url) ? url : null;
  } catch {
    return null;
  }
}
