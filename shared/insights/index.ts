import type { RoleName } from '../records/role.ts';

/** Every insight: its address `/v1/insights/<id>`, whom it is for, and the requirements it answers. */
export const insights = [
  { id: 'who-needs-me', audience: ['coach'], answers: ['S0-R7a'] },
  { id: 'activity', audience: ['leader'], answers: ['S0-R5a'] },
] as const satisfies readonly {
  id: string;
  audience: readonly RoleName[];
  answers: readonly string[];
}[];
export type InsightId = (typeof insights)[number]['id'];
