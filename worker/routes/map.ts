import { type Context, Hono } from 'hono';
import { Refusal } from '../../shared/problem.ts';
import { MapId } from '../../shared/records/id.ts';
import { type NounName, nouns } from '../../shared/records/map.ts';
import { text } from '../../shared/records/text.ts';
import { z } from '../../shared/zod.ts';
import { type Act, guard } from '../guard.ts';
import { type App, limit, mergePatch, namesTag, parse, readBody, readQuery } from '../http.ts';
import { closeSecrets, withoutSecrets } from '../secrets.ts';
import { type Body, deleteThing, filtersOf, listThings, putThing, readThing, type Thing } from '../store/map.ts';

/** Every noun of the map under its path: list, read, put, patch, delete. */
export const map = new Hono<App>();

/** Nouns that not everybody reads. */
const readers: Partial<Record<NounName, Act>> = { person: 'people.read', provider: 'provider.read' };

for (const noun of Object.keys(nouns) as NounName[]) {
  const one = `/${nouns[noun].path}/:id`;
  const schema: z.ZodMiniType<Body> = nouns[noun].schema;
  const reader = guard(readers[noun] ?? 'map.read');
  const writer = guard('map.write');
  const List = listQuery(noun);

  map
    .get(`/${nouns[noun].path}`, reader, async c => {
      const { limit, cursor = '', ...filters } = readQuery(c, List) as { limit: number; cursor?: string };
      const [fits] = Object.entries(filters as Record<string, string>).map(([by, value]) => ({ by, value }));
      // One more than asked for tells whether there is a next page.
      const things = await listThings(c.get('db'), c.get('who').district, noun, {
        after: cursor,
        limit: limit + 1,
        fits,
      });
      const items = things.slice(0, limit).map(thing => shown(noun, thing));
      return c.json({ items, next: things.length > limit ? cursorOf(items.at(-1)!.id) : null }, 200);
    })
    .get(one, reader, async c => {
      const thing = await stored(c, noun);
      if (!thing) throw new Refusal('thing.unknown');
      c.header('etag', tagOf(thing));
      if (namesTag(c.req.header('if-none-match') ?? '', tagOf(thing), 'weak')) return c.body(null, 304);
      return c.json(shown(noun, thing), 200);
    })
    .put(one, writer, async c => {
      const id = parse('body.invalid', Id, { id: c.req.param('id') }).id;
      const body = await readBody(c, schema);
      const before = await stored(c, noun);
      checkMatch(c, before);
      return keep(c, noun, id, body, before);
    })
    .patch(one, writer, async c => {
      const patch = await readBody(c, z.unknown());
      const before = await stored(c, noun);
      if (!before) throw new Refusal('thing.unknown');
      checkMatch(c, before);
      const body = parse('body.invalid', schema, mergePatch(withoutSecrets(noun, before.body), patch));
      return keep(c, noun, before.id, body, before, takenAway(patch));
    })
    .delete(one, writer, async c => {
      const before = await stored(c, noun);
      if (!before) throw new Refusal('thing.unknown');
      checkMatch(c, before);
      if (!(await deleteThing(c.get('db'), c.get('who'), noun, before.id, before, c.get('now'))))
        throw outdated(c, await stored(c, noun));
      return c.body(null, 204);
    });
}

const Id = z.strictObject({ id: MapId });

/** A page of a list: how many, after which, and at most one thing or word that its items name. */
export function listQuery(noun: NounName) {
  const filters = filtersOf(noun);
  const opened = z.pipe(z.string().check(z.maxLength(100)), z.transform(openCursor));
  return z
    .strictObject({
      limit,
      cursor: z.optional(z.pipe(opened, z.string('is not a cursor of this list'))),
      ...Object.fromEntries(filters.map(name => [name, z.optional(text(200))])),
    })
    .check(z.refine(query => filters.filter(name => name in query).length <= 1, 'takes one filter at a time'));
}

function cursorOf(id: string): string {
  return btoa(id).replaceAll('=', '');
}

function openCursor(cursor: string): string | null {
  try {
    return MapId.parse(atob(cursor));
  } catch {
    return null;
  }
}

function tagOf(thing: Thing): string {
  return `"${thing.version}"`;
}

function shown(noun: NounName, { id, version, body }: Thing) {
  return { id, version, ...withoutSecrets(noun, body) };
}

function stored(c: Context<App>, noun: NounName): Promise<Thing | null> {
  return readThing(c.get('db'), c.get('who').district, noun, c.req.param('id')!);
}

/**
 * Lets a writer go on who saw the version that is there, or knows that there is none.
 * @throws Refusal match.required, noun.changed (with the newest ETag)
 */
function checkMatch(c: Context<App>, thing: Thing | null): void {
  const match = c.req.header('if-match');
  const none = c.req.header('if-none-match');
  const tag = thing && tagOf(thing);
  const stale = tag ? none !== undefined && namesTag(none, tag, 'weak') : match !== undefined;
  if (stale || (tag && match !== undefined && !namesTag(match, tag, 'strong'))) throw outdated(c, thing);
  if (tag && match === undefined) throw new Refusal('match.required');
}

function outdated(c: Context<App>, thing: Thing | null): Refusal {
  if (thing) c.header('etag', tagOf(thing));
  return new Refusal('noun.changed');
}

async function keep<N extends NounName>(
  c: Context<App>,
  noun: N,
  id: string,
  given: Body<N>,
  before: Thing | null,
  dropped: string[] = [],
) {
  const who = c.get('who');
  const body = await closeSecrets(who.seal, noun, id, given, before?.body, dropped);
  const thing = await putThing(c.get('db'), who, noun, id, body, before, c.get('now'));
  if (!thing) throw outdated(c, await stored(c, noun));
  c.header('etag', tagOf(thing));
  return c.json(shown(noun, thing), before ? 200 : 201);
}

function takenAway(patch: unknown): string[] {
  return patch instanceof Object && !Array.isArray(patch)
    ? Object.entries(patch).flatMap(([name, value]) => (value === null ? [name] : []))
    : [];
}
