import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as jose from 'jose';

export type IssuerUser = { sub: string; name: string; groups: string[] };
type Grant = { user: IssuerUser; redirectUri: string; challenge: string; nonce?: string };
type Options = { clientId: string; users: IssuerUser[]; groupClaim?: string; accessSeconds?: number };

/**
 * An OpenID Connect issuer on loopback: discovery, a sign-in form, authorization code with PKCE (S256, one use), refresh
 * tokens, RS256 tokens and their keys, logout. As strict as a real one about addresses, clients and verifiers.
 */
export class OidcIssuer {
  accessSeconds: number;
  /** Refresh tokens are refused, as after a revocation. */
  revoked = false;
  /** How many tokens were given for a refresh token. */
  renewals = 0;
  url = '';
  readonly redirectUris = new Set<string>();
  readonly #options: Required<Pick<Options, 'clientId' | 'users' | 'groupClaim'>>;
  readonly #codes = new Map<string, Grant>();
  readonly #refresh = new Map<string, IssuerUser>();
  #keys: jose.GenerateKeyPairResult | undefined;
  #server: Server | undefined;

  constructor({ clientId, users, groupClaim = 'cognito:groups', accessSeconds = 3600 }: Options) {
    this.#options = { clientId, users, groupClaim };
    this.accessSeconds = accessSeconds;
  }

  async listen(): Promise<string> {
    this.#keys = await jose.generateKeyPair('RS256');
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => answer(response, 500, { error: String(error) }));
    });
    await new Promise<void>((done) => this.#server?.listen(0, '127.0.0.1', done));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this.url;
  }

  async close() {
    this.#server?.closeAllConnections();
    await new Promise((done) => this.#server?.close(done));
  }

  /** The claims of an access or id token that this issuer signed for its client; rejects every other. */
  async verify(token: string): Promise<jose.JWTPayload> {
    const { publicKey } = this.#pair();
    const { payload } = await jose.jwtVerify(token, publicKey, { issuer: this.url });
    if ((payload.client_id ?? payload.aud) !== this.#options.clientId)
      throw new Error('the token is for another client');
    return payload;
  }

  #pair() {
    if (!this.#keys) throw new Error('listen() first');
    return this.#keys;
  }

  async #serve(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', this.url);
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', '*');
    if (request.method === 'OPTIONS') return answer(response, 204);
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return answer(response, 200, this.#metadata());
      case '/jwks':
        return answer(response, 200, { keys: [await jose.exportJWK(this.#pair().publicKey)] });
      case '/authorize':
        return this.#authorize(url.searchParams, response);
      case '/token':
        return this.#token(new URLSearchParams(await bodyOf(request)), response);
      case '/logout':
        return this.#logout(url.searchParams, response);
      default:
        return answer(response, 404);
    }
  }

  #metadata() {
    return {
      issuer: this.url,
      authorization_endpoint: `${this.url}/authorize`,
      token_endpoint: `${this.url}/token`,
      jwks_uri: `${this.url}/jwks`,
      end_session_endpoint: `${this.url}/logout`,
    };
  }

  /** Without a user: the form. With one, as its buttons send it: back to the page with a code. */
  #authorize(asked: URLSearchParams, response: ServerResponse) {
    const redirectUri = asked.get('redirect_uri') ?? '';
    const challenge = asked.get('code_challenge');
    if (asked.get('client_id') !== this.#options.clientId || !this.redirectUris.has(redirectUri))
      return answer(response, 400, { error: 'unknown client or redirect address', redirectUri });
    if (asked.get('response_type') !== 'code' || asked.get('code_challenge_method') !== 'S256' || !challenge)
      return answer(response, 400, { error: 'authorization code with PKCE only' });
    const user = this.#options.users.find(({ sub }) => sub === asked.get('user'));
    if (!user) return this.#form(asked, response);
    const code = randomUUID();
    const nonce = asked.get('nonce');
    this.#codes.set(code, { user, redirectUri, challenge, ...(nonce && { nonce }) });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', asked.get('state') ?? '');
    response.writeHead(302, { location: back.href }).end();
  }

  #form(asked: URLSearchParams, response: ServerResponse) {
    const kept = [...asked].map(
      ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
    );
    const buttons = this.#options.users.map(
      ({ sub, name }) => `<button name="user" value="${escaped(sub)}">${escaped(name)}</button>`,
    );
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      `<!doctype html><title>Sign in</title><form action="/authorize">${[...kept, ...buttons].join('')}</form>`,
    );
  }

  async #token(asked: URLSearchParams, response: ServerResponse) {
    if (asked.get('client_id') !== this.#options.clientId) return answer(response, 401, { error: 'invalid_client' });
    const grant = asked.get('grant_type') === 'refresh_token' ? this.#refreshed(asked) : this.#exchanged(asked);
    if (!grant) return answer(response, 400, { error: 'invalid_grant' });
    return answer(response, 200, await this.#tokens(grant.user, grant.nonce));
  }

  #refreshed(asked: URLSearchParams) {
    const user = this.#refresh.get(asked.get('refresh_token') ?? '');
    if (!user || this.revoked) return undefined;
    this.renewals += 1;
    return { user, nonce: undefined };
  }

  #exchanged(asked: URLSearchParams) {
    const code = asked.get('code') ?? '';
    const grant = this.#codes.get(code);
    this.#codes.delete(code);
    const verifier = createHash('sha256')
      .update(asked.get('code_verifier') ?? '')
      .digest('base64url');
    if (!grant || grant.challenge !== verifier || grant.redirectUri !== asked.get('redirect_uri')) return undefined;
    return grant;
  }

  async #tokens(user: IssuerUser, nonce: string | undefined) {
    const { clientId, groupClaim } = this.#options;
    const groups = { [groupClaim]: user.groups };
    const refreshToken = randomUUID();
    this.#refresh.set(refreshToken, user);
    const access = { ...groups, sub: user.sub, client_id: clientId, token_use: 'access', jti: randomUUID() };
    const id = { ...groups, sub: user.sub, aud: clientId, name: user.name, token_use: 'id', ...(nonce && { nonce }) };
    return {
      access_token: await this.#signed(access),
      id_token: await this.#signed(id),
      refresh_token: refreshToken,
      token_type: 'Bearer',
      expires_in: this.accessSeconds,
    };
  }

  #signed(claims: jose.JWTPayload) {
    const token = new jose.SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).setIssuer(this.url).setIssuedAt();
    return token.setExpirationTime(`${this.accessSeconds}s`).sign(this.#pair().privateKey);
  }

  #logout(asked: URLSearchParams, response: ServerResponse) {
    const back = asked.get('logout_uri') ?? '';
    if (asked.get('client_id') !== this.#options.clientId || !this.redirectUris.has(back))
      return answer(response, 400, { error: 'unknown client or logout address' });
    response.writeHead(302, { location: back }).end();
  }
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

function answer(response: ServerResponse, status: number, body?: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage) {
  let body = '';
  for await (const part of request) body += part;
  return body;
}
