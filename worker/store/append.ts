import { Refusal } from '../../shared/problem.ts';
import { foldCycle } from '../../shared/records/cycle.ts';
import { byOf, type Entry, type Logged } from '../../shared/records/entry.ts';
import type { NounName } from '../../shared/records/map.ts';
import type { Ring } from '../../shared/records/ring.ts';
import { audienceOf, audiencesOf } from '../../shared/records/share.ts';
import { may, permits, type Relation, type Who } from '../guard.ts';
import type { Database } from '../http.ts';
import { openBody, openLogged } from './cycle.ts';
import { isLed, leads, ledParam, relationTo, schoolsOf } from './relation.ts';
import { type Place, rollUp } from './rollup.ts';
import { bodyOf, write } from './write.ts';

/** What became of an entry: stored, there already, or refused. `cycle`: how the writer's own cycle stands now. */
export type Outcome = { id: string; status: 200 | 201; cycle?: Ring } | { id: string; refusal: Refusal };

/** No cycle has more entries than this; the last hundred are its teacher's alone, so that no reader can fill it up. */
const CYCLE_ENTRIES = 500;
const READERS_ENTRIES = 400;
/** Each failed try means that another writer of the same cycle got through. */
const TRIES = 25;

/**
 * Logs entries of one person, each on its own: those that can't be are refused with their reason.
 * @throws Refusal database.busy when others keep writing to the same cycles; what was stored by then stays stored
 */
export async function append(db: Database, who: Who, entries: readonly Entry[], now: Date): Promise<Outcome[]> {
  const outcomes = new Map<Entry, Outcome>();
  const left = new Set(entries);
  for (let tries = 0; left.size > 0; tries++) {
    if (tries === TRIES) throw new Refusal('database.busy');
    if (tries > 0) await randomPause(tries);
    const known = await readKnown(db, who, [...left]);
    const taken = new Map<string, Entry>();
    const settle = (entry: Entry, outcome: Outcome) => left.delete(entry) && outcomes.set(entry, outcome);
    for (const entry of left) {
      // The second of two with one id waits for the next round, when the first is stored or refused.
      if (taken.has(entry.id)) continue;
      try {
        if (isStored(entry, who, known)) settle(entry, { id: entry.id, status: 200, ...ringOf(entry, who, known) });
        else {
          checkMay(entry, who, known);
          checkNames(entry, who, known);
          take(entry, who, known);
          taken.set(entry.id, entry);
        }
      } catch (failure) {
        if (!(failure instanceof Refusal)) throw failure;
        settle(entry, { id: entry.id, refusal: failure });
      }
    }
    if (taken.size === 0) continue;
    const stored = await write(db, who, growthsOf(known), known.loose, now, who.id);
    for (const id of stored) {
      const entry = taken.get(id)!;
      settle(entry, { id, status: 201, ...ringOf(entry, who, known) });
    }
  }
  return entries.map(entry => outcomes.get(entry)!);
}

/** A cycle as it was read, and what this round adds to it. */
type Held = {
  id: string;
  owner: string;
  led: boolean;
  version: number;
  before: Place | null;
  logged: Logged[];
  fresh: Logged[];
};

/** What has to be known to decide about some entries. */
type Known = {
  /** Stored entries by id: the same again, and those that are corrected or taken back. */
  entries: Map<string, { author: string; cycle: string | null; body: string }>;
  cycles: Map<string, Held>;
  /** New entries of no cycle. */
  loose: Logged[];
  /** Which of the map's things that are named exist: `practice/exit-tickets`. Of people, the active ones who don't lead the writer. */
  things: Set<string>;
  /** Teachers who opened a cycle to the writer in person. */
  invitedBy: Set<string>;
};

type Row = Record<
  'id' | 'author' | 'cycle' | 'body' | 'owner' | 'led' | 'version' | 'site' | 'course' | 'lesson' | 'thing' | 'teacher',
  string
>;

