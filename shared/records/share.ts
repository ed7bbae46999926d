import { z } from '../zod.ts';
import { EntryId, MapId } from './id.ts';
import { kind } from './kind.ts';

/**
 * The author's act of opening a cycle to one person or one team, or of closing it again (S0-B6c).
 * `notes`: whether they read the notes, or only plan, figures and decision. Nobody reads a cycle that was not shared.
 */
export const share = kind('share', 'owner', ['S0-B6c', 'S0-R6', 'S0-R7a'], {
  cycle: EntryId,
  with: z.union([z.strictObject({ person: MapId }), z.strictObject({ team: MapId })]),
  state: z.enum(['open', 'closed']),
  notes: z.boolean(),
});
export type Share = z.infer<typeof share.schema>;

/** The audience of a share as one string: `person:ruiz` or `team:maple-grade-7`. */
export function audienceOf(to: Share['with']): string {
  return 'person' in to ? `person:${to.person}` : `team:${to.team}`;
}

/** The audiences a person belongs to: themselves and their teams. */
export function audiencesOf({ id, teams }: { id: string; teams: readonly string[] }): string[] {
  return [audienceOf({ person: id }), ...teams.map(team => audienceOf({ team }))];
}
