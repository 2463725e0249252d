import type { SignedIn, SignInState } from './sign-in.ts';

type Needs = {
  current: () => SignedIn | undefined;
  renew: () => Promise<SignInState>;
  fetching?: typeof fetch;
};

export type Bearer = (url: string, init?: RequestInit) => Promise<Response | 'signed-out'>;
const WITHIN_MS = 10_000;

/**
 * Calls the cloud as the signed-in agent, by her ID token: her name and groups are claims of it, and a customer reads that
 * name. Refused, the sign-in is renewed once. A renewal may bring an access token alone; the cloud is then shown that one
 * until there is another ID token. Rejects when the cloud or the issuer cannot be reached, or after ten seconds where no other
 * signal is given.
 */
export function bearer({ current, renew, fetching = fetch }: Needs): Bearer {
  let outlived: string | undefined;
  const attempt = (url: string, init: RequestInit, { idToken, accessToken }: SignedIn) => {
    const token = idToken && idToken !== outlived ? idToken : accessToken;
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    return fetching(url, { ...init, headers, signal: init.signal ?? AbortSignal.timeout(WITHIN_MS) });
  };

  return async (url, init = {}) => {
    const who = current();
    if (!who) return 'signed-out';
    const answer = await attempt(url, init, who);
    if (answer.status !== 401) return answer;
    const renewed = await renew();
    if (renewed.kind === 'signed-out') return 'signed-out';
    if (renewed.who.idToken === who.idToken) outlived = who.idToken;
    const again = await attempt(url, init, renewed.who);
    return again.status === 401 ? 'signed-out' : again;
  };
}
