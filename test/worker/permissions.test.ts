import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { byOf, type EntryKind, kinds } from '../../shared/records/entry.ts';
import { nouns } from '../../shared/records/map.ts';
import { type RoleName, roles } from '../../shared/records/role.ts';
import { type Act, may, permits, type Relation } from '../../worker/guard.ts';
import { app } from '../../worker/index.ts';
import { approveBreakGlass, askBreakGlass } from '../../worker/store/break-glass.ts';
import { answerRequest, makeRequest } from '../../worker/store/device-request.ts';
import { askDeletion } from '../../worker/store/drop-district.ts';
import { tell } from '../../worker/store/notice.ts';
import { makeSession, sessionsOf } from '../../worker/store/token.ts';
import { seedEntries } from '../../worker/store/write.ts';
import { idAt } from '../id-at.ts';
import { journal, type School, type Who } from './log.ts';
import { makeSchool } from './make.ts';

// Every route × every role × every relation, from the table itself: what may be done is done, what may not is refused
// in the way the table says. A route whose act has no row, or whose things are not made below, fails.

/** How somebody comes to stand to a thing: a relation of the table, or one that has ended, or is of another district. */
type Case = Relation | 'uninvited' | 'removed' | 'foreign';
const cases: Case[] = [
  'own',
  'invited',
  'team',
  'glass',
  'school',
  'led',
  'district',
  'uninvited',
  'removed',
  'foreign',
];
/** What the table makes of it; null: another district's is not there for anybody. */
const relationIn = (one: Case): Relation | null =>
  one === 'foreign' ? null : one === 'uninvited' || one === 'removed' ? 'district' : one;

const actors: Record<RoleName, Who> = { teacher: 'okafor', coach: 'lind', leader: 'moreau', admin: 'adeyemi' };
const routes = [...Map.groupBy(app.routes, ({ method, path }) => `${method} ${path}`)]
  .map(([name, handlers]) => ({
    name,
    method: name.split(' ')[0]!,
    path: name.split(' ')[1]!,
    acts: handlers.flatMap(({ handler }) => ('act' in handler ? [handler.act as Act] : [])),
  }))
  .filter(({ acts }) => acts.length > 0);

let here: School;
let there: School;
let number = 100;

beforeAll(async () => {
  here = await makeSchool();
  there = await makeSchool();
  // Everybody is in a team of Oak's staff, so that a cycle of theirs can be opened to each.
  for (const who of Object.values(actors)) {
    const { body, headers } = await here.as('adeyemi')('GET', `/v1/people/${who}`);
    const teams = { body: { teams: [...body.teams, 'oak-staff'] }, headers: { 'if-match': headers.get('etag')! } };
    expect((await here.as('adeyemi')('PATCH', `/v1/people/${who}`, teams)).status).toBe(200);
  }
});

/** Sets something up, in a session of its own: routes that end sessions end no other case's. */
async function setUp({ district, as }: School, method: string, path: string, body: object) {
  const { access } = await makeSession(env.DB, district, 'adeyemi', 'setup', new Date());
  const { status } = await as('adeyemi')(method, path, { body, headers: { authorization: `Bearer ${access}` } });
  expect(status).toBe(201);
}

/** A cycle to which `actor` stands so; null where nobody of their role can. */
async function cycleFor(role: RoleName, one: Case): Promise<string | null> {
  const actor = actors[role];
  const led = one === 'led';
  if ((led && role !== 'leader') || one === 'school') return null;
  const owner = one === 'own' ? actor : led ? 'ruiz' : 'tran';
  const { cycle, logged, log } = journal({ number: ++number });
  log(owner, 'plan', { aim: undefined, practice: undefined });
  log(owner, 'share', { with: { person: 'nobody' } });
  if (['invited', 'removed', 'led'].includes(one)) log(owner, 'share', { with: { person: actor } });
  if (one === 'removed') log(owner, 'share', { with: { person: actor }, state: 'closed' });
  if (one === 'team' || led) log(owner, 'share', { with: { team: 'oak-staff' } });
  await seedEntries(env.DB, one === 'foreign' ? there : here, logged);
  if (one === 'glass') {
    const as = (id: string, name: string) => ({
      id,
      name,
      roles: [{ role: 'admin' as const }],
      teams: [],
      subjects: [],
      ...here,
    });
    const asked = await askBreakGlass(env.DB, as(actor, 'A'), { teacher: owner, reason: 'x', hours: 1 }, new Date());
    await approveBreakGlass(env.DB, as('second', 'B'), asked.id, new Date());
  }
  return cycle;
}

