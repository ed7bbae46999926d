import { Hono } from 'hono';
import { html } from 'hono/html';
import type { App } from '../http.ts';
import { humanPage, sayTo } from '../human-page.ts';

/** Pages for those who come with a link or a code and without the extension. What stands behind `#` never comes here. */
export const welcome = new Hono<App>()
  .get('/invite', c => {
    const say = sayTo(c);
    return humanPage(
      c,
      200,
      say('page.invite'),
      html`<ol>
<li>${say('page.invite.install')}</li>
<li>${say('page.invite.open', { address: new URL(c.req.url).origin })}</li>
<li>${say('page.invite.paste')}</li>
</ol>
<p class="hint">${say('page.invite.once')}</p>`,
    );
  })
  .get('/device', c => {
    const say = sayTo(c);
    return humanPage(c, 200, say('page.device'), html`<p>${say('page.device.how')}</p>`);
  });
