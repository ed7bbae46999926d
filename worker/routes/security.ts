import { type Context, Hono } from 'hono';
import { html, raw } from 'hono/html';
import type { Say } from '../../shared/words.ts';
import type { App } from '../http.ts';
import { answerPage, type Html } from '../page.ts';

/** For whoever reviews it: where trust ends, what is sealed, how sessions work, what is known to be weak. */
export const security = new Hono<App>().get('/security', c =>
  answerPage(
    c,
    'security.title',
    say => html`<p>${say('security.intro')}</p>
      <h2>${say('security.bounds')}</h2>
      ${picture(say)}
      <h2>${say('security.sealed')}</h2>
      <ul>${(['what', 'how', 'log'] as const).map(one => html`<li>${say(`security.sealed.${one}`)}</li>`)}</ul>
      <h2>${say('security.sessions')}</h2>
      <ul>${(['codes', 'tokens'] as const).map(one => html`<li>${say(`security.sessions.${one}`)}</li>`)}</ul>
      <h2>${say('security.report')}</h2>
      <p>${contact(c, say)}</p>
      <h2>${say('security.limits')}</h2>
      <ul>${limits.map(one => html`<li>${say(`security.limits.${one}`)}</li>`)}</ul>
      <p class="links"><a href="/privacy">${say('security.toPrivacy')}</a></p>`,
  ),
);

const limits = ['both', 'rollback', 'travel', 'ids', 'rate', 'page'] as const;

/** Who trusts whom, from the page down to the database; `bound`: what crosses the boundary below. */
const boxes = [
  { name: 'page', theirs: true, bound: 'read' },
  { name: 'marker', bound: 'place' },
  { name: 'panel', bound: 'message' },
  { name: 'background', bound: 'https' },
  { name: 'worker', bound: 'rows' },
  { name: 'database' },
] as const;

const WIDE = 340;
const HIGH = 56;
const GAP = 44;

function picture(say: Say): Html {
  const path = boxes.map(({ name }) => say(`security.bounds.${name}`)).join(' → ');
  const height = boxes.length * (HIGH + GAP) - GAP + 4;
  const drawn = boxes.map((box, at) => {
    const y = 2 + at * (HIGH + GAP);
    const bound = 'bound' in box ? box.bound : undefined;
    const middle = y + HIGH + GAP / 2;
    return html`<rect x="2" y="${y}" width="${WIDE - 4}" height="${HIGH}" rx="8" class="${'theirs' in box ? 'theirs' : ''}"></rect>
      <text x="16" y="${y + 24}">${say(`security.bounds.${box.name}`)}</text>
      <text class="hint" x="16" y="${y + 44}">${say(`security.bounds.${box.name}.hint`)}</text>
      ${at < boxes.length - 1 ? html`<line x1="24" x2="24" y1="${y + HIGH}" y2="${y + HIGH + GAP}"></line>` : ''}
      ${
        bound
          ? html`<line class="bound" x1="2" x2="${WIDE - 2}" y1="${y + HIGH + GAP - 6}" y2="${y + HIGH + GAP - 6}"></line>
      <text class="hint" x="40" y="${middle}">${say(`security.bounds.${bound}`)}</text>`
          : ''
      }`;
  });
  return html`<figure>
    <svg viewBox="0 0 ${WIDE} ${height}" role="img" aria-labelledby="bounds">${drawn}</svg>
    <figcaption id="bounds">${say('security.bounds.alt', { path })}</figcaption>
  </figure>`;
}

/** Only an address that a browser may follow becomes a link. */
function contact(c: Context<App>, say: Say): Html {
  const to = c.env.SECURITY_CONTACT;
  if (!to || !/^(mailto:|https:\/\/)/.test(to)) return raw(say('security.report.district'));
  return html`${say('security.report.to')} <a href="${to}">${to.replace(/^mailto:/, '')}</a>`;
}
