import type { Database } from '../http.ts';

const CHUNK = 1000;

/** Every row that a district has in a table, in the order of its key, a thousand at a time. Key columns are selected. */
export async function* allRows<Row extends Record<string, unknown>>(
  db: Database,
  district: string,
  table: string,
  key: readonly string[],
  more: readonly string[] = [],
): AsyncGenerator<Row> {
  const columns = [...key, ...more].join(', ');
  for (let last: Row | undefined; ; ) {
    const values: unknown[] = last ? key.map(name => last![name]) : [];
    const holes = key.map((_, at) => `?${at + 2}`).join(', ');
    const rest = last ? `and (${key}) > (${holes})` : '';
    const { results } = await db
      .prepare(`select ${columns} from ${table} where district = ?1 ${rest} order by ${key} limit ${CHUNK}`)
      .bind(district, ...values)
      .all<Row>();
    yield* results;
    if (results.length < CHUNK) return;
    last = results.at(-1)!;
  }
}

/** How many entries of each kind there are. */
export async function countKinds(db: Database, district: string): Promise<Record<string, number>> {
  const { results } = await db
    .prepare('select kind, count(*) as n from entry where district = ?1 group by kind order by kind')
    .bind(district)
    .all<{ kind: string; n: number }>();
  return Object.fromEntries(results.map(({ kind, n }) => [kind, n]));
}
