import type { Session } from '../../shared/records/session.ts';

/** One person at one worker, as a key: what they keep on this browser is theirs alone, whoever signs in after them. */
export function personOf(api: string, me: Session['me']): string {
  return [api, me.district, me.id].join(' ');
}
