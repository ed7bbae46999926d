import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { openBody } from '../../worker/store/cycle.ts';
import { beginLeaving } from '../../worker/store/leaving.ts';
import { purge } from '../../worker/store/purge.ts';
import { openWords, rollUp } from '../../worker/store/rollup.ts';
import { districtTables } from '../../worker/store/tables.ts';
import { seedEntries, write } from '../../worker/store/write.ts';
import { idAt } from '../id-at.ts';
import { deliver, journal, put, type School, tablesOf } from './log.ts';
import { call, makeSchool, refusal } from './make.ts';
import { cellsOf, unpack } from './unpack.ts';

/** Two teachers and their coach work together; every word is a canary that says whose it is. */
async function makeWork(school: School) {
  const mine = journal({ number: 1 });
  mine.log('ruiz', 'plan', { idea: 'ruiz-idea' });
  mine.log('ruiz', 'share', { with: { person: 'lind' } });
  mine.log('ruiz', 'share', { with: { person: 'okafor' } });
  mine.log('ruiz', 'do', { how: 'adapted', why: 'ruiz-why', note: 'ruiz-note' });
  mine.log('ruiz', 'question', { text: 'ruiz-question' });
  const first = mine.log('lind', 'feedback', { text: 'lind-to-ruiz-first' });
  mine.log('lind', 'feedback', { text: 'lind-to-ruiz-mended', supersedes: first.id });
  mine.log('lind', 'contact', { teacher: 'ruiz', minutes: 25 });
  const wrong = mine.log('lind', 'contact', { teacher: 'ruiz', minutes: 99 });
  mine.log('lind', 'retract', { supersedes: wrong.id });
  mine.log('okafor', 'participation', { did: 'used' });
  mine.log('ruiz', 'check', { note: 'ruiz-check' });
  mine.log('ruiz', 'act', { learning: 'ruiz-learning' });

  const theirs = journal({ number: 2 });
  theirs.log('okafor', 'plan', { idea: 'okafor-idea', tag: { site: 'canvas@x.instructure.com', course: '9' } });
  theirs.log('okafor', 'share', { with: { person: 'ruiz' } });
  theirs.log('okafor', 'share', { with: { person: 'lind' } });
  theirs.log('okafor', 'question', { text: 'okafor-question' });
  theirs.log('okafor', 'do', { note: 'okafor-note' });
  const said = theirs.log('ruiz', 'feedback', { text: 'ruiz-to-okafor' });
  theirs.log('ruiz', 'feedback', { text: 'ruiz-to-okafor-mended', supersedes: said.id });
  const taken = theirs.log('ruiz', 'feedback', { text: 'ruiz-taken-back' });
  theirs.log('ruiz', 'retract', { supersedes: taken.id });
  theirs.log('ruiz', 'participation');
  theirs.log('lind', 'feedback', { text: 'lind-to-okafor' });

  // Opened and closed again, so that no share stands: the entries say it all the same.
  const closed = journal({ number: 3 });
  closed.log('okafor', 'plan', { idea: 'okafor-second', tag: { site: 'canvas@x.instructure.com', course: '8' } });
  closed.log('okafor', 'share', { with: { person: 'ruiz' } });
  closed.log('okafor', 'share', { with: { person: 'ruiz' }, state: 'closed' });

  const loose = journal({ number: 4 });
  loose.log('lind', 'contact', { cycle: undefined, teacher: 'ruiz', minutes: 15 });
  loose.log('ruiz', 'participation', { cycle: undefined });
  for (const { logged } of [mine, theirs, closed, loose])
    expect(await deliver(school, logged)).toEqual(logged.map(() => 201));
  for (const [who, cycle] of [
    ['lind', mine.cycle],
    ['okafor', mine.cycle],
    ['ruiz', theirs.cycle],
  ] as const)
    expect((await school.as(who)('GET', `/v1/cycles/${cycle}`)).status).toBe(200);
  return { mine: mine.cycle, theirs: theirs.cycle, closed: closed.cycle };
}

