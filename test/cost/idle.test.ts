import { expect, test } from 'vitest';
import { add, compare } from '#shared/cost/decimal';
import { idleAssumptions, idleCost } from '#shared/cost/idle';
import { currentBook } from '#shared/cost/price-book';
import { runsPerMonth } from '#shared/cost/schedules';
import type { Template } from '#shared/cost/template';

type Resources = NonNullable<Template['Resources']>;
const get = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const cost = (Resources: Resources, more: Parameters<typeof idleCost>[3] = {}) =>
  idleCost([{ Resources }], currentBook, 'us-east-1', more);
const lineOf = (idle: ReturnType<typeof idleCost>, what: string) => idle.lines.find((line) => line.what === what);

const sweeper: Resources = {
  Sweep: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 512, TracingConfig: { Mode: 'Active' } } },
  EachMinute: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: { ScheduleExpression: 'rate(1 minute)', Target: { Arn: get('Sweep') } },
  },
};

test('a sweep each minute is 43,200 runs with their time, reads, traces and log lines', () => {
  const idle = cost(sweeper);

  expect(lineOf(idle, 'scheduled runs')).toMatchObject({ quantity: '43200', cost: '0.00864' });
  expect(lineOf(idle, 'time of Sweep')).toMatchObject({ quantity: '2160', resources: ['EachMinute'] });
  expect(lineOf(idle, 'traces of scheduled runs')).toMatchObject({ quantity: '43200', cost: '0.216' });
  expect(lineOf(idle, 'schedule invocations')).toMatchObject({ quantity: '43200', verified: false });
  expect(lineOf(idle, 'reads of scheduled runs')).toMatchObject({ quantity: '345600' });
  expect(idle.unpriced).toEqual([]);
});

test('a schedule that is switched off costs nothing', () => {
  const off = { ...sweeper.EachMinute, Properties: { ...sweeper.EachMinute?.Properties, State: 'DISABLED' } };

  expect(cost({ ...sweeper, EachMinute: off as Resources[string] }).total).toBe('0');
});

test.each([
  ['rate(1 minute)', 43_200],
  ['rate(5 minutes)', 8_640],
  ['rate(1 day)', 30],
  ['cron(0 3 * * ? *)', 30],
  ['cron(0/15 * * * ? *)', 2_880],
  ['cron(0,30 8 * * ? *)', 60],
  ['cron(0 3 1 * ? *)', undefined],
  ['rate(0 minutes)', undefined],
  ['at(2026-11-20T00:00:00)', undefined],
])('%s fires %s times in thirty days', (expression, times) => {
  expect(runsPerMonth(expression, 30)).toBe(times);
});

const queues: Resources = {
  Turns: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
  Timers: { Type: 'AWS::SQS::Queue' },
  Dead: { Type: 'AWS::SQS::Queue' },
  OnTurns: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: get('Turns') } },
  OnTimers: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: get('Timers') } },
};

test('each queue that a function serves is polled five times each twenty seconds, the others not at all', () => {
  const idle = cost(queues);

  expect(lineOf(idle, 'empty receives, FIFO')).toMatchObject({
    quantity: '648000',
    cost: '0.324',
    resources: ['Turns'],
  });
  expect(lineOf(idle, 'empty receives, standard')).toMatchObject({
    quantity: '648000',
    cost: '0.2592',
    resources: ['Timers'],
  });
});

test('a queue of another stack is found through its export', () => {
  const state: Template = {
    Resources: { Turns: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } } },
    Outputs: { Out: { Value: get('Turns'), Export: { Name: 'state:Turns' } } },
  };
  const mapping = {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { EventSourceArn: { 'Fn::ImportValue': 'state:Turns' } },
  };
  const idle = idleCost([{ Resources: { OnTurns: mapping } }, state], currentBook, 'us-east-1');

  expect(idle.lines).toMatchObject([{ what: 'empty receives, FIFO', quantity: '648000' }]);
});

test('resources of the same name in two stacks are not taken for each other', () => {
  const mapping = { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: get('Source') } };
  const idle = idleCost(
    [
      { Resources: { Source: { Type: 'AWS::DynamoDB::Table' } } },
      { Resources: { Source: { Type: 'AWS::SQS::Queue' }, On: mapping } },
    ],
    currentBook,
    'us-east-1',
  );

  expect(idle.lines.map(({ what }) => what)).toEqual(['empty receives, standard']);
});

