import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { askBreakGlass } from '../../worker/store/break-glass.ts';
import { deliver, journal } from './log.ts';
import { makeSchool, refusal } from './make.ts';

/** Ms. Ruiz's cycle with a note, and two administrators. */
async function emergency() {
  const school = await makeSchool();
  const { log, logged, cycle } = journal();
  log('ruiz', 'plan');
  log('ruiz', 'do', { note: 'Nobody but me' });
  await deliver(school, logged);
  const body = { name: 'Eve Moreau', roles: [{ role: 'admin' }] };
  await school.as('adeyemi')('PUT', '/v1/people/moreau', { body, headers: { 'if-match': '*' } });
  const ask = async (more: object = {}) =>
    school.as('adeyemi')('POST', '/v1/break-glass', {
      body: { teacher: 'ruiz', reason: 'A safety report names this lesson', hours: 2, ...more },
    });
  const read = (who: 'adeyemi' | 'moreau') => school.as(who)('GET', `/v1/cycles/${cycle}`);
  const told = async () => {
    const page = await school.as('ruiz')('GET', '/v1/page?site=canvas@x.example&course=1');
    return page.body.notices;
  };
  return { school, cycle, ask, read, told };
}

describe('breaking the glass', () => {
  test('takes two administrators, a reason and a time, and the teacher is told', async () => {
    const { school, cycle, ask, read, told } = await emergency();
    const { status, body: asked } = await ask();
    expect(status).toBe(201);
    expect((await read('adeyemi')).status).toBe(404);
    expect(await told()).toEqual([]);

    const approved = await school.as('moreau')('POST', `/v1/break-glass/${asked.id}/approve`);
    expect(approved.body).toMatchObject({ askedBy: 'adeyemi', approvedBy: 'moreau' });
    const opened = await school.as('adeyemi')('GET', `/v1/break-glass/${asked.id}`);
    expect(opened.body.cycles).toEqual([cycle]);
    expect((await read('adeyemi')).body.logged[1].entry.note).toBe('Nobody but me');
    // Only to the one who asked.
    expect((await read('moreau')).status).toBe(404);
    expect((await school.as('moreau')('GET', `/v1/break-glass/${asked.id}`)).body.cycles).toBeUndefined();

    const [notice] = await told();
    expect(notice.about).toEqual({
      kind: 'break_glass',
      by: 'Femi Adeyemi',
      approvedBy: 'Eve Moreau',
      reason: 'A safety report names this lesson',
      until: approved.body.openUntil,
    });
    expect((await school.as('ruiz')('DELETE', `/v1/notices/${notice.id}`)).status).toBe(204);
    expect(await told()).toEqual([]);

    const { items } = (await school.as('moreau')('GET', '/v1/audit?limit=3')).body;
    expect(items.map(({ act, actor, reason }: Record<string, string>) => [act, actor, reason])).toEqual([
      ['cycle.read', 'adeyemi', undefined],
      ['break-glass.approved', 'moreau', 'A safety report names this lesson'],
      ['break-glass.asked', 'adeyemi', 'A safety report names this lesson'],
    ]);
  });

  test('is never approved by the one who asked, nor twice, nor a day later', async () => {
    const { school, ask, read } = await emergency();
    const { body: asked } = await ask();
    const approve = (who: 'adeyemi' | 'moreau' | 'ruiz', id = asked.id) =>
      school.as(who)('POST', `/v1/break-glass/${id}/approve`);
    expect(refusal(await approve('adeyemi'))).toBe('act.forbidden');
    expect((await read('adeyemi')).status).toBe(404);
    expect(refusal(await approve('ruiz'))).toBe('act.forbidden');
    expect((await approve('moreau')).status).toBe(200);
    expect(refusal(await approve('moreau'))).toBe('thing.ended');

    const as = { ...school, id: 'adeyemi', name: 'A', roles: [], teams: [], subjects: [] };
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    const old = await askBreakGlass(env.DB, as, { teacher: 'ruiz', reason: 'x', hours: 24 }, yesterday);
    expect(refusal(await approve('moreau', old.id))).toBe('thing.ended');
  });

  test('ends by itself, and before that when an administrator says so', async () => {
    const { school, ask, read } = await emergency();
    const { body: asked } = await ask();
    await school.as('moreau')('POST', `/v1/break-glass/${asked.id}/approve`);
    expect((await read('adeyemi')).status).toBe(200);
    expect((await school.as('moreau')('DELETE', `/v1/break-glass/${asked.id}`)).status).toBe(204);
    expect((await read('adeyemi')).status).toBe(404);

    const { body: second } = await ask();
    await school.as('moreau')('POST', `/v1/break-glass/${second.id}/approve`);
    await env.DB.prepare('update break_glass set open_until = ?2 where district = ?1 and id = ?3')
      .bind(school.district, new Date().toISOString(), second.id)
      .run();
    expect((await read('adeyemi')).status).toBe(404);
    // Given up before anybody approved: nobody can any more.
    const { body: third } = await ask();
    await school.as('adeyemi')('DELETE', `/v1/break-glass/${third.id}`);
    expect(refusal(await school.as('moreau')('POST', `/v1/break-glass/${third.id}/approve`))).toBe('thing.ended');
  });

  test('is asked for a person who is here, with a reason, for a day at most', async () => {
    const { ask } = await emergency();
    expect(refusal(await ask({ teacher: 'nobody' }))).toBe('body.invalid /teacher');
    expect(refusal(await ask({ reason: ' ' }))).toBe('body.invalid /reason');
    expect(refusal(await ask({ hours: 25 }))).toBe('body.invalid /hours');
    expect(refusal(await ask({ approvedBy: 'moreau' }))).toBe('body.invalid /approvedBy');
  });
});
