import type { Database } from '../http.ts';

/** A table that holds rows of districts, and what its rows are found by. */
export type Table = { name: string; key: string[] };

/** Every such table there is, as the database itself has them: one that is new is exported and deleted like any. */
export async function districtTables(db: Database): Promise<Table[]> {
  const { results } = await db
    .prepare(
      `select m.name, json_group_array(k.name) as key from sqlite_master m
       join (select t.name as "table", c.name, c.pk from sqlite_master t join pragma_table_info(t.name) c
         where t.type = 'table' and ${isOurs('t')} and c.pk > 0 order by c.pk) k on k."table" = m.name
       where m.type = 'table' and ${isOurs('m')} and exists (select 1 from pragma_table_info(m.name) d where d.name = 'district')
       group by m.name order by m.name`,
    )
    .all<{ name: string; key: string }>();
  return results.map(({ name, key }) => ({ name, key: JSON.parse(key) }));
}

/** D1's own tables may not be looked into. */
const isOurs = (table: string) => `${table}.name not like '\\_cf%' escape '\\'`;

/** How many rows a district has in each. */
export async function countRows(
  db: Database,
  district: string,
  tables: readonly Table[],
): Promise<Record<string, number>> {
  const counts = await db.batch<{ n: number }>(
    tables.map(({ name }) => db.prepare(`select count(*) as n from ${name} where district = ?1`).bind(district)),
  );
  return Object.fromEntries(tables.map(({ name }, at) => [name, counts[at]!.results[0]!.n]));
}
