import { render } from 'preact';
import browser from 'webextension-polyfill';
import { guardClicks } from '../../panel/click-guard.ts';
import type { Outside } from '../../panel/outside.ts';
import { Panel } from '../../panel/panel.tsx';
import { send } from '../../send.ts';

const token = location.hash.slice(1) || undefined;
history.replaceState(null, '', location.pathname);
const embedded = window !== window.top;
document.documentElement.dataset.where = embedded ? 'page' : 'toolbar';

const outside: Outside = {
  send,
  grant: origins => browser.permissions.request({ origins }),
  openOptions: () => browser.runtime.openOptionsPage(),
  guard: tell => guardClicks(document, embedded, tell),
};

render(<Panel outside={outside} token={token} />, document.getElementById('panel')!);