/** Somebody opens Ms. Ruiz’s cycles in an emergency. */
async function breakGlass(school: School) {
  await school.as('adeyemi')('PUT', '/v1/people/second', { body: { name: 'Gil Second', roles: [{ role: 'admin' }] } });
  const { body: code } = await school.as('adeyemi')('POST', '/v1/people/second/pairing-code');
  const { body: session } = await call('POST', '/v1/sign-in', { body: { code: code.code } });
  const asked = await school.as('adeyemi')('POST', '/v1/break-glass', {
    body: { teacher: 'ruiz', reason: 'glass-reason' },
  });
  const opened = await call('POST', `/v1/break-glass/${asked.body.id}/approve`, { as: session.access_token });
  expect(opened.status).toBe(200);
  return session.access_token as string;
}

const download = (school: School, who: Parameters<School['as']>[0], headers = {}) =>
  school.as(who)('GET', '/v1/me/export', { headers });

describe('the export of everything of mine', () => {
  test('has every row that I wrote, what was written to me, who read it, and nothing else of anybody', async () => {
    const school = await makeSchool();
    const { mine, theirs } = await makeWork(school);
    await breakGlass(school);
    const answer = await download(school, 'ruiz');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="deskside-ruiz-\d{4}-\d\d-\d\d\.zip"$/,
    );
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    const files = await unpack(answer.bytes);
    const all = files.json('everything.json');

    expect(all.me).toMatchObject({ id: 'ruiz', name: 'Ana Ruiz', teams: ['grade-7'] });
    expect(all.sessions).toMatchObject([{ device: 'test' }]);
    expect(all.notices).toMatchObject([{ about: { kind: 'break_glass', by: 'Femi Adeyemi', reason: 'glass-reason' } }]);
    const [cycle] = all.cycles;
    expect(cycle.story).toMatchObject({ id: mine, phase: 'closed', plan: { idea: 'ruiz-idea' } });
    expect(cycle.names).toMatchObject({ lind: 'Dana Lind', 'practice/number-talks': 'Number talks' });
    expect(cycle.readBy.map(({ person }: { person: string }) => person).sort()).toEqual(['lind', 'okafor']);
    expect(cycle.reads).toMatchObject([{ by: 'lind' }, { by: 'okafor' }]);
    expect(all.log.map(({ act }: { act: string }) => act)).toEqual(
      expect.arrayContaining(['map.written', 'break-glass.asked', 'break-glass.approved', 'person.exported']),
    );
    expect(all.contacts.map(({ entry }: { entry: { minutes: number } }) => entry.minutes)).toEqual([15, 25]);

    // Every row of mine is there, as it was delivered.
    const { entry } = await tablesOf(school);
    const own = entry.filter(row => row.author === 'ruiz').map(row => row.id);
    const raw = [...cycle.entries.map((one: { entry: object }) => one.entry), ...all.elsewhere];
    expect(raw.map(one => one.id)).toEqual(expect.arrayContaining(own));
    for (const row of entry.filter(({ author }) => author === 'ruiz'))
      expect(raw.find(one => one.id === row.id)).toEqual(JSON.parse(row.body as unknown as string));
    for (const word of ['ruiz-taken-back', 'ruiz-to-okafor', 'lind-to-ruiz-mended', 'ruiz-question'])
      expect(files.text('everything.json')).toContain(word);
    // Others’ own words are not: their cycles, what they took back, what they learn from.
    expect(files.whole.match(/.{0,80}(okafor-(?!mended)|lind-to-okafor|lind-to-ruiz-first|"minutes":99)/g)).toBeNull();
    expect(JSON.stringify(cycle.entries)).not.toContain('participation');
    expect(files.rows['entries.csv']).toBe(raw.length);
    expect(files.rows['cycles.csv']).toBe(1);
    expect(theirs).not.toBe(mine);
  });

  test('is a table a person reads, in their language', async () => {
    const school = await makeSchool();
    await makeWork(school);
    const files = await unpack(
      (await download(school, 'ruiz', { 'accept-language': 'de, es-MX;q=0.8, en;q=0.5' })).bytes,
    );
    const [heads, row, ...more] = cellsOf(files.text('cycles.csv'));
    expect(more).toEqual([]);
    const of = (head: string) => row![heads!.indexOf(head)];
    expect(heads!.slice(0, 4)).toEqual(['Lección', 'Curso', 'Sitio', 'Empezado el']);
    expect(of('Lección')).toBe('Lesson 2.1 – How leaves make food');
    expect(of('Práctica')).toBe('Number talks');
    expect(of('Cifra')).toBe('75');
    expect(of('Lo aprendido')).toBe('ruiz-learning');
    expect(of('Abierto a')).toBe('Dana Lind, Ben Okafor');
    expect(of('Comentarios')).toBe('Dana Lind: lind-to-ruiz-mended');
    const french = await unpack((await download(school, 'ruiz', { 'accept-language': 'fr' })).bytes);
    expect(cellsOf(french.text('entries.csv'))[0]!.slice(0, 3)).toEqual(['Quand', 'Quoi', 'Par']);
  });

  test('runs nothing in a spreadsheet', async () => {
    const school = await makeSchool();
    const signs = ['=1+1', '+1', '-1', '@x', '＝1', '＋1', '－1', '＠x', ' =1', '"=1"', 'a,"b"\nc'];
    for (const [at, idea] of signs.entries()) {
      const { log } = journal({ number: at + 1 });
      expect((await put(school, 'ruiz', log('ruiz', 'plan', { idea, prediction: -5 }))).status).toBe(201);
    }
    const files = await unpack((await download(school, 'ruiz')).bytes);
    const cells = cellsOf(files.text('cycles.csv'));
    const ideas = cells.slice(1).map(row => row[cells[0]!.indexOf('Idea')]);
    expect(ideas).toEqual(["'=1+1", "'+1", "'-1", "'@x", "'＝1", "'＋1", "'－1", "'＠x", "'=1", '"=1"', 'a,"b"\nc']);
    expect(cells[1]![cells[0]!.indexOf('Prediction')]).toBe('-5');
    expect(cells.map(row => row.length)).toEqual(cells.map(() => 23));
  });

  test('of years is whole', async () => {
    const school = await makeSchool();
    const logged = Array.from({ length: 300 }, (_, number) => {
      const one = journal({ number: number + 1 });
      for (const kind of ['plan', 'share', 'do', 'check', 'check', 'act'] as const) one.log('ruiz', kind);
      one.log('lind', 'feedback');
      return one.logged;
    }).flat();
    await seedEntries(env.DB, school, logged);
    const files = await unpack((await download(school, 'ruiz')).bytes);
    expect(files.rows).toMatchObject({ 'entries.csv': 2100, 'cycles.csv': 300 });
  });
});

