import { readdirSync } from 'node:fs';
import { Stack } from 'aws-cdk-lib';
import { describe, expect, test, vi } from 'vitest';
import { type House, Step } from '#infra/constructs/step';
import { environments } from '#infra/environments';
import { type DeadLetterQueue, deadLetterQueues } from '#shared/protocol/dead-letters';
import { clientFrames } from '#shared/protocol/frames';
import { settingsFrom } from '#shared/runtime/settings';
import { policiesOf } from './permissions.ts';
import { type Resource, resources, type Stacks, synthesised } from './synthesised.ts';

const dev = synthesised('dev');
const prod = synthesised('prod');
const local = synthesised('local-fast');
const each = [
  ['dev', dev],
  ['prod', prod],
  ['local-fast', local],
] as const;

type Properties = Record<string, unknown>;
const props = (resource: Resource | undefined) => resource?.Properties as Properties;
/** The logical id that a `Ref`, `Fn::GetAtt` or import points to. */
const target = (value: unknown): string => {
  const { Ref, 'Fn::GetAtt': got } = value as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  return Ref ?? got?.[0] ?? JSON.stringify(value);
};
const functionsByFolder = (stacks: Stacks) =>
  new Map(
    resources(stacks, 'AWS::Lambda::Function').flatMap((one) => {
      const { Variables } = (one.Properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
      const folder = Variables?.POWERTOOLS_SERVICE_NAME;
      return typeof folder === 'string' ? [[folder, { ...one, variables: Variables ?? {} }] as const] : [];
    }),
  );

/** Queues with an alarm on what lies in them, by logical id. */
const watchedQueues = (stacks: Stacks) =>
  resources(stacks, 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => Properties as { MetricName: string; Dimensions?: { Name: string; Value: unknown }[] })
    .filter(({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesVisible')
    .map(({ Dimensions }) => target(Dimensions?.[0]?.Value));

/** Queues in which an edge leaves what it could not deliver and from which no step takes, by logical id. */
const endsOf = (stacks: Stacks): string[] => {
  const taken = resources(stacks, 'AWS::Lambda::EventSourceMapping').map(({ Properties }) =>
    target(Properties.EventSourceArn),
  );
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [field, inner] of Object.entries(value)) {
      if (field === 'deadLetterTargetArn') found.push(target(inner));
      else if (field === 'OnFailure') found.push(target((inner as { Destination: unknown }).Destination));
      else if (field === 'DeadLetterConfig') {
        const { Arn, TargetArn } = inner as { Arn?: unknown; TargetArn?: unknown };
        found.push(target(Arn ?? TargetArn));
      } else walk(inner);
    }
  };
  for (const { Resources } of Object.values(stacks)) walk(Resources);
  return [...new Set(found)].filter((id) => !taken.includes(id)).sort();
};

/** Queues whose failures go into this one. */
const queuesInto = (stacks: Stacks, id: string): string[] =>
  resources(stacks, 'AWS::SQS::Queue')
    .filter(({ Properties }) => {
      const policy = Properties.RedrivePolicy as { deadLetterTargetArn: unknown } | undefined;
      return policy && target(policy.deadLetterTargetArn) === id;
    })
    .map((queue) => queue.id);

/** What a step is told of the places of dead letters, with logical ids for names. */
const placesOf = (stacks: Stacks, folder: string): Record<string, { dead: string; to?: string }> => {
  const value = functionsByFolder(stacks).get(folder)?.variables.LETTER_PLACES as { 'Fn::Join': [string, unknown[]] };
  return JSON.parse(value['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : target(part))).join(''));
};

describe.each(each)('in %s', (name, stacks) => {
  test('each step that has a folder is deployed from it, and no other', () => {
    expect([...functionsByFolder(stacks).keys()].sort()).toEqual(readdirSync('functions').sort());
  });

  test('each function is arm64 on Node 24, traced, and logs JSON to the group of its environment', () => {
    for (const [folder, { Properties }] of functionsByFolder(stacks)) {
      expect({ folder, ...Properties }).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      });
    }
  });

  test('every queue that a step takes from has a dead-letter queue that is watched, or is taken from in its turn', () => {
    const watched = watchedQueues(stacks);
    const queues = new Map(resources(stacks, 'AWS::SQS::Queue').map((queue) => [queue.id, queue]));
    const sources = resources(stacks, 'AWS::Lambda::EventSourceMapping')
      .filter(({ Properties }) => !('StartingPosition' in Properties))
      .map(({ Properties }) => target(Properties.EventSourceArn));

    expect(sources).toHaveLength(6);
    for (const source of sources) {
      const redrive = props(queues.get(source)).RedrivePolicy as {
        deadLetterTargetArn: unknown;
        maxReceiveCount: number;
      };
      const dead = target(redrive.deadLetterTargetArn);
      // What died elsewhere may bring its three receives along, and must still be tried three times.
      const inherits = sources.includes(source) && queuesInto(stacks, source).length > 0;
      expect(redrive.maxReceiveCount).toBe(inherits ? 6 : 3);
      expect([...watched, ...sources]).toContain(dead);
    }
  });

  test('a message is hidden for the timeout of its step and 5 seconds more', () => {
    const timeouts = new Map(
      resources(stacks, 'AWS::Lambda::Function').map(({ id, Properties }) => [id, Properties.Timeout]),
    );
    const queues = new Map(resources(stacks, 'AWS::SQS::Queue').map((queue) => [queue.id, queue]));
    for (const { Properties } of resources(stacks, 'AWS::Lambda::EventSourceMapping')) {
      const queue = queues.get(target(Properties.EventSourceArn));
      if (queue) expect(props(queue).VisibilityTimeout).toBe(Number(timeouts.get(target(Properties.FunctionName))) + 5);
    }
  });

  test('the stream has two consumers, each with all that keeps a poisoned record from stopping the rest', () => {
    const streams = resources(stacks, 'AWS::Lambda::EventSourceMapping').filter(
      ({ Properties }) => 'StartingPosition' in Properties,
    );

    expect(streams).toHaveLength(2);
    for (const { Properties } of streams) {
      expect(Properties).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 20,
        MaximumRecordAgeInSeconds: 3600,
        FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"Keys":{"sk":{"S":["HEAD"]}}}}' }] },
      });
      const { OnFailure } = Properties.DestinationConfig as { OnFailure: { Destination: unknown } };
      expect(watchedQueues(stacks)).toContain(target(OnFailure.Destination));
    }
  });

  test('each stream consumer has an alarm on the age of what it has not read', () => {
    const ages = resources(stacks, 'AWS::CloudWatch::Alarm').filter(
      ({ Properties }) => Properties.MetricName === 'IteratorAge',
    );

    expect(
      ages.map(({ Properties }) => target((Properties.Dimensions as { Value: unknown }[])[0]?.Value)).sort(),
    ).toEqual(['deliver', 'relay'].map((folder) => functionsByFolder(stacks).get(folder)?.id));
  });

  test('what is invoked without an answer leaves its failures in a watched queue', () => {
    const watched = watchedQueues(stacks);
    const ends = new Map(
      resources(stacks, 'AWS::Lambda::EventInvokeConfig').map(({ Properties }) => {
        const { OnFailure } = Properties.DestinationConfig as { OnFailure: { Destination: unknown } };
        return [target(Properties.FunctionName), target(OnFailure.Destination)];
      }),
    );
    const rules = resources(stacks, 'AWS::Events::Rule').flatMap(
      ({ Properties }) => Properties.Targets as Properties[],
    );
    const schedules = resources(stacks, 'AWS::Scheduler::Schedule').map(
      ({ Properties }) => Properties.Target as Properties,
    );
    const logs = resources(stacks, 'AWS::Logs::SubscriptionFilter').map(({ Properties }) => Properties.DestinationArn);

    expect([rules.length, schedules.length, logs.length]).toEqual([1, 1, 1]);
    for (const one of [...rules, ...schedules]) {
      expect(one).toMatchObject({
        RetryPolicy: { MaximumRetryAttempts: expect.any(Number), MaximumEventAgeInSeconds: expect.any(Number) },
      });
      expect(watched).toContain(target((one.DeadLetterConfig as { Arn: unknown }).Arn));
    }
    for (const arn of [...rules.map(({ Arn }) => Arn), ...schedules.map(({ Arn }) => Arn), ...logs]) {
      expect(watched).toContain(ends.get(target(arn)));
    }
  });

  test('every end of an edge is on the page of dead letters, with the place its letters go back to', () => {
    const ends = endsOf(stacks);
    const [look, redrive] = ['dead-letters', 'redrive'].map((folder) => placesOf(stacks, folder));

    expect(ends.length).toBeGreaterThan(8);
    expect(Object.keys(look ?? {}).sort()).toEqual(Object.keys(deadLetterQueues).sort());
    expect(
      Object.values(look ?? {})
        .map(({ dead }) => dead)
        .sort(),
    ).toEqual(ends);
    expect(
      Object.values(redrive ?? {})
        .map(({ dead }) => dead)
        .sort(),
    ).toEqual(ends);
    for (const [queue, { to }] of Object.entries(redrive ?? {})) {
      const type = Object.values(stacks).flatMap(({ Resources }) => Resources[to ?? '']?.Type ?? [])[0];
      const goesToQueue = deadLetterQueues[queue as DeadLetterQueue] === 'queue';
      expect([queue, type]).toEqual([queue, goesToQueue ? 'AWS::SQS::Queue' : 'AWS::Lambda::Function']);
    }
  });

  test('who looks at dead letters can take none away, and who redrives reaches no queue or function but theirs', () => {
    const policies = policiesOf(stacks);
    const of = (step: string, action: string) =>
      (policies[step]?.permissions ?? [])
        .filter((one) => one.action === action)
        .map(({ resource }) => resource.replace(/^\*\{(\w+)\}$/, '$1'))
        .sort();
    const origins = Object.values(placesOf(stacks, 'redrive')).map(({ to }) => to ?? '');
    const mayDo = (step: string) => new Set((policies[step]?.permissions ?? []).map(({ action }) => action));

    expect([...mayDo('dead-letters')].filter((action) => /sqs|lambda/.test(action)).sort()).toEqual([
      'sqs:ChangeMessageVisibility',
      'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage',
    ]);
    for (const action of ['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage'])
      expect(of('redrive', action)).toEqual(endsOf(stacks));
    expect([...of('redrive', 'sqs:SendMessage'), ...of('redrive', 'lambda:InvokeFunction')].sort()).toEqual(
      [...new Set(origins)].sort(),
    );
  });

  test('each step that a queue or the stream drives may note its failures, and by that nothing else of the desk', () => {
    const driven = resources(stacks, 'AWS::Lambda::EventSourceMapping').map(({ Properties }) =>
      target(Properties.FunctionName),
    );
    const noting = [...functionsByFolder(stacks)].filter(([, { variables }]) => 'FAILURES_TABLE' in variables);
    const statements = resources(stacks, 'AWS::IAM::Policy')
      .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Properties[] }).Statement)
      .filter(({ Condition }) => JSON.stringify(Condition ?? {}).includes('dynamodb:LeadingKeys'));

    expect(noting.map(([, { id }]) => id).sort()).toEqual([...new Set(driven)].sort());
    expect(statements).toHaveLength(noting.length);
    for (const { Action, Condition } of statements) {
      expect(Action).toBe('dynamodb:UpdateItem');
      expect(Condition).toEqual({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['failure#*'] } });
    }
  });

  test('the step that reads meter lines does not log where they are read', () => {
    const { LoggingConfig } = props(functionsByFolder(stacks).get('project')) as {
      LoggingConfig: { LogGroup: unknown };
    };
    const [subscription] = resources(stacks, 'AWS::Logs::SubscriptionFilter');

    expect(props(subscription).FilterPattern).toBe('{ $.meters = * }');
    expect(target(LoggingConfig.LogGroup)).not.toBe(target(props(subscription).LogGroupName));
  });

  test('each frame of the protocol has a route, and each route that answers has its RouteResponse', () => {
    const routes = resources(stacks, 'AWS::ApiGatewayV2::Route')
      .map(({ id, Properties }) => ({ id, key: String(Properties.RouteKey) }))
      .filter(({ key }) => !key.includes('/'));
    const answered = resources(stacks, 'AWS::ApiGatewayV2::RouteResponse').map(({ Properties }) =>
      target(Properties.RouteId),
    );
    const silent = routes.filter(({ id }) => !answered.includes(id)).map(({ key }) => key);

    expect(routes.map(({ key }) => key).sort()).toEqual(
      ['$connect', '$default', '$disconnect', ...Object.keys(clientFrames)].sort(),
    );
    expect(silent.sort()).toEqual(['$connect', '$disconnect']);
  });

  test('a socket is authorized by its ticket, each time anew', () => {
    const authorizers = resources(stacks, 'AWS::ApiGatewayV2::Authorizer').map(({ Properties }) => Properties);

    expect(authorizers.find(({ AuthorizerType }) => AuthorizerType === 'REQUEST')).toMatchObject({
      IdentitySource: ['route.request.querystring.ticket'],
    });
    expect(authorizers.every((one) => !('AuthorizerResultTtlInSeconds' in one))).toBe(true);
  });

  test('every request but the opening of a session demands a token of the sign-in', () => {
    const open = resources(stacks, 'AWS::ApiGatewayV2::Route')
      .filter(({ Properties }) => String(Properties.RouteKey).includes('/') && Properties.AuthorizationType !== 'JWT')
      .map(({ Properties }) => Properties.RouteKey);

    expect(open).toEqual(['POST /session']);
  });

  test('no policy grants a wildcard of actions, nor a data store as a whole service', () => {
    const statements = resources(stacks, 'AWS::IAM::Policy')
      .filter(({ stack }) => stack !== 'Web')
      .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Properties[] }).Statement);
    const actions = statements.flatMap(({ Action }) => [Action].flat() as string[]);
    const onEverything = statements
      .filter(({ Resource }) => [Resource].flat().includes('*'))
      .flatMap(({ Action }) => [Action].flat() as string[])
      .filter((action) => !/^(xray|logs):/.test(action));

    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    expect(onEverything).toEqual([]);
  });

  test('references run one way: state knows no other stack, and only the pages come after the service', () => {
    const order = ['Edge', 'State', 'Knowledge', 'Service', 'Web'];
    for (const [stack, template] of Object.entries(stacks)) {
      const imports = [
        ...JSON.stringify(template).matchAll(/"Fn::ImportValue":"[^"]*?-(Edge|State|Knowledge|Service|Web):/g),
      ];
      for (const [, from] of imports) expect(order.indexOf(String(from))).toBeLessThan(order.indexOf(stack));
    }
  });

  test('settings reach every step, readable, within the 4 KB that Lambda allows for all variables', () => {
    for (const { variables } of functionsByFolder(stacks).values()) {
      const text = asText(variables.SETTINGS);
      expect(settingsFrom(text).environment).toBe(name);
      expect(JSON.stringify(variables).length).toBeLessThan(4096);
    }
  });
});