async function endGlass() {
  await env.DB.prepare('delete from break_glass where district = ?').bind(here.district).run();
}

/** Whoever the thing belongs to, for things that are a person's own. */
const ownerFor = (role: RoleName, one: Case): [School, Who] | null =>
  one === 'own'
    ? [here, actors[role]]
    : one === 'district'
      ? [here, 'ruiz']
      : one === 'foreign'
        ? [there, 'ruiz']
        : null;

/** A thing of the district's, or another's. */
const inDistrict = (one: Case, id: string, foreign: string) =>
  one === 'district' ? id : one === 'foreign' ? foreign : null;

type Asked = { path?: string; body?: unknown; headers?: Record<string, string>; act?: Act };
/** What to ask a route for, so that the actor stands so to it; null where that can't be. */
type Ask = (role: RoleName, one: Case) => Promise<Asked | null>;

/** Routes of no particular thing: the caller's own, or a list of the district's. */
const plain =
  (body?: unknown): Ask =>
  async (_, one) =>
    one === 'own' ? { body } : null;
const listed: Ask = async (_, one) => (one === 'district' ? {} : null);
const person: Ask = async (_, one) => {
  // One who is in the other district alone.
  const id = inDistrict(one, 'tran', `stranger-${++number}`);
  if (one === 'foreign') await setUp(there, 'PUT', `/v1/people/${id}`, small.person);
  return id ? { path: id } : null;
};
const glass: Ask = async (role, one) => {
  const owner = ownerFor(role, one);
  if (!owner) return null;
  const [school, who] = owner;
  const as = { ...school, id: who, name: who, roles: [{ role: 'admin' as const }], teams: [], subjects: [] };
  return { path: (await askBreakGlass(env.DB, as, { teacher: 'tran', reason: 'x', hours: 1 }, new Date())).id };
};

const adeyemi = (school: School) => ({
  ...school,
  id: 'adeyemi',
  name: 'x',
  roles: [{ role: 'admin' as const }],
  teams: [],
  subjects: [],
});
const admin = async () => `Bearer ${(await makeSession(env.DB, here.district, 'adeyemi', 'setup', new Date())).access}`;

/** Somebody of that role who may be deleted: nobody that other cases need. */
const somebody = async (school: School, role: RoleName, active = true) => {
  const id = `somebody-${++number}`;
  await setUp(school, 'PUT', `/v1/people/${id}`, { name: 'x', roles: [{ role }], active });
  return { id, session: async () => (await makeSession(env.DB, school.district, id, 'actor', new Date())).access };
};
/** A district that may be deleted: asked for by the actor, or by another administrator. */
const endOfDistrict: Ask = async (role, one) => {
  if (one !== 'own' && one !== 'district') return null;
  const school = await makeSchool();
  const { id, session } = await somebody(school, role);
  const authorization = `Bearer ${await session()}`;
  const asker = one === 'own' ? id : 'adeyemi';
  await askDeletion(env.DB, { ...adeyemi(school), id: asker }, 'x', new Date());
  return { headers: { authorization }, body: { confirm: school.district } };
};