async function readKnown(db: Database, who: Who, entries: Entry[]): Promise<Known> {
  const of = (sql: string, ...values: unknown[]) =>
    db.prepare(sql).bind(who.district, ...values.map(one => (typeof one === 'string' ? one : JSON.stringify(one))));
  const cycleIds = [...new Set(entries.flatMap(({ cycle }) => cycle ?? []))];
  const [stored, cycles, logged, things, invited] = await db.batch<Row>([
    of(
      `select e.id, e.author, e.cycle, e.body from json_each(?2) i
       cross join entry e on e.district = ?1 and e.id = i.value`,
      entries.flatMap(({ id, supersedes }) => [id, ...(supersedes === undefined ? [] : [supersedes])]),
    ),
    of(
      `select k.id, k.owner, ${isLed('k.owner', '?3')} as led, k.version, k.site, k.course, k.lesson
       from json_each(?2) i cross join cycle k on k.district = ?1 and k.id = i.value`,
      cycleIds,
      ledParam(who),
    ),
    of(
      `select e.id, e.cycle, e.author, e.body from json_each(?2) i
       cross join entry e indexed by entry_cycle on e.district = ?1 and e.cycle = i.value`,
      cycleIds,
    ),
    of(
      `select m.noun || '/' || m.id as thing from json_each(?2) r
       cross join map m on m.district = ?1 and m.noun = r.value ->> 'noun' and m.id = r.value ->> 'id'
       where m.noun <> 'person' or (m.body ->> 'active' and not ${leads('m.body', '?3')})`,
      entries.flatMap(namesOf),
      schoolsOf(who),
    ),
    of(
      `select t.value as teacher from json_each(?3) t
       where not ${isLed('t.value', '?4')} and exists (
         select 1 from share s indexed by share_owner where s.district = ?1 and s.owner = t.value and s.audience = ?2)`,
      audienceOf({ person: who.id }),
      entries.flatMap(entry => (entry.kind === 'contact' ? [entry.teacher] : [])),
      ledParam(who),
    ),
  ]);
  const open = await openLogged(who.seal, logged!.results);
  const ofCycle = Map.groupBy(open, ({ entry }) => entry.cycle);
  const there = stored!.results.map(
    async row => [row.id, { ...row, body: await openBody(who.seal, row.id, row.body) }] as const,
  );
  return {
    entries: new Map(await Promise.all(there)),
    cycles: new Map(
      cycles!.results.map(({ id, owner, led, version, site, course, lesson }) => [
        id,
        {
          id,
          owner,
          led: Boolean(led),
          version: Number(version),
          before: site ? { site, course, lesson } : null,
          logged: ofCycle.get(id) ?? [],
          fresh: [],
        },
      ]),
    ),
    loose: [],
    things: new Set(things!.results.map(row => row.thing)),
    invitedBy: new Set(invited!.results.map(row => row.teacher)),
  };
}

/**
 * Is it there already, word for word?
 * @throws Refusal entry.conflict, thing.unknown when the id is somebody else's
 */
function isStored(entry: Entry, who: Who, { entries }: Known): boolean {
  const there = entries.get(entry.id);
  if (!there) return false;
  if (there.author !== who.id) throw new Refusal('thing.unknown');
  if (there.body !== bodyOf(entry)) throw new Refusal('entry.conflict');
  return true;
}

/**
 * Who may log what: the kind's `by`, against whose cycle it is and to whom it is open.
 * @throws Refusal thing.unknown for what the writer can't see, act.forbidden for what they can see but not do
 */
function checkMay(entry: Entry, who: Who, { entries, cycles, invitedBy }: Known): void {
  const cycle = entry.cycle === undefined ? undefined : cycles.get(entry.cycle);
  // The first entry of a cycle makes it its author's, whichever comes first: a Do may be delivered before its Plan.
  const relation = cycle ? relationOf(who, cycle) : 'own';
  const reads = permits(who, 'cycle.read', relation);
  const earlier = entry.supersedes === undefined ? undefined : entries.get(entry.supersedes);
  if (earlier && earlier.author !== who.id) throw new Refusal('thing.unknown');
  const act = `entry.${byOf(entry.kind)}` as const;
  if (!who.roles.some(({ role }) => role in may[act])) throw new Refusal('act.forbidden');
  // What is one's own can be taken back even where one no longer reads.
  if (cycle && !reads && !(act === 'entry.self' && earlier)) throw new Refusal('thing.unknown');
  if (act === 'entry.reader' && !cycle) throw new Refusal('thing.unknown');
  if (entry.kind === 'contact') {
    const invited = invitedBy.has(entry.teacher) && permits(who, act, 'invited');
    if (!invited || (entry.cycle !== undefined && !cycle)) throw new Refusal('thing.unknown');
    if (cycle && cycle.owner !== entry.teacher) throw wrong('/cycle', 'is not this teacher’s');
  } else if (reads && !permits(who, act, relation)) throw new Refusal('act.forbidden');
  if (earlier && earlier.cycle !== (entry.cycle ?? null))
    throw wrong('/cycle', 'is not the cycle of what this supersedes');
  const size = cycle ? cycle.logged.length + cycle.fresh.length : 0;
  if (size >= (relation === 'own' ? CYCLE_ENTRIES : READERS_ENTRIES))
    throw wrong('/cycle', `has ${size} entries; begin a new cycle`);
}

