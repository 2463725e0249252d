import { expect, test } from 'vitest';
import { answer } from '#local/evaluate/answer';

const files = { kb: 'test/data/zh-faq/kb.jsonl', test: 'test/data/zh-faq/questions.jsonl' };
const evaluated = (options: Record<string, string> = {}) => answer.run({ files, options });

test('without the entry that answers it, at least 85 of 100 questions of the Chinese set stay unanswered, and no figure is invented', async () => {
  const { n, figures } = await evaluated();

  expect(n).toBeGreaterThanOrEqual(100);
  expect(figures.unansweredShare).toBeGreaterThanOrEqual(0.85);
  expect(figures.figureInNoSource).toBe(0);
}, 120_000);

test('a model that invents a price with each answer changes nothing: all of its answers are blocked', async () => {
  const [plain, inventor] = [await evaluated(), await evaluated({ model: 'inventor' })];

  expect(inventor.figures.blocked).toBeGreaterThanOrEqual(inventor.n);
  expect({ ...inventor.figures, blocked: 0 }).toEqual(plain.figures);
}, 120_000);

test('a scripted model that is not there is named', async () => {
  await expect(evaluated({ model: 'sage' })).rejects.toThrow("There is no scripted model 'sage'");
});
