import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { freePort } from './world.ts';

/** What an account at the school's provider says of itself, by its user name. */
export type Accounts = Record<string, Record<string, unknown>>;

/** A school's identity provider on this machine: the real thing, with sign-in and consent pages. */
export async function openProvider(redirectUri: string, accounts: Accounts) {
  const issuer = `http://127.0.0.1:${await freePort()}`;
  const configuration = {
    clients: [
      {
        client_id: 'deskside',
        client_secret: 'the-schools-secret',
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'user_type'] },
    cookies: { keys: ['a key for cookies'] },
    findAccount: (_: unknown, name: string) => ({
      accountId: name,
      claims: async () => ({ sub: `account-of-${name}`, ...accounts[name] }),
    }),
    features: { devInteractions: { enabled: true } },
  };
  const provider = new Provider(issuer, configuration);
  const server = createServer(provider.callback());
  await new Promise<void>(resolve => server.listen(Number(new URL(issuer).port), '127.0.0.1', resolve));
  return {
    issuer,
    clientId: 'deskside',
    clientSecret: 'the-schools-secret',
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
