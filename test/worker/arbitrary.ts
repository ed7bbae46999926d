import fc from 'fast-check';
import { EntryId, MapId } from '../../shared/records/id.ts';
import { SiteId, SiteKey } from '../../shared/records/page.ts';
import { Day, Instant } from '../../shared/records/text.ts';
import type { z } from '../../shared/zod.ts';
import { idAt } from '../id-at.ts';

type Def = z.core.$ZodTypes['_zod']['def'];
/** Ids worth naming, by the field that names them. */
export type Known = Record<string, readonly string[]>;

/** What has a meaning of its own, whatever its pattern says. */
const meant = new Map<z.core.$ZodType, fc.Arbitrary<unknown>>([
  [MapId, fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/)],
  [EntryId, fc.nat(50).map(n => idAt(Date.parse('2026-11-02T13:00:00Z') + n, n))],
  [Day, fc.integer({ min: 10, max: 28 }).map(day => `2026-11-${day}`)],
  [Instant, fc.integer({ min: 10, max: 28 }).map(day => `2026-11-${day}T09:30:00-05:00`)],
  [SiteKey, fc.constantFrom('moodle@127.0.0.1:8788/moodle', 'canvas@maple.instructure.com')],
  [SiteId, fc.constantFrom('1', '2', '4', 'a.b~c:d+e-f')],
]);

/** Anything that fits a schema, as a client would send it; most often naming what there is. */
export function anyOf(schema: z.core.$ZodType, known: Known, field = ''): fc.Arbitrary<unknown> {
  const def = schema._zod.def as Def;
  const inner = (one: unknown, at = field) => anyOf(one as z.core.$ZodType, known, at);
  // A new entry has a new id.
  const own = schema === EntryId && field === 'id' ? fc.nat(1e6).map(n => idAt(n, n)) : meant.get(schema);
  if (own) {
    const there = known[field];
    return there ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...there) }, own) : own;
  }
  switch (def.type) {
    case 'string': {
      const there = known[field];
      const own = anyString(def);
      return there ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...there) }, own) : own;
    }
    case 'number':
      return anyNumber(def);
    case 'boolean':
      return fc.boolean();
    case 'literal':
      return fc.constantFrom(...def.values);
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries));
    case 'array': {
      const { min = 0, max = 3 } = sizeOf(def);
      return fc.array(inner(def.element), { minLength: min, maxLength: Math.min(max, min + 3) });
    }
    case 'object':
      return fc.record(Object.fromEntries(Object.entries(def.shape).map(([name, one]) => [name, inner(one, name)])), {
        requiredKeys: Object.entries(def.shape).flatMap(([name, one]) => (isOptional(one) ? [] : [name])),
        noNullPrototype: true,
      });
    case 'union':
      return fc.oneof(...def.options.map(one => inner(one)));
    case 'optional':
    case 'default':
      return inner(def.innerType);
    case 'nullable':
      return fc.option(inner(def.innerType));
    case 'pipe':
      return inner(def.in);
    case 'unknown':
      return fc.jsonValue({ maxDepth: 2 });
    default:
      throw new Error(`nothing is known of ${def.type}`);
  }
}

type Check = { check: string; maximum?: number; minimum?: number; value?: number; pattern?: RegExp; format?: string };

function checksOf(def: Def): Check[] {
  return [def as unknown as Check, ...(def.checks ?? []).map(one => one._zod.def as unknown as Check)];
}

function sizeOf(def: Def): { min?: number; max?: number } {
  const checks = checksOf(def);
  const min = checks.find(one => one.check === 'min_length')?.minimum;
  const max = checks.find(one => one.check === 'max_length')?.maximum;
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

function isOptional(schema: unknown): boolean {
  return ['optional', 'default'].includes((schema as z.core.$ZodType)._zod.def.type);
}

function anyString(def: Def): fc.Arbitrary<string> {
  const checks = checksOf(def);
  const format = checks.find(one => one.format !== undefined && one.format !== 'regex')?.format;
  if (format === 'email') return fc.constantFrom('a@x.example', 'b.c+d@y.example');
  if (format === 'url') return fc.constantFrom('https://pl.example.org/x', 'https://pl.example.org/?q=%25#y');
  const pattern = checks.find(one => one.pattern)?.pattern;
  if (pattern) return fc.stringMatching(pattern);
  const { min = 0, max = 40 } = sizeOf(def);
  return fc.oneof(
    { weight: 8, arbitrary: fc.string({ unit: 'grapheme', minLength: min, maxLength: Math.min(max, 12) }) },
    { weight: 1, arbitrary: fc.constantFrom('x'.repeat(max), 'é'.repeat(max), '👩🏽‍🏫'.repeat(Math.floor(max / 7))) },
  );
}

function anyNumber(def: Def): fc.Arbitrary<number> {
  const checks = checksOf(def);
  const min = checks.find(one => one.check === 'greater_than')?.value ?? 0;
  const max = checks.find(one => one.check === 'less_than')?.value ?? 100;
  const whole = checks.some(one => one.check === 'number_format');
  return fc.oneof(
    fc.constantFrom(min, max),
    whole ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true }).map(one => one + 0),
  );
}

