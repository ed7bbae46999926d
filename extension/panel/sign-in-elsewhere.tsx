import { useEffect } from 'preact/hooks';
import type { Say } from '../../shared/words.ts';
import type { PanelState } from '../messages.ts';
import type { Outside } from './outside.ts';

type Props = { outside: Outside; say: Say; onSignedIn: (state: PanelState) => void };

/**
 * On somebody's page nobody is asked for a code: a page that imitates the panel would ask for it too. One signs in on a
 * tab of our own, and finds the panel signed in on coming back.
 */
export function SignInElsewhere({ outside, say, onSignedIn }: Props) {
  useEffect(() => {
    const look = () =>
      document.visibilityState === 'visible' &&
      outside.send('refresh', { page: null }).then(onSignedIn, () => undefined);
    document.addEventListener('visibilitychange', look);
    // One may have signed in beside it, in a window of its own.
    addEventListener('focus', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      removeEventListener('focus', look);
    };
  }, [outside, onSignedIn]);
  return (
    <>
      <p>{say('panel.signIn.elsewhere')}</p>
      <div class="acts">
        <button type="button" class="main" onClick={() => void outside.openOptions()}>
          {say('panel.signIn.do')}
        </button>
      </div>
    </>
  );
}
