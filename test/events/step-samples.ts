import { gzipSync } from 'node:zlib';
import { marshall } from '@aws-sdk/util-dynamodb';
import type {
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayRequestAuthorizerEvent,
  CloudWatchLogsEvent,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  EventBridgeEvent,
  ScheduledEvent,
  SQSEvent,
} from 'aws-lambda';
import type { ConversationEvent } from '#events/conversation';
import { evolve } from '#shared/conversation/evolve';
import type { Head } from '#shared/conversation/head';
import { turnOf } from '#shared/conversation/turn';
import { executionOf } from '#shared/conversation/waiting';
import type { ClientFrame } from '#shared/protocol/frames';
import type { BuildMessage, ProjectionMessage, TimerMessage } from '#shared/queues/queues';
import type { SocketEvent } from '#shared/runtime/socket-step';
import { factSample } from './fact-samples.ts';

/**
 * One event for each function, in the shape in which the platform sends it: written to events/samples/steps by
 * `node test/events/write-samples.ts`. Ids are those of the facts beside them, so that a sample tells one story.
 */
const opened = factSample('conversation-opened');
const said = factSample('customer-said');
const { conversationId } = said;
const customerId = opened.customerId;
const { agentId } = factSample('accepted');
/** A client’s own ids; each frame has one of its own, so that the samples can follow one another on one cloud. */
const messageId = (n: number): string => said.clientMessageId.replace(/\d{12}$/, String(n).padStart(12, '0'));
const REGION = 'us-east-1';
const ACCOUNT = '000000000000';
const TIME = 1_795_165_200_000;
const AT = new Date(TIME).toISOString();

const socket = (routeKey: string, authorizer: Record<string, string>, frame?: ClientFrame | object): SocketEvent =>
  ({
    requestContext: {
      routeKey,
      eventType: routeKey === '$connect' ? 'CONNECT' : routeKey === '$disconnect' ? 'DISCONNECT' : 'MESSAGE',
      extendedRequestId: 'Zx1yEfQ0IAMFxLw=',
      requestTime: '20/Nov/2026:09:00:00 +0000',
      messageDirection: 'IN',
      stage: 'live',
      connectedAt: TIME - 30_000,
      requestTimeEpoch: TIME,
      identity: { sourceIp: '192.0.2.10', userAgent: 'Mozilla/5.0' },
      requestId: 'Zx1yEfQ0IAMFxLw=',
      domainName: `abcdef1234.execute-api.${REGION}.amazonaws.com`,
      connectionId: 'Zx1yAcQ1IAMCE3w=',
      apiId: 'abcdef1234',
      authorizer,
    },
    ...(frame && { body: JSON.stringify(frame) }),
    isBase64Encoded: false,
  }) as SocketEvent;
const ofCustomer = { role: 'customer', id: customerId, name: '', groups: '', principalId: customerId };
const ofAgent = { role: 'agent', id: agentId, name: 'Ana', groups: 'agent', principalId: agentId };
const ofSupervisor = {
  role: 'agent',
  id: 'supervisor-sue',
  name: 'Sue',
  groups: 'supervisor',
  principalId: 'supervisor-sue',
};
const frame = (given: ClientFrame, authorizer = ofCustomer): SocketEvent => socket(given.action, authorizer, given);

