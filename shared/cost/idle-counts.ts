import { times } from './decimal.ts';
import type { CustomMetric, IdleAssumptions } from './idle.ts';
import { type PlatformMeter, unitOf } from './meters.ts';
import { gigabytes, lambdaGbSeconds, logBytes } from './rounding.ts';
import { runsPerMonth } from './schedules.ts';
import { at, pointedAt, type Resource, whole } from './template.ts';

/** Why a figure is what it is, for a reader of either language. */
export type Reason = { en: string; zh: string };

/** A month's quantity of a meter, what makes it up, and the resources it counts. */
export type CountedLine = {
  what: string;
  meter: PlatformMeter;
  quantity: string;
  unit: string;
  why: Reason;
  resources: string[];
};
export type Uncounted = { what: string; count: number; why: Reason };

type Month = { all: Resource[]; of: (...types: string[]) => Resource[]; assume: IdleAssumptions };

/** Every line of a quiet month, and what costs something that cannot be counted or priced. */
export function counted(
  all: Resource[],
  metrics: readonly CustomMetric[],
  assume: IdleAssumptions,
): { lines: CountedLine[]; uncounted: Uncounted[] } {
  const month: Month = { all, assume, of: (...types) => all.filter(({ type }) => types.includes(type)) };
  const runs = scheduledRuns(month);
  const lines = [
    ...standing(month),
    ...alarms(month),
    ...customMetrics(month, metrics),
    ...polling(month),
    ...sweeping(month, runs),
    ...searching(month),
    ...keyRefreshes(month, runs),
  ].filter(({ quantity }) => quantity !== '0');
  return { lines, uncounted: [...odd(month), ...unknownTypes(all)] };
}

const line = (
  what: string,
  meter: PlatformMeter,
  quantity: number | string,
  resources: readonly Resource[],
  why: Reason,
): CountedLine => ({
  what,
  meter,
  quantity: String(quantity),
  unit: unitOf(meter),
  why,
  resources: resources.map(({ id }) => id),
});

/** What is paid for by standing there. */
const standing = ({ of }: Month): CountedLine[] => {
  const each = (what: string, meter: PlatformMeter, type: string, why: Reason) =>
    line(what, meter, of(type).length, of(type), why);
  const rules = of('AWS::WAFv2::WebACL').map(({ properties }) => [at(properties, 'Rules') ?? []].flat().length);
  return [
    each('KMS keys', 'kms.key', 'AWS::KMS::Key', {
      en: 'each version; a yearly rotation adds one, twice at most',
      zh: '每个版本；每年轮换加一个，至多两次',
    }),
    each('secrets', 'secrets.secret', 'AWS::SecretsManager::Secret', { en: 'each secret', zh: '每个机密' }),
    each('web ACLs', 'waf.acl', 'AWS::WAFv2::WebACL', { en: 'each ACL', zh: '每个 ACL' }),
    line(
      'web ACL rules',
      'waf.rule',
      rules.reduce((sum, count) => sum + count, 0),
      of('AWS::WAFv2::WebACL'),
      { en: 'each rule', zh: '每条规则' },
    ),
    each('hosted zones', 'route53.zone', 'AWS::Route53::HostedZone', { en: 'each zone', zh: '每个区域' }),
  ];
};

/** An alarm is billed by the metrics it watches: one, or each metric of its expression. */
const alarms = ({ of }: Month): CountedLine[] => {
  const watched = of('AWS::CloudWatch::Alarm');
  const count = watched.reduce((sum, { properties }) => sum + Math.max(1, watchedMetrics(properties)), 0);
  return [
    line('metric alarms', 'alarm', count, watched, { en: 'each metric an alarm watches', zh: '告警所看的每个指标' }),
  ];
};
const watchedMetrics = (properties: unknown): number =>
  [at(properties, 'Metrics') ?? []].flat().filter((metric) => at(metric, 'MetricStat') !== undefined).length;

const customMetrics = ({ of }: Month, metrics: readonly CustomMetric[]): CountedLine[] => {
  const filters = of('AWS::Logs::MetricFilter');
  const emitted = new Set(metrics.map(({ namespace, name, dimensions = '' }) => `${namespace} ${name} ${dimensions}`))
    .size;
  return [
    line('metrics the code can emit', 'metrics.custom', emitted, [], {
      en: 'as if each were emitted in every hour',
      zh: '按每小时都有发出计',
    }),
    line('metrics of log filters', 'metrics.custom', filters.length, filters, {
      en: 'as if each were emitted in every hour',
      zh: '按每小时都有发出计',
    }),
  ];
};

