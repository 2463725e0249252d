import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS, type MetricName } from './metric-names.ts';
import { settings } from './parts/settings.ts';

export type Measures = Partial<Record<MetricName, number>>;

const metrics = new Metrics({ namespace: 'Baton', defaultDimensions: { environment: settings.environment } });

/**
 * Figures of the service in CloudWatch's embedded metric format: one log line, no call. The environment is the only
 * dimension, since each distinct set of them is a metric that is billed by the month.
 */
export const measure = (measures: Measures): void => {
  for (const [name, value] of Object.entries(measures))
    metrics.addMetric(name, MetricUnit[METRICS[name as MetricName]], value);
  metrics.publishStoredMetrics();
};
