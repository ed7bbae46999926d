import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { type NounName, nouns } from '../../shared/records/map.ts';
import { listThings, putThing } from '../../worker/store/map.ts';
import { countRows, makeSchool, refusal } from './make.ts';

type School = Awaited<ReturnType<typeof makeSchool>>;
const ifMatch = (tag: string | null) => ({ 'if-match': tag! });
const tagOf = async (school: School, path: string) => (await school.as('adeyemi')('GET', path)).headers.get('etag');

describe('one thing', () => {
  test('is made, read, replaced, changed in part and deleted', async () => {
    const school = await makeSchool();
    const admin = school.as('adeyemi');
    const made = await admin('PUT', '/v1/needs/attendance', { body: { text: 'One in five is often absent' } });
    expect(made.status).toBe(201);
    expect(made.headers.get('etag')).toBe(`"${made.body.version}"`);
    expect(made.body).toEqual({ id: 'attendance', version: made.body.version, text: 'One in five is often absent' });

    const read = await school.as('ruiz')('GET', '/v1/needs/attendance');
    expect([read.status, read.body, read.headers.get('etag')]).toEqual([200, made.body, made.headers.get('etag')]);

    const replaced = await admin('PUT', '/v1/needs/attendance', {
      headers: ifMatch(made.headers.get('etag')),
      body: { text: 'One in six', evidence: 'Counts of October', cohortSize: 40 },
    });
    expect([replaced.status, replaced.body.version]).toEqual([200, made.body.version + 1]);

    const changed = await admin('PATCH', '/v1/needs/attendance', {
      headers: { ...ifMatch(replaced.headers.get('etag')), 'content-type': 'application/merge-patch+json' },
      body: { evidence: null, cohortSize: 41 },
    });
    const { version, ...rest } = changed.body;
    expect([changed.status, rest]).toEqual([200, { id: 'attendance', text: 'One in six', cohortSize: 41 }]);

    const deleted = await admin('DELETE', '/v1/needs/attendance', { headers: ifMatch(`"${version}"`) });
    expect([deleted.status, deleted.body]).toEqual([204, '']);
    expect(refusal(await admin('GET', '/v1/needs/attendance'))).toBe('thing.unknown');
    expect(refusal(await admin('DELETE', '/v1/needs/attendance', { headers: ifMatch('"1"') }))).toBe('thing.unknown');
  });

  test('every noun of the map can be written back as it was read', async () => {
    const school = await makeSchool();
    for (const [noun, { path }] of Object.entries(nouns)) {
      const { body } = await school.as('adeyemi')('GET', `/v1/${path}`);
      expect(body.items.length, noun).toBeGreaterThan(0);
      for (const { id, version, ...fields } of body.items) {
        const put = await school.as('adeyemi')('PUT', `/v1/${path}/${id}`, {
          headers: ifMatch(`"${version}"`),
          body: fields,
        });
        expect([put.status, put.body]).toEqual([200, { id, version: version + 1, ...fields }]);
      }
    }
  });

  test('is not sent again when it did not change', async () => {
    const school = await makeSchool();
    const tag = (await tagOf(school, '/v1/needs/fractions'))!;
    for (const named of [tag, `W/${tag}`, `"0", ${tag}`, '*']) {
      const { status, body, headers } = await school.as('ruiz')('GET', '/v1/needs/fractions', {
        headers: { 'if-none-match': named },
      });
      expect([status, body, headers.get('etag')]).toEqual([304, '', tag]);
    }
    expect(
      (await school.as('ruiz')('GET', '/v1/needs/fractions', { headers: { 'if-none-match': '"0"' } })).status,
    ).toBe(200);
  });

  test('its id is lower-case letters, digits and hyphens', async () => {
    const { as } = await makeSchool();
    for (const id of ['Fractions', 'a b', '-a', 'a'.repeat(65), '%00', '..%2f', "a'--", '%E0%A4%A'])
      expect(refusal(await as('adeyemi')('PUT', `/v1/needs/${id}`, { body: { text: 'x' } }))).toBe('body.invalid /id');
  });
});