/** Lambda keeps long polls open on each queue it serves, message or not. */
const polling = ({ of, all, assume }: Month): CountedLine[] => {
  const receives = (assume.queuePolls * assume.days * 24 * 60 * 60) / assume.queuePollSeconds;
  const served = of('AWS::Lambda::EventSourceMapping', 'AWS::Pipes::Pipe')
    .filter(({ properties }) => at(properties, 'Enabled') !== false && at(properties, 'DesiredState') !== 'STOPPED')
    .map(({ properties, template }) =>
      pointedAt(at(properties, 'EventSourceArn') ?? at(properties, 'Source'), template, all),
    )
    .filter((source) => source?.type === 'AWS::SQS::Queue');
  const fifo = served.filter((queue) => String(at(queue?.properties, 'FifoQueue')) === 'true');
  const standard = served.filter((queue) => !fifo.includes(queue));
  const why = {
    en: `${assume.queuePolls} long polls of ${assume.queuePollSeconds} s on each queue a function serves`,
    zh: `函数所服务的每个队列上 ${assume.queuePolls} 个 ${assume.queuePollSeconds} 秒的长轮询`,
  };
  const queues = (ones: (Resource | undefined)[]): Resource[] => ones.filter((one) => one !== undefined);
  return [
    line('empty receives, FIFO', 'sqs.fifo.request', receives * fifo.length, queues(fifo), why),
    line('empty receives, standard', 'sqs.std.request', receives * standard.length, queues(standard), why),
  ];
};

type Run = { schedule: Resource; count: number; lambda?: Resource | undefined };

const isScheduled = ({ properties }: Resource): boolean =>
  at(properties, 'ScheduleExpression') !== undefined && at(properties, 'State') !== 'DISABLED';

const scheduledRuns = ({ of, all, assume }: Month): Run[] =>
  of('AWS::Scheduler::Schedule', 'AWS::Events::Rule')
    .filter(isScheduled)
    .flatMap((schedule) => {
      const count = runsPerMonth(at(schedule.properties, 'ScheduleExpression'), assume.days);
      const targets = [at(schedule.properties, 'Target') ?? at(schedule.properties, 'Targets') ?? []].flat();
      return targets.map((target) => {
        const pointed = pointedAt(at(target, 'Arn'), schedule.template, all);
        return { schedule, count: count ?? 0, lambda: pointed?.type === 'AWS::Lambda::Function' ? pointed : undefined };
      });
    });

const memoryOf = (lambda: Resource | undefined, assume: IdleAssumptions): number =>
  whole(at(lambda?.properties, 'MemorySize'), assume.defaultMemoryMb);

const sum = (runs: readonly Run[]): number => runs.reduce((total, { count }) => total + count, 0);

/** A schedule rings its function whether or not there is anything to do. */
const sweeping = (month: Month, runs: Run[]): CountedLine[] => {
  const { assume } = month;
  const schedules = runs.map(({ schedule }) => schedule);
  const started = runs.filter(({ lambda }) => lambda !== undefined);
  const functions = started.map(({ lambda }) => lambda).filter((one) => one !== undefined);
  const traced = started.filter(({ lambda }) => at(lambda?.properties, 'TracingConfig', 'Mode') === 'Active');
  const rung = runs.filter(({ schedule }) => schedule.type === 'AWS::Scheduler::Schedule');
  const logged = gigabytes(logBytes(assume.runLogBytes, assume.runLogEvents) * sum(started));
  return [
    line('schedule invocations', 'scheduler.invocation', sum(rung), schedules, {
      en: 'each ring of a schedule',
      zh: '每次触发',
    }),
    ...started.map(({ schedule, count, lambda }) =>
      line(
        `time of ${lambda?.id}`,
        'lambda.gbs.arm64',
        times(lambdaGbSeconds(assume.runMs, memoryOf(lambda, assume)), String(count)),
        [schedule],
        {
          en: `${assume.runMs} ms a run at ${memoryOf(lambda, assume)} MB`,
          zh: `每次 ${assume.runMs} 毫秒，${memoryOf(lambda, assume)} MB`,
        },
      ),
    ),
    line('scheduled runs', 'lambda.request.arm64', sum(started), functions, { en: 'each run', zh: '每次运行' }),
    line('reads of scheduled runs', 'ddb.rru', sum(started) * assume.runReadUnits, functions, {
      en: `${assume.runReadUnits} units a run`,
      zh: `每次 ${assume.runReadUnits} 个单位`,
    }),
    line('traces of scheduled runs', 'xray.trace', sum(traced), functions, {
      en: 'a quiet function’s every run is sampled (one a second)',
      zh: '安静的函数每次运行都会被采样（每秒一次）',
    }),
    line('log lines of scheduled runs', 'logs.ingest', sum(started) === 0 ? 0 : logged, functions, {
      en: `${assume.runLogBytes} bytes a run`,
      zh: `每次 ${assume.runLogBytes} 字节`,
    }),
    line('stored log lines', 'logs.storage', sum(started) === 0 ? 0 : logged, functions, {
      en: 'a month of them, uncompressed',
      zh: '一个月的量，未压缩',
    }),
    ...carrying(month, sum(started)),
  ];
};

