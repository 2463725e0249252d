import type { SignedIn, SignInState } from './sign-in.ts';

type Needs = {
  current: () => SignedIn | undefined;
  renew: () => Promise<SignInState>;
  fetching?: typeof fetch;
};

export type Bearer = (url: string, init?: RequestInit) => Promise<Response | 'signed-out'>;
const WITHIN_MS = 10_000;

/**
 * Calls the cloud as the signed-in agent. The access token is the one meant for it; an issuer whose access tokens are
 * opaque makes the cloud answer 401, then the id token is tried and kept to. Refused both: renewed once, and again.
 * Rejects when the cloud or the issuer cannot be reached.
 */
export function bearer({ current, renew, fetching = fetch }: Needs): Bearer {
  let prefersIdToken = false;
  const attempt = (url: string, init: RequestInit, token: string) =>
    fetching(url, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(WITHIN_MS),
    });
  const withEither = async (url: string, init: RequestInit, who: SignedIn) => {
    const first = prefersIdToken ? (who.idToken ?? who.accessToken) : who.accessToken;
    const answer = await attempt(url, init, first);
    if (answer.status !== 401 || prefersIdToken || !who.idToken) return answer;
    const second = await attempt(url, init, who.idToken);
    prefersIdToken = second.status !== 401;
    return second;
  };

  return async (url, init = {}) => {
    const who = current();
    if (!who) return 'signed-out';
    const answer = await withEither(url, init, who);
    if (answer.status !== 401) return answer;
    const renewed = await renew();
    if (renewed.kind === 'signed-out') return 'signed-out';
    const again = await withEither(url, init, renewed.who);
    return again.status === 401 ? 'signed-out' : again;
  };
}