/** Every row of every table that belongs to a district, with what is sealed opened: what is written in it. */
async function dump({ district, seal }: School) {
  const tables: Record<string, Record<string, unknown>[]> = {};
  for (const { name } of await districtTables(env.DB)) {
    const { results: rows } = await env.DB.prepare(`select * from ${name} where district = ?`)
      .bind(district)
      .all<Record<string, string>>();
    tables[name] = await Promise.all(
      rows.map(async row => ({
        ...row,
        ...(name === 'entry' && { body: await openBody(seal, row.id!, row.body!) }),
        ...(name === 'cycle' && { words: JSON.stringify(await openWords(seal, row.id!, row.words!)) }),
        ...(name === 'notice' && { body: await seal.open(`notice/${row.id}`, row.body!) }),
        ...(name === 'break_glass' && { reason: await seal.open(`break-glass/${row.id}`, row.reason!) }),
        ...(name === 'audit' && row.reason && { reason: await seal.open(`audit/${row.seq}`, row.reason) }),
      })),
    );
  }
  expect(Object.keys(tables).length).toBeGreaterThan(13);
  return tables;
}

const deleteMe = (school: School, who: Parameters<School['as']>[0], confirm: string = who) =>
  school.as(who)('DELETE', '/v1/me', { body: { confirm } });