/** A run's meter line goes to the ledger through a subscription of the log group. */
const carrying = ({ of, all, assume }: Month, runs: number): CountedLine[] =>
  of('AWS::Logs::SubscriptionFilter').flatMap(({ id, properties, template }) => {
    const lambda = pointedAt(at(properties, 'DestinationArn'), template, all);
    if (lambda?.type !== 'AWS::Lambda::Function') return [];
    const memory = memoryOf(lambda, assume);
    const gbs = times(lambdaGbSeconds(assume.carriedMs, memory), String(runs));
    const why = { en: `a meter line each run, carried by ${id}`, zh: `每次运行一条计量行，由 ${id} 传送` };
    return [
      line(`time of ${lambda.id}`, 'lambda.gbs.arm64', gbs, [lambda], {
        en: `${why.en}: ${assume.carriedMs} ms at ${memory} MB`,
        zh: `${why.zh}：${assume.carriedMs} 毫秒，${memory} MB`,
      }),
      line('carried meter lines', 'lambda.request.arm64', runs, [lambda], why),
      line('ledger items of scheduled runs', 'ddb.wru', runs * assume.carriedWriteUnits, [lambda], {
        en: `${assume.carriedWriteUnits} units each`,
        zh: `每条 ${assume.carriedWriteUnits} 个单位`,
      }),
    ];
  });

/** A search domain stands there by the hour, with its disk. */
const searching = ({ of, assume }: Month): CountedLine[] =>
  of('AWS::OpenSearchService::Domain').flatMap((domain) => {
    const nodes = whole(at(domain.properties, 'ClusterConfig', 'InstanceCount'), 1);
    const disk = whole(at(domain.properties, 'EBSOptions', 'VolumeSize'), 0);
    const isSmall = at(domain.properties, 'ClusterConfig', 'InstanceType') === 't3.small.search';
    const why = { en: `${nodes} nodes, ${assume.days} days`, zh: `${nodes} 个节点，${assume.days} 天` };
    const hours = isSmall
      ? [line('search instances', 'opensearch.t3small', nodes * assume.days * 24, [domain], why)]
      : [];
    return [
      ...hours,
      line('search disks', 'opensearch.gp3', nodes * disk, [domain], {
        en: `${nodes} × ${disk} GB`,
        zh: `${nodes} × ${disk} GB`,
      }),
    ];
  });

/** A stream that is read, and a table that a sweep reads, keep their key in use. */
const keyRefreshes = ({ of, all, assume }: Month, runs: Run[]): CountedLine[] => {
  const underKey = of('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').filter(({ properties }) =>
    JSON.stringify(properties).includes('KMSMasterKeyId'),
  );
  const streams = of('AWS::Lambda::EventSourceMapping').filter(({ properties, template }) => {
    const source = pointedAt(at(properties, 'EventSourceArn'), template, all);
    return source !== undefined && underKey.includes(source);
  });
  const swept = sum(runs) > 0 ? Math.min(assume.runTables, underKey.length) : 0;
  const requests = ((streams.length + swept) * assume.days * 24 * 60 * 60) / assume.tableKeySeconds;
  const why = {
    en: `one each ${assume.tableKeySeconds} s for ${streams.length} stream readers and ${swept} swept tables`,
    zh: `${streams.length} 个流读取者和 ${swept} 张被巡检的表，每 ${assume.tableKeySeconds} 秒一次`,
  };
  return [
    line('keys of tables in use', 'kms.request', Math.ceil(requests), underKey, why),
    line('keys used by scheduled runs', 'kms.request', sum(runs) * assume.runKmsRequests, [], {
      en: `${assume.runKmsRequests} a run`,
      zh: `每次 ${assume.runKmsRequests} 个`,
    }),
  ];
};

