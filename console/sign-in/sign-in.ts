import { ErrorResponse, type OidcMetadata, type User, UserManager, type UserManagerSettings } from 'oidc-client-ts';
import type { PageSettings } from '#shared/protocol/session';
import { claimsOf, type Group, groupsOf } from './groups.ts';

export type SignedIn = { subject: string; name: string; groups: Group[]; accessToken: string; idToken?: string };
export type SignInState =
  | { kind: 'signed-in'; who: SignedIn }
  | { kind: 'signed-out'; why?: 'expired' | 'failed' | 'unreachable' };

export type SignIn = {
  /** Ends a redirect that just came back, else takes up the sign-in of this tab. */
  resume: () => Promise<SignInState>;
  /** Leaves the page for the issuer. Rejects when the issuer cannot be reached. */
  begin: () => Promise<void>;
  end: () => Promise<void>;
  /** A fresh token by the refresh token; signed out when the issuer refuses. Rejects when it cannot be reached. */
  renew: () => Promise<SignInState>;
  /** Told of each renewal and of the end. */
  onChange: (listener: (state: SignInState) => void) => () => void;
};

/** The page's own folder: the one address the issuer must know, with its final slash. */
const pageAddress = () => new URL('.', location.href).href;

const settingsOf = ({ signIn }: PageSettings): UserManagerSettings => {
  const metadata = (signIn.metadata ?? {}) as Partial<OidcMetadata>;
  const complete = metadata.issuer && metadata.authorization_endpoint && metadata.token_endpoint;
  return {
    authority: signIn.authority,
    client_id: signIn.clientId,
    scope: signIn.scope,
    redirect_uri: pageAddress(),
    post_logout_redirect_uri: pageAddress(),
    automaticSilentRenew: false,
    ...(complete ? { metadata } : { metadataSeed: metadata }),
  };
};

export function signIn(settings: PageSettings): SignIn {
  const manager = new UserManager(settingsOf(settings));
  const listeners = new Set<(state: SignInState) => void>();
  let renewing: Promise<SignInState> | undefined;

  const asSignedIn = (user: User): SignInState => {
    const claims = { ...claimsOf(user.access_token), ...user.profile };
    const name = [claims.name, claims.email, claims['cognito:username'], user.profile.sub].find((one) => one);
    return {
      kind: 'signed-in',
      who: {
        subject: user.profile.sub,
        name: String(name),
        groups: groupsOf(claims, settings.signIn.groupClaim),
        accessToken: user.access_token,
        ...(user.id_token && { idToken: user.id_token }),
      },
    };
  };
  const told = (state: SignInState) => {
    for (const listener of listeners) listener(state);
    return state;
  };
  const expired = async () => {
    await manager.removeUser();
    return told({ kind: 'signed-out', why: 'expired' });
  };
  /** No hidden frame: an issuer without refresh tokens means signing in anew. */
  const renewOnce = async (): Promise<SignInState> => {
    const user = await manager.getUser();
    if (!user?.refresh_token) return expired();
    try {
      const renewed = await manager.signinSilent();
      return renewed ? told(asSignedIn(renewed)) : expired();
    } catch (error) {
      if (error instanceof ErrorResponse) return expired();
      throw new Error('the issuer cannot be reached', { cause: error });
    }
  };
  const renew = () => {
    renewing ??= renewOnce().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };
  const renewQuietly = () => void renew().catch(() => setTimeout(renewQuietly, 10_000));
  manager.events.addAccessTokenExpiring(renewQuietly);
  manager.events.addAccessTokenExpired(renewQuietly);

  return {
    resume: () => resume(manager, asSignedIn, renew),
    begin: () => manager.signinRedirect({ state: location.hash }),
    end: () => end(manager, settings),
    renew,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function resume(
  manager: UserManager,
  asSignedIn: (user: User) => SignInState,
  renew: SignIn['renew'],
): Promise<SignInState> {
  const asked = new URLSearchParams(location.search);
  if (asked.has('state') && (asked.has('code') || asked.has('error'))) {
    const user = await manager.signinCallback().catch(() => undefined);
    history.replaceState(null, '', pageAddress() + wayBack(user?.state));
    return user ? asSignedIn(user) : { kind: 'signed-out', why: 'failed' };
  }
  const user = await manager.getUser();
  if (!user) return { kind: 'signed-out' };
  if (!user.expired) return asSignedIn(user);
  return renew().catch((): SignInState => ({ kind: 'signed-out', why: 'unreachable' }));
}

/** Where she was going when she had to sign in; only a place of this page. */
const wayBack = (state: unknown): string => (typeof state === 'string' && state.startsWith('#') ? state : '');

/** Cognito's logout wants `client_id` and `logout_uri` where OpenID Connect has its own names: both are given. */
async function end(manager: UserManager, { signIn: { clientId } }: PageSettings) {
  const metadata = await manager.metadataService.getMetadata().catch(() => undefined);
  if (!metadata?.end_session_endpoint) return manager.removeUser();
  await manager.signoutRedirect({ extraQueryParams: { client_id: clientId, logout_uri: pageAddress() } });
}