describe('deleting everything of mine', () => {
  test('leaves no trace of me but my id in the log, and others their work', async () => {
    const school = await makeSchool();
    const { mine, theirs, closed } = await makeWork(school);
    const second = await breakGlass(school);
    const before = await school.as('okafor')('GET', `/v1/cycles/${theirs}`);
    expect((await deleteMe(school, 'ruiz')).status).toBe(204);
    expect(refusal(await school.as('ruiz')('GET', '/v1/me'))).toBe('session.ended');

    const { audit, ...tables } = await dump(school);
    const text = JSON.stringify(tables);
    expect(text.match(/.{0,40}(ruiz|Ana Ruiz|glass-reason)/gi)).toBeNull();
    expect(text).not.toContain(mine);
    expect(JSON.stringify(audit!.map(({ actor: _, subject: __, ...row }) => row))).not.toMatch(/ruiz/i);
    expect(tables.leaving).toEqual([]);

    const gone = tables.map!.find(({ body }) => String(body).includes('Former colleague'))!.id as string;
    expect(gone).toMatch(/^gone-[0-9a-f]{8}$/);
    // Mr. Okafor’s cycle is as it was: open to whom it was, answered, read; but for the words.
    const after = await school.as('okafor')('GET', `/v1/cycles/${theirs}`);
    const said = (body: typeof after.body) =>
      body.logged.map(({ author, entry }: { author: string; entry: { kind: string } }) => [author, entry.kind]);
    expect(said(after.body)).toEqual(
      said(before.body).map(([author, kind]: [string, string]) => [author === 'ruiz' ? gone : author, kind]),
    );
    expect(after.body.names[gone]).toBe('Former colleague');
    const shares = tables.share!.filter(({ cycle }) => cycle === theirs).map(({ audience }) => audience);
    expect(shares.sort()).toEqual([`person:${gone}`, 'person:lind']);
    expect(tables.share!.filter(({ cycle }) => cycle === closed)).toEqual([]);
    expect(tables.seen).toMatchObject([{ cycle: theirs, person: gone }]);
    // The coach keeps her contacts, without whom and without the cycle; the one she took back stays taken back.
    expect(tables.contact!.map(({ coach, teacher }) => [coach, teacher])).toEqual([
      ['lind', gone],
      ['lind', gone],
    ]);
    const lind = await unpack((await download(school, 'lind')).bytes);
    const contacts = lind.json('everything.json').elsewhere.filter(({ kind }: { kind: string }) => kind === 'contact');
    expect(contacts.map((one: { teacher: string; cycle?: string }) => [one.teacher, one.cycle])).toEqual(
      contacts.map(() => [gone, undefined]),
    );
    // Mr. Okafor’s own learning stays his.
    expect((await unpack((await download(school, 'okafor')).bytes)).text('everything.json')).toContain('"used"');
    // The log is whole, and everybody goes on.
    expect((await call('GET', '/v1/audit/verify', { as: second })).body.ok).toBe(true);
    const { log } = journal({ number: 2 });
    const more = log('okafor', 'check', { id: idAt(Date.parse('2026-11-20T12:00:00Z'), 7) } as never);
    expect((await put(school, 'okafor', more)).status).toBe(201);
  });

  test('of a coach keeps that they helped, and takes back every word and every contact', async () => {
    const school = await makeSchool();
    const { mine } = await makeWork(school);
    expect((await deleteMe(school, 'lind')).status).toBe(204);
    const { audit: _, ...tables } = await dump(school);
    expect(JSON.stringify(tables).match(/.{0,40}(lind)/gi)).toBeNull();
    expect(tables.contact).toEqual([]);
    const { body } = await school.as('ruiz')('GET', `/v1/cycles/${mine}`);
    const feedback = body.logged.filter(({ entry }: { entry: { kind: string } }) => entry.kind === 'feedback');
    expect(feedback).toHaveLength(2);
    for (const { author, entry } of feedback) {
      expect(author).toMatch(/^gone-/);
      expect(entry.text).toBe('…');
    }
    // An answer stays an answer: the question does not wait anew.
    const { cycle } = await tablesOf(school);
    expect(cycle.find(({ id }) => id === mine)!.words).not.toHaveProperty('question');
  });

  test('takes my name out of what others were told', async () => {
    const school = await makeSchool();
    const second = await breakGlass(school);
    expect((await deleteMe(school, 'adeyemi')).status).toBe(204);
    const { audit, ...tables } = await dump(school);
    expect(JSON.stringify(tables).match(/.{0,40}(adeyemi|femi|glass-reason)/gi)).toBeNull();
    expect(tables.notice).toHaveLength(1);
    expect(audit!.length).toBeGreaterThan(0);
    // Now that one is the last.
    const last = await call('DELETE', '/v1/me', { as: second, body: { confirm: 'second' } });
    expect(refusal(last)).toBe('admin.last');
    expect((await call('GET', '/v1/me', { as: second })).status).toBe(200);
  });

  test('asks to be sure', async () => {
    const school = await makeSchool();
    expect(refusal(await deleteMe(school, 'ruiz', 'okafor'))).toBe('body.invalid /confirm');
    expect(refusal(await school.as('ruiz')('DELETE', '/v1/me', { body: {} }))).toBe('body.invalid /confirm');
    expect(refusal(await school.as('ruiz')('DELETE', '/v1/me', { body: { confirm: 'ruiz', x: 1 } }))).toBe(
      'body.invalid /x',
    );
    expect((await school.as('ruiz')('GET', '/v1/me')).status).toBe(200);
  });

  test('that was interrupted finishes in the night, and nobody takes the id meanwhile', async () => {
    const school = await makeSchool();
    await makeWork(school);
    await beginLeaving(env.DB, { ...school, id: 'ruiz' }, 'ruiz', new Date());
    const again = await school.as('adeyemi')('PUT', '/v1/people/ruiz', {
      body: { name: 'Rita Ruiz', roles: [{ role: 'teacher' }] },
    });
    expect(refusal(again)).toBe('thing.ended');
    await purge(env.DB, env.SEAL_SECRET, new Date());
    const { audit: _, ...tables } = await dump(school);
    expect(JSON.stringify(tables).match(/.{0,40}(ruiz)/gi)).toBeNull();
    expect(tables.leaving).toEqual([]);
  });

  test('while another browser still sends: nothing is added any more', async () => {
    const school = await makeSchool();
    const { logged, log, cycle } = journal();
    log('ruiz', 'plan', { practice: undefined, aim: undefined });
    const loose = [{ author: 'ruiz', entry: log('ruiz', 'participation', { cycle: undefined }) }];
    const growth = {
      roll: rollUp(cycle, 'ruiz', logged.slice(0, 1)),
      version: 0,
      before: null,
      entries: logged.slice(0, 1),
    };
    expect((await deleteMe(school, 'ruiz')).status).toBe(204);
    // What was read and allowed a moment before, and is written now.
    expect(await write(env.DB, school, [growth], loose, new Date(), 'ruiz')).toEqual(new Set());
    expect((await tablesOf(school)).entry).toEqual([]);
  });
});

