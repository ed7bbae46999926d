import { Hono } from 'hono';
import { html } from 'hono/html';
import { type Category, categories, exportedInWords, howLong, keptInWords } from '../../shared/records/inventory.ts';
import { retention } from '../../shared/records/retention.ts';
import inventory from '../data-inventory.json';
import type { App } from '../http.ts';
import { answerPage, css, table } from '../page.ts';

/** For a district's privacy officer: what is kept, who sees it, how long, where, and how to leave. */
export const privacy = new Hono<App>()
  .get('/pages.css', c =>
    c.body(css, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=3600' }),
  )
  .get('/data-inventory.json', c => c.json(inventory, 200, { 'cache-control': 'public, max-age=3600' }))
  .get('/privacy', c =>
    answerPage(c, 'privacy.title', say => {
      const what = (Object.keys(categories) as Category[]).map(one => [
        html`${say(`inventory.${one}`)}
          <small>${say('privacy.what.count', { n: inventory.elements.filter(({ category }) => category === one).length })}</small>`,
        say(`inventory.${one}.why`),
        say(`inventory.${one}.who`),
        keptInWords(one, say),
        exportedInWords(categories[one].exported, say),
        say(`inventory.${one}.gone`),
      ]);
      const heads = (['element', 'why', 'who', 'kept', 'exported', 'gone'] as const).map(one =>
        say(`privacy.what.${one}`),
      );
      const long = retention.map(one => [
        say(`retention.${one.class}`),
        howLong(one.keep, say),
        say(`retention.${one.class}.why`),
      ]);
      return html`<p>${say('privacy.intro')}</p>
      <h2>${say('privacy.what')}</h2>
      ${table(heads, what, say('privacy.what'))}
      <p class="links"><a href="/data-inventory.json">${say('privacy.what.all')}</a></p>
      <h2>${say('privacy.long')}</h2>
      ${table([say('privacy.long.class'), say('privacy.long.keep'), say('privacy.long.why')], long, say('privacy.long'))}
      <p>${say('privacy.long.look')}</p>
      <h2>${say('privacy.where')}</h2>
      <p>${say('privacy.where.text')}</p>
      <h2>${say('privacy.yours')}</h2>
      <ul>${(['mine', 'left', 'district'] as const).map(one => html`<li>${say(`privacy.yours.${one}`)}</li>`)}</ul>
      <h2>${say('privacy.leave')}</h2>
      <ol>${(['1', '2', '3', '4'] as const).map(one => html`<li>${say(`privacy.leave.${one}`)}</li>`)}</ol>
      <h2>${say('privacy.stays')}</h2>
      <ul>${(['travel', 'log', 'others', 'law'] as const).map(one => html`<li>${say(`privacy.stays.${one}`)}</li>`)}</ul>
      <p class="links"><a href="/security">${say('privacy.toSecurity')}</a></p>`;
    }),
  );
