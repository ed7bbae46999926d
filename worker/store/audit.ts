import type { Database, Statement } from '../http.ts';
import type { Home, Seal } from '../seal.ts';

/** Everything that is noted. `actor`: a person's id, null for the nightly job; `subject`: `noun/id` of what it was done to. */
export type Line = { actor: string | null; act: AuditedAct; subject?: string; reason?: string };
export type AuditedAct = (typeof auditedActs)[number];
export const auditedActs = [
  'map.written',
  'map.deleted',
  'code.made',
  'session.begun',
  'session.copied',
  'sessions.ended',
  'cycle.read',
  'break-glass.asked',
  'break-glass.approved',
  'break-glass.ended',
  'person.exported',
  'person.deleted',
  'district.exported',
  'district.deletion-asked',
  'district.deletion-withdrawn',
  'district.deleted',
  'retention.run',
] as const;

export type Stored = { seq: number; at: string; actor: string | null; act: string; subject?: string; reason?: string };
type Row = Omit<Stored, 'subject' | 'reason'> & {
  subject: string | null;
  reason: string | null;
  /** The mark of the line before. */
  before: string;
  mark: string;
};

/** Each failed try means that another line got in first. */
const TRIES = 25;
const CHUNK = 1000;

/**
 * Runs a batch in which `note` adds the line if the statement before it changed something; all or nothing.
 * @throws whatever the batch throws
 */
export async function audited<T = unknown>(
  db: Database,
  { district, seal }: Home,
  now: Date,
  line: Line,
  batchWith: (...note: Statement[]) => Statement[],
) {
  for (let tries = 1; ; tries++) {
    const last = await db
      .prepare('select seq, mark from audit where district = ?1 and seq > 0 order by seq desc limit 1')
      .bind(district)
      .first<{ seq: number; mark: string }>();
    const seq = (last?.seq ?? 0) + 1;
    const at = now.toISOString();
    const { actor, act, subject = null } = line;
    const reason = line.reason === undefined ? null : await seal.close(`audit/${seq}`, line.reason);
    const before = last?.mark ?? '';
    const mark = await markOf(seal, { seq, at, actor, act, subject, reason, before });
    const append = db
      .prepare(
        `insert into audit (district, seq, at, actor, act, subject, reason, before, mark)
         select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 where changes() > 0`,
      )
      .bind(district, seq, at, actor, act, subject, reason, before, mark);
    const head = db
      .prepare('update district set audit_head = ?2 where id = ?1 and changes() > 0')
      .bind(district, headOf({ seq, mark }));
    try {
      return await db.batch<T>(batchWith(append, head));
    } catch (failure) {
      if (tries === TRIES || !/UNIQUE.*audit/.test(String(failure))) throw failure;
      await new Promise(resolve => setTimeout(resolve, Math.random() * 20 * tries));
    }
  }
}

/** Notes what has been done already; `more` goes into the same batch, after the line. */
export async function note(db: Database, home: Home, now: Date, line: Line, ...more: Statement[]): Promise<void> {
  const always = db.prepare('update district set name = name where id = ?1').bind(home.district);
  await audited(db, home, now, line, (...lines) => [always, ...lines, ...more]);
}

/** Up to `limit` lines, newest first, those before `before`. */
export async function listAudit(
  db: Database,
  { district, seal }: Home,
  { before, limit }: { before: number; limit: number },
): Promise<Stored[]> {
  const { results } = await db
    .prepare(
      `select seq, at, actor, act, subject, reason from audit
       where district = ?1 and seq < ?2 order by seq desc limit ?3`,
    )
    .bind(district, before, limit)
    .all<Told>();
  return openLines(seal, results);
}

/** Up to `limit` lines, oldest first, of what one person did and what was done to them. */
export async function linesAbout(
  db: Database,
  { district, seal }: Home,
  person: string,
  { after, limit }: { after: number; limit: number },
): Promise<Stored[]> {
  const columns = 'seq, at, actor, act, subject, reason';
  const { results } = await db
    .prepare(
      `select ${columns} from audit indexed by audit_actor where district = ?1 and actor = ?2 and seq > ?4
       union select ${columns} from audit indexed by audit_subject where district = ?1 and subject = ?3 and seq > ?4
       order by seq limit ?5`,
    )
    .bind(district, person, `person/${person}`, after, limit)
    .all<Told>();
  return openLines(seal, results);
}

type Told = Omit<Row, 'before' | 'mark'>;

function openLines(seal: Seal, rows: readonly Told[]): Promise<Stored[]> {
  return Promise.all(
    rows.map(async ({ subject, reason, ...row }) => ({
      ...row,
      ...(subject !== null && { subject }),
      ...(reason !== null && { reason: await seal.open(`audit/${row.seq}`, reason) }),
    })),
  );
}

export type Verdict = { ok: boolean; lines: number; first?: number; last?: number; broken?: number };

/**
 * Walks the whole chain. `broken` is the first line that was changed, or that does not follow what was there before it.
 * Lines may be gone from the beginning alone, and only those that a later line says were kept for their time.
 */
export async function verifyAudit(db: Database, { district, seal }: Home): Promise<Verdict> {
  const stored = await db
    .prepare('select audit_head from district where id = ?1')
    .bind(district)
    .first<string>('audit_head');
  let first: Row | undefined;
  let last: Row | undefined;
  let lines = 0;
  let forgotten = 0;
  for (let more = true; more; ) {
    const { results } = await db
      .prepare(
        `select seq, at, actor, act, subject, reason, before, mark from audit
         where district = ?1 and seq > ?2 order by seq limit ?3`,
      )
      .bind(district, last?.seq ?? 0, CHUNK)
      .all<Row>();
    for (const row of results) {
      const follows = !last || (row.seq === last.seq + 1 && row.before === last.mark);
      if (!follows || row.mark !== (await markOf(seal, row))) return verdict(row.seq);
      forgotten = Math.max(forgotten, forgottenBy(row));
      first ??= row;
      last = row;
      lines++;
    }
    more = results.length === CHUNK;
  }
  if (first && first.seq !== forgotten + 1) return verdict(first.seq);
  return stored === headOf(last) ? verdict() : verdict((last?.seq ?? 0) + 1);

  function verdict(broken?: number): Verdict {
    return {
      ok: broken === undefined,
      lines,
      ...(first && { first: first.seq }),
      ...(last && { last: last.seq }),
      ...(broken !== undefined && { broken }),
    };
  }
}

/** The newest line that the nightly job forgot, by its own line about it: `audit/12`. */
function forgottenBy({ act, subject }: Row): number {
  return act === 'retention.run' ? Number(/^audit\/(\d+)$/.exec(subject ?? '')?.[1] ?? 0) : 0;
}

function headOf(row: Pick<Row, 'seq' | 'mark'> | undefined): string {
  return row ? `${row.seq} ${row.mark}` : '0';
}

function markOf(seal: Seal, { before, seq, at, actor, act, subject, reason }: Omit<Row, 'mark'>): Promise<string> {
  return seal.mark(JSON.stringify(['audit', before, seq, at, actor, act, subject, reason]));
}