describe('deleting somebody who left', () => {
  const everything = (school: School, body: object, who: Parameters<School['as']>[0] = 'adeyemi') =>
    school.as(who)('DELETE', '/v1/people/ruiz/everything', { body });

  test('is an administrator’s, with a reason that is noted', async () => {
    const school = await makeSchool();
    await makeWork(school);
    const body = { confirm: 'ruiz', reason: 'moved-away' };
    expect(refusal(await everything(school, body))).toBe('person.active');
    const { headers } = await school.as('adeyemi')('GET', '/v1/people/ruiz');
    const left = { body: { active: false }, headers: { 'if-match': headers.get('etag')! } };
    expect((await school.as('adeyemi')('PATCH', '/v1/people/ruiz', left)).status).toBe(200);
    expect(refusal(await everything(school, { ...body, confirm: 'tran' }))).toBe('body.invalid /confirm');
    expect(refusal(await everything(school, { confirm: 'ruiz' }))).toBe('body.invalid /reason');
    expect(refusal(await everything(school, body, 'moreau'))).toBe('act.forbidden');
    expect((await everything(school, body)).status).toBe(204);
    const { audit, ...tables } = await dump(school);
    expect(JSON.stringify(tables).match(/.{0,40}(ruiz)/gi)).toBeNull();
    expect(audit).toContainEqual(
      expect.objectContaining({ act: 'person.deleted', reason: 'moved-away', actor: 'adeyemi' }),
    );
    expect(refusal(await everything(school, body))).toBe('thing.unknown');
  });
});
