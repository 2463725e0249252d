import { expect, test } from 'vitest';
import { bearer } from '../../console/sign-in/bearer.ts';
import { claimsOf, groupsOf, mayServe } from '../../console/sign-in/groups.ts';
import type { SignedIn, SignInState } from '../../console/sign-in/sign-in.ts';

const who = (accessToken: string, idToken?: string): SignedIn => ({
  subject: 'mei',
  name: 'Mei',
  groups: ['agent'],
  accessToken,
  ...(idToken && { idToken }),
});

/** A cloud that lets in one token, and what it was shown. */
function cloud(good: string) {
  const shown: string[] = [];
  const fetching = async (_url: unknown, init?: RequestInit) => {
    const token = new Headers(init?.headers).get('authorization')?.replace('Bearer ', '') ?? '';
    shown.push(token);
    return new Response(null, { status: token === good ? 200 : 401 });
  };
  return { shown, fetching: fetching as typeof fetch };
}
const renewedAs = (state: SignInState) => async () => state;
const ended: SignInState = { kind: 'signed-out', why: 'expired' };

test('the ID token is shown, since the name is a claim of it', async () => {
  const { shown, fetching } = cloud('id');
  const ask = bearer({ current: () => who('access', 'id'), renew: renewedAs(ended), fetching });

  await ask('/a');
  await ask('/b');

  expect(shown).toEqual(['id', 'id']);
});

test('a renewal without another ID token means the access token, until there is one', async () => {
  const { shown, fetching } = cloud('new access');
  let current = who('access', 'old id');
  const renew = async () => {
    current = who('new access', 'old id');
    return { kind: 'signed-in', who: current } as const;
  };
  const ask = bearer({ current: () => current, renew, fetching });

  await ask('/a');
  await ask('/b');
  current = who('new access', 'new id');
  await ask('/c');

  expect(shown).toEqual(['old id', 'new access', 'new access', 'new id', 'new access']);
});

test('a token that has expired meanwhile is renewed once, and the call is made again', async () => {
  const { shown, fetching } = cloud('new');
  const ask = bearer({ current: () => who('old'), renew: renewedAs({ kind: 'signed-in', who: who('new') }), fetching });

  const answer = await ask('/a');

  expect(answer !== 'signed-out' && answer.status).toBe(200);
  expect(shown).toEqual(['old', 'new']);
});

test.each([
  ['the issuer refuses to renew', ended],
  ['the cloud refuses the renewed one too', { kind: 'signed-in', who: who('bad too') } as const],
])('a call is signed out when %s', async (_when, renewed) => {
  const { fetching } = cloud('never');
  const ask = bearer({ current: () => who('bad'), renew: renewedAs(renewed), fetching });

  expect(await ask('/a')).toBe('signed-out');
});

test.each([
  [{ groups: ['agent', 'book-club'] }, ['agent'], true],
  [{ groups: 'finance,agent' }, ['agent', 'finance'], true],
  [{ groups: ['finance'] }, ['finance'], false],
  [{ groups: ['admin'] }, ['admin'], true],
  [{ groups: ['knowledge-editor'] }, ['knowledge-editor'], true],
  [{ groups: 7 }, [], false],
  [{}, [], false],
])('the claims %j name the known groups %j', (claims, groups, serves) => {
  expect(groupsOf(claims, 'groups')).toEqual(groups);
  expect(mayServe(groupsOf(claims, 'groups'))).toBe(serves);
});

test('claims are read from a token of any letters, and an opaque token has none', () => {
  const body = Buffer.from(JSON.stringify({ name: '小梅' })).toString('base64url');
  expect(claimsOf(`x.${body}.y`)).toEqual({ name: '小梅' });
  expect(claimsOf('opaque')).toEqual({});
  expect(claimsOf('a.!!.c')).toEqual({});
});
