import browser from 'webextension-polyfill';
import { deskInView } from './desk-in-view.ts';

/** On the toolbar button: how many entries wait, or "!" when one was refused or the session has ended. */
export async function showBadge(): Promise<void> {
  const view = await deskInView(null);
  const waiting = view?.undelivered ?? [];
  const stuck = view?.session.state === 'expired' || waiting.some(one => one.state === 'parked');
  await browser.action.setBadgeText({ text: stuck ? '!' : waiting.length > 0 ? String(waiting.length) : '' });
  await browser.action.setBadgeBackgroundColor({ color: stuck ? '#b3261e' : '#3d5a80' });
}
