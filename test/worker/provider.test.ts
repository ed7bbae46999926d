import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { issuerOf, Provider, readClaims } from '../../shared/records/provider.ts';
import type { z } from '../../shared/zod.ts';
import { isOutward } from '../../worker/outward.ts';
import { openSecret } from '../../worker/secrets.ts';
import { personOfAccount } from '../../worker/store/subject.ts';
import { makeSchool, refusal } from './make.ts';

const google = { preset: 'google', name: 'Google', clientId: 'deskside', domains: ['maple.example'] } as const;
const read = (more: Partial<z.input<typeof Provider>>, claims: Record<string, unknown>) =>
  readClaims(Provider.parse({ ...google, ...more }), claims);
const entra = { preset: 'entra', tenant: '11111111-2222-3333-4444-555555555555' } as const;

describe('a provider', () => {
  test('is an administrator’s to read and to write', async () => {
    const { as } = await makeSchool();
    for (const who of ['ruiz', 'lind', 'moreau'] as const) {
      expect(refusal(await as(who)('GET', '/v1/providers'))).toBe('act.forbidden');
      expect(refusal(await as(who)('GET', '/v1/providers/school'))).toBe('act.forbidden');
      expect(refusal(await as(who)('PUT', '/v1/providers/x', { body: google }))).toBe('act.forbidden');
    }
  });

  test('has an issuer by its preset, for Entra one for each tenant', async () => {
    const { as } = await makeSchool();
    const put = (body: object) => as('adeyemi')('PUT', '/v1/providers/new', { body });
    expect(refusal(await put({ ...google, issuer: 'https://evil.example' }))).toBe('body.invalid /issuer');
    expect(refusal(await put({ ...google, preset: 'oidc' }))).toBe('body.invalid /issuer');
    expect(refusal(await put({ ...google, preset: 'entra' }))).toBe('body.invalid /tenant');
    expect(refusal(await put({ ...google, preset: 'entra', tenant: 'common' }))).toBe('body.invalid /tenant');
    expect(issuerOf(Provider.parse({ ...google, ...entra }))).toBe(
      'https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0',
    );
    for (const domain of ['maple', 'Maple.example', '*.example', 'maple.example/', '@maple.example'])
      expect(refusal(await put({ ...google, domains: [domain] })), domain).toBe('body.invalid /domains/0');
  });

  test('may not be on one’s own machine or network, at a number, without https', async () => {
    const { as } = await makeSchool();
    const inside = [
      'http://id.maple.example',
      'https://127.0.0.1',
      'https://2130706433',
      'https://0x7f.1',
      'https://[::1]',
      'https://[::ffff:169.254.169.254]',
      'https://169.254.169.254/latest',
      'https://10.0.0.1',
      'https://localhost',
      'https://localhost.',
      'https://a.localhost',
      'https://db.internal',
      'https://printer.local',
      'https://intranet',
      'http://169.254.169.254',
      'file:///etc/passwd',
      'https://127.0.0.1.',
    ];
    for (const issuer of inside) {
      expect(
        refusal(await as('adeyemi')('PUT', '/v1/providers/new', { body: { ...google, preset: 'oidc', issuer } })),
        issuer,
      ).toBe('body.invalid /issuer');
      for (const dev of [{}, { DEV_LOOPBACK: '1' }])
        expect(isOutward({ ...env, ...dev }, new URL(issuer)), issuer).toBe(false);
    }
    for (const url of ['https://id.maple.example:25', 'https://user:x@id.maple.example', 'http://127.0.0.1:9'])
      expect(isOutward(env, new URL(url)), url).toBe(false);
    expect(isOutward(env, new URL('https://id.maple.example/x'))).toBe(true);
    expect(isOutward({ ...env, DEV_LOOPBACK: '1' }, new URL('http://127.0.0.1:9'))).toBe(true);
  });

  test('keeps its secret sealed: written, replaced, kept and taken away, and never read', async () => {
    const { as, district, seal } = await makeSchool();
    const admin = as('adeyemi');
    const path = '/v1/providers/new';
    const kept = async () => {
      const body = await env.DB.prepare(`select body from map where district = ? and id = 'new'`)
        .bind(district)
        .first<string>('body');
      expect(body).not.toContain('canary');
      const { clientSecret } = JSON.parse(body!);
      return clientSecret && openSecret(seal, 'provider', 'new', 'clientSecret', clientSecret);
    };
    const change = async (method: string, body: object) => {
      const { headers } = await admin('GET', path);
      const answer = await admin(method, path, { headers: { 'if-match': headers.get('etag')! }, body });
      expect(answer.status).toBe(200);
      expect(JSON.stringify(answer.body)).not.toMatch(/ecret/);
    };
    const made = await admin('PUT', path, { body: { ...google, clientSecret: 'canary-1' } });
    expect([made.status, JSON.stringify(made.body).includes('ecret')]).toEqual([201, false]);
    expect(await kept()).toBe('canary-1');
    expect(JSON.stringify((await admin('GET', path)).body)).not.toMatch(/ecret/);
    expect(JSON.stringify((await admin('GET', '/v1/providers')).body)).not.toMatch(/ecret/);
    await change('PATCH', { name: 'Other' });
    expect(await kept()).toBe('canary-1');
    await change('PUT', google);
    expect(await kept()).toBe('canary-1');
    await change('PATCH', { clientSecret: 'canary-2' });
    expect(await kept()).toBe('canary-2');
    await change('PATCH', { clientSecret: null });
    expect(await kept()).toBeUndefined();
    // A secret goes to nobody it was not meant for.
    await change('PATCH', { clientSecret: 'canary-3' });
    await change('PATCH', { preset: 'oidc', issuer: 'https://evil.example' });
    expect(await kept()).toBeUndefined();
  });
});

