import { uuidv7 } from 'uuidv7';
import { dayOf } from '../../shared/records/cadence.ts';

/** The id and instant of something logged now, by this device's own clock. */
export function stamp(): { id: string; at: string } {
  return { id: uuidv7(), at: localInstant(new Date()) };
}

export function newId(): string {
  return uuidv7();
}

export function today(): string {
  return dayOf(localInstant(new Date()));
}

/** An instant as a clock on the wall shows it, with its offset: the day in it is the writer's own. */
export function localInstant(now: Date): string {
  const offset = -now.getTimezoneOffset();
  const wall = new Date(now.getTime() + offset * 60_000).toISOString().slice(0, 19);
  const two = (n: number) => String(Math.trunc(n)).padStart(2, '0');
  return `${wall}${offset < 0 ? '-' : '+'}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`;
}
