import type { Cloud } from '#local/cloud';

type Place = Pick<Cloud, 'environment' | 'endpoint' | 'region'>;

/** What the resources of an environment's stacks are called in a local cloud, by logical id. */
export const physicalNames = async (cloud: Place): Promise<Record<string, string>> => {
  const stacks = ['State', 'Service'].map((stack) => namesOf(cloud, `${cloud.environment}-${stack}`));
  return Object.fromEntries((await Promise.all(stacks)).flat());
};

/** The physical names of a stack's resources. The engine takes the administrator's key without looking at the signature. */
const namesOf = async (cloud: Place, stack: string): Promise<[string, string][]> => {
  const answer = await fetch(cloud.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${cloud.region}/cloudformation/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams({ Action: 'DescribeStackResources', Version: '2010-05-15', StackName: stack }).toString(),
  });
  const text = await answer.text();
  const pairs = text.matchAll(/<LogicalResourceId>([^<]+)<\/LogicalResourceId><PhysicalResourceId>([^<]+)</g);
  return [...pairs].map(([, logical = '', physical = '']) => [logical, physical]);
};