/** What a string of intrinsic functions is after a deployment, with a stand-in for each value. */
const asText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': joined } = value as { 'Fn::Join'?: [string, unknown[]] };
  if (!joined) return 'stand-in';
  const [separator, parts] = joined;
  return parts.map((part) => (typeof part === 'string' ? part : 'stand-in')).join(separator);
};

test('production keeps its data, keys, accounts and addresses when their stack goes', () => {
  const kept = [
    'AWS::DynamoDB::Table',
    'AWS::KMS::Key',
    'AWS::S3::Bucket',
    'AWS::SecretsManager::Secret',
    'AWS::Cognito::UserPool',
    'AWS::OpenSearchService::Domain',
    'AWS::Logs::LogGroup',
  ];
  const stores = kept.flatMap((type) => resources(prod, type));

  expect(stores.length).toBeGreaterThan(15);
  expect(
    stores.filter(
      ({ DeletionPolicy, UpdateReplacePolicy }) => DeletionPolicy !== 'Retain' || UpdateReplacePolicy !== 'Retain',
    ),
  ).toEqual([]);
  for (const { Properties } of resources(prod, 'AWS::DynamoDB::Table')) {
    expect(Properties).toMatchObject({
      DeletionProtectionEnabled: true,
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  }
});

test('a key that wraps conversations can be restored for a week, everything else for as long as the environment says', () => {
  const days = resources(prod, 'AWS::DynamoDB::Table').map(({ id, Properties }) => [
    id.replace(/Table[0-9A-F]{8}$/, ''),
    (Properties.PointInTimeRecoverySpecification as Properties).RecoveryPeriodInDays,
  ]);

  expect(Object.fromEntries(days)).toEqual({
    Conversations: 35,
    Keys: 7,
    Desk: 35,
    Customers: 35,
    Knowledge: 35,
    Settings: 35,
    Ledger: 35,
  });
});

test('no policy of the state stack names a role', () => {
  for (const stacks of [dev, prod, local]) {
    const policies = [
      'AWS::KMS::Key',
      'AWS::S3::BucketPolicy',
      'AWS::SecretsManager::ResourcePolicy',
      'AWS::SQS::QueuePolicy',
    ]
      .flatMap((type) => resources(stacks, type))
      .filter(({ stack }) => stack === 'State');
    expect(JSON.stringify(policies)).not.toMatch(/:role\/|Role[0-9A-F]{8}/);
  }
});

test('what others hold on to changes in two releases only', () => {
  const state = { ...prod.State };
  const stateful = Object.entries(state.Resources ?? {})
    .filter(([, { Type }]) => /Table|KMS::Key|Bucket$|Secret$|UserPool|ApiGatewayV2::Api|Distribution$/.test(Type))
    .map(([id]) => id)
    .sort();
  const exported = Object.values(state.Outputs ?? {})
    .flatMap(({ Export }) => (Export ? [Export.Name] : []))
    .sort();

  // A changed id replaces the resource, and its data stay behind; a dropped export cannot be deployed while the
  // service still imports it. Both take two releases: docs/operations.md, "Changing what others hold on to".
  expect(stateful).toMatchInlineSnapshot(`
    [
      "ConversationsTable05F75AD7",
      "CustomerTokens95D0CC9B",
      "CustomersTable68815F0F",
      "DataKey2A0DE9E6",
      "DeskTableC54AC915",
      "Http36EFD62B",
      "KeysTableF42AC009",
      "KnowledgeFilesBucketA2E02A50",
      "KnowledgeTable15ACD058",
      "LedgerTable9343E4AA",
      "PagesConsoleFCEEFE33",
      "PagesConsoleFilesCB293D55",
      "PagesWidget50AF2A84",
      "PagesWidgetFiles8FAB74D8",
      "SettingsTable9DA1E611",
      "SignInGroupadminAD345666",
      "SignInGroupagent01EA8417",
      "SignInGroupfinanceD7D5976E",
      "SignInGroupknowledgeeditor422EF26D",
      "SignInGroupsupervisor905D6479",
      "SignInPoolConsole0B7CBC7B",
      "SignInPoolDomain8B2A7811",
      "SignInPoolFD298EFA",
      "SocketsA3E6BA67",
    ]
  `);
  expect(exported).toMatchInlineSnapshot(`
    [
      "prod-State:ExportsOutputFnGetAttConversationsTable05F75AD7ArnEDDE6F4A",
      "prod-State:ExportsOutputFnGetAttConversationsTable05F75AD7StreamArnF8BB734C",
      "prod-State:ExportsOutputFnGetAttCustomersTable68815F0FArn5DDED553",
      "prod-State:ExportsOutputFnGetAttDataKey2A0DE9E6Arn11FE9379",
      "prod-State:ExportsOutputFnGetAttDeskTableC54AC915Arn9C6D5F7A",
      "prod-State:ExportsOutputFnGetAttHttp36EFD62BApiEndpointD5E299BD",
      "prod-State:ExportsOutputFnGetAttKeysTableF42AC009Arn8946AA27",
      "prod-State:ExportsOutputFnGetAttKnowledgeFilesBucketA2E02A50ArnE645D6B4",
      "prod-State:ExportsOutputFnGetAttKnowledgeTable15ACD058Arn5B6BC538",
      "prod-State:ExportsOutputFnGetAttLedgerTable9343E4AAArnC497D47C",
      "prod-State:ExportsOutputFnGetAttPagesConsoleFCEEFE33DomainName1B6E3F0F",
      "prod-State:ExportsOutputFnGetAttPagesConsoleFilesCB293D55Arn28B62921",
      "prod-State:ExportsOutputFnGetAttPagesWidget50AF2A84DomainName2E57EC17",
      "prod-State:ExportsOutputFnGetAttPagesWidgetFiles8FAB74D8Arn2626C70A",
      "prod-State:ExportsOutputFnGetAttSettingsTable9DA1E611Arn4015650F",
      "prod-State:ExportsOutputRefConversationsTable05F75AD702550ED6",
      "prod-State:ExportsOutputRefCustomerTokens95D0CC9BC5795226",
      "prod-State:ExportsOutputRefCustomersTable68815F0F9C96A029",
      "prod-State:ExportsOutputRefDataKey2A0DE9E6E5DFEB60",
      "prod-State:ExportsOutputRefDeskTableC54AC915FF72348D",
      "prod-State:ExportsOutputRefHttp36EFD62BB22FF956",
      "prod-State:ExportsOutputRefKeysTableF42AC009386BC34C",
      "prod-State:ExportsOutputRefKnowledgeFilesBucketA2E02A507724A5D6",
      "prod-State:ExportsOutputRefKnowledgeTable15ACD058EBEFFCF1",
      "prod-State:ExportsOutputRefLedgerTable9343E4AAB004A7A8",
      "prod-State:ExportsOutputRefPagesConsoleFCEEFE3344CD1E9B",
      "prod-State:ExportsOutputRefPagesConsoleFilesCB293D553199CDD3",
      "prod-State:ExportsOutputRefPagesWidget50AF2A84A003F312",
      "prod-State:ExportsOutputRefPagesWidgetFiles8FAB74D87C54D999",
      "prod-State:ExportsOutputRefSettingsTable9DA1E611A905D3F1",
      "prod-State:ExportsOutputRefSignInPoolConsole0B7CBC7B2333B08E",
      "prod-State:ExportsOutputRefSignInPoolFD298EFA8755D9B6",
      "prod-State:ExportsOutputRefSocketsA3E6BA67978249B9",
    ]
  `);
});

const NAMED_WITHIN_THEIR_PARENT =
  /^(FunctionName|GroupName|MetricName|FilterName|StageName|ClientName|PolicyName|Namespace)$/;

test('two environments in one account share no name', () => {
  const named = (stacks: Stacks) =>
    Object.entries(stacks).flatMap(([, { Resources, Outputs }]) => [
      ...Object.values(Resources).flatMap(({ Type, Properties }) =>
        Type === 'AWS::ApiGatewayV2::Authorizer'
          ? []
          : Object.entries(Properties ?? {})
              .filter(
                ([field, value]) => /^(\w*Name|Domain|Alias\w*|Namespace)$/.test(field) && typeof value !== 'object',
              )
              .filter(([field]) => !NAMED_WITHIN_THEIR_PARENT.test(field))
              .map(([, value]) => String(value)),
      ),
      ...Object.values(Outputs ?? {}).flatMap(({ Export }) => (Export ? [Export.Name] : [])),
    ]);
  const other = named(synthesised('prod', { search: 'embedded', waf: false }));

  expect(named(dev).length).toBeGreaterThan(10);
  expect(named(dev).filter((name) => other.includes(name))).toEqual([]);
});

test('pushes go to the stage on AWS, and on a laptop where the functions are told by their own environment', () => {
  const told = (stacks: Stacks, folder: string) =>
    functionsByFolder(stacks).get(folder)?.variables.AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI;

  expect(told(prod, 'deliver')).toBeDefined();
  expect(told(local, 'deliver')).toBeUndefined();
});

test('the pages have a bucket and a distribution each where CloudFront serves them, and none where they are served beside', () => {
  expect(resources(prod, 'AWS::CloudFront::Distribution')).toHaveLength(2);
  expect(resources(local, 'AWS::CloudFront::Distribution')).toHaveLength(0);
  expect(Object.keys(local)).toEqual(['State', 'Service']);
  expect(Object.keys(prod).sort()).toEqual(['Edge', 'Knowledge', 'Service', 'State', 'Web']);
});

test('the browser lets the console speak with its own two APIs and the sign-in, nobody else', () => {
  const [policy] = resources(prod, 'AWS::CloudFront::ResponseHeadersPolicy').filter(({ id }) => id.includes('Console'));

  const text = JSON.stringify(policy?.Properties).replace(/\{"Ref":"(\w+?)[0-9A-F]{8}"\}/g, '<$1>');
  expect(text).toContain("connect-src 'self' https://");
  expect(text).toContain('<Sockets>');
  expect(text).not.toMatch(/connect-src[^;]*(https:\/\/\*|wss:\/\/\*|https: )/);
});

test('a step without its bundle stops the synth with what to do', () => {
  const log = { logGroupArn: 'arn' } as House['log'];
  const make = () =>
    new Step(new Stack(), 'Step', { folder: 'receive', house: { bundles: '/nowhere', log, settings: '' }, uses: [] });

  expect(make).toThrow('There is no bundle /nowhere/receive: run npm run bundle first.');
});

test('the list of environments is the one that documents name', () => {
  expect(Object.keys(environments)).toEqual(['local', 'local-fast', 'dev', 'prod']);
});

const policies = policiesOf(prod);
const may = (step: string, resource: string) =>
  policies[step]?.permissions
    .filter((permission) => permission.resource.includes(resource) && !permission.resource.includes('/stream/'))
    .filter(({ behindService }) => !behindService)
    .map(({ action }) => action)
    .sort();

describe('what a step may do', () => {
  test('receive adds to the log and changes nothing in it', () => {
    expect(new Set(may('receive', 'ConversationsTable'))).toEqual(
      new Set(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query']),
    );
  });

  test('nobody updates or deletes what the log or the keys hold', () => {
    const changes = Object.entries(policies).flatMap(([step, { permissions }]) =>
      permissions
        .filter(({ resource }) => /ConversationsTable|KeysTable/.test(resource))
        .filter(({ action }) => /Update|Delete|BatchWrite/.test(action))
        .map(({ action }) => `${step} ${action}`),
    );

    expect(changes).toEqual([]);
  });

  test('connect and unknown-frame touch no data', () => {
    for (const step of ['connect', 'unknown-frame']) {
      expect(policies[step]?.permissions.filter(({ action }) => !/^(logs|xray):/.test(action))).toEqual([]);
    }
  });

  test('deliver reads words and cannot write any', () => {
    expect(may('deliver', 'ConversationsTable')).toEqual(['dynamodb:GetItem', 'dynamodb:Query']);
    expect(may('deliver', 'DataKey')).toEqual(['kms:Decrypt']);
  });

  test('relay starts and tells, and holds no key to any word', () => {
    expect(may('relay', 'DataKey')).toEqual([]);
    expect(may('relay', 'HandoffMachine')).toEqual([
      'states:SendTaskFailure',
      'states:SendTaskSuccess',
      'states:StartExecution',
    ]);
  });

  test('only the opening of a session reads the secret of customers’ tokens', () => {
    const readers = Object.keys(policies).filter((step) => may(step, 'CustomerTokens')?.length);

    expect(readers).toEqual(['open-session']);
  });

  test('only the ledger’s own steps touch the ledger', () => {
    expect(
      Object.keys(policies)
        .filter((step) => may(step, 'LedgerTable')?.length)
        .sort(),
    ).toEqual(['conversation-cost', 'project']);
  });

  test('the key behind DynamoDB, S3 and secrets is used through them alone', () => {
    const direct = Object.values(policies)
      .flatMap(({ permissions }) => permissions)
      .filter(({ action, behindService }) => action.startsWith('kms:') && !behindService);

    expect([...new Set(direct.map(({ action }) => action))].sort()).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
  });
});

test.each([...functionsByFolder(dev)].map(([folder, { variables }]) => [folder, variables] as const))(
  '%s starts with the addresses that its uses give it, and no others',
  async (folder, variables) => {
    for (const name of Object.keys(process.env))
      if (/^[A-Z]+_(TABLE|QUEUE|MACHINE|BUCKET|KEY|SECRET)$/.test(name)) vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    for (const [name, value] of Object.entries(variables)) {
      if (name !== 'NODE_OPTIONS') vi.stubEnv(name, asText(value));
    }

    const { handler } = await import(`../../functions/${folder}/handler.ts`);

    expect(handler).toBeTypeOf('function');
    vi.unstubAllEnvs();
  },
);