type Claims = Record<string, string>;
const http = (
  method: string,
  rawPath: string,
  { route = rawPath, body, claims, path }: { route?: string; body?: unknown; claims?: Claims; path?: Claims } = {},
) => {
  const event = {
    version: '2.0',
    routeKey: `${method} ${route}`,
    rawPath,
    rawQueryString: '',
    headers: { 'content-type': 'application/json', origin: 'http://localhost:8600', 'user-agent': 'Mozilla/5.0' },
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'ghijkl5678',
      domainName: `ghijkl5678.execute-api.${REGION}.amazonaws.com`,
      domainPrefix: 'ghijkl5678',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.10', userAgent: 'Mozilla/5.0' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: `${method} ${route}`,
      stage: '$default',
      time: '20/Nov/2026:09:00:00 +0000',
      timeEpoch: TIME,
      ...(claims && { authorizer: { jwt: { claims, scopes: null } } }),
    },
    ...(path && { pathParameters: path }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
  return event as unknown as APIGatewayProxyEventV2WithJWTAuthorizer;
};
const signedIn = (name: string, ...groups: string[]): Claims => ({
  sub: agentId,
  iss: `https://cognito-idp.${REGION}.amazonaws.com/${REGION}_AbCdEfGhI`,
  token_use: 'access',
  scope: 'openid email profile',
  username: name,
  'cognito:groups': `[${groups.join(' ')}]`,
});

const sqs = (queue: string, messages: [body: object, group?: string][]): SQSEvent => ({
  Records: messages.map(([body, group], i) => ({
    messageId: `059f36b4-87a3-44ab-83d2-66197597544${i}`,
    receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
    body: JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(TIME),
      SenderId: 'AROAIENQZJOLO23YVJ4VO:receive',
      ApproximateFirstReceiveTimestamp: String(TIME + 5),
      ...(group && {
        SequenceNumber: `1884978935796838604${i}`,
        MessageGroupId: group,
        MessageDeduplicationId: `${group}-${i}`,
      }),
    },
    messageAttributes: {},
    md5OfBody: '098f6bcd4621d373cade4e832627b4f6',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue}${group ? '.fifo' : ''}`,
    awsRegion: REGION,
  })),
});

/** HEAD after each of these facts. */
const headsOf = (events: ConversationEvent[]): Head[] => {
  const heads: Head[] = [];
  for (const event of events) heads.push({ ...evolve(heads.at(-1), event), lastHash: 'a'.repeat(64) });
  return heads;
};
const first = { ...opened, conversationId, seq: 1 };
const { previous: _none, ...firstOpened } = first;
const [, afterWords, afterAnswer, afterAsking] = headsOf([
  firstOpened as ConversationEvent,
  said,
  factSample('bot-said'),
  { ...factSample('handed-off'), seq: 4, answersUpTo: 2 },
]) as [Head, Head, Head, Head];

const image = (head: Head): Record<string, unknown> => ({
  pk: head.conversationId,
  sk: 'HEAD',
  version: head.version,
  head,
});
const record = (before: Head | undefined, after: Head, i: number): DynamoDBRecord => {
  const marshalled = (head: Head) => marshall(image(head), { removeUndefinedValues: true });
  return {
    eventID: `7de3041dd709b024af6f29e4fa13d34${i}`,
    eventName: before ? 'MODIFY' : 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: REGION,
    dynamodb: {
      ApproximateCreationDateTime: TIME / 1000,
      Keys: marshall({ pk: after.conversationId, sk: 'HEAD' }),
      ...(before && { OldImage: marshalled(before) }),
      NewImage: marshalled(after),
      SequenceNumber: `80403410000000000264820160${i}`,
      SizeBytes: 900,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/Conversations/stream/2026-11-20T08:00:00.000`,
  } as unknown as DynamoDBRecord;
};
const changes: DynamoDBStreamEvent = {
  Records: [record(undefined, afterWords, 1), record(afterWords, afterAnswer, 2), record(afterAnswer, afterAsking, 3)],
};

const turn = turnOf(afterWords);
if (!turn) throw new Error('the sample’s words open no turn');
const handoff = { conversationId, handoff: afterAsking.epoch, run: 0 };
const lapsing: TimerMessage = { timer: 'lapse', agentId };
const projecting: ProjectionMessage = { conversationId, from: 1, to: afterAnswer.version };

const meterLine = {
  conversationId,
  readings: [{ meter: 'apigw.ws.message', quantity: '2', unit: 'Requests', estimated: false }],
  requestId: '6bc28136-xmpl-4365-b021-0ce6b2e64ab0',
  step: 'deliver',
  at: AT,
  memoryMb: 512,
};
const logLines = {
  messageType: 'DATA_MESSAGE',
  owner: ACCOUNT,
  logGroup: '/baton/local/steps',
  logStream: '2026/11/20/deliver[$LATEST]0e1f2a3b4c5d6e7f8091a2b3c4d5e6f7',
  subscriptionFilters: ['meters'],
  logEvents: [
    {
      id: '38562340129418376480518480423475610418234756104182347561',
      timestamp: TIME,
      message: JSON.stringify({
        level: 'INFO',
        message: 'meters',
        timestamp: AT,
        service: 'deliver',
        meters: meterLine,
      }),
    },
  ],
};

const connecting = {
  type: 'REQUEST',
  methodArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:abcdef1234/live/$connect`,
  headers: {
    Host: `abcdef1234.execute-api.${REGION}.amazonaws.com`,
    origin: 'http://localhost:8600',
    Upgrade: 'websocket',
  },
  multiValueHeaders: {},
  queryStringParameters: { ticket: '5f0c9e7ab3d14e6f8a2b5f0c9e7ab3d14e6f8a2b' },
  multiValueQueryStringParameters: {},
  stageVariables: {},
  requestContext: socket('$connect', {}).requestContext,
} as unknown as APIGatewayRequestAuthorizerEvent;

const scheduled: ScheduledEvent<Record<string, never>> = {
  version: '0',
  id: '8d1f0a52-4f61-4b9e-9d5a-2f6b1c0d7e31',
  'detail-type': 'Scheduled Event',
  source: 'aws.scheduler',
  account: ACCOUNT,
  time: AT,
  region: REGION,
  resources: [`arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/default/sweep`],
  detail: {},
};
const stopped: EventBridgeEvent<'Step Functions Execution Status Change', object> = {
  version: '0',
  id: '315c1398-40ff-a850-213b-158f73e60175',
  'detail-type': 'Step Functions Execution Status Change',
  source: 'aws.states',
  account: ACCOUNT,
  time: AT,
  region: REGION,
  resources: [`arn:aws:states:${REGION}:${ACCOUNT}:execution:Handoff:${executionOf(conversationId, handoff)}`],
  detail: {
    executionArn: `arn:aws:states:${REGION}:${ACCOUNT}:execution:Handoff:${executionOf(conversationId, handoff)}`,
    stateMachineArn: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:Handoff`,
    name: executionOf(conversationId, handoff),
    status: 'FAILED',
    startDate: TIME - 60_000,
    stopDate: TIME,
    input: JSON.stringify(handoff),
    output: null,
  },
};

/** By file name below events/samples/steps, without its end: the function's folder, and what else it may be sent. */
export const stepSamples: Record<string, unknown> = {
  accept: frame({ action: 'accept', conversationId, n: 1 }, ofAgent),
  'agent-ticket': http('POST', '/agent/ticket', { body: {}, claims: signedIn('ana', 'agent') }),
  answer: sqs('Turns', [[turn, conversationId]]),
  articles: http('POST', '/knowledge/articles', {
    body: { act: 'list', state: 'published', limit: 20 },
    claims: signedIn('eve', 'knowledge-editor'),
  }),
  'ask-person': frame({ action: 'ask-person', conversationId, clientMessageId: messageId(101), language: 'zh' }),
  assess: handoff,
  authorize: connecting,
  bury: sqs('FailedTurns', [[turn, conversationId]]),
  choose: frame({
    action: 'choose',
    conversationId,
    clientMessageId: messageId(102),
    choice: 'callback',
    contact: '13800138000',
    text: '下午六点以后',
  }),
  close: frame({ action: 'close', conversationId, disposition: 'none' }),
  'close.agent': frame({ action: 'close', conversationId, epoch: 3, disposition: 'resolved', note: '已解决' }, ofAgent),
  build: sqs('Builds', [
    [
      { version: '20261120t090000000z', by: { id: 'eve', name: 'Eve' }, ifChanged: true } satisfies BuildMessage,
      'knowledge',
    ],
  ]),
  connect: socket('$connect', ofCustomer),
  'conversation-cost': http('GET', `/conversations/${conversationId}/cost`, {
    route: '/conversations/{id}/cost',
    claims: signedIn('fin', 'finance'),
    path: { id: conversationId },
  }),
  'dead-letters': http('GET', '/dead-letters', { claims: signedIn('root', 'admin') }),
  'dead-letters.queue': http('GET', '/dead-letters/TimersDead', {
    route: '/dead-letters/{queue}',
    claims: signedIn('root', 'admin'),
    path: { queue: 'TimersDead' },
  }),
  decline: frame({ action: 'decline', conversationId, n: 1 }, ofAgent),
  deliver: changes,
  disconnect: socket('$disconnect', ofCustomer),
  'fetch-page': http('POST', '/knowledge/fetch', {
    body: { url: 'http://127.0.0.1/help', site: 'http://127.0.0.1/' },
    claims: signedIn('eve', 'knowledge-editor'),
  }),
  intents: http('POST', '/knowledge/intents', {
    body: {
      act: 'save',
      seen: 0,
      intent: { name: 'delivery-status', examples: { en: ['where is my parcel'], zh: ['快递到哪了'] } },
    },
    claims: signedIn('eve', 'knowledge-editor'),
  }),
  lapse: sqs('Timers', [[lapsing]]),
  'lapse.gone': sqs('Timers', [[{ timer: 'gone', customerId } satisfies TimerMessage]]),
  match: sqs('Matching', [[{ skill: 'general' }, 'general']]),
  notices: frame({ action: 'notices' }, ofSupervisor),
  'open-session': http('POST', '/session', { body: { language: 'zh' } }),
  'pass-on': { ...handoff, n: 1 },
  presence: frame({ action: 'presence', ready: true }, ofAgent),
  project: sqs('Projection', [[projecting]]),
  'project.meters': {
    awslogs: { data: gzipSync(JSON.stringify(logLines)).toString('base64') },
  } satisfies CloudWatchLogsEvent,
  publish: http('POST', '/knowledge/import', {
    body: {
      articles: [
        {
          id: 'tracking-does-not-change',
          version: 3,
          tags: ['delivery'],
          texts: {
            zh: {
              title: '物流信息一直不更新怎么办？',
              questions: ['包裹好几天没动'],
              answer: '物流超过 72 小时没有更新时，我们会请快递公司查找，最多两个工作日。',
            },
          },
        },
      ],
    },
    claims: signedIn('eve', 'knowledge-editor'),
  }),
  receive: frame({
    action: 'say',
    conversationId,
    clientMessageId: said.clientMessageId,
    body: { text: said.words.text },
    language: 'zh',
  }),
  redrive: http('POST', '/dead-letters/TimersDead', {
    route: '/dead-letters/{queue}',
    body: { act: 'redrive' },
    claims: signedIn('root', 'admin'),
    path: { queue: 'TimersDead' },
  }),
  relay: changes,
  reply: frame(
    { action: 'reply', conversationId, clientMessageId: messageId(103), epoch: 3, body: { text: '您好，我是 Ana。' } },
    ofAgent,
  ),
  rescue: stopped,
  'return-to-bot': frame({ action: 'return-to-bot', conversationId, epoch: 3, note: '只剩营业时间的问题' }, ofAgent),
  settle: handoff,
  sweep: scheduled,
  sync: frame({ action: 'sync', conversationId, since: 0 }),
  try: http('POST', '/knowledge/try', {
    body: { question: '物流三天没有更新怎么办？' },
    claims: signedIn('eve', 'knowledge-editor'),
  }),
  typing: frame({ action: 'typing', conversationId }),
  'unknown-frame': socket('$default', ofCustomer, { action: 'dance', conversationId }),
  // A conversation nobody has begun: the wait goes on, for its token belongs to no execution that could be told.
  wait: { ...handoff, conversationId: `${customerId}-9`, wait: 'matched', token: 'AQCEAAAAKgAAAAMAAAAAAAAAAWx5' },
  'wrap-up': handoff,
};