describe('two writers', () => {
  test('a writer says which version they saw', async () => {
    const school = await makeSchool();
    const admin = school.as('adeyemi');
    const path = '/v1/needs/fractions';
    const tag = (await tagOf(school, path))!;
    const write = (method: string, headers: Record<string, string>) =>
      admin(method, path, { headers, body: method === 'DELETE' ? undefined : { text: 'changed' } });
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      expect(refusal(await write(method, {})), method).toBe('match.required');
      for (const match of ['"0"', `W/${tag}`, 'nonsense', tag.replaceAll('"', '')]) {
        const answer = await write(method, { 'if-match': match });
        expect([method, refusal(answer), answer.headers.get('etag')]).toEqual([method, 'noun.changed', tag]);
      }
    }
    expect(await tagOf(school, path)).toBe(tag);
    expect((await write('PUT', { 'if-match': `"0", ${tag}` })).status).toBe(200);
    expect((await write('PATCH', { 'if-match': '*' })).status).toBe(200);
  });

  test('If-None-Match: * makes, and never replaces', async () => {
    const { as } = await makeSchool();
    const make = () =>
      as('adeyemi')('PUT', '/v1/needs/new', { headers: { 'if-none-match': '*' }, body: { text: 'x' } });
    expect((await make()).status).toBe(201);
    expect(refusal(await make())).toBe('noun.changed');
  });

  test('a version that is expected where there is nothing is refused', async () => {
    const { as } = await makeSchool();
    const put = await as('adeyemi')('PUT', '/v1/needs/new', { headers: ifMatch('"1"'), body: { text: 'x' } });
    expect(refusal(put)).toBe('noun.changed');
  });

  test('of eight at the same moment one wins, and its links are those that stay', async () => {
    const school = await makeSchool();
    const tag = await tagOf(school, '/v1/aims/compare');
    const practices = ['number-talks', 'exit-tickets'];
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, writer) =>
        school.as('adeyemi')('PATCH', '/v1/aims/compare', {
          headers: ifMatch(tag),
          body: { target: writer, practices: [practices[writer % 2]!] },
        }),
      ),
    );
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect(answers.filter(answer => answer.status === 412)).toHaveLength(7);
    const { body } = await school.as('adeyemi')('GET', '/v1/aims/compare');
    expect(body).toEqual(won[0]!.body);
    const links = await env.DB.prepare(
      `select target from link where district = ? and noun = 'aim' and id = 'compare' and target_noun = 'practice'`,
    )
      .bind(school.district)
      .all();
    expect(links.results).toEqual(body.practices.map((target: string) => ({ target })));
  });

  test('eight who make the same thing at the same moment make it once', async () => {
    const { as } = await makeSchool();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, writer) => as('adeyemi')('PUT', '/v1/needs/new', { body: { text: `${writer}` } })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await as('adeyemi')('GET', '/v1/needs/new')).body).toEqual(
      answers.find(({ status }) => status === 201)!.body,
    );
  });

  test('a version does not come back when a thing is deleted and made anew', async () => {
    const { writer, as } = await makeSchool();
    const make = (at: number) => putThing(env.DB, writer, 'need', 'new', { text: 'x' }, null, new Date(at));
    const headers = ifMatch(`"${(await make(1_000))!.version}"`);
    expect((await as('adeyemi')('DELETE', '/v1/needs/new', { headers })).status).toBe(204);
    await make(2_000);
    expect(refusal(await as('adeyemi')('PUT', '/v1/needs/new', { headers, body: { text: 'y' } }))).toBe('noun.changed');
  });
});

