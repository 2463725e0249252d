import { createHash, randomBytes } from 'node:crypto';
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Cloud, clientOf } from './cloud.ts';

/** Where people of this cloud sign in. */
export type SignInPlace = { poolId: string; clientId: string; authority: string; redirectUri: string };

export type Tokens = { accessToken: string; idToken: string; refreshToken: string };

/** The outputs of a stack of the environment: `stackOutputs(cloud, 'State')`. Throws when it was not deployed. */
export function stackOutputs(cloud: Pick<Cloud, 'environment' | 'outputs'>, stack: string): Record<string, string> {
  const outputs = cloud.outputs[`${cloud.environment}-${stack}`];
  if (!outputs) throw new Error(`No stack ${stack}; there are: ${Object.keys(cloud.outputs).join(', ') || 'none'}.`);
  return outputs;
}

type CloudOutputs = Pick<Cloud, 'environment' | 'outputs' | 'endpoint'>;

/** The pool behind the issuer, and the address that the console comes back to. */
export async function signInPlace(cloud: CloudOutputs): Promise<SignInPlace> {
  const { Issuer = '', ClientId = '' } = stackOutputs(cloud, 'State');
  const poolId = Issuer.split('/').at(-1) ?? '';
  const client = new CognitoIdentityProviderClient(clientOf(cloud.endpoint));
  const described = await client.send(new DescribeUserPoolClientCommand({ UserPoolId: poolId, ClientId }));
  const [redirectUri = ''] = described.UserPoolClient?.CallbackURLs ?? [];
  return { poolId, clientId: ClientId, authority: `${cloud.endpoint}/${poolId}`, redirectUri };
}

/**
 * Signs a person in as her browser does: the sign-in page, her password, a code, its proof key, tokens. Throws with
 * what the page said when it refuses her.
 */
export async function signIn(cloud: CloudOutputs, username: string, password: string): Promise<Tokens> {
  const place = await signInPlace(cloud);
  const verifier = randomBytes(32).toString('base64url');
  const page = new URL('/oauth2/authorize', cloud.endpoint);
  page.search = new URLSearchParams({
    client_id: place.clientId,
    redirect_uri: place.redirectUri,
    response_type: 'code',
    scope: 'openid email profile',
    state: randomBytes(8).toString('hex'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  const code = await submitPassword(page, username, password);
  return exchange(cloud.endpoint, place, code, verifier);
}

async function submitPassword(page: URL, username: string, password: string): Promise<string> {
  const html = await (await fetch(page)).text();
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  const fields = hidden.map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]);
  const body = new URLSearchParams([...fields, ['username', username], ['password', password]]);
  const answer = await fetch(new URL('/login', page), { method: 'POST', body, redirect: 'manual' });
  const back = answer.headers.get('location');
  const code = back && new URL(back).searchParams.get('code');
  if (code) return code;
  const said = /class="error">([^<]*)</.exec(await answer.text())?.[1];
  throw new Error(`${username} was not signed in: ${said ?? `status ${answer.status}`}`);
}

async function exchange(endpoint: string, place: SignInPlace, code: string, verifier: string): Promise<Tokens> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: place.clientId,
    redirect_uri: place.redirectUri,
    code,
    code_verifier: verifier,
  });
  const answer = await fetch(`${endpoint}/oauth2/token`, { method: 'POST', body });
  const tokens = (await answer.json()) as Record<string, string>;
  if (!answer.ok) throw new Error(`No tokens for the code: ${tokens.error} ${tokens.error_description ?? ''}`);
  return {
    accessToken: tokens.access_token ?? '',
    idToken: tokens.id_token ?? '',
    refreshToken: tokens.refresh_token ?? '',
  };
}
