import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Entry } from '../../shared/records/entry.ts';
import { languageOf, type Say, speaker } from '../../shared/words.ts';
import type { PanelState } from '../messages.ts';
import { CoachView } from './coach-view.tsx';
import { LeaderView, scopesLed } from './leader-view.tsx';
import { type Lesson, lessonOf } from './lesson.ts';
import { LessonView } from './lesson-view.tsx';
import { Notices } from './notices.tsx';
import { Offer } from './offer.tsx';
import type { Outside } from './outside.ts';
import { type InPanel, PanelContext } from './panel-context.ts';
import { SignInForm } from './sign-in.tsx';
import { SignInElsewhere } from './sign-in-elsewhere.tsx';
import { stamp } from './stamp.ts';
import { UndeliveredView } from './undelivered.tsx';

type Props = {
  outside: Outside;
  /** The one-time token of a panel on a page; none from the toolbar. */
  token?: string | undefined;
};

/** The whole panel: asks the background what is there, and draws it. */
export function Panel({ outside, token }: Props) {
  const [state, show] = useState<PanelState | null>(null);
  const language = state?.language ?? languageOf(navigator.languages);
  const say = useMemo(() => speaker(language), [language]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const [failed, setFailed] = useState(false);
  const [covered, setCovered] = useState(false);
  useEffect(() => outside.guard(setCovered), [outside]);
  useEffect(() => {
    outside.send('open', { ...(token && { token }) }).then(show, () => setFailed(true));
  }, [outside, token]);

  const warning = covered && (
    <p class="card warn" role="alert">
      {say('panel.covered')}
    </p>
  );
  if (failed)
    return (
      <Frame say={say}>
        <p class="card">{say('panel.openFailed')}</p>
      </Frame>
    );
  if (!state) return <Frame say={say} />;
  if (!state.me)
    return (
      <Frame say={say} state={state} outside={outside}>
        {warning}
        <section class="card" aria-labelledby="sign-in">
          <h1 id="sign-in">{say('panel.signIn.title')}</h1>
          {state.where === 'page' ? (
            <SignInElsewhere outside={outside} say={say} onSignedIn={show} />
          ) : (
            <>
              <p>{say('panel.signIn.intro')}</p>
              <SignInForm api={state.api} outside={outside} say={say} onSignedIn={show} />
            </>
          )}
        </section>
        {state.offer && <Offer offer={state.offer} outside={outside} say={say} />}
      </Frame>
    );
  const me = state.me;
  return <SignedIn key={me.id} {...{ outside, say, language, state, me, show, warning }} />;
}

type Within = Pick<InPanel, 'outside' | 'say' | 'language' | 'state' | 'me' | 'show'> & { warning: ComponentChildren };
type Tab = 'lesson' | 'teachers' | 'school';
type View = Tab | 'undelivered';
type Said = { words: string; undo?: Entry };

function SignedIn(props: Within) {
  const { outside, say, language, state, me, show } = props;
  const [own, setOwn] = useState<Entry[]>([]);
  const [said, setSaid] = useState<Said>({ words: '' });
  const coach = me.roles.some(one => one.role === 'coach');
  const led = scopesLed(me.roles);
  const views: Tab[] = [
    'lesson',
    ...(coach ? ['teachers' as const] : []),
    ...(led.length > 0 ? ['school' as const] : []),
  ];
  const [view, setView] = useState<View>((state.where === 'toolbar' || !state.page) && views[1] ? views[1] : 'lesson');
  const [signingIn, setSigningIn] = useState(false);
  const latest = useRef(state);
  latest.current = state;

  useEffect(() => {
    const online = () => outside.send('deliver', {}).then(show, () => undefined);
    addEventListener('online', online);
    return () => removeEventListener('online', online);
  }, [outside, show]);

  const log: InPanel['log'] = async (entries, words) => {
    setOwn(before => [...before, ...entries]);
    try {
      show(await outside.send('log', { entries }));
    } catch {
      const ids = new Set(entries.map(one => one.id));
      setOwn(before => before.filter(one => !ids.has(one.id)));
      setSaid({ words: say('panel.problem.notKept') });
      return false;
    }
    const last = entries.at(-1)!;
    setSaid({ words, ...(last.kind !== 'retract' && { undo: last }) });
    // It is kept; whether it can go out at once only changes what waits.
    outside.send('deliver', {}).then(show, () => undefined);
    return true;
  };

  const undo: InPanel['undo'] = async entry => {
    const before = earlierOf(entry, [...(latest.current.desk?.logged ?? []).map(one => one.entry), ...own]);
    const instead = before
      ? { ...before, ...stamp(), supersedes: entry.id }
      : { kind: 'retract' as const, ...stamp(), supersedes: entry.id, ...(entry.cycle && { cycle: entry.cycle }) };
    const undone = await log([instead], say('panel.undone'));
    if (undone) setSaid({ words: say('panel.undone') });
    return undone;
  };

  const refused = new Set(state.undelivered.filter(one => one.state === 'parked').map(one => one.entry.id));
  const lesson: Lesson | null = state.page && lessonOf(state, state.page, me.id, own);
  const panel: InPanel = {
    outside,
    say,
    language,
    state,
    me,
    show,
    desk: state.desk,
    own: own.filter(entry => !refused.has(entry.id)),
    fresh: new Set(own.map(one => one.id)),
    log,
    undo,
    tell: words => setSaid({ words }),
  };

  return (
    <PanelContext.Provider value={panel}>
      <Frame
        say={say}
        state={state}
        outside={outside}
        status={<Status said={said} onUndo={undo} onUndelivered={() => setView('undelivered')} />}
      >
        {props.warning}
        <Notices />
        {state.session === 'expired' && (
          <section class="card warn" aria-label={say('panel.expired')}>
            <p>
              <strong>{say('panel.expired')}</strong> {say('panel.expired.kept')}
            </p>
            {state.where === 'page' ? (
              <SignInElsewhere outside={outside} say={say} onSignedIn={show} />
            ) : signingIn ? (
              <SignInForm
                api={state.api}
                outside={outside}
                say={say}
                onSignedIn={now => {
                  setSigningIn(false);
                  show(now);
                }}
              />
            ) : (
              <div class="acts">
                <button type="button" onClick={() => setSigningIn(true)}>
                  {say('panel.signIn.do')}
                </button>
              </div>
            )}
          </section>
        )}
        {views.length > 1 && view !== 'undelivered' && (
          <nav class="views" aria-label={say('panel.views')}>
            {views.map(one => (
              <button
                key={one}
                type="button"
                aria-current={view === one ? 'page' : undefined}
                onClick={() => setView(one)}
              >
                {say(one === 'school' && led[0] === 'district' ? 'panel.view.district' : `panel.view.${one}`)}
              </button>
            ))}
          </nav>
        )}
        {view === 'undelivered' ? (
          <UndeliveredView onBack={() => setView('lesson')} />
        ) : view === 'teachers' ? (
          <CoachView />
        ) : view === 'school' ? (
          <LeaderView />
        ) : lesson ? (
          <LessonView key={lesson.place} lesson={lesson} />
        ) : (
          <NoLesson state={state} outside={outside} say={say} />
        )}
      </Frame>
    </PanelContext.Provider>
  );
}

/** What a correction corrected, as it was. */
function earlierOf(entry: Entry, known: readonly Entry[]): Entry | undefined {
  if (entry.supersedes === undefined) return undefined;
  const earlier = known.find(one => one.id === entry.supersedes);
  return earlier?.kind === entry.kind ? earlier : undefined;
}

function NoLesson({ state, outside, say }: { state: PanelState; outside: Outside; say: Say }) {
  return state.offer ? (
    <>
      <h1 class="sr">{say('panel.noLesson.title')}</h1>
      <Offer offer={state.offer} outside={outside} say={say} />
    </>
  ) : (
    <section class="card" aria-labelledby="no-lesson">
      <h1 id="no-lesson">{say('panel.noLesson.title')}</h1>
      <p>{say('panel.noLesson')}</p>
    </section>
  );
}

type FrameProps = {
  say: Say;
  state?: PanelState;
  outside?: Outside;
  children?: ComponentChildren;
  status?: ComponentChildren;
};

/** The panel's own edge: its name, the buttons that move and close it, and Esc. */
function Frame({ say, state, outside, children, status }: FrameProps) {
  const onPage = state?.where === 'page';
  useEffect(() => {
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && onPage && !event.defaultPrevented) void outside?.send('close', {});
    };
    addEventListener('keydown', closeOnEscape);
    return () => removeEventListener('keydown', closeOnEscape);
  }, [outside, onPage]);
  const [side, setSide] = useState<'left' | 'right'>('right');
  return (
    <>
      <header class="bar">
        <span class="brand">Deskside</span>
        {state?.mark && (
          <span class="own-mark" title={say('panel.mark', { word: state.mark.word })}>
            <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
              <circle cx="5" cy="5" r="5" fill={`hsl(${state.mark.hue} 70% 50%)`} />
            </svg>
            <span class="sr">{say('panel.mark', { word: '' })}</span>
            {state.mark.word}
          </span>
        )}
        {onPage && outside && (
          <span class="tools">
            <button
              type="button"
              class="tool"
              aria-label={say('panel.dock')}
              title={say('panel.dock')}
              onClick={() => {
                const to = side === 'right' ? 'left' : 'right';
                setSide(to);
                void outside.send('dock', { to });
              }}
            >
              <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
                <path d="M7 5L3 10l4 5M13 5l4 5-4 5M3.5 10h13" />
              </svg>
            </button>
            <button
              type="button"
              class="tool"
              aria-label={say('panel.close')}
              title={say('panel.close')}
              onClick={() => void outside.send('close', {})}
            >
              <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
                <path d="M5 5l10 10M15 5L5 15" />
              </svg>
            </button>
          </span>
        )}
      </header>
      <main aria-busy={state === undefined ? true : undefined}>{children}</main>
      {status}
    </>
  );
}

type StatusProps = { said: Said; onUndo: (entry: Entry) => void; onUndelivered: () => void };

/** One line that says what just happened, whether the worker is there, and what waits. */
function Status({ said, onUndo, onUndelivered }: StatusProps) {
  return (
    <PanelContext.Consumer>
      {panel => {
        const { say, state } = panel!;
        const parked = state.undelivered.filter(one => one.state === 'parked').length;
        const waiting = state.undelivered.length - parked;
        const trouble = state.offline ? say('panel.offline') : state.busy ? say('panel.problem.busy') : '';
        return (
          <footer class="status">
            <p role="status">{[said.words, trouble].filter(Boolean).join(' ')}</p>
            {said.undo && (
              <button type="button" class="quiet" onClick={() => onUndo(said.undo!)}>
                {say('panel.undo')}
              </button>
            )}
            {waiting + parked > 0 && (
              <button type="button" class={parked > 0 ? 'quiet warn' : 'quiet'} onClick={onUndelivered}>
                {parked > 0 ? say('panel.parked', { n: parked }) : say('panel.waiting', { n: waiting })}
              </button>
            )}
          </footer>
        );
      }}
    </PanelContext.Consumer>
  );
}
