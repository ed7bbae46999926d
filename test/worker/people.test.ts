import { expect, test } from 'vitest';
import { makeSchool, refusal } from './make.ts';

test('only an administrator reads and writes people, and makes codes', async () => {
  const { as } = await makeSchool();
  for (const who of ['ruiz', 'lind', 'moreau'] as const) {
    expect(refusal(await as(who)('GET', '/v1/people'))).toBe('act.forbidden');
    expect(refusal(await as(who)('GET', '/v1/people/adeyemi'))).toBe('act.forbidden');
    expect(refusal(await as(who)('PUT', `/v1/people/${who}`, { body: {} }))).toBe('act.forbidden');
    expect(refusal(await as(who)('POST', '/v1/people/adeyemi/pairing-code'))).toBe('act.forbidden');
    expect(refusal(await as(who)('POST', '/v1/people/adeyemi/invite'))).toBe('act.forbidden');
  }
});

test('a code is made for active staff of one’s own district only', async () => {
  const { as } = await makeSchool();
  const other = await makeSchool();
  await other.as('adeyemi')('PUT', '/v1/people/gone', {
    body: { name: 'Gone', roles: [{ role: 'teacher' }], active: false },
  });
  for (const kind of ['pairing-code', 'invite']) {
    expect(refusal(await other.as('adeyemi')('POST', `/v1/people/gone/${kind}`))).toBe('thing.unknown');
    expect(refusal(await as('adeyemi')('POST', `/v1/people/gone/${kind}`))).toBe('thing.unknown');
    expect(refusal(await as('adeyemi')('POST', `/v1/people/nobody/${kind}`))).toBe('thing.unknown');
  }
});

test('there is no student', async () => {
  const { as } = await makeSchool();
  const put = await as('adeyemi')('PUT', '/v1/people/x', { body: { name: 'X', roles: [{ role: 'student' }] } });
  expect(refusal(put)).toBe('body.invalid /roles/0/role');
});

test('the last active administrator stays', async () => {
  const { as } = await makeSchool();
  const admin = as('adeyemi');
  const change = async (id: string, method: string, body?: unknown) => {
    const { headers } = await admin('GET', `/v1/people/${id}`);
    return admin(method, `/v1/people/${id}`, { headers: { 'if-match': headers.get('etag')! }, body });
  };
  expect(refusal(await change('adeyemi', 'PATCH', { active: false }))).toBe('admin.last');
  expect(refusal(await change('adeyemi', 'PATCH', { roles: [{ role: 'leader' }] }))).toBe('admin.last');
  expect(refusal(await change('adeyemi', 'DELETE'))).toBe('admin.last');
  expect((await change('adeyemi', 'PATCH', { name: 'F. Adeyemi' })).status).toBe(200);

  // An administrator who left is none.
  await admin('PUT', '/v1/people/left', { body: { name: 'Left', roles: [{ role: 'admin' }], active: false } });
  expect(refusal(await change('adeyemi', 'DELETE'))).toBe('admin.last');
  expect((await change('left', 'PATCH', { active: true })).status).toBe(200);
  expect((await change('adeyemi', 'DELETE')).status).toBe(204);
});

test('two administrators who take each other’s role away at the same moment leave one', async () => {
  const { as } = await makeSchool();
  const made = await as('adeyemi')('PUT', '/v1/people/second', {
    body: { name: 'Second', roles: [{ role: 'admin' }] },
  });
  const { headers } = await as('adeyemi')('GET', '/v1/people/adeyemi');
  const demote = (id: string, tag: string) =>
    as('adeyemi')('PATCH', `/v1/people/${id}`, {
      headers: { 'if-match': tag },
      body: { roles: [{ role: 'teacher' }] },
    });
  const answers = await Promise.all([
    demote('second', made.headers.get('etag')!),
    demote('adeyemi', headers.get('etag')!),
  ]);
  expect(answers.map(({ status }) => status).sort()).not.toEqual([200, 200]);
});
