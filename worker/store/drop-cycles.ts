import type { Database, Statement } from '../http.ts';

/** Takes whole cycles out, with every roll-up of them, to be run as one batch. */
export function dropCycles(db: Database, district: string, ids: readonly string[]): Statement[] {
  return [dropRings, putRings, dropContacts, ...parts, dropCycle].map(sql =>
    db.prepare(sql).bind(district, JSON.stringify(ids)),
  );
}

// ?1 district, ?2 the cycles. Their rows in `cycle` go last: the others are found by them.

const given = 'in (select value from json_each(?2))';

const places = `(select distinct c.owner, c.site, c.course, c.lesson from json_each(?2) i
  cross join cycle c on c.district = ?1 and c.id = i.value where c.site is not null)`;

const dropRings = `delete from ring where (district, owner, site, course, lesson) in (
  select ?1, owner, site, course, lesson from ${places})`;

/** What is the latest at each place without them. */
const putRings = `insert into ring (district, owner, site, course, lesson, cycle, phase, due_on)
  select ?1, p.owner, p.site, p.course, p.lesson, k.id, k.phase, k.due_on
  from ${places} p cross join cycle k on k.district = ?1 and k.id = (
    select max(l.id) from cycle l indexed by cycle_place where l.district = ?1 and l.owner = p.owner and l.site = p.site
      and l.course = p.course and l.lesson = p.lesson and l.id not ${given})`;

const dropContacts = `delete from contact where (district, coach, teacher, on_day, entry) in (
  select ?1, e.author, e.about, e.on_day, e.id from json_each(?2) i
  cross join entry e indexed by entry_cycle on e.district = ?1 and e.cycle = i.value where e.kind = 'contact')`;

const parts = [
  `delete from seen where district = ?1 and cycle ${given}`,
  `delete from activity where district = ?1 and cycle ${given}`,
  `delete from share where district = ?1 and cycle ${given}`,
  `delete from observation indexed by observation_cycle where district = ?1 and cycle ${given}`,
  `delete from entry where (district, id) in (select ?1, e.id from json_each(?2) i
     cross join entry e indexed by entry_cycle on e.district = ?1 and e.cycle = i.value)`,
];

const dropCycle = `delete from cycle where district = ?1 and id ${given}`;
