import { environment } from '#infra/environments';
import { welcomeOf } from '#shared/answering/persona/welcome';
import type { PageSettings } from '#shared/protocol/session';
import type { Cloud } from './cloud.ts';
import { stackOutputs } from './sign-in.ts';

type CloudOutputs = Pick<Cloud, 'environment' | 'outputs' | 'endpoint'>;

/**
 * Where the APIs of this cloud are. The outputs name AWS's hosts, since the template is AWS's; the engine serves the
 * same API ids and stages below its own address.
 */
export function addressesOf(cloud: CloudOutputs): { httpUrl: string; socketUrl: string } {
  const { HttpApiId, SocketApiId, SocketAddress = '' } = stackOutputs(cloud, 'Service');
  const stage = SocketAddress.split('/').at(-1);
  const apis = `${cloud.endpoint}/_aws/execute-api`;
  return {
    httpUrl: `${apis}/${HttpApiId}/$default`,
    socketUrl: `${apis.replace('http', 'ws')}/${SocketApiId}/${stage}`,
  };
}

/** What a deployment writes to `config.json` beside both pages. */
export function pageSettings(cloud: CloudOutputs): PageSettings {
  const { persona } = environment(cloud.environment);
  const { Issuer = '', ClientId = '', GroupClaim = '' } = stackOutputs(cloud, 'State');
  return {
    environment: cloud.environment,
    ...addressesOf(cloud),
    signIn: {
      // Tokens name AWS's issuer; discovery at the engine's address leads to the engine's pages.
      authority: `${cloud.endpoint}/${Issuer.split('/').at(-1)}`,
      clientId: ClientId,
      scope: 'openid email profile',
      groupClaim: GroupClaim,
    },
    ...(persona && { welcome: welcomeOf(persona, 'web') }),
  };
}
