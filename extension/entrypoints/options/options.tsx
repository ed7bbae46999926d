import type { TargetedSubmitEvent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Language, languageOf, languages, speaker } from '../../../shared/words.ts';
import type { PanelState, Replies } from '../../messages.ts';
import { download } from '../../panel/download.ts';
import type { Outside } from '../../panel/outside.ts';
import { SignInForm } from '../../panel/sign-in.tsx';
import { LetIn } from './let-in.tsx';
import { Sessions } from './sessions.tsx';
import { YourData } from './your-data.tsx';

export type OptionsOutside = Pick<Outside, 'send' | 'grant'> & {
  revoke: (origins: string[]) => Promise<boolean>;
  chooseLanguage: (language: Language | null) => Promise<void>;
};

type Props = { outside: OptionsOutside; chosen: Language | null; language: Language };
type Site = Replies['sites'][number];

/** Who is signed in, where Deskside runs, in which language, and what was not delivered yet. */
export function Options({ outside, chosen: first, language: begun }: Props) {
  const [chosen, setChosen] = useState(first);
  const [language, setLanguage] = useState(begun);
  const [state, show] = useState<PanelState | null>(null);
  const [sites, setSites] = useState<Site[]>([]);
  const [said, setSaid] = useState('');
  const say = speaker(language);

  const bring = async () => {
    show(await outside.send('open', {}));
    setSites(await outside.send('sites', {}));
  };
  useEffect(() => {
    bring().catch(() => setSaid(say('panel.openFailed')));
  }, [outside]);

  const choose = async (wish: Language | null) => {
    setChosen(wish);
    setLanguage(wish ?? languageOf(navigator.languages));
    document.documentElement.lang = wish ?? languageOf(navigator.languages);
    await outside.chooseLanguage(wish);
  };
  const keepMark = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = String(new FormData(event.currentTarget).get('word')).trim();
    if (word === '') return;
    show(await outside.send('mark', { word }));
    setSaid(say('options.mark.kept', { word }));
  };
  const remove = async (site: Site) => {
    if (!(await outside.revoke([site.origin]))) return setSaid(say('options.sites.failed'));
    await outside.send('sitesChanged', {});
    setSites(await outside.send('sites', {}));
    setSaid(say('options.sites.removed', { site: hostOf(site.origin) }));
  };

  return (
    <main>
      <h1>{say('options.title')}</h1>
      <section class="card" aria-labelledby="account">
        <h2 id="account">{say('options.account')}</h2>
        {state?.me && (
          <>
            <p>
              {say('options.signedIn', { name: state.me.name })} <span class="host">{state.api}</span>
            </p>
            {state.session === 'expired' && <p class="error">{say('panel.expired')}</p>}
            <div class="acts">
              <button type="button" onClick={() => void outside.send('signOut', {}).then(show)}>
                {say('options.signOut')}
              </button>
            </div>
          </>
        )}
        {state && state.session !== 'signed-in' && (
          <SignInForm api={state.api} outside={outside} say={say} onSignedIn={show} />
        )}
        {state?.session === 'signed-in' && <p class="hint">{say('options.otherAddress')}</p>}
      </section>
      {state?.session === 'signed-in' && <LetIn {...{ outside, say, language }} />}
      {state?.session === 'signed-in' && <Sessions {...{ outside, say, language }} onEnded={show} />}
      {state?.session === 'signed-in' && state.me && (
        <YourData
          {...{ outside, say }}
          me={state.me.id}
          onDeleted={next => {
            show(next);
            setSaid(say('options.data.deleted'));
          }}
        />
      )}
      {state?.mark && (
        <section class="card" aria-labelledby="mark">
          <h2 id="mark">{say('options.mark')}</h2>
          <form class="field" onSubmit={keepMark}>
            <label for="word" class="hint">
              {say('options.mark.hint')}
            </label>
            <input id="word" name="word" autoComplete="off" maxLength={30} required defaultValue={state.mark.word} />
            <div class="acts">
              <button type="submit">{say('options.mark.keep')}</button>
            </div>
          </form>
        </section>
      )}
      <section class="card" aria-labelledby="sites">
        <h2 id="sites">{say('options.sites')}</h2>
        <p class="hint">{say('options.sites.hint')}</p>
        {sites.length === 0 && <p class="empty">{say('options.sites.none')}</p>}
        <ul class="rows">
          {sites.map(site => (
            <li key={site.origin}>
              <span>
                <strong>{hostOf(site.origin)}</strong>
                {site.name && <small>{site.name}</small>}
              </span>
              {site.fixed ? (
                <small>{say('options.sites.fixed')}</small>
              ) : (
                <button
                  type="button"
                  aria-label={say('options.sites.removeOne', { site: hostOf(site.origin) })}
                  onClick={() => void remove(site)}
                >
                  {say('options.sites.remove')}
                </button>
              )}
            </li>
          ))}
        </ul>
      </section>
      <section class="card" aria-labelledby="language">
        <h2 id="language">{say('options.language')}</h2>
        <div class="field">
          <label for="wish">{say('options.language.label')}</label>
          <select
            id="wish"
            value={chosen ?? ''}
            onChange={event => void choose((event.currentTarget.value || null) as Language | null)}
          >
            <option value="">{say('options.language.auto')}</option>
            {Object.keys(languages).map(one => (
              <option key={one} value={one} lang={one}>
                {new Intl.DisplayNames(one, { type: 'language' }).of(one)}
              </option>
            ))}
          </select>
        </div>
      </section>
      <section class="card" aria-labelledby="undelivered">
        <h2 id="undelivered">{say('panel.undelivered.title')}</h2>
        {state && state.undelivered.length > 0 ? (
          <>
            <p>{say('panel.waiting', { n: state.undelivered.length })}</p>
            <div class="acts">
              <button type="button" onClick={() => download('deskside-undelivered.json', state.undelivered)}>
                {say('panel.undelivered.export')}
              </button>
            </div>
          </>
        ) : (
          <p class="empty">{say('panel.undelivered.none')}</p>
        )}
      </section>
      <p role="status">{said}</p>
    </main>
  );
}

function hostOf(pattern: string): string {
  return pattern.replace(/^[^:]+:\/\//, '').replace(/\/.*$/, '');
}