describe('what an account’s claims say', () => {
  const ruiz = { email: 'ruiz@maple.example', email_verified: true, hd: 'maple.example' };

  test('another organization’s account is an outsider’s, whatever else it says', () => {
    expect(read({}, ruiz)).toEqual({ email: 'ruiz@maple.example' });
    expect(read({}, { ...ruiz, hd: 'evil.example' })).toBe('outsider');
    expect(read(entra, { ...ruiz, hd: undefined, tid: entra.tenant })).toEqual({ email: 'ruiz@maple.example' });
    expect(read(entra, { ...ruiz, hd: undefined, tid: 'another' })).toBe('outsider');
    expect(read(entra, { ...ruiz, hd: undefined })).toBe('outsider');
  });

  test('an address counts only when it is verified and in the district’s own domains; Google’s only with its domain', () => {
    for (const claims of [
      { ...ruiz, email_verified: false },
      { ...ruiz, email_verified: 'true' },
      { ...ruiz, email_verified: undefined },
      { ...ruiz, hd: undefined },
      { ...ruiz, email: 'ruiz@gmail.example' },
      { ...ruiz, email: 'ruiz@sub.maple.example' },
      { ...ruiz, email: 'ruiz@evil.example@maple.example' },
      { ...ruiz, email: 'ruiz@maple.example.evil.example' },
      { ...ruiz, email: 'ruiz@mapłe.example' },
      { ...ruiz, email: 7 },
    ])
      expect(read({}, claims), JSON.stringify(claims)).toEqual({ email: null });
    const { hd: _, email_verified: __, ...unsaid } = { ...ruiz, tid: entra.tenant };
    for (const xms_edov of [undefined, false, 0, '0', 'no'])
      expect(read(entra, { ...unsaid, xms_edov })).toEqual({ email: null });
    for (const xms_edov of [true, '1']) expect(read(entra, { ...unsaid, xms_edov })).toEqual({ email: ruiz.email });
    expect(read({}, { ...unsaid, xms_edov: true })).toEqual({ email: null });
    expect(read({}, { ...ruiz, email: 'Ruiz@Maple.Example' })).toEqual({ email: 'Ruiz@Maple.Example' });
  });

  test('a student is a student by any of the claims that say roles, however it is written', () => {
    for (const claims of [
      { user_type: 'student' },
      { role: 'Student ' },
      { roles: ['teacher', 'STUDENT'] },
      { Role: 'Students' },
      { roles: ['Ｓｔｕｄｅｎｔ'] },
    ])
      expect(read({}, { ...ruiz, ...claims }), JSON.stringify(claims)).toBe('student');
    expect(read({ roleClaims: ['kind'] }, { ...ruiz, kind: 'learner' })).toBe('student');
    expect(read({}, { ...ruiz, user_type: 'teacher', role: 'Student services' })).toEqual({ email: ruiz.email });
  });
});

