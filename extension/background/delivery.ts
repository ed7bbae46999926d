import browser from 'webextension-polyfill';
import { deliver, nextTry } from '../sync/outbox.ts';
import { showBadge } from './badge.ts';
import { pushRings } from './views.ts';

const ALARM = 'deliver';
/** Browsers ring no alarm sooner. */
const SHORTEST_ALARM = 30_000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Delivers what can be delivered, shows what came of it, and sees to the next try. */
export async function deliverNow(eager = true): Promise<void> {
  await deliver(eager);
  await Promise.all([pushRings(), showBadge(), scheduleNext()]);
}

/** The triggers that need nobody: start, an alarm, the network coming back. */
export function deliverByItself(): void {
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name === ALARM) void deliverNow(false);
  });
  addEventListener('online', () => void deliverNow());
  void deliverNow(false);
}

async function scheduleNext(): Promise<void> {
  const at = await nextTry();
  clearTimeout(timer);
  if (at === undefined) {
    await browser.alarms.clear(ALARM);
    return;
  }
  const wait = Math.max(at - Date.now(), 1000);
  browser.alarms.create(ALARM, { delayInMinutes: Math.max(wait, SHORTEST_ALARM) / 60_000 });
  // Sooner than an alarm can, for as long as the background happens to stay awake.
  if (wait < SHORTEST_ALARM) timer = setTimeout(() => void deliverNow(false), wait);
}