const asks: Record<string, Ask> = {
  'GET /v1/me/export': plain(),
  'DELETE /v1/me': async (role, one) => {
    if (one !== 'own') return null;
    const { id, session } = await somebody(here, role);
    return { headers: { authorization: `Bearer ${await session()}` }, body: { confirm: id } };
  },
  'DELETE /v1/people/:id/everything': async (_, one) => {
    if (one !== 'district' && one !== 'foreign') return null;
    const { id } = await somebody(one === 'foreign' ? there : here, 'teacher', false);
    return { path: id, body: { confirm: id, reason: 'x' } };
  },
  'GET /v1/district': listed,
  'PATCH /v1/district': async (_, one) => {
    if (one !== 'district') return null;
    const { headers } = await here.as('adeyemi')('GET', '/v1/district', { headers: { authorization: await admin() } });
    return { body: { minimumGroup: 10 }, headers: { 'if-match': headers.get('etag')! } };
  },
  'GET /v1/retention': listed,
  'GET /v1/district/export': listed,
  'POST /v1/district/deletion': async (_, one) => (one === 'district' ? { body: { reason: 'x' } } : null),
  'DELETE /v1/district/deletion': async (_, one) => {
    if (one !== 'district') return null;
    await askDeletion(env.DB, adeyemi(here), 'x', new Date());
    return {};
  },
  'DELETE /v1/district': endOfDistrict,
  'POST /v1/sign-out': plain(),
  'GET /v1/me': plain(),
  // A device is its own to answer who looked at it first.
  'POST /v1/device': async (role, one) => {
    const owner = ownerFor(role, one);
    if (!owner) return null;
    const [school, who] = owner;
    const { userCode } = await makeRequest(env.DB, 'x', '', school.district, new Date());
    await answerRequest(env.DB, { ...school, id: who }, userCode, undefined, new Date());
    return { body: { code: userCode } };
  },
  'GET /v1/sessions': plain(),
  'DELETE /v1/sessions': plain(),
  'DELETE /v1/sessions/:id': async (role, one) => {
    const owner = ownerFor(role, one);
    if (!owner) return null;
    const [{ district }, who] = owner;
    await makeSession(env.DB, district, who, 'matrix', new Date());
    const mine = await sessionsOf(env.DB, district, who);
    return { path: mine.find(({ device }) => device === 'matrix')!.id };
  },
  'DELETE /v1/notices/:id': async (role, one) => {
    const owner = ownerFor(role, one);
    if (!owner) return null;
    const [school, who] = owner;
    const always = env.DB.prepare('update district set name = name where id = ?').bind(school.district);
    const about = { kind: 'session_copied', device: 'x' } as const;
    await env.DB.batch([always, await tell(env.DB, school, who, about, new Date())]);
    return { path: (await env.DB.prepare('select max(id) as id from notice').first<string>('id'))! };
  },
  'GET /v1/page': async (_, one) => (one === 'own' ? { path: '?site=moodle@127.0.0.1:8788/moodle&course=2' } : null),
  'GET /v1/cycles/:id': async (role, one) => {
    const cycle = await cycleFor(role, one);
    return cycle ? { path: cycle } : null;
  },
  'GET /v1/insights/who-needs-me': async (role, one) => (role !== 'coach' || one === 'invited' ? {} : null),
  'GET /v1/insights/activity': async (_, one) => {
    const school = one === 'school' ? 'maple' : one === 'district' ? 'oak' : one === 'foreign' ? 'elsewhere' : null;
    return school && { path: `?scope=school:${school}` };
  },
  'POST /v1/people/:id/pairing-code': person,
  'POST /v1/people/:id/invite': person,
  'GET /v1/people/:id/sessions': person,
  'DELETE /v1/people/:id/sessions': person,
  'GET /v1/audit': listed,
  'GET /v1/audit/verify': listed,
  'GET /v1/break-glass': listed,
  'POST /v1/break-glass': async (_, one) => (one === 'district' ? { body: { teacher: 'tran', reason: 'x' } } : null),
  'GET /v1/break-glass/:id': async (role, one) => (one === 'own' ? null : glass(role, one)),
  'POST /v1/break-glass/:id/approve': glass,
  'DELETE /v1/break-glass/:id': glass,
};

/** Something of each noun that can be deleted, made anew under an id of its own. */
const small: Record<keyof typeof nouns, object> = {
  school: { name: 'x' },
  team: { name: 'x', school: 'maple' },
  person: { name: 'x', roles: [{ role: 'teacher' }] },
  need: { text: 'x' },
  goal: { text: 'x', need: 'fractions' },
  aim: { text: 'x', goal: 'number-sense', measures: ['exit-ticket'] },
  measure: { name: 'x', unit: 'score', direction: 'up', kind: 'process' },
  practice: { name: 'x', ingredients: [{ text: 'x', kind: 'core' }] },
  initiative: { name: 'x' },
  learning: { title: 'x', url: 'https://pl.example.org/x' },
  provider: { preset: 'google', name: 'x', clientId: 'x' },
};
for (const [noun, { path }] of Object.entries(nouns)) {
  const body = small[noun as keyof typeof nouns];
  const one: Ask = async (_, where) => {
    const id = inDistrict(where, `small-${++number}`, `other-${++number}`);
    if (!id) return null;
    const school = where === 'foreign' ? there : here;
    await setUp(school, 'PUT', `/v1/${path}/${id}`, body);
    return { path: id, body, headers: { 'if-match': '*' } };
  };
  asks[`GET /v1/${path}`] = listed;
  for (const method of ['GET', 'PATCH', 'DELETE']) asks[`${method} /v1/${path}/:id`] = one;
  // Putting what another district has makes one's own of that name: there is nothing foreign to reach.
  asks[`PUT /v1/${path}/:id`] = async (role, where) => (where === 'district' ? one(role, where) : null);
}