describe('what things name', () => {
  test('must be there, in the same district; the answer says which field', async () => {
    const { as } = await makeSchool();
    const other = await makeSchool();
    await other.as('adeyemi')('PUT', '/v1/measures/theirs', {
      body: { name: 'Theirs', unit: 'count', direction: 'up', kind: 'process' },
    });
    const put = (path: string, body: unknown) => as('adeyemi')('PUT', `/v1/${path}`, { body });
    expect(
      refusal(await put('aims/a', { text: 'a', goal: 'none', measures: ['exit-ticket', 'theirs'], practices: [] })),
    ).toBe('body.invalid /goal /measures/1');
    expect(refusal(await put('people/a', { name: 'A', roles: [{ role: 'coach', school: 'elm' }], teams: ['x'] }))).toBe(
      'body.invalid /teams/0 /roles/0/school',
    );
    expect((await as('adeyemi')('GET', '/v1/aims/a')).status).toBe(404);
  });

  test('a failed change leaves thing and links as they were', async () => {
    const school = await makeSchool();
    const tag = await tagOf(school, '/v1/aims/compare');
    const links = () =>
      env.DB.prepare(`select * from link where district = ? and noun = 'aim'`).bind(school.district).all();
    const before = (await links()).results;
    const patch = await school.as('adeyemi')('PATCH', '/v1/aims/compare', {
      headers: ifMatch(tag),
      body: { practices: ['exit-tickets', 'none'] },
    });
    expect(refusal(patch)).toBe('body.invalid /practices/1');
    expect(await tagOf(school, '/v1/aims/compare')).toBe(tag);
    expect((await links()).results).toEqual(before);
  });

  test('is not deleted while something names it, and the answer says what', async () => {
    const school = await makeSchool();
    const remove = async (path: string) =>
      school.as('adeyemi')('DELETE', path, { headers: ifMatch(await tagOf(school, path)) });
    const kept = await remove('/v1/practices/number-talks');
    expect(refusal(kept)).toBe('noun.in-use');
    for (const use of ['aim “compare”', 'initiative “numeracy”', 'learning “talks-course”'])
      expect(kept.body.detail).toContain(use);
    expect((await remove('/v1/practices/exit-tickets')).status).toBe(204);

    expect(refusal(await remove('/v1/aims/compare'))).toBe('noun.in-use');
    const team = await tagOf(school, '/v1/teams/grade-7');
    await school.as('adeyemi')('PATCH', '/v1/teams/grade-7', { headers: ifMatch(team), body: { aims: [] } });
    expect((await remove('/v1/aims/compare')).status).toBe(204);
  });

  test('what people logged about stays too, and nobody learns who', async () => {
    const school = await makeSchool();
    await env.DB.prepare(
      `insert into entry (district, id, kind, author, at, received_at, body) values (?, 'e1', 'plan', 'tran', '', '', '{}')`,
    )
      .bind(school.district)
      .run();
    const path = '/v1/people/tran';
    const kept = await school.as('adeyemi')('DELETE', path, { headers: ifMatch(await tagOf(school, path)) });
    expect([refusal(kept), kept.body.detail]).toEqual(['noun.in-use', 'It is named by logged entries.']);
  });

  test('naming something and deleting it at the same moment never leaves a dangling name', async () => {
    const school = await makeSchool();
    const tag = await tagOf(school, '/v1/practices/exit-tickets');
    const aim = { text: 'a', goal: 'number-sense', measures: ['exit-ticket'], practices: ['exit-tickets'] };
    const [, gone] = await Promise.all([
      school.as('adeyemi')('PUT', '/v1/aims/a', { body: aim }),
      school.as('adeyemi')('DELETE', '/v1/practices/exit-tickets', { headers: ifMatch(tag) }),
    ]);
    const named = (await school.as('adeyemi')('GET', '/v1/aims/a')).status === 200;
    expect(named).toBe(gone.status !== 204);
  });
});

