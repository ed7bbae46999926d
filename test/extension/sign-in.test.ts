// @vitest-environment node
import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { database } from '../../extension/sync/database.ts';
import { currentSession } from '../../extension/sync/session.ts';
import { askApproval, pollApproval, signInWithAccount } from '../../extension/sync/sign-in.ts';
import { CLIENT } from '../../shared/records/session.ts';
import { resetBrowser, seen } from './fake-browser.ts';
import { smallWorker } from './small-worker.ts';

const ana = { id: 'ortega', name: 'Ana Ortega', district: 'maple' };
const redirect = 'https://deskside-test.chromiumapp.org/';
const hashOf = (text: string, as: 'hex' | 'base64url') => createHash('sha256').update(text).digest(as);
let worker: Awaited<ReturnType<typeof smallWorker>>;

beforeEach(async () => {
  resetBrowser();
  worker = await smallWorker();
  worker.granted = form => (form.get('code') === 'the-code' ? ana : 'oauth.invalid_grant');
});
afterEach(async () => {
  await worker.close();
  const db = await database();
  for (const store of db.objectStoreNames) await db.clear(store);
});

/** The window in which the person signs in; it ends where the worker sends it, with these answers changed. */
function window(changed: Record<string, string | undefined> = {}) {
  const opened: URL[] = [];
  seen.authFlow = async url => {
    opened.push(url);
    const answer = new URL(redirect);
    const all = { code: 'the-code', state: url.searchParams.get('state')!, iss: worker.api, ...changed };
    for (const [name, value] of Object.entries(all)) if (value !== undefined) answer.searchParams.set(name, value);
    return answer.href;
  };
  return opened;
}
const signIn = (hint = {}) => signInWithAccount(worker.api, 'browser on linux', hint);

test('a code with a verifier that only this browser knows becomes a session', async () => {
  const [opened] = [window()];
  expect(await signIn({ district: 'maple' })).toMatchObject({ ok: true, value: { me: { id: 'ortega' } } });
  const { searchParams, pathname, origin } = opened[0]!;
  expect(origin + pathname).toBe(`${worker.api}/oauth/authorize`);
  expect(Object.fromEntries(searchParams)).toMatchObject({
    client_id: CLIENT,
    redirect_uri: redirect,
    response_type: 'code',
    code_challenge_method: 'S256',
    district: 'maple',
  });
  const [form] = worker.forms;
  expect(form).toMatchObject({ grant_type: 'authorization_code', code: 'the-code', redirect_uri: redirect });
  expect(hashOf(form!.code_verifier!, 'base64url')).toBe(searchParams.get('code_challenge'));
  expect(opened[0]!.href).not.toContain(form!.code_verifier!);
  expect((await currentSession())!.me.id).toBe('ortega');
  expect(seen.session.has('signIn')).toBe(false);
});

test('an invite is named in the address by its hash alone, and shown when the code is traded', async () => {
  const [opened] = [window()];
  await signIn({ invite: 'deskside_inv_abc' });
  expect(opened[0]!.searchParams.get('invite')).toBe(hashOf('deskside_inv_abc', 'hex'));
  expect(opened[0]!.href).not.toContain('deskside_inv');
  expect(worker.forms[0]!.invite).toBe('deskside_inv_abc');
});

test.each([
  ['somebody else’s code with no state', { state: undefined }],
  ['a state that this browser did not make', { state: 'another' }],
  ['another worker’s answer', { iss: 'https://evil.example' }],
  ['an answer that does not say whose it is', { iss: undefined }],
])('%s is never traded, and signs nobody in', async (_, changed) => {
  window(changed);
  expect(await signIn()).toMatchObject({ ok: false, problem: { error: 'invalid_grant' } });
  expect(worker.forms).toEqual([]);
  expect(await currentSession()).toBeUndefined();
});

test('an answer cannot be used a second time', async () => {
  let address = '';
  const [opened] = [window()];
  const flow = seen.authFlow;
  seen.authFlow = async url => (address = await flow(url));
  await signIn();
  seen.authFlow = async () => address;
  expect(await signIn()).toMatchObject({ ok: false });
  expect(worker.forms).toHaveLength(1);
  expect(opened).toHaveLength(1);
});

test('a window that was closed, a refusal and a network that is down are told apart, and change nothing', async () => {
  expect(await signIn()).toMatchObject({ ok: false, problem: { error: 'access_denied' } });
  window({ code: undefined, error: 'access_denied' });
  expect(await signIn()).toMatchObject({ ok: false, problem: { error: 'access_denied' } });
  seen.authFlow = async () => {
    throw new Error('Authorization page could not be loaded.');
  };
  expect(await signIn()).toMatchObject({ ok: false, problem: { error: 'invalid_request' } });
  for (const problem of ['account.student', 'account.unknown', 'provider.failed']) {
    window({ code: undefined, error: 'access_denied', problem });
    expect(await signIn()).toMatchObject({ ok: false, problem: { type: `/problems/${problem}` } });
  }
  window({ code: undefined, error: 'access_denied', problem: 'server.failed' });
  expect(await signIn()).toMatchObject({ ok: false, problem: { error: 'access_denied' } });
  expect(await currentSession()).toBeUndefined();
});

test('a device that waits asks again, less often when told to, until it is let in', async () => {
  expect(await pollApproval()).toMatchObject({ ok: false, problem: { error: 'expired_token' } });
  const asked = await askApproval(worker.api, 'browser on linux');
  expect(asked).toMatchObject({ ok: true, value: { code: 'BCDF-GHJK', wait: 5 } });
  expect(JSON.stringify(asked)).not.toContain('dev_1');
  worker.granted = () => 'oauth.authorization_pending';
  expect(await pollApproval()).toEqual({ wait: 5 });
  worker.granted = () => 'oauth.slow_down';
  expect(await pollApproval()).toEqual({ wait: 10 });
  worker.granted = () => 'oauth.authorization_pending';
  expect(await pollApproval()).toEqual({ wait: 10 });
  worker.trouble = () => 'lost';
  expect(await pollApproval()).toEqual({ wait: 10 });
  worker.trouble = () => null;
  worker.granted = form => (form.get('device_code') === 'dev_1' ? ana : 'oauth.invalid_grant');
  expect(await pollApproval()).toMatchObject({ ok: true, value: { me: { id: 'ortega' } } });
  expect(await pollApproval()).toMatchObject({ ok: false });
});
