import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from 'oidc-client-ts';
import { beforeAll, expect, test } from 'vitest';
import { endpoint, output, refusal, service, state, unique, users } from './fixture.ts';

const UserPoolId = output(state, 'PoolId');
const client_id = output(state, 'ClientId');
const [Username, Password] = ['ana', 'Correct-Horse-9'];
const redirect_uri = 'http://localhost:5173/signed-in';
const http = `${endpoint}/_aws/execute-api/${output(service, 'HttpApiId')}/$default`;

beforeAll(async () => {
  await users.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }));
  await users.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }));
  for (const GroupName of ['agent', 'supervisor'])
    await users.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
});

/** The console's own client, as in a browser: discovery at the pool's address on the local cloud. */
function console_() {
  const { origin } = new URL(endpoint);
  return new OidcClient({
    authority: `${origin}/${UserPoolId}`,
    client_id,
    redirect_uri,
    scope: 'openid email',
    stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
  });
}

/** What the person does: opens the page, types, presses the button, and is sent back. */
async function typePassword(page: string, password: string): Promise<Response> {
  const html = await (await fetch(page)).text();
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  const fields = hidden.map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]);
  const body = new URLSearchParams([...fields, ['username', Username], ['password', password]]);
  return fetch(new URL('/login', page), { method: 'POST', body, redirect: 'manual' });
}

async function signIn() {
  const client = console_();
  const request = await client.createSigninRequest({});
  const response = await typePassword(request.url, Password);
  const back = response.headers.get('location') ?? '';
  return { client, back, answer: await client.processSigninResponse(back) };
}

test("the console's OIDC client signs in with a code and its proof key", async () => {
  const { answer } = await signIn();

  expect(answer.token_type).toBe('Bearer');
  expect(answer.profile).toMatchObject({ 'cognito:username': Username, 'cognito:groups': ['agent', 'supervisor'] });
  expect(decodeJwt(answer.access_token)).toMatchObject({
    iss: `https://cognito-idp.us-east-1.amazonaws.com/${UserPoolId}`,
    token_use: 'access',
    'cognito:groups': ['agent', 'supervisor'],
  });
});

test('a wrong password shows the form again and issues no code', async () => {
  const request = await console_().createSigninRequest({});

  const response = await typePassword(request.url, 'wrong');

  expect([response.status, response.headers.get('location')]).toEqual([200, null]);
  expect(await response.text()).toContain('Incorrect username or password');
});

test.each([
  ['without its proof key', { code_verifier: '' }],
  ['with another proof key', { code_verifier: 'x'.repeat(64) }],
])('a code %s is worth nothing', async (_, forged) => {
  const client = console_();
  const request = await client.createSigninRequest({});
  const back = (await typePassword(request.url, Password)).headers.get('location') ?? '';
  const code = new URL(back).searchParams.get('code') ?? '';

  const body = new URLSearchParams({ grant_type: 'authorization_code', client_id, redirect_uri, code, ...forged });
  const response = await fetch(`${endpoint}/oauth2/token`, { method: 'POST', body });

  expect([response.status, await response.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
});

test('a code is worth a token once', async () => {
  const { client, back } = await signIn();

  await expect(client.processSigninResponse(back)).rejects.toThrow();
});

test('an address that the client did not register gets no sign-in page', async () => {
  const request = await console_().createSigninRequest({ redirect_uri: 'http://evil.example/' });

  expect((await fetch(request.url)).status).toBe(400);
});

test('a renewed token still carries its groups', async () => {
  const { answer } = await signIn();

  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id,
    refresh_token: answer.refresh_token ?? '',
  });
  const renewed = await (await fetch(`${endpoint}/oauth2/token`, { method: 'POST', body })).json();

  for (const token of [renewed.access_token, renewed.id_token])
    expect(decodeJwt(token)['cognito:groups']).toEqual(['agent', 'supervisor']);
});

test("tokens are signed with the pool's published keys", async () => {
  const { answer } = await signIn();

  const keys = createRemoteJWKSet(new URL(`${endpoint}/${UserPoolId}/.well-known/jwks.json`));

  await expect(jwtVerify(answer.access_token, keys)).resolves.toBeTruthy();
});

test('a route behind the sign-in takes real tokens and no others', async () => {
  const { answer } = await signIn();
  const call = async (token?: string) => {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    return fetch(`${http}/signed-in`, { headers });
  };

  const good = await call(answer.access_token);
  const forged = await call(`${answer.access_token.slice(0, -6)}aaaaaa`);
  const none = await call();

  expect([good.status, forged.status, none.status]).toEqual([200, 401, 401]);
  const event = (await good.json()) as { requestContext: { authorizer: { jwt: { claims: Record<string, string> } } } };
  expect(event.requestContext.authorizer.jwt.claims['cognito:groups']).toBe('[agent supervisor]');
});

test('the token endpoint lets a page of another origin in', async () => {
  const preflight = await fetch(`${endpoint}/oauth2/token`, {
    method: 'OPTIONS',
    headers: { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' },
  });
  const answer = await fetch(`${endpoint}/oauth2/token`, {
    method: 'POST',
    headers: { origin: 'http://localhost:5173' },
  });

  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
});

test('a script signs in with the password alone', async () => {
  const AuthParameters = { USERNAME: Username, PASSWORD: Password };

  const { AuthenticationResult } = await users.send(
    new InitiateAuthCommand({ ClientId: client_id, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }),
  );

  expect(decodeJwt(AuthenticationResult?.AccessToken ?? '')['cognito:groups']).toEqual(['agent', 'supervisor']);
});

test('a person who was given a first password has to choose another, and a weak one is refused', async () => {
  const given = { UserPoolId, Username: unique('new') };
  const TemporaryPassword = 'First-Password-1';
  await users.send(new AdminCreateUserCommand({ ...given, MessageAction: 'SUPPRESS', TemporaryPassword }));
  const signInWith = (PASSWORD: string) =>
    users.send(
      new InitiateAuthCommand({
        ClientId: client_id,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: given.Username, PASSWORD },
      }),
    );

  const weak = users.send(new AdminSetUserPasswordCommand({ ...given, Password: 'short', Permanent: true }));

  expect((await refusal(weak)).name).toBe('InvalidPasswordException');
  expect((await signInWith(TemporaryPassword)).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  expect((await refusal(signInWith('Another-Password-1'))).name).toBe('NotAuthorizedException');
});
