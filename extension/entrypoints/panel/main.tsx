import { render } from 'preact';
import browser from 'webextension-polyfill';
import { guardClicks } from '../../panel/click-guard.ts';
import type { Outside, Values } from '../../panel/outside.ts';
import { Panel } from '../../panel/panel.tsx';
import { send } from '../../send.ts';
import { draftOf, dropDraft, keepDraft } from '../../sync/drafts.ts';
import { spokenLanguage } from '../../sync/language.ts';

const token = location.hash.slice(1) || undefined;
history.replaceState(null, '', location.pathname);
const embedded = window !== window.top;
document.documentElement.dataset.where = embedded ? 'page' : 'toolbar';

const outside: Outside = {
  send,
  keepDraft,
  draftOf: async (person, place, step) => (await draftOf(person, place, step)) as Values | undefined,
  dropDraft,
  grant: origins => browser.permissions.request({ origins }),
  guard: warn => guardClicks(document, embedded, warn),
};

const language = await spokenLanguage();
document.documentElement.lang = language;
const root = document.getElementById('panel')!;
render(<Panel outside={outside} token={token} language={language} />, root);
