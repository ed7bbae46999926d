import { ledBy, type Relation, type Who } from '../guard.ts';

/** The schools somebody leads, as `isLed` takes them. */
export function ledParam(who: Pick<Who, 'roles'>): string {
  return JSON.stringify(ledBy(who));
}

/**
 * True in SQL when the person (an SQL expression) works at a school of `schools` (a parameter made by `ledParam`).
 * ?1 is the district.
 */
export const isLed = (person: string, schools: string) =>
  `(json_type(${schools}) = 'text' or exists (
     select 1 from json_each(${schools}) led
     cross join link works on works.district = ?1 and works.target_noun = 'school' and works.target = led.value
       and works.noun = 'person' and works.id = ${person} and works.field = 'roles.school'))`;

/** The schools somebody works at. */
export function schoolsOf({ roles }: Pick<Who, 'roles'>): string[] {
  return roles.flatMap(({ school }) => school ?? []);
}

/**
 * True in SQL for a person (their body) who leads one of these schools (a parameter, from `schoolsOf`): the other way
 * round, whom a cycle can't be opened to.
 */
export const leads = (body: string, schools: string) =>
  `exists (select 1 from json_each(${body}, '$.roles') r where r.value ->> 'role' = 'leader' and (
     r.value ->> 'school' is null or r.value ->> 'school' in (select value from json_each(${schools}))))`;

/** How somebody stands to a cycle: whose it is, which of their audiences it is open to, and whether they lead its owner. */
export function relationTo(
  who: Pick<Who, 'id'>,
  {
    owner,
    audiences,
    led,
    glass = false,
  }: { owner: string; audiences: readonly string[]; led: boolean; glass?: boolean },
): Relation {
  if (owner === who.id) return 'own';
  if (glass) return 'glass';
  if (led) return 'led';
  if (audiences.some(one => one.startsWith('person:'))) return 'invited';
  return audiences.length > 0 ? 'team' : 'district';
}
