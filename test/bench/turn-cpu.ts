import { measuredIn, settingsVariable } from './child.ts';
import { type Figure, figure, quantile } from './figure.ts';

/** CPU of whole turns of the bot with nothing to wait for: see turns-in-memory.ts, which runs in a process of its own. */
export async function turnCpu(): Promise<Figure[]> {
  const turns = await measuredIn<number[]>('test/bench/turns-in-memory.ts', [], {
    SETTINGS: settingsVariable(),
    POWERTOOLS_SERVICE_NAME: 'bench',
    AWS_REGION: 'us-east-1',
  });
  return [figure('turn-cpu-ms-p50', quantile(turns, 0.5)), figure('turn-cpu-ms-p95', quantile(turns, 0.95))];
}
