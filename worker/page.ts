import type { Context } from 'hono';
import { html } from 'hono/html';
import { type Language, languages, type Say, speaker, type WordKey } from '../shared/words.ts';
import { type App, languageAsked } from './http.ts';

/** A page for people: words and a style sheet of ours, and nothing else that could run or be fetched. */
const POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export type Html = ReturnType<typeof html>;

/** Answers with a page in the language of `?lang=`, else in the one the browser asks for. */
export async function answerPage(c: Context<App>, title: WordKey, body: (say: Say, language: Language) => Html) {
  const asked = c.req.query('lang') ?? '';
  const language = Object.hasOwn(languages, asked) ? (asked as Language) : languageAsked(c);
  const say = speaker(language);
  c.header('content-security-policy', POLICY);
  c.header('cache-control', 'public, max-age=300');
  c.header('vary', 'accept-language');
  c.header('content-language', language);
  return c.html(
    html`<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${say(title)}</title>
    <link rel="stylesheet" href="/pages.css" />
  </head>
  <body>
    <a class="skip" href="#content">${say('pages.skip')}</a>
    <nav aria-label="${say('pages.languages')}">
      ${Object.keys(languages).map(
        one =>
          html`<a href="?lang=${one}" lang="${one}" hreflang="${one}" ${one === language ? html`aria-current="true"` : ''}>${new Intl.DisplayNames(one, { type: 'language' }).of(one)}</a> `,
      )}
    </nav>
    <main id="content" tabindex="-1">
      <h1>${say(title)}</h1>
      ${body(say, language)}
    </main>
  </body>
</html>
`,
    200,
  );
}

/** A table that a narrow screen shows row by row, each cell under its heading. */
export function table(heads: string[], rows: (string | Html)[][], caption: string): Html {
  return html`<table>
  <caption>${caption}</caption>
  <thead><tr>${heads.map(head => html`<th scope="col">${head}</th>`)}</tr></thead>
  <tbody>
    ${rows.map(
      ([first, ...cells]) => html`<tr>
      <th scope="row">${first}</th>
      ${cells.map((cell, at) => html`<td data-head="${heads[at + 1]}">${cell}</td>`)}
    </tr>`,
    )}
  </tbody>
</table>`;
}

export const css = `
:root { color-scheme: light dark; --ground: #f4f5f2; --card: #fff; --ink: #1d2422; --soft: #56605c; --line: #d9deda;
  --edge: #858f8a; --accent: #0d6b5b; font: 100%/1.5 system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { :root { --ground: #131716; --card: #1d2321; --ink: #e8eeeb; --soft: #a6b1ac;
  --line: #343d39; --edge: #7c8883; --accent: #6fd6bf; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-inline-size: 70rem; padding: 1rem; background: var(--ground); color: var(--ink);
  overflow-wrap: anywhere; }
main:focus { outline: none; }
a { color: var(--accent); }
nav a, .links a { display: inline-block; padding: .5rem .75rem .5rem 0; }
nav a[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; inset-inline-start: -100vw; }
.skip:focus { position: static; }
h1 { line-height: 1.2; }
h2 { margin-block: 2.5rem .5rem; line-height: 1.25; }
p, li { max-inline-size: 44rem; }
li { margin-block: .35rem; }
table { inline-size: 100%; border-collapse: collapse; background: var(--card); }
caption { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: .6rem; border: 1px solid var(--line); text-align: start; vertical-align: top; font-size: .9375rem; }
tbody th { inline-size: 20%; }
small { display: block; color: var(--soft); font-weight: 400; }
@media (max-width: 60rem) {
  table, tbody, tr, tbody th, td { display: block; inline-size: auto; }
  thead { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { border: 1px solid var(--edge); margin-block: .75rem; }
  th, td { border-width: 0; }
  td::before { content: attr(data-head); display: block; color: var(--soft); font-size: .8125rem; }
}
figure { margin: 1rem 0; }
svg { inline-size: 100%; max-inline-size: 28rem; block-size: auto; }
svg rect { fill: var(--card); stroke: var(--edge); }
svg .theirs { stroke-dasharray: 6 4; fill: none; }
svg line { stroke: var(--edge); stroke-width: 2; }
svg .bound { stroke: var(--accent); stroke-dasharray: 8 6; }
svg text { fill: var(--ink); font: 600 15px system-ui, sans-serif; }
svg .hint { fill: var(--soft); font: 400 13px system-ui, sans-serif; }
figcaption { color: var(--soft); font-size: .9375rem; max-inline-size: 44rem; }
@media print { nav, .skip { display: none; } }
`;
