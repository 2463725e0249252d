import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { stageIn, stageOf } from '#shared/understanding/stage';

const said = parse(readFileSync(new URL('stage.yaml', import.meta.url), 'utf8')) as Record<
  'zh' | 'en',
  Record<string, string[]>
>;

test.each([
  ['zh', 0.99],
  ['en', 0.98],
] as const)('%s: of the labelled messages at least a share of %d is read as at its stage', (language, floor) => {
  const cases = Object.entries(said[language]).flatMap(([stage, texts]) => texts.map((text) => ({ stage, text })));

  const faults = cases
    .map(({ stage, text }) => ({ stage, text, read: stageOf(text)?.stage ?? 'none' }))
    .filter(({ stage, read }) => stage !== read);

  expect(cases.length).toBeGreaterThanOrEqual(60);
  expect(1 - faults.length / cases.length, JSON.stringify(faults)).toBeGreaterThanOrEqual(floor);
});

test('a stage names the words by which it was seen', () => {
  expect(stageOf('收到的杯子碎了，怎么退货？')).toEqual({ stage: 'after-sales', words: ['碎了', '收到', '怎么退'] });
});

test('of a conversation the newest words that tell decide', () => {
  expect(stageIn(['有红色的吗', '付款失败了', '好的', '谢谢'])?.stage).toBe('payment');
  expect(stageIn(['你好'])).toBeUndefined();
});
