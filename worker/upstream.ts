import * as oauth from 'oauth4webapi';
import { issuerOf, type Provider } from '../shared/records/provider.ts';
import type { Env } from './http.ts';
import { askOutward, isOutward } from './outward.ts';

// Our own sign-in at somebody's identity provider: code flow with PKCE, state and nonce (OpenID Connect Core 1.0).

export type Begun = { url: URL; state: string; nonce: string; verifier: string };

/** Where to send the browser, and what its answer will be known by. @throws Error when the provider can't be asked */
export async function beginUpstream(env: Env, provider: Provider, redirectUri: string): Promise<Begun> {
  const as = await discover(env, provider);
  const url = new URL(as.authorization_endpoint ?? '');
  if (!isOutward(env, url)) throw new Error('not a public address');
  const state = oauth.generateRandomState();
  const nonce = oauth.generateRandomNonce();
  const verifier = oauth.generateRandomCodeVerifier();
  const query = {
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid email profile',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return { url, state, nonce, verifier };
}

/** Whose account it is, and all that the provider says of it. */
export type Account = { issuer: string; sub: string; claims: Record<string, unknown> };

/**
 * Trades the provider's answer for the account's claims. Its tokens go no further than this.
 * @throws Error when anything in it is not as it must be; oauth.AuthorizationResponseError when the person said no
 */
export async function finishUpstream(
  env: Env,
  provider: Provider,
  secret: string | undefined,
  { state, nonce, verifier }: Omit<Begun, 'url'>,
  callback: URL,
  now: Date,
): Promise<Account> {
  const as = await discover(env, provider);
  const client: oauth.Client = { client_id: provider.clientId };
  const options = optionsOf(env);
  const answer = oauth.validateAuthResponse(as, client, callback, state);
  const redirectUri = callback.origin + callback.pathname;
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    authenticate(as, secret),
    answer,
    redirectUri,
    verifier,
    options,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  // The token came over TLS from the provider itself; its signature is checked all the same.
  await oauth.validateApplicationLevelSignature(as, response, options);
  const claims = oauth.getValidatedIdTokenClaims(tokens)!;
  if (claims.iat > now.getTime() / 1000 + SKEW) throw new Error('issued in the future');
  const told = as.userinfo_endpoint ? await askUserInfo(as, client, tokens.access_token, claims.sub, options) : {};
  return { issuer: as.issuer, sub: claims.sub, claims: { ...told, ...claims } };
}

/** Seconds that a provider's clock may be ahead. */
const SKEW = 30;

type Options = ReturnType<typeof optionsOf>;

function optionsOf(env: Env) {
  return {
    [oauth.customFetch]: (address: string, init: object) => askOutward(env, address, init),
    [oauth.allowInsecureRequests]: env.DEV_LOOPBACK === '1',
  };
}

async function discover(env: Env, provider: Provider): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(issuerOf(provider));
  const response = await oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...optionsOf(env) });
  return oauth.processDiscoveryResponse(issuer, response);
}

/** Some providers keep an account's address and role there alone. */
async function askUserInfo(
  as: oauth.AuthorizationServer,
  client: oauth.Client,
  access: string,
  sub: string,
  options: Options,
): Promise<Record<string, unknown>> {
  const response = await oauth.userInfoRequest(as, client, access, options);
  return oauth.processUserInfoResponse(as, client, sub, response);
}

/** Posted where that is taken: RFC 6749's encoding of a Basic password is not read alike everywhere. */
function authenticate(as: oauth.AuthorizationServer, secret: string | undefined): oauth.ClientAuth {
  if (secret === undefined) return oauth.None();
  const posted = as.token_endpoint_auth_methods_supported?.includes('client_secret_post');
  return posted ? oauth.ClientSecretPost(secret) : oauth.ClientSecretBasic(secret);
}