test('an alarm is paid by the metrics it watches, a metric by its distinct dimensions', () => {
  const query = (id: string) => ({ Id: id, MetricStat: { Metric: { MetricName: id } } });
  const idle = cost(
    {
      Plain: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } },
      Ratio: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { Metrics: [query('a'), query('b'), { Id: 'e', Expression: 'a/b' }] },
      },
      Errors: { Type: 'AWS::Logs::MetricFilter' },
    },
    {
      metrics: [
        { namespace: 'Baton', name: 'TurnMs' },
        { namespace: 'Baton', name: 'TurnMs' },
        { namespace: 'Baton', name: 'TurnMs', dimensions: 'step' },
      ],
    },
  );

  expect(lineOf(idle, 'metric alarms')).toMatchObject({ quantity: '3', cost: '0.3' });
  expect(lineOf(idle, 'metrics the code can emit')).toMatchObject({ quantity: '2', cost: '0.6' });
  expect(lineOf(idle, 'metrics of log filters')).toMatchObject({ quantity: '1' });
});

test('a search domain is paid by instance hours and disk', () => {
  const domain = (InstanceType: string) => ({
    Search: {
      Type: 'AWS::OpenSearchService::Domain',
      Properties: { ClusterConfig: { InstanceType, InstanceCount: 2 }, EBSOptions: { VolumeSize: 10 } },
    },
  });

  expect(lineOf(cost(domain('t3.small.search')), 'search instances')).toMatchObject({
    quantity: '1440',
    cost: '51.84',
  });
  expect(lineOf(cost(domain('t3.small.search')), 'search disks')).toMatchObject({ quantity: '20', cost: '2.44' });
  expect(cost(domain('r7g.large.search')).unpriced).toMatchObject([
    { what: 'search instances of another size', count: '1' },
  ]);
});

test('tables under a customer key keep it in use while they are read', () => {
  const idle = cost({
    ...sweeper,
    Log: { Type: 'AWS::DynamoDB::Table', Properties: { SSESpecification: { KMSMasterKeyId: get('Key') } } },
    Key: { Type: 'AWS::KMS::Key' },
    Relay: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: { 'Fn::GetAtt': ['Log', 'StreamArn'] } },
    },
  });

  expect(lineOf(idle, 'keys of tables in use')).toMatchObject({ quantity: String(2 * 8640) });
  expect(lineOf(idle, 'KMS keys')).toMatchObject({ quantity: '1', cost: '1' });
});

test('what has no price or no known cost is named, never dropped', () => {
  const unknown = cost({
    Gateway: { Type: 'AWS::EC2::NatGateway' },
    Board: { Type: 'AWS::CloudWatch::Dashboard' },
    Both: { Type: 'AWS::CloudWatch::CompositeAlarm' },
    Monthly: {
      Type: 'AWS::Events::Rule',
      Properties: { ScheduleExpression: 'cron(0 3 1 * ? *)', Targets: [{ Arn: 'x' }] },
    },
  });
  const elsewhere = idleCost([{ Resources: { Key: { Type: 'AWS::KMS::Key' } } }], currentBook, 'eu-west-1');

  expect(unknown.total).toBe('0');
  expect(unknown.unpriced.map(({ what }) => what).toSorted()).toEqual(
    ['AWS::EC2::NatGateway', 'composite alarms', 'dashboards', 'schedules of another form'].toSorted(),
  );
  expect(elsewhere.unpriced).toMatchObject([
    { what: 'KMS keys', count: '1', why: { en: 'no price for kms.key in eu-west-1 (no-price, book 2026-11-20)' } },
  ]);
});

test('the lines add up to the total, dearest first', () => {
  const idle = cost({ ...sweeper, ...queues, Key: { Type: 'AWS::KMS::Key' } });

  expect(add(idle.lines.map((line) => line.cost))).toBe(idle.total);
  expect(idle.lines.every((line, i) => i === 0 || compare(idle.lines[i - 1]?.cost ?? '0', line.cost) >= 0)).toBe(true);
});

test('another assumption gives another figure, and is told with it', () => {
  const assumptions = { ...idleAssumptions, queuePolls: 2 };
  const idle = cost(queues, { assumptions });

  expect(lineOf(idle, 'empty receives, FIFO')).toMatchObject({ quantity: '259200' });
  expect(idle.assumptions).toEqual(assumptions);
});
