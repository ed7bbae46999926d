import { type Context, Hono } from 'hono';
import { Refusal } from '../../shared/problem.ts';
import { MapId } from '../../shared/records/id.ts';
import { type NounName, nouns } from '../../shared/records/map.ts';
import { text } from '../../shared/records/text.ts';
import { z } from '../../shared/zod.ts';
import { guard } from '../guard.ts';
import { type App, limit, namesTag, parse, readBody, readQuery } from '../http.ts';
import { type Body, deleteThing, filtersOf, listThings, putThing, readThing, type Thing } from '../store/map.ts';

/** Every noun of the map under its path: list, read, put, patch, delete. */
export const map = new Hono<App>();

for (const noun of Object.keys(nouns) as NounName[]) {
  const one = `/${nouns[noun].path}/:id`;
  const schema: z.ZodMiniType<Body> = nouns[noun].schema;
  const reader = guard(noun === 'person' ? 'people.read' : 'map.read');
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
      const items = things.slice(0, limit).map(shown);
      return c.json({ items, next: things.length > limit ? cursorOf(items.at(-1)!.id) : null }, 200);
    })
    .get(one, reader, async c => {
      const thing = await stored(c, noun);
      if (!thing) throw new Refusal('thing.unknown');
      c.header('etag', tagOf(thing));
      if (namesTag(c.req.header('if-none-match') ?? '', tagOf(thing), 'weak')) return c.body(null, 304);
      return c.json(shown(thing), 200);
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
      return keep(c, noun, before.id, parse('body.invalid', schema, merged(before.body, patch)), before);
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

function shown({ id, version, body }: Thing) {
  return { id, version, ...body };
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

async function keep<N extends NounName>(c: Context<App>, noun: N, id: string, body: Body<N>, before: Thing | null) {
  const thing = await putThing(c.get('db'), c.get('who'), noun, id, body, before, c.get('now'));
  if (!thing) throw outdated(c, await stored(c, noun));
  c.header('etag', tagOf(thing));
  return c.json(shown(thing), before ? 200 : 201);
}

/** RFC 7396: what the patch names is replaced, null takes away. Built from entries, so that `__proto__` is a name like any. */
function merged(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const members = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch))
    if (value === null) members.delete(name);
    else members.set(name, merged(members.get(name), value));
  return Object.fromEntries(members);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
