import { render } from 'preact';
import browser from 'webextension-polyfill';
import { send } from '../../send.ts';
import { chooseLanguage, chosenLanguage, spokenLanguage } from '../../sync/language.ts';
import { Options, type OptionsOutside } from './options.tsx';

document.documentElement.dataset.where = 'options';
document.documentElement.lang = await spokenLanguage();

const outside: OptionsOutside = {
  send,
  grant: origins => browser.permissions.request({ origins }),
  revoke: origins => browser.permissions.remove({ origins }),
  chooseLanguage,
};
render(
  <Options outside={outside} chosen={await chosenLanguage()} language={await spokenLanguage()} />,
  document.getElementById('options')!,
);