describe('whom an account signs in', () => {
  const issuer = 'https://id.maple.example';
  async function withEmails(emails: Record<string, string>) {
    const school = await makeSchool();
    for (const [id, email] of Object.entries(emails)) {
      const { headers } = await school.as('adeyemi')('GET', `/v1/people/${id}`);
      const answer = await school.as('adeyemi')('PATCH', `/v1/people/${id}`, {
        headers: { 'if-match': headers.get('etag')! },
        body: { email },
      });
      expect(answer.status).toBe(200);
    }
    const find = async (email: string, sub = 'account-1') =>
      (await personOfAccount(env.DB, school.district, { issuer, sub }, { email, invite: null }, new Date()))?.person;
    return { school, find };
  }

  test('the one active person with that very address; case is all that may differ', async () => {
    const { find } = await withEmails({ ruiz: 'Ana.Ruiz@maple.example' });
    expect(await find('ana.ruiz@MAPLE.example')).toBe('ruiz');
    for (const email of [
      'ana.ruiz+x@maple.example',
      'anaruiz@maple.example',
      'аna.ruiz@maple.example',
      'ana.ruiz@maple.example ',
      'ana.ruız@maple.example',
      '%@maple.example',
      'an_.ruiz@maple.example',
    ])
      expect(await find(email), email).toBeUndefined();
  });

  test('nobody when two have it, when it is a new account of one who has one, or when they left', async () => {
    const twins = await withEmails({ ruiz: 'office@maple.example', okafor: 'Office@maple.example' });
    expect(await twins.find('office@maple.example')).toBeUndefined();

    const { school, find } = await withEmails({ ruiz: 'ruiz@maple.example' });
    await env.DB.prepare('insert into subject (district, issuer, sub, person, last_at) values (?, ?, ?, ?, ?)')
      .bind(school.district, issuer, 'account-1', 'ruiz', '2026-01-01T00:00:00Z')
      .run();
    expect(await find('another@maple.example', 'account-1')).toBe('ruiz');
    expect(await find('ruiz@maple.example', 'account-2')).toBeUndefined();
    const { headers } = await school.as('adeyemi')('GET', '/v1/people/ruiz');
    await school.as('adeyemi')('PATCH', '/v1/people/ruiz', {
      headers: { 'if-match': headers.get('etag')! },
      body: { active: false },
    });
    expect(await find('ruiz@maple.example', 'account-1')).toBeUndefined();
  });

  test('a person who was deleted leaves no account behind for the next under that id', async () => {
    const { school, find } = await withEmails({ tran: 'tran@maple.example' });
    await env.DB.prepare('insert into subject (district, issuer, sub, person, last_at) values (?, ?, ?, ?, ?)')
      .bind(school.district, issuer, 'account-1', 'tran', '2026-01-01T00:00:00Z')
      .run();
    const { headers } = await school.as('adeyemi')('GET', '/v1/people/tran');
    await school.as('adeyemi')('DELETE', '/v1/people/tran', { headers: { 'if-match': headers.get('etag')! } });
    await school.as('adeyemi')('PUT', '/v1/people/tran', { body: { name: 'Cho Tran', roles: [{ role: 'admin' }] } });
    expect(await find('tran@maple.example')).toBeUndefined();
  });

  test('the look-up by address reads that person, not the district', async () => {
    const { school } = await withEmails({ ruiz: 'ruiz@maple.example' });
    const { results } = await env.DB.prepare(
      `explain query plan select id from map
       where district = ?1 and noun = 'person' and lower(body ->> 'email') = lower(?2) and body ->> 'active'`,
    )
      .bind(school.district, 'ruiz@maple.example')
      .all<{ detail: string }>();
    expect(results.map(row => row.detail).join()).toContain('map_email');
  });
});
