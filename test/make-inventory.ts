// `npm run inventory`: writes worker/data-inventory.json anew from the migrations and the schemas.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { inventoryOf } from '../shared/records/inventory.ts';
import { retention } from '../shared/records/retention.ts';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
export const file = at('worker/data-inventory.json');

/** Every column of every table, as the migrations leave them: `entry.body`. */
export function columnsInDatabase(): string[] {
  const db = new DatabaseSync(':memory:');
  for (const name of readdirSync(at('worker/migrations')).sort())
    db.exec(readFileSync(at(`worker/migrations/${name}`), 'utf8'));
  const columns = db
    .prepare(`select m.name || '.' || c.name as name from sqlite_master m join pragma_table_info(m.name) c
      where m.type = 'table' order by m.rowid, c.cid`)
    .all();
  db.close();
  return columns.map(({ name }) => String(name));
}

/** The file's text. @throws Error naming what nobody said anything of, or what is said of nothing */
export function inventoryText(): string {
  const { elements, missing, strange } = inventoryOf(columnsInDatabase());
  if (missing.length + strange.length > 0)
    throw new Error(`shared/records/inventory.ts does not say: ${missing}; says of nothing: ${strange}`);
  const forgotten = retention.map(({ class: name, table, since, keep }) => ({ class: name, table, since, keep }));
  const about = 'Every element of data that Deskside keeps, and what is forgotten by itself.';
  return `${JSON.stringify({ about, retention: forgotten, elements }, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file, inventoryText());
