import { useEffect, useState } from 'preact/hooks';
import type { Desk } from '../../shared/records/desk.ts';
import type { LessonTag } from '../../shared/records/page.ts';
import type { Replies } from '../messages.ts';
import { problemInWords, readEntry } from './entry-errors.ts';
import { usePanel } from './panel-context.ts';
import { stamp } from './stamp.ts';

type Fitting = Desk['learning'][number];
type Item = Omit<Fitting, 'fits'> & Partial<Pick<Fitting, 'fits'>>;
type Place = { cycle?: string | undefined; tag?: LessonTag | undefined };

/** At most two PL items that fit this lesson, each with why it fits. */
export function LearningLinks({ place, onLibrary }: { place: Place; onLibrary: () => void }) {
  const { say, desk } = usePanel();
  const items = (desk?.learning ?? []).slice(0, 2);
  return (
    <section class="card" aria-labelledby="learning">
      <div class="title">
        <h2 id="learning">{say('panel.learning.title')}</h2>
        <button type="button" class="quiet" onClick={onLibrary}>
          {say('panel.learning.library')}
        </button>
      </div>
      {items.length === 0 && <p class="empty">{say('panel.learning.none')}</p>}
      <ul class="rows">
        {items.map(one => (
          <LearningLink key={one.id} item={one} place={place} />
        ))}
      </ul>
    </section>
  );
}

function LearningLink({ item, place }: { item: Item; place: Place }) {
  const { say, log } = usePanel();
  const [used, setUsed] = useState(false);
  const did = (what: 'opened' | 'used') => {
    const read = readEntry({
      kind: 'participation',
      ...stamp(),
      learning: item.id,
      did: what,
      ...(place.cycle && { cycle: place.cycle }),
      ...(place.tag && { tag: place.tag }),
    });
    if (!('entry' in read)) return;
    if (what === 'used') setUsed(true);
    void log([read.entry], say(what === 'used' ? 'panel.learning.usedSaid' : 'panel.learning.openedSaid'));
  };
  // The schema allows https only; what was kept from elsewhere is text, never a link.
  const safe = item.url.startsWith('https://');
  return (
    <li class="learning">
      <span>
        {safe ? (
          <a
            href={item.url}
            target="_blank"
            rel="noopener noreferrer"
            onClick={() => did('opened')}
            onAuxClick={event => event.button === 1 && did('opened')}
          >
            {item.title}
            <span class="sr"> {say('panel.learning.newTab')}</span>
          </a>
        ) : (
          item.title
        )}
        <small>
          {[
            item.fits && say(`panel.learning.fits.${item.fits}`),
            say(`panel.modality.${item.modality}`),
            item.minutes && say('panel.minutes', { n: item.minutes }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </small>
      </span>
      <button
        type="button"
        aria-label={say(used ? 'panel.learning.usedItem' : 'panel.learning.useItem', { title: item.title })}
        disabled={used}
        onClick={() => did('used')}
      >
        {say(used ? 'panel.learning.used' : 'panel.learning.use')}
      </button>
    </li>
  );
}

/** Every PL item there is, those for this practice first asked for. */
export function Library({
  practice,
  place,
  onBack,
}: {
  practice?: string | undefined;
  place: Place;
  onBack: () => void;
}) {
  const { say, outside } = usePanel();
  const [pages, setPages] = useState<Item[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [only, setOnly] = useState(practice !== undefined);
  const [said, setSaid] = useState(say('panel.loading'));

  const load = async (cursor?: string) => {
    setSaid(say('panel.loading'));
    const answer: Replies['library'] = await outside
      .send('library', { ...(only && practice && { practice }), ...(cursor && { cursor }) })
      .catch(() => ({ ok: false, problem: 'offline' }));
    if (!answer.ok) return setSaid(problemInWords(say, answer.problem));
    setPages(before => (cursor ? [...before, ...answer.value.items] : answer.value.items));
    setNext(answer.value.next);
    setSaid(answer.value.items.length === 0 && !cursor ? say('panel.learning.none') : '');
  };
  useEffect(() => {
    void load();
  }, [only]);

  return (
    <section class="card" aria-labelledby="library">
      <div class="title">
        <h1 id="library">{say('panel.learning.library')}</h1>
        <button type="button" class="quiet" onClick={onBack}>
          {say('panel.back')}
        </button>
      </div>
      {practice !== undefined && (
        <label class="check">
          <input type="checkbox" checked={only} onChange={event => setOnly(event.currentTarget.checked)} />
          {say('panel.learning.onlyPractice')}
        </label>
      )}
      <ul class="rows">
        {pages.map(one => (
          <LearningLink key={one.id} item={one} place={place} />
        ))}
      </ul>
      {said && (
        <p class="empty" role="status">
          {said}
        </p>
      )}
      {next && (
        <div class="acts">
          <button type="button" onClick={() => void load(next)}>
            {say('panel.more')}
          </button>
        </div>
      )}
    </section>
  );
}
