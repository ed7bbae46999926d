import { archive } from './archive.ts';
import type { Who } from './guard.ts';
import type { Database } from './http.ts';
import { allRows, countKinds } from './store/all-rows.ts';
import { listAudit } from './store/audit.ts';
import { listBreakGlass } from './store/break-glass.ts';
import { keepExport, readDistrict } from './store/district.ts';
import { countRows, districtTables } from './store/tables.ts';
import { random } from './store/token.ts';

const EVERYTHING = Number.MAX_SAFE_INTEGER;

/**
 * A ZIP of what administrators run: the map, people, the log; of cycles only their roll-ups, without words and places.
 * Whose a roll-up is, is hidden under a name that is new in every export: so none can be laid beside another, nor
 * beside a list of people. Words go with those who wrote them.
 */
export function exportDistrict(db: Database, who: Who, now: Date): ReadableStream<Uint8Array> {
  const { district, seal } = who;
  const salt = random(16);
  const hidden = new Map<string, Promise<string>>();
  const hide = (id: string) => {
    const made = hidden.get(id) ?? seal.mark(`export/${salt}/${id}`).then(mark => mark.slice(0, 16));
    hidden.set(id, made);
    return made;
  };
  const about = { of: 'district', district, by: who.id, at: now.toISOString() };
  return archive(
    about,
    async open => {
      const file = async (name: string, rows: AsyncIterable<object>) => {
        const one = open(name);
        for await (const row of rows) await one.add(`${JSON.stringify(row)}\n`, 1);
        await one.end();
      };
      const settings = open('district.json');
      await settings.add(`${JSON.stringify({ id: district, ...(await readDistrict(db, district)) }, null, 2)}\n`, 1);
      await settings.end();
      const map = (people: boolean) =>
        pick(
          allRows<Thing>(db, district, 'map', ['noun', 'id'], ['version', 'body', 'changed_at']),
          ({ noun }) => (noun === 'person') === people,
        );
      await file('map.jsonl', map(false));
      await file('people.jsonl', map(true));
      await file(
        'cycles.jsonl',
        to(allRows<CycleRow>(db, district, 'cycle', ['id'], cycleColumns), async ({ id, owner, version, ...row }) => ({
          cycle: await hide(`cycle/${id}`),
          person: await hide(owner),
          entries: version,
          ...row,
        })),
      );
      await file(
        'figures.jsonl',
        to(
          allRows<Observation>(db, district, 'observation', observationKey, ['cycle', 'value']),
          async ({ person, cycle, series, on_day, value }) => ({
            person: await hide(person),
            cycle: await hide(`cycle/${cycle}`),
            series,
            on: on_day,
            value,
          }),
        ),
      );
      await file(
        'contacts.jsonl',
        to(
          allRows<Contact>(db, district, 'contact', ['coach', 'teacher', 'on_day', 'entry']),
          async ({ coach, teacher, on_day }) => ({
            coach: await hide(coach),
            teacher: await hide(teacher),
            on: on_day,
          }),
        ),
      );
      await file(
        'break-glass.jsonl',
        to(await listBreakGlass(db, who, EVERYTHING), async one => one),
      );
      await file('log.jsonl', log());
      const counts = open('counts.json');
      const tables = await countRows(db, district, await districtTables(db));
      await counts.add(`${JSON.stringify({ tables, entries: await countKinds(db, district) }, null, 2)}\n`, 1);
      await counts.end();
    },
    manifest => keepExport(db, who, manifest, now),
  );

  async function* log() {
    for (let before = EVERYTHING; ; ) {
      const lines = await listAudit(db, who, { before, limit: 1000 });
      yield* lines;
      if (lines.length < 1000) return;
      before = lines.at(-1)!.seq;
    }
  }
}

type Thing = { noun: string; id: string; version: number; body: string; changed_at: string };
type CycleRow = { id: string; owner: string; version: number };
const cycleColumns = ['owner', 'version', 'practice', 'aim', 'phase', 'due_on', 'since', 'last_on'];
type Observation = Record<'person' | 'cycle' | 'series' | 'on_day', string> & { value: number };
const observationKey = ['person', 'site', 'course', 'series', 'on_day', 'entry'];
type Contact = Record<'coach' | 'teacher' | 'on_day', string>;

async function* pick(rows: AsyncIterable<Thing>, wanted: (row: Thing) => boolean) {
  for await (const row of rows) {
    const { noun, id, version, body, changed_at } = row;
    if (wanted(row)) yield { noun, id, version, changedAt: changed_at, ...JSON.parse(body) };
  }
}

async function* to<Row, Shown>(rows: AsyncIterable<Row> | Iterable<Row>, show: (row: Row) => Promise<Shown>) {
  for await (const row of rows) yield await show(row);
}
