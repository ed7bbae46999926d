import { cutOf, type Kept, type RetentionClass, retention } from '../../shared/records/retention.ts';
import type { Database } from '../http.ts';
import { audited } from './audit.ts';
import { homeOf, listDistricts, readDistrict } from './district.ts';
import { dropCycles } from './drop-cycles.ts';
import { finishAllDeletions } from './drop-district.ts';
import { finishAllLeaving } from './leaving.ts';

/** Rows at a time, cycles at a time, and how often in one night for each class and district. */
const CHUNK = 500;
const CYCLES = 20;
const TIMES = 40;

/**
 * The nightly job: forgets what is older than it is kept, and finishes deletions that were left half done. A district
 * where that fails keeps no other one from it.
 * @throws AggregateError at the end, with all that failed
 */
export async function purge(db: Database, secret: string | undefined, now: Date): Promise<void> {
  const failures: unknown[] = [];
  const attempt = (work: Promise<unknown>) => work.catch(failure => failures.push(failure));
  for (const kept of retention) if (!apart(kept)) await attempt(dropOld(db, kept, now));
  await attempt(finishAllDeletions(db, now));
  for (const { district, keepYears } of await listDistricts(db)) {
    await attempt(dropOldCycles(db, district, now, keepYears));
    await attempt(dropOldEntries(db, district, now, keepYears));
    await attempt(
      homeOf(db, secret, district).then(async home => {
        await finishAllLeaving(db, home);
        await dropOldAudit(db, home, now);
      }),
    );
  }
  if (failures.length > 0) throw new AggregateError(failures, `the nightly job failed ${failures.length} times`);
}

/** Classes that are not forgotten row by row, everywhere at once. */
function apart(kept: Kept): boolean {
  return 'setting' in kept.keep || ['audit', 'leaving'].includes(kept.class);
}

async function dropOld(db: Database, { table, key, since, keep }: Kept, now: Date): Promise<void> {
  const columns = key.join(', ');
  const some = `select ${columns} from ${table} where ${since} < ?1 limit ${CHUNK}`;
  const drop = db
    .prepare(`delete from ${table} where (${columns}) in (${some})`)
    .bind(cutOf(keep, now.toISOString(), 0));
  for (let times = 0; times < TIMES; times++) if ((await drop.run()).meta.changes === 0) return;
}

async function dropOldCycles(db: Database, district: string, now: Date, keepYears: number): Promise<void> {
  const cut = cutOf(ruleOf('cycles').keep, now.toISOString(), keepYears);
  for (let times = 0; times < TIMES; times++) {
    const { results } = await db
      .prepare(`select id from cycle where ${isOldCycle} limit ${CYCLES}`)
      .bind(district, idAt(cut), cut)
      .all<{ id: string }>();
    if (results.length === 0) return;
    await db.batch(
      dropCycles(
        db,
        district,
        results.map(({ id }) => id),
      ),
    );
  }
}

// ?1 district, ?2 ids that were made before the cut, ?3 the cut. What is old was begun before: read by its id, the rest
// of the table is not looked at.
const isOldCycle = 'district = ?1 and id < ?2 and last_on < ?3';
const isOldEntry = 'district = ?1 and id < ?2 and cycle is null and at < ?3';

async function dropOldEntries(db: Database, district: string, now: Date, keepYears: number): Promise<void> {
  const cut = cutOf(ruleOf('entries').keep, now.toISOString(), keepYears);
  for (let times = 0; times < TIMES; times++) {
    const { results } = await db
      .prepare(`select id from entry where ${isOldEntry} limit ${CHUNK}`)
      .bind(district, idAt(cut), cut)
      .all<{ id: string }>();
    if (results.length === 0) return;
    const ids = JSON.stringify(results.map(({ id }) => id));
    await db.batch(
      [
        `delete from contact where (district, coach, teacher, on_day, entry) in (
           select e.district, e.author, e.about, e.on_day, e.id from json_each(?2) i
           cross join entry e on e.district = ?1 and e.id = i.value where e.kind = 'contact')`,
        'delete from entry where district = ?1 and id in (select value from json_each(?2))',
      ].map(sql => db.prepare(sql).bind(district, ids)),
    );
  }
}

/** The log loses its beginning, and a line of its own says up to which (worker/store/audit.ts). */
async function dropOldAudit(db: Database, home: Awaited<ReturnType<typeof homeOf>>, now: Date): Promise<void> {
  const cut = cutOf(ruleOf('audit').keep, now.toISOString(), 0);
  for (let times = 0; times < TIMES; times++) {
    const upTo = await db.prepare(lastOld).bind(home.district, cut).first<number>('seq');
    if (!upTo) return;
    const line = { actor: null, act: 'retention.run', subject: `audit/${upTo}` } as const;
    await audited(db, home, now, line, (...note) => [
      db.prepare('delete from audit where district = ?1 and seq <= ?2').bind(home.district, upTo),
      ...note,
    ]);
  }
}

/** The last of the next lines to go: all before the first that is kept. The newest line stays, for the chain. */
const lastOld = `select max(seq) as seq from (
  select seq from audit where district = ?1 and seq < coalesce(
    (select min(seq) from audit where district = ?1 and at >= ?2),
    (select max(seq) from audit where district = ?1)) order by seq limit ${CHUNK})`;

/** What the nightly job would forget of one district if it ran now. */
export type Due = { class: RetentionClass; keep: Kept['keep']; before: string; rows: number; oldest: string | null };

export async function dueOf(db: Database, district: string, now: Date): Promise<Due[]> {
  const { keepYears } = await readDistrict(db, district);
  const counted = retention.filter(kept => !('everywhere' in kept));
  const cuts = counted.map(({ keep }) => cutOf(keep, now.toISOString(), keepYears));
  const found = await db.batch<{ rows: number; oldest: string | null }>(
    counted.map(({ table, since, ...kept }, at) => {
      const only = 'only' in kept ? `and ${kept.only}` : '';
      return db
        .prepare(
          `select count(*) as rows, min(${since}) as oldest from ${table} where district = ?1 and ${since} < ?2 ${only}`,
        )
        .bind(district, cuts[at]);
    }),
  );
  return counted.map((kept, at) => ({
    class: kept.class,
    keep: kept.keep,
    before: cuts[at]!,
    ...found[at]!.results[0]!,
  }));
}

function ruleOf(name: RetentionClass): Kept {
  return retention.find(one => one.class === name)!;
}

/** Every id made before a day is less than this: a UUIDv7 begins with its time. */
function idAt(day: string): string {
  const hex = Date.parse(`${day}T00:00:00Z`).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
