import { expect, test } from 'vitest';
import { topicOf } from '#shared/understanding/topics';
import { labelled } from './labelled.ts';

const read = (text: string): string => {
  const found = topicOf(text);
  return found ? `${found.topic}/${found.rule}` : 'none';
};

test.each([
  ['zh', 0.99],
  ['en', 0.99],
] as const)('%s: of the labelled messages at least a share of %d gets its topic and rule', (language, floor) => {
  const cases = labelled('sensitivity.yaml')[language];

  const faults = cases
    .map(([text = '', label]) => ({ text, label, read: read(text) }))
    .filter((one) => one.label !== one.read);

  expect(cases.length).toBeGreaterThanOrEqual(60);
  expect(1 - faults.length / cases.length, JSON.stringify(faults)).toBeGreaterThanOrEqual(floor);
});

test.each(['zh', 'en'] as const)('%s: no near miss is taken for a sensitive matter', (language) => {
  const near = labelled('sensitivity.yaml')[language].filter(([, label]) => label === 'none');

  const alarms = near.filter(([text = '']) => read(text) !== 'none');

  expect(near.length).toBeGreaterThanOrEqual(20);
  expect(alarms).toEqual([]);
});