/** JSON that is written as it stands. */
const raw = (text: string) => `\u0001raw ${text}\u0001`;

/** What no schema here has room for. */
const odd: unknown[] = [
  null,
  true,
  0,
  -1,
  0.1,
  '',
  ' ',
  [],
  {},
  [[]],
  'x'.repeat(2001),
  'a\u0000b',
  `'; drop table map; --`,
  '%',
  '_',
  '$[0]',
  '\u202e\r\n\u001b[31m',
  '2026-02-30',
  '2026-11-02T25:00:00Z',
  'https://user:pass@x.example/',
  'javascript:alert(1)',
  idAt(0).toUpperCase(),
  raw('1e400'),
  raw('-1e400'),
  raw('9007199254740993'),
  raw('-0'),
  raw('"\\ud800"'),
  raw('{"__proto__":{"role":"admin"}}'),
  raw('{"constructor":{"prototype":{}}}'),
  raw(`${'['.repeat(300)}${']'.repeat(300)}`),
  raw(`${'{"a":'.repeat(300)}1${'}'.repeat(300)}`),
];
const extra = ['__proto__', 'constructor', 'id', 'district', 'author', 'role', 'version', 'visibility', 'a/b~c', ''];

/** A change to one place of a value: the place by its number, what is put there, or taken away. */
type Change = { at: number; put: unknown; as: 'value' | 'member' | 'nothing' };
const anyChange: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(30),
  put: fc.constantFrom(...odd),
  as: fc.constantFrom('value', 'value', 'member', 'nothing'),
});

/** A body's text: what fits a schema, as often as not with something wrong in it. */
export function anyBody(schema: z.core.$ZodType, known: Known): fc.Arbitrary<string> {
  const changes = fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    fc.array(anyChange, { minLength: 1, maxLength: 2 }),
  );
  const spoilt = fc.oneof(
    { weight: 20, arbitrary: fc.constant((text: string) => text) },
    fc.constantFrom(
      (text: string) => text.slice(0, text.length / 2),
      (text: string) => `${text}${text}`,
      (text: string) => text.replace(/^\{("[^"]*"):/, '{$1:1,$1:'),
      (text: string) => `\ufeff${text}`,
      (text: string) => `${text}${' '.repeat(70_000)}`,
      () => '',
      () => 'null',
      () => '['.repeat(20_000),
    ),
  );
  return fc
    .tuple(anyOf(schema, known), changes, spoilt)
    .map(([value, changes, spoil]) => spoil(written(changes.reduce(changed, value))));
}

function written(value: unknown): string {
  return JSON.stringify(value).replace(/"\\u0001raw (.*?)\\u0001"/g, (_, text: string) => JSON.parse(`"${text}"`));
}

function changed(value: unknown, { at, put, as }: Change): unknown {
  const copy = structuredClone({ value });
  const places: [holder: Record<string, unknown>, name: string][] = [];
  const walk = (holder: object) => {
    for (const [name, one] of Object.entries(holder)) {
      places.push([holder as Record<string, unknown>, name]);
      if (one !== null && typeof one === 'object') walk(one);
    }
  };
  walk(copy);
  const [holder, name] = places[at % places.length]!;
  if (as === 'value') holder[name] = put;
  else if (as === 'nothing') delete holder[name];
  else {
    const into = holder[name];
    if (into !== null && typeof into === 'object')
      Object.defineProperty(into, extra[at % extra.length]!, { value: put, enumerable: true });
  }
  return 'value' in copy ? copy.value : null;
}

/** A query: what fits its schema, as often as not with something wrong in it. */
export function anyQuery(schema: z.core.$ZodType | undefined, known: Known): fc.Arbitrary<string> {
  const shape = (schema as z.ZodMiniObject | undefined)?.shape ?? {};
  const optional = Object.keys(shape).filter(name => isOptional(shape[name]));
  const fitting = schema ? (anyOf(schema, known) as fc.Arbitrary<object>) : fc.constant({});
  const more = fc.oneof(
    { weight: 9, arbitrary: fc.constant('') },
    fc.constantFrom('sort=body', '__proto__=1', 'limit=1e9', 'limit=-1', 'cursor=%00', 'a&a', '%', 'q=%ff'),
  );
  return fc
    .tuple(fitting, fc.subarray(optional, { maxLength: Math.min(2, optional.length) }), more)
    .map(([fits, chosen, more]) => {
      const given = Object.entries(fits).filter(([name]) => !optional.includes(name) || chosen.includes(name));
      const written = given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
      return [...written, ...(more ? [more] : [])].join('&');
    });
}

/** An id in an address: one there is, or anything that can stand there. */
export function anyId(there: readonly string[]): fc.Arbitrary<string> {
  const strange = [
    '',
    '.',
    '..',
    '%2e%2e%2f',
    '%00',
    '%ff',
    '%25',
    '*',
    'A',
    'x'.repeat(65),
    '__proto__',
    'constructor',
    '👩🏽‍🏫',
    `' or 1=1 --`,
    'a/b',
    'a?b#c',
    idAt(1).toUpperCase(),
  ];
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...there) },
    fc.constantFrom(...strange),
    fc.constantFrom(...strange).map(encodeURIComponent),
  );
}
