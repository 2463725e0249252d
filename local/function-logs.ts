import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { type Cloud, clientOf } from './cloud.ts';
import type { Watching } from './reload.ts';

const POLL_MS = 700;
/** The platform's own lines, and what every line repeats. */
const PLATFORM = /^(START|END|REPORT|INIT_START) /;
const KNOWN_FIELDS = new Set([
  'level',
  'message',
  'timestamp',
  'service',
  'sampling_rate',
  'xray_trace_id',
  'cold_start',
]);
const LOUD = new Set(['WARN', 'ERROR', 'CRITICAL', 'FATAL']);

/** Prints what the steps write: warnings and errors, or with `verbose` everything. */
export function followLogs(
  cloud: Pick<Cloud, 'endpoint' | 'environment'>,
  log: (line: string) => void,
  verbose = false,
): Watching {
  const client = new CloudWatchLogsClient(clientOf(cloud.endpoint));
  const seen = new Set<string>();
  let since = Date.now();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const look = async () => {
    const started = Date.now();
    for (const event of await eventsSince(client, `/baton/${cloud.environment}/`, since)) {
      const id = event.eventId ?? `${event.logStreamName} ${event.timestamp} ${event.message}`;
      if (seen.has(id)) continue;
      seen.add(id);
      const line = readable(event, verbose);
      if (line) log(line);
    }
    // Lines of one invocation carry its end's time, so a little of the past is read again.
    since = started - 2000;
  };
  const again = () => {
    if (!stopped)
      timer = setTimeout(
        () =>
          look()
            .catch(() => {})
            .then(again),
        POLL_MS,
      );
  };
  again();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

async function eventsSince(
  client: CloudWatchLogsClient,
  prefix: string,
  startTime: number,
): Promise<FilteredLogEvent[]> {
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix }));
  const steps = logGroups.filter(({ logGroupName }) => !logGroupName?.endsWith('/access'));
  const pages = steps.map(({ logGroupName }) => client.send(new FilterLogEventsCommand({ logGroupName, startTime })));
  return (await Promise.all(pages)).flatMap(({ events }) => events ?? []);
}

/** `12:03:04 WARN  answer   no model answered (conversationId=…)`; undefined for a line that is not to be shown. */
export function readable({ message = '', timestamp = 0 }: FilteredLogEvent, verbose: boolean): string | undefined {
  const time = new Date(timestamp).toTimeString().slice(0, 8);
  const fields = fieldsIn(message);
  if (!fields) {
    const worthSaying = verbose ? !PLATFORM.test(message) : /Error|Task timed out|Unhandled/.test(message);
    return worthSaying ? `${time} ERROR ${message}` : undefined;
  }
  const level = String(fields.level ?? 'INFO').toUpperCase();
  if (!verbose && !LOUD.has(level)) return undefined;
  const rest = Object.entries(fields).filter(([name]) => !KNOWN_FIELDS.has(name) && !name.startsWith('function_'));
  const details = rest.map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `${time} ${level.padEnd(5)} ${String(fields.service ?? '').padEnd(12)} ${fields.message ?? ''} ${details.join(' ')}`.trimEnd();
}

function fieldsIn(message: string): Record<string, unknown> | undefined {
  if (!message.startsWith('{')) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