const several = (what: string, found: readonly Resource[], why: Reason): Uncounted[] =>
  found.length > 0 ? [{ what, count: found.length, why }] : [];

/** What is known to cost and has no meter in the book, or no count. */
const odd = ({ of, assume }: Month): Uncounted[] => [
  ...several('composite alarms', of('AWS::CloudWatch::CompositeAlarm'), {
    en: 'no meter in the book',
    zh: '价目表中没有此计量项',
  }),
  ...several('dashboards', of('AWS::CloudWatch::Dashboard'), {
    en: 'no meter in the book; an account’s first three are free',
    zh: '价目表中没有此计量项；账户的前三个免费',
  }),
  ...several(
    'schedules of another form',
    of('AWS::Scheduler::Schedule', 'AWS::Events::Rule')
      .filter(isScheduled)
      .filter(({ properties }) => runsPerMonth(at(properties, 'ScheduleExpression'), assume.days) === undefined),
    { en: 'neither rate(…) nor a daily cron(…)', zh: '既不是 rate(…) 也不是每日的 cron(…)' },
  ),
  ...several(
    'search instances of another size',
    of('AWS::OpenSearchService::Domain').filter(
      ({ properties }) => at(properties, 'ClusterConfig', 'InstanceType') !== 't3.small.search',
    ),
    { en: 'the book prices t3.small.search only', zh: '价目表只有 t3.small.search' },
  ),
  ...several(
    'provisioned pollers or concurrency',
    of('AWS::Lambda::EventSourceMapping', 'AWS::Lambda::Alias', 'AWS::Lambda::Version').filter(
      ({ properties }) => at(properties, 'ProvisionedPollerConfig') ?? at(properties, 'ProvisionedConcurrencyConfig'),
    ),
    { en: 'no meter in the book', zh: '价目表中没有此计量项' },
  ),
];

/** Counted above, or free until used. Whatever is not here may cost, and is named. */
const knownTypes = new RegExp(
  `^(${[
    'AWS::KMS::(Key|Alias)',
    'AWS::(IAM|SQS|SNS|ApiGatewayV2|StepFunctions|Cognito|S3|Logs|Events|CloudFormation|CDK|XRay)::\\w+',
    'AWS::SecretsManager::(Secret|ResourcePolicy|SecretTargetAttachment)',
    'AWS::Lambda::(Function|Permission|LayerVersion|EventInvokeConfig|Version|Alias|Url|EventSourceMapping)',
    'AWS::DynamoDB::(Table|GlobalTable)',
    'AWS::CloudWatch::(Alarm|CompositeAlarm|Dashboard)',
    'AWS::Scheduler::(Schedule|ScheduleGroup)',
    'AWS::Pipes::Pipe',
    'AWS::CloudFront::(Distribution|OriginAccessControl|Function|ResponseHeadersPolicy|CachePolicy|OriginRequestPolicy)',
    'AWS::WAFv2::(WebACL|WebACLAssociation|IPSet|LoggingConfiguration)',
    'AWS::Route53::(HostedZone|RecordSet)',
    'AWS::CertificateManager::Certificate',
    'AWS::OpenSearchService::Domain',
    'AWS::SSM::Parameter',
    'Custom::\\w+',
  ].join('|')})$`,
);

const unknownTypes = (all: readonly Resource[]): Uncounted[] =>
  [
    ...Map.groupBy(
      all.filter(({ type }) => !knownTypes.test(type)),
      ({ type }) => type,
    ),
  ].map(([type, found]) => ({
    what: type,
    count: found.length,
    why: { en: 'nobody has said yet what it costs at rest', zh: '还没有人说明它闲置时的费用' },
  }));