describe('a list', () => {
  /** Forty more needs, so that there are pages. */
  async function makeNeeds(school: School, count = 40) {
    for (let n = 0; n < count; n++)
      await putThing(env.DB, school.writer, 'need', `need-${n}`, { text: `Need ${n}` }, null, new Date());
  }

  test('comes in pages that hold everything once', async () => {
    const school = await makeSchool();
    await makeNeeds(school);
    const seen: string[] = [];
    let cursor: string | null = '';
    for (let page = 0; cursor !== null; page++) {
      const { body } = await school.as('ruiz')('GET', `/v1/needs?limit=10${cursor && `&cursor=${cursor}`}`);
      expect(body.items.length).toBe(page < 4 ? 10 : 1);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      cursor = body.next;
    }
    expect(seen).toHaveLength(41);
    expect(seen).toEqual([...new Set(seen)].sort());
  });

  test('a last page that is full has no next', async () => {
    const { as } = await makeSchool();
    expect((await as('ruiz')('GET', '/v1/learning?limit=3')).body.next).toBeNull();
    expect((await as('ruiz')('GET', '/v1/learning?limit=2')).body.next).not.toBeNull();
  });

  test('refuses a bad limit, a made-up cursor and a parameter it does not know', async () => {
    const { as } = await makeSchool();
    for (const query of ['limit=0', 'limit=201', 'limit=-1', 'limit=1e9', 'limit=NaN', 'limit=', 'limit=5&limit=6'])
      expect(refusal(await as('ruiz')('GET', `/v1/needs?${query}`)), query).toBe('query.invalid /limit');
    for (const cursor of ['', '!', 'abcde', btoa("' or 1=1"), btoa('Ä'), 'a'.repeat(2000)])
      expect(refusal(await as('ruiz')('GET', `/v1/needs?cursor=${encodeURIComponent(cursor)}`)), cursor).toBe(
        'query.invalid /cursor',
      );
    expect(refusal(await as('ruiz')('GET', '/v1/needs?order=version'))).toBe('query.invalid /order');
    expect(refusal(await as('ruiz')('GET', '/v1/needs?practice=number-talks'))).toBe('query.invalid /practice');
    expect(refusal(await as('ruiz')('GET', '/v1/needs?__proto__=1'))).toBe('query.invalid /__proto__');
    expect(refusal(await as('ruiz')('GET', '/v1/needs?__proto__=1&__proto__=2'))).toBe('query.invalid /__proto__');
    expect((await as('ruiz')('GET', '/v1/learning?practice=a&course=b')).status).toBe(400);
  });

  test('is narrowed by what its things name', async () => {
    const { as } = await makeSchool();
    const ids = async (path: string) =>
      (await as('adeyemi')('GET', path)).body.items.map((item: { id: string }) => item.id);
    expect(await ids('/v1/learning?practice=number-talks')).toEqual(['talks-course']);
    expect(await ids('/v1/learning?course=math%207')).toEqual(['math-7']);
    expect(await ids('/v1/learning?subject=MATHEMATICS')).toEqual(['math-all']);
    expect(await ids('/v1/learning?practice=none')).toEqual([]);
    expect(await ids('/v1/people?team=grade-7')).toEqual(['okafor', 'ruiz']);
    expect(await ids('/v1/people?school=oak')).toEqual(['tran']);
    expect(await ids('/v1/people?role=coach')).toEqual(['lind']);
    expect(await ids('/v1/teams?aim=compare')).toEqual(['grade-7']);
    expect(await ids('/v1/learning?practice=number-talks%25')).toEqual([]);
  });

  test('costs what it shows, not what there is', async () => {
    const school = await makeSchool();
    const cost = async (query: object) => {
      const counted = countRows();
      await listThings(counted.db, school.district, 'learning', { after: '', limit: 11, ...query });
      return counted.rows;
    };
    const body = nouns.learning.schema.parse({
      title: 'PL',
      url: 'https://pl.example.org',
      practices: ['number-talks'],
    });
    const fits = { by: 'practice', value: 'number-talks' };
    for (let n = 0; n < 20; n++) await putThing(env.DB, school.writer, 'learning', `pl-${n}`, body, null, new Date());
    const before = [await cost({}), await cost({ fits })];
    for (let n = 20; n < 220; n++) await putThing(env.DB, school.writer, 'learning', `pl-${n}`, body, null, new Date());
    expect([await cost({}), await cost({ fits })]).toEqual(before);
    expect(before[0]).toBeLessThanOrEqual(12);
    expect(before[1]).toBeLessThanOrEqual(3 * 12);
  });
});

test('everybody reads the map, only an administrator writes it', async () => {
  const school = await makeSchool();
  for (const who of ['ruiz', 'lind', 'moreau'] as const) {
    expect((await school.as(who)('GET', '/v1/aims/compare')).status).toBe(200);
    const headers = ifMatch(await tagOf(school, '/v1/aims/compare'));
    for (const method of ['PUT', 'PATCH', 'DELETE'])
      expect(refusal(await school.as(who)(method, '/v1/aims/compare', { headers })), `${who} ${method}`).toBe(
        'act.forbidden',
      );
  }
});

test('things of another district are not there', async () => {
  const school = await makeSchool();
  const other = await makeSchool();
  for (const noun of Object.keys(nouns) as NounName[]) {
    const { path } = nouns[noun];
    const { body: list } = await school.as('adeyemi')('GET', `/v1/${path}?limit=1`);
    const { id, version, ...fields } = list.items[0];
    await putThing(env.DB, school.writer, noun, `only-${noun}`, fields, null, new Date());
    const one = `/v1/${path}/only-${noun}`;
    const stranger = other.as('adeyemi');
    const headers = ifMatch(await tagOf(school, one));
    expect(refusal(await stranger('GET', one)), one).toBe('thing.unknown');
    expect(refusal(await stranger('PATCH', one, { headers, body: fields })), one).toBe('thing.unknown');
    expect(refusal(await stranger('DELETE', one, { headers })), one).toBe('thing.unknown');
    expect(refusal(await stranger('PUT', one, { headers, body: fields })), one).toBe('noun.changed');
    const seen = (await stranger('GET', `/v1/${path}?limit=200`)).body.items;
    expect(seen.map((item: { id: string }) => item.id)).not.toContain(`only-${noun}`);
    expect((await school.as('adeyemi')('GET', one)).status).toBe(200);
  }
});
