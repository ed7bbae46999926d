import { addDays } from '../../shared/records/cadence.ts';

// Weeks off, counted back from the present so that the demo is in the middle of things on whatever day it is started:
// one after nine school weeks, two after eighteen, one after twenty-seven, and a summer of ten after a year.
const breaks = [1, 2, 1, 10];

export type SchoolDays = {
  /** School days in order, some beyond today, for dates to check. */
  days: string[];
  /** The first one that is not over: nothing has been logged from here on. */
  now: number;
};

/** The last `weeks` school weeks before `today`, and four to come. */
export function schoolDays(today: string, weeks: number): SchoolDays {
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  const thisMonday = addDays(today, -weekday);
  const mondays = [3, 2, 1, 0].map(ahead => addDays(thisMonday, 7 * ahead));
  let monday = thisMonday;
  for (let back = 1; back <= weeks; back++) {
    monday = addDays(monday, -7);
    mondays.push(monday);
    if (back % 9 === 0) monday = addDays(monday, -7 * breaks[(back / 9 - 1) % breaks.length]!);
  }
  const days = mondays.reverse().flatMap(first => [0, 1, 2, 3, 4].map(n => addDays(first, n)));
  return { days, now: days.findIndex(day => day >= today) };
}
