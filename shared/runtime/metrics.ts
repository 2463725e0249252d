import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { EMBEDDER_METRICS, METRICS, type MetricName } from './metric-names.ts';
import { settings } from './parts/settings.ts';

const UNITS = { ...METRICS, ...EMBEDDER_METRICS };

export type Measures = Partial<Record<MetricName, number>>;

const metrics = new Metrics({ namespace: 'Baton', defaultDimensions: { environment: settings.environment } });

/**
 * Figures of the service in CloudWatch's embedded metric format: one log line, no call. The environment is the only
 * dimension, since each distinct set of them is a metric that is billed by the month.
 */
export const measure = (measures: Measures): void => {
  const entries = Object.entries(measures);
  // Most changes of a conversation are no figure; publishing nothing would log a warning each time.
  if (entries.length === 0) return;
  for (const [name, value] of entries) metrics.addMetric(name, MetricUnit[UNITS[name as MetricName]], value);
  metrics.publishStoredMetrics();
};
