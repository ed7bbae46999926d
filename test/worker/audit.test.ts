import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { note, verifyAudit } from '../../worker/store/audit.ts';
import { deliver, journal, type School } from './log.ts';
import { makeSchool, refusal } from './make.ts';

const lines = async ({ as }: School) =>
  (await as('adeyemi')('GET', '/v1/audit?limit=200')).body.items as Record<string, unknown>[];
const verify = async ({ as }: School) => (await as('adeyemi')('GET', '/v1/audit/verify')).body;
const sql = (text: string, ...values: unknown[]) =>
  env.DB.prepare(text)
    .bind(...values)
    .run();

describe('the audit log', () => {
  test('says who did what, when and why, and nothing of its content', async () => {
    const school = await makeSchool();
    const made = (await lines(school)).length;
    await school.as('adeyemi')('PUT', '/v1/needs/new', { body: { text: 'canary-need' } });
    await school.as('adeyemi')('POST', '/v1/people/ruiz/pairing-code');
    const { log, logged, cycle } = journal();
    log('ruiz', 'plan', { idea: 'canary-idea' });
    log('ruiz', 'share');
    await deliver(school, logged);
    for (const who of ['ruiz', 'lind', 'lind', 'okafor'] as const) await school.as(who)('GET', `/v1/cycles/${cycle}`);
    await school.as('adeyemi')('DELETE', '/v1/people/tran/sessions');

    const found = await lines(school);
    expect(found.slice(0, -made).map(({ actor, act, subject }) => [actor, act, subject])).toEqual([
      ['adeyemi', 'sessions.ended', 'person/tran'],
      // Once a day for each reader.
      ['lind', 'cycle.read', `cycle/${cycle}`],
      ['adeyemi', 'code.made', 'person/ruiz'],
      ['adeyemi', 'map.written', 'need/new'],
    ]);
    expect(JSON.stringify(found)).not.toContain('canary');
    expect(await verify(school)).toEqual({ ok: true, lines: made + 4, first: 1, last: made + 4 });
  });

  test('notes what was done and not what was only tried', async () => {
    const school = await makeSchool();
    const before = (await lines(school)).length;
    await school.as('ruiz')('PUT', '/v1/needs/new', { body: { text: 'x' } });
    await school.as('adeyemi')('PUT', '/v1/goals/new', { body: { text: 'x', need: 'nothing' } });
    await school.as('adeyemi')('DELETE', '/v1/needs/fractions', { headers: { 'if-match': '*' } });
    expect(await lines(school)).toHaveLength(before);
  });

  test('keeps its order when many write at once', async () => {
    const school = await makeSchool();
    const before = (await lines(school)).length;
    const put = (n: number) => school.as('adeyemi')('PUT', `/v1/needs/n-${n}`, { body: { text: 'x' } });
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => put(n)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(await verify(school)).toMatchObject({ ok: true, lines: before + 12 });
  });

  test('is read page by page, newest first, by administrators alone', async () => {
    const school = await makeSchool();
    const all = await lines(school);
    const seen = [];
    for (let next: string | null = ''; next !== null; ) {
      const query: string = next && `&cursor=${next}`;
      const { body } = await school.as('adeyemi')('GET', `/v1/audit?limit=3${query}`);
      seen.push(...body.items);
      next = body.next;
    }
    expect(seen).toEqual(all);
    expect(refusal(await school.as('moreau')('GET', '/v1/audit'))).toBe('act.forbidden');
    for (const query of ['limit=0', 'limit=201', 'limit=1e9', 'limit=-1', 'cursor=x', 'sort=actor', 'limit=1&limit=2'])
      expect((await school.as('adeyemi')('GET', `/v1/audit?${query}`)).status, query).toBe(400);
  });

  test('can’t be changed through the database, and shows where it was by force', async () => {
    for (const [harm, broken] of [
      ['update audit set actor = ?2 where district = ?1 and seq = 4', 4],
      ["update audit set at = '2020-01-01T00:00:00.000Z' where district = ?1 and seq = 4 and ?2 = ?2", 4],
      ['delete from audit where district = ?1 and seq = 5 and ?2 = ?2', 6],
      ['delete from audit where district = ?1 and seq < 3 and ?2 = ?2', 3],
    ] as const) {
      const school = await makeSchool();
      const total = (await verify(school)).last;
      await expect(sql(harm, school.district, 'moreau')).rejects.toThrow('append-only');
      await force(() => sql(harm, school.district, 'moreau'));
      expect(await verify(school), harm).toMatchObject({ ok: false, broken });
      expect(total).toBeGreaterThan(6);
    }
    const school = await makeSchool();
    const { last } = await verify(school);
    await force(() => sql('delete from audit where district = ?1 and seq = ?2', school.district, last));
    expect(await verify(school)).toMatchObject({ ok: false, broken: last });
    // Another district's chain is whole all the same.
    expect(await verify(await makeSchool())).toMatchObject({ ok: true });
  });

  test('of three years may lose its beginning, when a line says so', async () => {
    const school = await makeSchool();
    await force(() => sql('delete from audit where district = ?1 and seq <= 2', school.district));
    const line = { actor: null, act: 'retention.run', subject: 'audit/2' } as const;
    await note(env.DB, school, new Date(), line);
    expect(await verifyAudit(env.DB, school)).toMatchObject({ ok: true, first: 3 });
  });
});

/** Past the triggers, as somebody with the database in hand would. */
async function force(harm: () => Promise<unknown>) {
  const { results } = await env.DB.prepare("select name, sql from sqlite_master where type = 'trigger'").all<{
    name: string;
    sql: string;
  }>();
  for (const { name } of results) await sql(`drop trigger ${name}`);
  await harm();
  for (const { sql: text } of results) await sql(text);
}
