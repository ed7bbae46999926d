import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** An identity provider that does whatever a test makes it do. Left alone, it answers as it should. */
export type Forger = {
  issuer: string;
  /** Every request, by its path. */
  asked: string[];
  /** Back to answering as it should. */
  behave: () => void;
  /** What it says of itself. */
  metadata: Record<string, unknown>;
  /** Who signs in. */
  claims: JWTPayload;
  /** How the token is made of the claims, in place of its own signature. */
  sign: (claims: JWTPayload) => Promise<string>;
  /** What is answered at a path, in place of what belongs there. */
  instead: Record<string, (response: ServerResponse) => void>;
  key: CryptoKey;
  jwks: { keys: object[] };
  publicPem: string;
  close: () => Promise<void>;
};

export async function openForger(): Promise<Forger> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, forger.issuer);
    forger.asked.push(pathname);
    const json = (value: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    const instead = forger.instead[pathname];
    if (instead) return instead(response);
    if (pathname === '/.well-known/openid-configuration') return json(forger.metadata);
    if (pathname === '/jwks') return json(forger.jwks);
    if (pathname === '/token')
      return json({
        access_token: 'upstream-access',
        token_type: 'Bearer',
        id_token: await forger.sign(forger.claims),
      });
    response.writeHead(404).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const forger: Forger = {
    issuer,
    asked: [],
    metadata: {},
    claims: {},
    sign: async () => '',
    instead: {},
    key: privateKey,
    jwks: { keys: [jwk] },
    publicPem: await exportSPKI(publicKey),
    behave: () => {
      forger.asked.length = 0;
      forger.instead = {};
      forger.claims = {};
      forger.metadata = {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        id_token_signing_alg_values_supported: ['RS256'],
        token_endpoint_auth_methods_supported: ['client_secret_post'],
        authorization_response_iss_parameter_supported: true,
      };
      forger.sign = claims => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(privateKey);
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  forger.behave();
  return forger;
}