/** From the entries themselves, in which a share may stand that is only now delivered. */
function relationOf(who: Who, { id, owner, led, logged }: Held): Relation {
  const mine = audiencesOf(who);
  const open = foldCycle(id, owner, logged).shares.map(one => audienceOf(one.with));
  return relationTo(who, { owner, audiences: open.filter(one => mine.includes(one)), led });
}

/** @throws Refusal body.invalid for each thing that is named and not there */
function checkNames(entry: Entry, who: Who, { things }: Known): void {
  const errors = namesOf(entry)
    .filter(({ noun, id }) => !things.has(`${noun}/${id}`) || (noun === 'team' && !who.teams.includes(id)))
    .map(({ noun, id, pointer }) => ({ pointer, detail: `there is no ${noun} “${id}” here` }));
  if (errors.length > 0) throw new Refusal('body.invalid', { errors });
}

/** The things an entry names. Closing a share names nobody: narrowing is always possible, also for one who left. */
function namesOf(entry: Entry): { noun: NounName; id: string; pointer: string }[] {
  const name = (noun: NounName, id: unknown, pointer: string) =>
    typeof id === 'string' ? [{ noun, id, pointer }] : [];
  switch (entry.kind) {
    case 'plan':
      return [
        ...name('practice', entry.practice, '/practice'),
        ...name('aim', entry.aim, '/aim'),
        ...name('measure', entry.measure, '/measure'),
      ];
    case 'share':
      if (entry.state === 'closed') return [];
      return 'person' in entry.with
        ? name('person', entry.with.person, '/with/person')
        : name('team', entry.with.team, '/with/team');
    case 'participation':
      return name('learning', entry.learning, '/learning');
    default:
      return [];
  }
}

/** Adds an entry to what is written in this round. */
function take(entry: Entry, who: Who, known: Known): void {
  const logged = { author: who.id, entry };
  known.entries.set(entry.id, { author: who.id, cycle: entry.cycle ?? null, body: bodyOf(entry) });
  if (entry.cycle === undefined) {
    known.loose.push(logged);
    return;
  }
  const fresh: Held = { id: entry.cycle, owner: who.id, led: false, version: 0, before: null, logged: [], fresh: [] };
  const cycle = known.cycles.get(entry.cycle) ?? fresh;
  known.cycles.set(cycle.id, cycle);
  cycle.fresh.push(logged);
}

function growthsOf({ cycles }: Known) {
  return [...cycles.values()]
    .filter(({ fresh }) => fresh.length > 0)
    .map(({ id, owner, version, before, logged, fresh }) => ({
      roll: rollUp(id, owner, [...logged, ...fresh]),
      version,
      before,
      entries: fresh,
    }));
}

/** How the writer's own cycle stands; nothing of anybody else's. */
function ringOf({ cycle: id }: Entry, who: Who, { cycles }: Known): { cycle?: Ring } {
  const cycle = id === undefined ? undefined : cycles.get(id);
  if (cycle?.owner !== who.id) return {};
  return { cycle: rollUp(cycle.id, cycle.owner, [...cycle.logged, ...cycle.fresh]).ring };
}

function wrong(pointer: string, detail: string): Refusal {
  return new Refusal('body.invalid', { errors: [{ pointer, detail }] });
}

/** Longer the more often it was tried, and never the same for two that met. */
function randomPause(tries: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, Math.random() * Math.min(200, 5 * 2 ** tries)));
}
