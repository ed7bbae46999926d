import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { keptFrom } from '../../shared/records/retention.ts';
import { note } from '../../worker/store/audit.ts';
import { confirmDeletion } from '../../worker/store/drop-district.ts';
import { purge } from '../../worker/store/purge.ts';
import { countRows, districtTables } from '../../worker/store/tables.ts';
import { makeSession } from '../../worker/store/token.ts';
import { seedEntries } from '../../worker/store/write.ts';
import { deliver, journal, type School, tablesOf } from './log.ts';
import { call, makeSchool, refusal } from './make.ts';
import { unpack } from './unpack.ts';

/** A year's work of two, with a coach; `from` the morning it began. */
async function makeWork(school: School, from?: string) {
  const cycles = [];
  for (const [at, teacher] of ['ruiz', 'okafor', 'ruiz'].entries()) {
    const { cycle, log, logged } = journal({ number: at + 1, ...(from && { from }) });
    log(teacher, 'plan', { idea: 'canary-idea' });
    log(teacher, 'share');
    log(teacher, 'check', { note: 'canary-note', ...(from && { on: from.slice(0, 10) }) });
    log('lind', 'feedback', { text: 'canary-feedback' });
    log('lind', 'contact', { teacher });
    await seedEntries(env.DB, school, logged);
    cycles.push(cycle);
  }
  const loose = journal({ number: 9, ...(from && { from }) });
  loose.log('ruiz', 'participation', { cycle: undefined });
  loose.log('lind', 'contact', { cycle: undefined });
  await seedEntries(env.DB, school, loose.logged);
  return cycles;
}

/** Another administrator, signed in. */
async function another(school: School): Promise<string> {
  const body = { name: 'Gil Second', roles: [{ role: 'admin' }] };
  expect((await school.as('adeyemi')('PUT', '/v1/people/second', { body })).status).toBe(201);
  return (await makeSession(env.DB, school.district, 'second', 'test', new Date())).access;
}

describe('a district’s settings', () => {
  test('are read, and changed by whoever saw them last', async () => {
    const school = await makeSchool();
    const admin = school.as('adeyemi');
    const read = await admin('GET', '/v1/district');
    expect(read.body).toEqual({ id: school.district, name: 'Maple Valley', minimumGroup: 10, keepYears: 7 });
    const patch = (body: object, tag: string | null = read.headers.get('etag')) =>
      admin('PATCH', '/v1/district', { body, headers: tag ? { 'if-match': tag } : {} });
    expect(refusal(await patch({ keepYears: 3 }, null))).toBe('match.required');
    const changed = await patch({ keepYears: 3, minimumGroup: 12 });
    expect([changed.status, changed.body.keepYears, changed.body.minimumGroup]).toEqual([200, 3, 12]);
    expect(refusal(await patch({ keepYears: 2 }))).toBe('noun.changed');
    for (const wrong of [{ minimumGroup: 4 }, { minimumGroup: null, keepYears: 0 }, { keepYears: 26 }, { x: 1 }])
      expect((await patch(wrong, changed.headers.get('etag'))).status, JSON.stringify(wrong)).toBe(422);
    // Where others look for it.
    const kept = await env.DB.prepare(`select settings ->> 'minimumGroup' as n from district where id = ?`)
      .bind(school.district)
      .first('n');
    expect(kept).toBe(12);
    expect(refusal(await school.as('moreau')('GET', '/v1/district'))).toBe('act.forbidden');
  });
});

describe('a district’s export', () => {
  test('has the map, people, the log and roll-ups that name nobody; no word of a cycle', async () => {
    const school = await makeSchool();
    await makeWork(school);
    const download = async () => unpack((await school.as('adeyemi')('GET', '/v1/district/export')).bytes);
    const files = await download();
    expect(files.whole).not.toMatch(/canary|canvas@|moodle@/);
    expect(files.json('district.json')).toMatchObject({ id: school.district, name: 'Maple Valley' });
    expect(files.lines('people.jsonl').map(({ name }) => name)).toContain('Ana Ruiz');
    expect(files.lines('map.jsonl').find(({ id }) => id === 'compare')).toMatchObject({ noun: 'aim', target: 80 });
    const cycles = files.lines('cycles.jsonl');
    expect(cycles).toHaveLength(3);
    expect(cycles[0]).toMatchObject({ practice: 'number-talks', entries: 5, phase: 'act' });
    const people = cycles.map(({ person }) => person);
    expect(new Set(people).size).toBe(2);
    const rollups = ['cycles.jsonl', 'figures.jsonl', 'contacts.jsonl'].map(files.text).join('');
    expect(rollups).not.toMatch(/ruiz|okafor|lind/);
    expect(files.lines('figures.jsonl')).toHaveLength(3);
    expect(people).toContain(files.lines('figures.jsonl')[0].person);
    expect(files.lines('contacts.jsonl')).toHaveLength(4);
    expect(files.lines('log.jsonl').at(0)).toMatchObject({ act: 'district.exported', actor: 'adeyemi' });
    const counts = files.json('counts.json');
    expect(counts.tables).toMatchObject({ entry: 17, cycle: 3, share: 3 });
    expect(counts.entries).toEqual({ plan: 3, share: 3, check: 3, feedback: 3, contact: 4, participation: 1 });
    expect(files.rows).toMatchObject({ 'cycles.jsonl': 3, 'contacts.jsonl': 4, 'people.jsonl': 6 });
    // Two exports can’t be laid beside each other.
    expect((await download()).lines('cycles.jsonl').map(({ person }) => person)).not.toContain(people[0]);
  });
});

