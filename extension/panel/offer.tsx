import { useState } from 'preact/hooks';
import type { Say } from '../../shared/words.ts';
import type { PanelState } from '../messages.ts';
import type { Outside } from './outside.ts';

type Props = { offer: NonNullable<PanelState['offer']>; outside: Outside; say: Say };

/** "Use Deskside on this site": the browser asks for this one origin, and the marker is registered there. */
export function Offer({ offer, outside, say }: Props) {
  const [said, setSaid] = useState('');
  const [on, setOn] = useState(false);
  const host = new URL(offer.origin).host;
  const switchOn = async () => {
    if (!(await outside.grant([offer.pattern]))) return setSaid(say('panel.offer.notGranted'));
    await outside.send('sitesChanged', {});
    setOn(true);
    setSaid(say('panel.offer.done'));
  };
  return (
    <section class="card offer" aria-labelledby="offer">
      <h2 id="offer">{offer.siteName ? say('panel.offer.found', { site: offer.siteName }) : host}</h2>
      {offer.siteName && <p class="host">{host}</p>}
      <p>{say(offer.siteName ? 'panel.offer.hint' : 'panel.offer.unknown')}</p>
      {!on && (
        <div class="acts">
          <button type="button" class="main" onClick={() => void switchOn()}>
            {say('panel.offer.do')}
          </button>
        </div>
      )}
      <p role="status">{said}</p>
    </section>
  );
}
