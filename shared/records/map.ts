import { Aim } from './aim.ts';
import { Goal } from './goal.ts';
import { Initiative } from './initiative.ts';
import { Learning } from './learning.ts';
import { Measure } from './measure.ts';
import { Need } from './need.ts';
import { Person } from './person.ts';
import { Practice } from './practice.ts';
import { Provider } from './provider.ts';
import { School } from './school.ts';
import { Team } from './team.ts';

/**
 * The map: every noun an administrator sets up, its path, and which of its fields name another noun. `secrets` can be
 * written and not read; each is kept until it is written anew, or one of the fields changes that say whom it is told to.
 * A new noun is a new file and a new row; routes, storage, checks of references and deletion follow from the row.
 */
export const nouns = {
  school: { path: 'schools', schema: School, refs: {} },
  team: { path: 'teams', schema: Team, refs: { school: 'school', aims: 'aim' } },
  person: { path: 'people', schema: Person, refs: { teams: 'team', 'roles.school': 'school' } },
  need: { path: 'needs', schema: Need, refs: {} },
  goal: { path: 'goals', schema: Goal, refs: { need: 'need' } },
  aim: { path: 'aims', schema: Aim, refs: { goal: 'goal', measures: 'measure', practices: 'practice' } },
  measure: { path: 'measures', schema: Measure, refs: {} },
  practice: { path: 'practices', schema: Practice, refs: {} },
  initiative: {
    path: 'initiatives',
    schema: Initiative,
    refs: { goal: 'goal', practices: 'practice', schools: 'school' },
  },
  learning: { path: 'learning', schema: Learning, refs: { initiative: 'initiative', practices: 'practice' } },
  provider: {
    path: 'providers',
    schema: Provider,
    refs: {},
    secrets: { clientSecret: ['preset', 'issuer', 'tenant'] },
  },
} as const;

export type NounName = keyof typeof nouns;

export function secretsOf(noun: NounName): Record<string, readonly string[]> {
  const row = nouns[noun];
  return 'secrets' in row ? row.secrets : {};
}
