import { describe, expect, test } from 'vitest';
import { idAt } from '../id-at.ts';
import { leaves } from '../make.ts';
import { deliver, journal, put, type Who } from './log.ts';
import { makeSchool, refusal } from './make.ts';

const place = new URLSearchParams({ site: leaves.site, course: leaves.course, lesson: leaves.lesson });

async function someCycle() {
  const school = await makeSchool();
  const { log, logged, cycle } = journal();
  log('ruiz', 'plan');
  log('ruiz', 'do', { note: 'Ari left early' });
  await deliver(school, logged);
  const read = (who: Who) => school.as(who)('GET', `/v1/cycles/${cycle}`);
  const share = async (said: object) =>
    expect((await put(school, 'ruiz', log('ruiz', 'share', said))).status).toBe(201);
  const readBy = async () => (await school.as('ruiz')('GET', `/v1/page?${place}`)).body.readBy;
  return { school, log, logged, cycle, read, share, readBy };
}

describe('a cycle', () => {
  test('is its teacher’s own, and nobody else’s', async () => {
    const { read, school, logged, cycle } = await someCycle();
    expect((await read('ruiz')).body).toEqual({
      cycle,
      owner: { id: 'ruiz', name: 'Ana Ruiz' },
      notes: true,
      logged,
      names: { ruiz: 'Ana Ruiz' },
    });
    for (const who of ['okafor', 'tran', 'lind', 'moreau', 'adeyemi'] as const)
      expect(refusal(await read(who))).toBe('thing.unknown');
    const other = await makeSchool();
    expect((await other.as('ruiz')('GET', `/v1/cycles/${cycle}`)).status).toBe(404);
    for (const id of [idAt(5), 'x', "' or 1=1 --"])
      expect((await school.as('ruiz')('GET', `/v1/cycles/${encodeURIComponent(id)}`)).status).toBe(404);
    const unknown = await school.as('moreau')('GET', `/v1/cycles/${idAt(5)}`);
    expect(unknown.body).toEqual((await read('moreau')).body);
  });

  test('is read by whom it was opened to, until it is closed to them', async () => {
    const { read, share } = await someCycle();
    await share({ with: { person: 'lind' } });
    expect((await read('lind')).body).toMatchObject({ notes: true, names: { ruiz: 'Ana Ruiz' } });
    expect((await read('okafor')).status).toBe(404);
    await share({ with: { person: 'lind' }, notes: false });
    const narrowed = await read('lind');
    expect(narrowed.body.notes).toBe(false);
    expect(JSON.stringify(narrowed.body)).not.toContain('Ari');
    await share({ with: { person: 'lind' }, state: 'closed' });
    expect((await read('lind')).status).toBe(404);
  });

  test('opened to a team is read by who is in it now; with the notes if any share has them', async () => {
    const { read, share, school } = await someCycle();
    await share({ with: { team: 'grade-7' }, notes: false });
    expect((await read('okafor')).body.notes).toBe(false);
    expect((await read('tran')).status).toBe(404);
    await share({ with: { person: 'okafor' }, notes: true });
    expect((await read('okafor')).body.notes).toBe(true);
    await share({ with: { person: 'okafor' }, state: 'closed' });
    const okafor = await school.as('adeyemi')('GET', '/v1/people/okafor');
    const { id: _, version: __, ...body } = okafor.body;
    const left = { body: { ...body, teams: [] }, headers: { 'if-match': okafor.headers.get('etag')! } };
    expect((await school.as('adeyemi')('PUT', '/v1/people/okafor', left)).status).toBe(200);
    expect((await read('okafor')).status).toBe(404);
  });

  test('says to its teacher who read it, and when last', async () => {
    const { read, share, readBy } = await someCycle();
    await share({ with: { person: 'lind' } });
    await read('ruiz');
    await read('okafor');
    expect(await readBy()).toEqual([]);
    await read('lind');
    await read('lind');
    expect(await readBy()).toEqual([{ person: 'lind', on: new Date().toISOString().slice(0, 10) }]);
  });

  test('is never read by whoever leads its teacher, be they their coach or team-mate as well', async () => {
    const { school, read, share } = await someCycle();
    await share({ with: { person: 'lind' } });
    await share({ with: { team: 'grade-7' } });
    expect([(await read('lind')).status, (await read('okafor')).status]).toEqual([200, 200]);
    for (const [id, name, roles] of [
      ['lind', 'Dana Lind', [{ role: 'coach' }, { role: 'leader', school: 'maple' }]],
      ['okafor', 'Ben Okafor', [{ role: 'teacher', school: 'maple' }, { role: 'leader' }]],
    ] as const) {
      const body = { name, roles, teams: ['grade-7'] };
      const { status } = await school.as('adeyemi')('PUT', `/v1/people/${id}`, { headers: { 'if-match': '*' }, body });
      expect(status).toBe(200);
      expect((await read(id)).status).toBe(404);
    }
    const summary = await school.as('lind')('GET', '/v1/insights/who-needs-me');
    expect(summary.body.teachers).toEqual([]);
    const page = await school.as('lind')('GET', `/v1/page?${place}`);
    expect(page.body.shared).toEqual([]);
    // Elsewhere they are a coach like any other.
    const elsewhere = journal({ number: 7 });
    elsewhere.log('tran', 'plan', { aim: undefined });
    elsewhere.log('tran', 'share');
    await deliver(school, elsewhere.logged);
    expect((await school.as('lind')('GET', `/v1/cycles/${elsewhere.cycle}`)).status).toBe(200);
  });

  test('can’t be opened to whoever leads its teacher, and they are not offered', async () => {
    const { school, log } = await someCycle();
    const entry = log('ruiz', 'share', { with: { person: 'moreau' } });
    expect(refusal(await put(school, 'ruiz', entry))).toBe('body.invalid /with/person');
    const body = {
      name: 'Dana Lind',
      roles: [{ role: 'coach' }, { role: 'leader', school: 'maple' }],
      teams: ['grade-7'],
    };
    await school.as('adeyemi')('PUT', '/v1/people/lind', { headers: { 'if-match': '*' }, body });
    const { coaches, teams } = (await school.as('ruiz')('GET', `/v1/page?${place}`)).body;
    expect(coaches).toEqual([]);
    // Of three in the team, the one who leads it reads nothing.
    expect(teams).toEqual([{ id: 'grade-7', name: 'Grade 7', people: 2 }]);
  });
});
