import type { Page } from 'playwright-core';
import { openWorld, type World } from '../e2e/world.ts';
import { hostile } from './attacks.ts';

/** A lesson whose next step is Do, on a page that is hostile in the ways named. */
export const lesson = (...attacks: string[]) =>
  `/moodle/mod/page/view.php?id=4${attacks.length > 0 ? `&attack=${attacks.join('+')}` : ''}`;

/** The demo's Ana Ortega, and a school whose LMS can be hostile. */
export const openHostileWorld = (person: string | null = 'ortega'): Promise<World> =>
  openWorld(person, { change: hostile });

/** What has been logged, as the worker was asked to store it. */
export const loggedAt = ({ wire }: Pick<World, 'wire'>): string[] =>
  wire.seen.filter(({ method, path }) => method !== 'GET' && path.startsWith('/v1/entries')).map(({ body }) => body);

/** Runs a script as the page's own. Its last value comes back. */
export function asPage<T = unknown>(page: Page, script: string): Promise<T> {
  return page.evaluate(`{${script}}`) as Promise<T>;
}
