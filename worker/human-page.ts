import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { languageOf, type Say, speaker } from '../shared/words.ts';
import { random } from './store/token.ts';

type Html = ReturnType<typeof html>;

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 26rem; margin: 0 auto; padding: 1.5rem 1rem; overflow-wrap: anywhere;
  background: light-dark(#fff, #1c1c1e); color: light-dark(#1c1c1e, #f2f2f2); }
h1 { font-size: 1.25rem; line-height: 1.25; }
.acts { display: grid; gap: 0.75rem; padding: 0; list-style: none; }
.acts a, button { display: block; box-sizing: border-box; width: 100%; padding: 0.75rem 1rem; border: 1px solid; border-radius: 0.5rem;
  background: none; color: inherit; font: inherit; font-weight: 600; text-align: center; text-decoration: none; }
.acts a:hover, button:hover { background: color-mix(in srgb, currentColor 8%, transparent); }
:focus-visible { outline: 3px solid light-dark(#0b5cad, #8ec5ff); outline-offset: 2px; }
label { display: block; font-weight: 600; }
input { box-sizing: border-box; width: 100%; margin: 0.25rem 0 0.75rem; padding: 0.75rem; border: 1px solid; border-radius: 0.5rem; font: inherit; }
.hint { color: light-dark(#555, #bbb); font-size: 0.9375rem; }
.error { color: light-dark(#a4161a, #ffb3b3); font-weight: 600; }
`;

/** Speaks the language that the browser wishes for. */
export function sayTo(c: Context): Say {
  return speaker(languageHere(c));
}

function languageHere(c: Context) {
  const wished = (c.req.header('accept-language') ?? '').slice(0, 200).split(',');
  return languageOf(wished.map(one => one.split(';')[0]!.trim()));
}

/** A page for a person who comes here without the extension around them: words and links, no script, nothing from elsewhere. */
export function humanPage(
  c: Context,
  status: ContentfulStatusCode,
  title: string,
  body: Html,
): Response | Promise<Response> {
  const nonce = random(16);
  c.header(
    'content-security-policy',
    `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  );
  c.header('cache-control', 'no-store');
  c.header('vary', 'accept-language');
  return c.html(
    html`<!doctype html>
<html lang="${languageHere(c)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${title}</title>
<style nonce="${nonce}">${raw(style)}</style>
</head>
<body><main>
<h1>${title}</h1>
${body}
</main></body>
</html>`,
    status,
  );
}
