import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { EntryKind } from '../../shared/records/entry.ts';
import { newKey, sealOf } from '../../worker/seal.ts';
import { deliver, journal } from './log.ts';
import { call, makeSchool, refusal } from './make.ts';

const secret = env.SEAL_SECRET!;
const other = btoa('another secret of more than 32 bytes');

describe('a district’s seal', () => {
  test('opens what it closed, in its place, and never twice the same', async () => {
    const seal = await sealOf(secret, 'maple', await newKey(secret, 'maple'));
    const text = 'They named the parts 🧑‍🏫 and could not say why';
    const sealed = await seal.close('entry/1', text);
    expect(await seal.open('entry/1', sealed)).toBe(text);
    expect(await seal.close('entry/1', text)).not.toBe(sealed);
    await expect(seal.open('entry/2', sealed)).rejects.toThrow();
    await expect(seal.open('entry/1', `${sealed.slice(0, -4)}AAA=`)).rejects.toThrow();
    expect([await seal.mark('a'), await seal.mark('a')]).toEqual([await seal.mark('a'), await seal.mark('a')]);
    expect(await seal.mark('a')).not.toBe(await seal.mark('b'));
  });

  test('is its own: neither another district’s, nor another worker’s secret, opens it', async () => {
    const key = await newKey(secret, 'maple');
    const [maple, oak] = [await sealOf(secret, 'maple', key), await sealOf(secret, 'oak', await newKey(secret, 'oak'))];
    await expect(oak.open('entry/1', await maple.close('entry/1', 'x'))).rejects.toThrow();
    expect(await oak.mark('a')).not.toBe(await maple.mark('a'));
    for (const wrong of [
      sealOf(secret, 'oak', key),
      sealOf(other, 'maple', key),
      sealOf(undefined, 'maple', key),
      sealOf('c2hvcnQ=', 'maple', key),
      sealOf(secret, 'maple', ''),
    ])
      await expect(wrong).rejects.toMatchObject({ code: 'server.unready' });
  });

  test('is missed in plain words when the worker was given no secret', async () => {
    const { tokens } = await makeSchool();
    expect(refusal(await call('GET', '/v1/me', { as: tokens.ruiz, secret: undefined }))).toBe('server.unready');
  });
});

test('a dump of the database holds no word that anybody wrote', async () => {
  const school = await makeSchool();
  const { log, logged } = journal();
  let said = 0;
  const canary = () => `canary-${String(++said).padStart(2, '0')}`;
  const words: { [K in EntryKind]?: object } = {
    plan: {
      tag: { site: 'canvas@x.instructure.com', course: '1', courseTitle: canary(), lessonTitle: canary() },
      idea: canary(),
      measure: { name: canary(), unit: 'score', direction: 'up' },
    },
    do: { how: 'adapted', ingredient: canary(), why: canary(), note: canary() },
    check: { note: canary() },
    act: { learning: canary() },
    question: { text: canary() },
    feedback: { text: canary() },
  };
  for (const kind of ['plan', 'share', 'do', 'check', 'question', 'feedback', 'act'] as const)
    log(kind === 'feedback' ? 'lind' : 'ruiz', kind, words[kind] ?? {});
  expect(await deliver(school, logged)).toEqual(logged.map(() => 201));

  const { results: tables } = await env.DB.prepare(
    "select name from sqlite_master where type = 'table' and name not like '\\_cf%' escape '\\'",
  ).all<{ name: string }>();
  expect(tables.length).toBeGreaterThan(10);
  const dump = [];
  for (const { name } of tables) dump.push((await env.DB.prepare(`select * from ${name}`).all()).results);
  expect(JSON.stringify(dump).match(/canary-\d+/g) ?? []).toEqual([]);

  const read = await school.as('ruiz')('GET', `/v1/cycles/${logged[0]!.entry.cycle}`);
  expect(new Set(JSON.stringify(read.body).match(/canary-\d+/g)).size).toBe(said);
});