const said: { [K in EntryKind]?: object } = { plan: { aim: undefined } };
const logs = kinds.map(({ name }): [EntryKind, Ask] => [
  name,
  async (role, one) => {
    // Breaking the glass is for reading. An id that only another district knows begins a cycle of one's own.
    if (one === 'glass' || one === 'foreign') return null;
    const { log } = journal({ number: ++number });
    if (name === 'contact') {
      // With a teacher, who invites in person or not at all: Mr. Tran does, Ms. Ruiz stopped.
      const to = one === 'invited' ? 'tran' : one === 'removed' || one === 'district' ? 'ruiz' : null;
      if (!to) return null;
      const shares = journal({ number: ++number });
      shares.log(to, 'share', { with: { person: actors[role] } });
      if (to === 'ruiz') shares.log(to, 'share', { with: { person: actors[role] }, state: 'closed' });
      await seedEntries(env.DB, here, shares.logged);
      const entry = log(actors[role], name, { cycle: undefined, teacher: to });
      return { path: entry.id, body: entry, act: 'entry.coach' };
    }
    const cycle = await cycleFor(role, one);
    if (!cycle) return null;
    const more = { ...said[name], cycle, ...(name === 'retract' && { supersedes: idAt(number) }) };
    const entry = log(actors[role], name, more as never);
    return { path: entry.id, body: entry, act: `entry.${byOf(name)}` };
  },
]);

async function check(name: string, method: string, path: string, act: Act, ask: Ask) {
  const wrong: string[] = [];
  let walked = 0;
  for (const role of roles)
    for (const one of cases) {
      const asked = await ask(role, one);
      if (!asked) continue;
      walked++;
      const about = asked.act ?? act;
      const at = path.includes(':id') ? path.replace(':id', asked.path!) : path + (asked.path ?? '');
      // A session of its own: what ends sessions ends no other case.
      const as = (await makeSession(env.DB, here.district, actors[role], 'actor', new Date())).access;
      const { status } = await here.as(actors[role])(method, at, {
        ...(asked.body !== undefined && method !== 'GET' && { body: asked.body }),
        headers: { authorization: `Bearer ${as}`, ...asked.headers },
      });
      await endGlass();
      const relation = relationIn(one);
      const who = { roles: [{ role }] };
      const may = relation !== null && permits(who, about, relation);
      // What one sees and may not act on is 403: a cycle one reads, or one's own asking to break the glass.
      const sees = about.startsWith('entry.') ? relation && permits(who, 'cycle.read', relation) : relation === 'own';
      const expected = may ? 'ok' : !(role in rowOf(about)) || sees ? '403' : '404';
      const got = status < 400 ? 'ok' : String(status);
      if (got !== expected) wrong.push(`${name} as ${role}, ${one}: ${got}, not ${expected}`);
    }
  expect(wrong).toEqual([]);
  expect(walked, `${name} was tried`).toBeGreaterThan(0);
}

function rowOf(act: Act): object {
  expect(may, `a row for ${act}`).toHaveProperty([act]);
  return may[act];
}

describe('every route × role × relation does as the table says', () => {
  for (const { name, method, path, acts } of routes.filter(({ name }) => !/\/v1\/entries/.test(name)))
    test(name, async () => {
      expect(asks, 'things to try this route on').toHaveProperty([name]);
      await check(name, method, path, acts[0]!, asks[name]!);
    });

  for (const [kind, ask] of logs)
    test(`PUT /v1/entries/:id of a ${kind}`, async () => {
      await check(kind, 'PUT', '/v1/entries/:id', `entry.${byOf(kind)}`, ask);
    });
});

test('the table gives nobody a thing of another district, and nobody a cycle they lead', () => {
  for (const role of roles) expect(permits({ roles: [{ role }] }, 'cycle.read', 'led')).toBe(false);
  expect(permits({ roles: [{ role: 'admin' }] }, 'cycle.read', 'district')).toBe(false);
  expect(permits({ roles: [{ role: 'leader' }] }, 'cycle.read', 'school')).toBe(false);
});