describe('the end of a district', () => {
  const ask = (school: School) =>
    school.as('adeyemi')('POST', '/v1/district/deletion', { body: { reason: 'contract ended' } });
  const confirm = (school: School, as: string, id = school.district) =>
    call('DELETE', '/v1/district', { as, body: { confirm: id } });

  test('takes two administrators, and leaves nothing but a certificate', async () => {
    const school = await makeSchool();
    const other = await makeSchool();
    await makeWork(school);
    await makeWork(other);
    const second = await another(school);
    await school.as('adeyemi')('GET', '/v1/district/export');
    expect(refusal(await confirm(school, second))).toBe('thing.unknown');
    expect((await ask(school)).status).toBe(201);
    expect((await school.as('adeyemi')('GET', '/v1/district')).body.deletion).toMatchObject({
      askedBy: 'adeyemi',
      reason: 'contract ended',
    });
    expect(refusal(await confirm(school, school.tokens.adeyemi))).toBe('act.forbidden');
    expect(refusal(await confirm(school, second, other.district))).toBe('body.invalid /confirm');

    const there = await countRows(env.DB, other.district, await districtTables(env.DB));
    const { status, body } = await confirm(school, second);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      district: school.district,
      name: 'Maple Valley',
      reason: 'contract ended',
      askedBy: 'adeyemi',
      confirmedBy: 'second',
      before: { entry: 17, cycle: 3, leaving: 1 },
      exported: { by: 'adeyemi', manifest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(body.before.audit).toBeGreaterThan(20);
    expect(Object.keys(body.after)).toEqual(Object.keys(body.before));
    expect(Object.values(body.after).every(n => n === 0)).toBe(true);
    const named = env.DB.prepare('select count(*) as n from district where id = ?').bind(school.district);
    expect(await named.first('n')).toBe(0);
    expect(refusal(await call('GET', '/v1/me', { as: second }))).toBe('session.ended');
    expect(await countRows(env.DB, other.district, await districtTables(env.DB))).toEqual(there);
  });

  test('can be taken back, and waits a week at most', async () => {
    const school = await makeSchool();
    const second = await another(school);
    await ask(school);
    expect((await call('DELETE', '/v1/district/deletion', { as: second })).status).toBe(204);
    expect(refusal(await confirm(school, second))).toBe('thing.unknown');
    expect(refusal(await call('DELETE', '/v1/district/deletion', { as: second }))).toBe('thing.unknown');
    await ask(school);
    const who = { ...school, id: 'second', name: 'x', roles: [{ role: 'admin' as const }], teams: [], subjects: [] };
    const late = new Date(Date.now() + 8 * 86_400_000);
    await expect(confirmDeletion(env.DB, who, late)).rejects.toMatchObject({ code: 'thing.ended' });
    await purge(env.DB, env.SEAL_SECRET, late);
    const left = await env.DB.prepare('select count(*) as n from leaving where district = ?')
      .bind(school.district)
      .first('n');
    expect(left).toBe(0);
  });

  test('that was interrupted finishes in the night; nobody else comes in meanwhile', async () => {
    const school = await makeSchool();
    await makeWork(school);
    await ask(school);
    await env.DB.prepare(`update leaving set confirmed_by = 'second', before = '{}' where district = ?`)
      .bind(school.district)
      .run();
    expect(refusal(await ask(school))).toBe('thing.ended');
    await purge(env.DB, env.SEAL_SECRET, new Date());
    const left = await countRows(env.DB, school.district, await districtTables(env.DB));
    expect(Object.values(left).every(n => n === 0)).toBe(true);
  });
});

describe('what is forgotten by itself', () => {
  test('the school year begins in August', () => {
    expect(keptFrom('2026-11-25', 7)).toBe('2019-08-01');
    expect(keptFrom('2026-07-31', 7)).toBe('2018-08-01');
    expect(keptFrom('2026-08-01', 1)).toBe('2025-08-01');
  });

  test('is announced first, then gone in the night, and nothing else is', async () => {
    const school = await makeSchool(new Date('2022-02-01T12:00:00Z'));
    const [old] = await makeWork(school, '2019-07-01T08:00:00-05:00');
    const { log, logged } = journal({ number: 50 });
    log('ruiz', 'plan');
    log('ruiz', 'share');
    await seedEntries(env.DB, school, logged);
    const admin = (await makeSession(env.DB, school.district, 'adeyemi', 'test', new Date())).access;
    const now = new Date();
    for (const [at, id] of [
      ['2022-01-01T00:00:00.000Z', 'a'],
      [now.toISOString(), 'b'],
    ] as const)
      await env.DB.prepare('insert into notice (district, person, id, at, body) values (?, ?, ?, ?, ?)')
        .bind(school.district, 'ruiz', id, at, '')
        .run();
    await env.DB.prepare(`insert into seen (district, cycle, person, on_day) values (?, ?, 'lind', '2019-07-02')`)
      .bind(school.district, old)
      .run();

    const due = async () => {
      const { body } = await call('GET', '/v1/retention', { as: admin });
      return Object.fromEntries(
        body.items.map((one: { class: string; rows: number; oldest: string }) => [one.class, [one.rows, one.oldest]]),
      );
    };
    const before = await due();
    expect(before).toMatchObject({
      sessions: [12, expect.stringMatching(/^2022-02/)],
      notices: [1, '2022-01-01T00:00:00.000Z'],
      cycles: [3, '2019-07-01'],
      entries: [2, '2019-07-01T13:00:00.000Z'],
      audit: [21, '2022-02-01T12:00:00.000Z'],
      break_glass: [0, null],
    });
    await purge(env.DB, env.SEAL_SECRET, now);
    expect(Object.values(await due()).filter(one => (one as [number])[0] > 0)).toEqual([]);
    const tables = await tablesOf(school);
    expect(tables.cycle.map(({ id }) => id)).toEqual([logged[0]!.entry.cycle]);
    expect(tables.ring.map(({ cycle }) => cycle)).toEqual([logged[0]!.entry.cycle]);
    expect(tables.entry.map(({ kind }) => kind)).toEqual(['plan', 'share']);
    expect([tables.contact, tables.observation]).toEqual([[], []]);
    const counts = await countRows(env.DB, school.district, await districtTables(env.DB));
    expect(counts).toMatchObject({ notice: 1, seen: 0, share: 1, token: 2 });
    // The log lost its beginning and says so; it is whole.
    const verified = (await call('GET', '/v1/audit/verify', { as: admin })).body;
    expect(verified).toMatchObject({ ok: true });
    const [line] = (await call('GET', '/v1/audit?limit=1', { as: admin })).body.items;
    expect(line).toMatchObject({ actor: null, act: 'retention.run', subject: `audit/${verified.first - 1}` });
    await note(env.DB, school, now, { actor: null, act: 'code.made' });
    await purge(env.DB, env.SEAL_SECRET, now);
    expect((await call('GET', '/v1/audit/verify', { as: admin })).body).toMatchObject({ ok: true });
  });

  test('follows the district’s own setting, and one district’s trouble is not another’s', async () => {
    const [school, broken] = [await makeSchool(), await makeSchool()];
    await makeWork(school, '2024-07-01T08:00:00-05:00');
    await purge(env.DB, env.SEAL_SECRET, new Date('2026-11-25T03:17:00Z'));
    expect((await tablesOf(school)).cycle).toHaveLength(3);
    const { headers } = await school.as('adeyemi')('GET', '/v1/district');
    const body = { keepYears: 1 };
    await school.as('adeyemi')('PATCH', '/v1/district', { body, headers: { 'if-match': headers.get('etag')! } });
    await env.DB.prepare(`update district set key = 'x' where id = ?`).bind(broken.district).run();
    await expect(purge(env.DB, env.SEAL_SECRET, new Date('2026-11-25T03:17:00Z'))).rejects.toThrow('failed 1 times');
    await env.DB.prepare('delete from district where id = ?').bind(broken.district).run();
    expect((await tablesOf(school)).cycle).toEqual([]);
    expect(await deliver(school, [])).toEqual([]);
  });

  test('is an administrator’s to look at', async () => {
    const school = await makeSchool();
    expect(refusal(await school.as('ruiz')('GET', '/v1/retention'))).toBe('act.forbidden');
  });
});
