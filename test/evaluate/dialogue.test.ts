import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { dialogue } from '#local/evaluate/dialogue';

const half = (name: string) => fileURLToPath(new URL(`../data/dialogues/${name}.jsonl`, import.meta.url));

test.each([
  ['dev', 0.75],
  ['judged', 0.65],
])(
  'of the follow-ups and corrections in %s more than a share of %d is answered right, and half as many again as without what came before',
  async (name, least) => {
    const { n, figures, baselines } = await dialogue.run({ files: { test: half(name) }, options: {} });
    const alone = baselines[0]?.figures.rightShare ?? 1;

    expect(n).toBe(34);
    expect(figures.rightShare).toBeGreaterThan(least);
    expect(figures.rightShare).toBeGreaterThan(1.5 * alone);
  },
  60_000,
);
