import { expect, test } from 'vitest';
import type { z } from '../../shared/zod.ts';
import { app } from '../../worker/index.ts';
import { contracts } from './contract.ts';
import { journal, put } from './log.ts';
import { makeSchool, refusal } from './make.ts';

type Def = z.core.$ZodTypes['_zod']['def'];
type Check = { check: string; maximum?: number; format?: string; pattern?: RegExp };

/** Every place in a schema where a client decides how much there is, and nothing else does. */
function unbounded(schema: z.core.$ZodType, at = ''): string[] {
  const def = schema._zod.def as Def;
  const checks = [def as unknown as Check, ...(def.checks ?? []).map(one => one._zod.def as unknown as Check)];
  const capped = checks.some(one => one.check === 'max_length' && Number(one.maximum) <= 2000);
  const here = (name: string) => [`${at || '/'}: ${name}`];
  switch (def.type) {
    case 'string':
      return capped || checks.some(one => one.check === 'string_format' && isShort(one)) ? [] : here('string');
    case 'number':
      return ['less_than', 'greater_than'].every(end => checks.some(one => one.check === end)) ? [] : here('number');
    case 'array':
      return [...(capped ? [] : here('array')), ...unbounded(def.element, `${at}/*`)];
    case 'object':
      return [
        ...(def.catchall?._zod.def.type === 'never' ? [] : here('takes any member')),
        ...Object.entries(def.shape).flatMap(([name, one]) => unbounded(one as z.core.$ZodType, `${at}/${name}`)),
      ];
    case 'union':
      return def.options.flatMap(one => unbounded(one as z.core.$ZodType, at));
    case 'optional':
    case 'nullable':
    case 'default':
      return unbounded(def.innerType as z.core.$ZodType, at);
    case 'pipe':
      return unbounded(def.in as z.core.$ZodType, at);
    case 'boolean':
    case 'literal':
    case 'enum':
      return [];
    default:
      return here(def.type);
  }
}

/** A format or pattern that only so many characters fit. */
function isShort({ format, pattern }: Check): boolean {
  if (format === 'uuid' || format === 'date') return true;
  const bare = pattern?.source.replace(/\\.|\[[^\]]*\]/g, 'x') ?? '*';
  return bare.startsWith('^') && bare.endsWith('$') && !/[*+]|\{\d+,\}/.test(bare);
}

test('nothing that a client sends is of a size that it alone decides', () => {
  const found = Object.entries(contracts).flatMap(([name, { body, query }]) =>
    [body, query].flatMap(schema => (schema ? unbounded(schema).map(one => `${name} ${one}`) : [])),
  );
  // Each is read by itself as an entry, and the body has its limit.
  expect(found).toEqual(['POST /v1/entries /entries/*: unknown']);
});

test('every route is in the list of what they take and answer', () => {
  const routes = new Set(app.routes.map(({ method, path }) => `${method} ${path}`));
  expect([...routes].filter(name => !name.startsWith('ALL ')).sort()).toEqual(Object.keys(contracts).sort());
});

test('every body has the same limit, and every list too', async () => {
  const { as } = await makeSchool();
  for (const [name, { body, query }] of Object.entries(contracts)) {
    const [method, path] = name.replaceAll(/:\w+/g, 'nothing').split(' ') as [string, string];
    if (body) {
      const answer = await as('adeyemi')(method, path, { body: ' '.repeat(65_537) });
      expect([name, refusal(answer)]).toEqual([name, 'body.too-large']);
    }
    if (query && 'limit' in (query as z.ZodMiniObject).shape)
      for (const limit of ['0', '-1', '201', '1e9', 'NaN', '', ' 5', '5.5', '0x5', '5&limit=6'])
        expect([limit, refusal(await as('adeyemi')(method, `${path}?limit=${limit}`))]).toEqual([
          limit,
          'query.invalid /limit',
        ]);
  }
});

test('an address, a parameter or a header as long as it can be changes nothing', async () => {
  const { as } = await makeSchool();
  const long = 'x'.repeat(15_000);
  expect(refusal(await as('ruiz')('GET', `/v1/needs/${long}`))).toBe('thing.unknown');
  expect(refusal(await as('lind')('PUT', `/v1/entries/${long}`, { body: {} }))).toContain('body.invalid');
  expect(refusal(await as('ruiz')('GET', `/v1/needs?cursor=${long}`))).toBe('query.invalid /cursor');
  expect(refusal(await as('ruiz')('GET', `/v1/learning?practice=${long}`))).toBe('query.invalid /practice');
  expect(refusal(await as('ruiz')('GET', `/v1/page?site=${long}&course=1&title=${long}`))).toBe(
    'query.invalid /site /title',
  );
  expect(refusal(await as('ruiz')('GET', `/v1/page?${'a&'.repeat(7_000)}`))).toBe('query.invalid /a');
  for (const name of ['authorization', 'if-none-match', 'x-deskside-bookmark', 'content-type', 'cf-connecting-ip']) {
    const { status } = await as('ruiz')('GET', '/v1/needs/fractions', { headers: { [name]: `Bearer ${long}` } });
    expect([name, status]).toEqual([name, name === 'authorization' ? 401 : 200]);
  }
});

test.each([
  ['an e-mail address', 'people', { name: 'x', roles: [{ role: 'coach' }], email: `${'x'.repeat(250)}@x.example` }],
  ['an address of a PL item', 'learning', { title: 'x', url: `https://x.example/${'x'.repeat(1000)}` }],
  ['a name', 'schools', { name: 'x'.repeat(121) }],
])('%s has a longest', async (_, path, body) => {
  const { as } = await makeSchool();
  expect((await as('adeyemi')('PUT', `/v1/${path}/new`, { body })).status).toBe(422);
});

test('an instant has a longest', async () => {
  const school = await makeSchool();
  const { log } = journal();
  const at = '2026-11-02T08:00:00.123456-05:00';
  expect((await put(school, 'ruiz', log('ruiz', 'do', { at }))).status).toBe(201);
  const endless = log('ruiz', 'do', { at: at.replace('123456', '1'.repeat(50)) });
  expect(refusal(await put(school, 'ruiz', endless))).toBe('body.invalid /at');
});
