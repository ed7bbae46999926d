import { env } from 'cloudflare:workers';
import type { Entry, EntryKind, Logged } from '../../shared/records/entry.ts';
import { openBody } from '../../worker/store/cycle.ts';
import { openWords } from '../../worker/store/rollup.ts';
import { journal as anyJournal } from '../make.ts';
import type { Call, makeSchool } from './make.ts';

export type School = Awaited<ReturnType<typeof makeSchool>>;
export type Who = keyof School['tokens'];

/** Entries that name what this school has. */
export function journal(options: Parameters<typeof anyJournal>[0] = {}) {
  const { cycle, logged, log: logAny } = anyJournal(options);
  const here: { [K in EntryKind]?: object } = {
    plan: { practice: 'number-talks', aim: 'compare', measure: 'exit-ticket' },
    share: { with: { person: 'lind' } },
    contact: { teacher: 'ruiz' },
    participation: { learning: 'talks-course' },
  };
  const log = ((author, kind, said) => logAny(author, kind, { ...here[kind], ...said })) as typeof logAny;
  return { cycle, logged, log };
}

/** Delivers an entry as its author. */
export function put({ as }: School, who: Who, entry: Entry, more: Omit<Call, 'as' | 'body'> = {}) {
  return as(who)('PUT', `/v1/entries/${entry.id}`, { body: entry, ...more });
}

export async function deliver(school: School, logged: readonly Logged[]) {
  const answers = [];
  for (const { author, entry } of logged) answers.push(await put(school, author as Who, entry));
  return answers.map(({ status }) => status);
}

const rollups = {
  cycle: `select id, owner, version, site, course, lesson, words, practice, aim, phase, due_on, since, last_on
    from cycle`,
  ring: 'select owner, site, course, lesson, cycle, phase, due_on from ring',
  share: 'select audience, cycle, owner, notes, active, site, course, lesson from share',
  observation: 'select person, site, course, series, on_day, entry, cycle, value from observation',
  activity: 'select cycle, month, owner, point from activity',
  contact: 'select coach, teacher, on_day, entry from contact',
  entry: 'select id, kind, author, cycle, at, about, on_day, supersedes, body from entry',
};

/** All that is kept of a district's entries, unsealed. */
export async function tablesOf({ district, seal }: Pick<School, 'district' | 'seal'>) {
  const tables = {} as Record<keyof typeof rollups, Record<string, unknown>[]>;
  for (const [name, sql] of Object.entries(rollups)) {
    const { results } = await env.DB.prepare(`${sql} where district = ?`).bind(district).all<Record<string, string>>();
    const open = await Promise.all(
      results.map(async row => ({
        ...row,
        ...('body' in row && { body: await openBody(seal, row.id!, row.body!) }),
        ...('words' in row && { words: await openWords(seal, row.id!, row.words!) }),
      })),
    );
    tables[name as keyof typeof rollups] = open.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  return tables;
}
