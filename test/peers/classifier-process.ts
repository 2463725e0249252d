import { processorMs } from '#local/evaluate/learning';
import { quantile } from '#local/evaluate/metrics';
import { CLASSIFIERS, type Said } from './classifiers.ts';
import type { IntentSet } from './intent-set.ts';
import { askedFor, quickest, tell } from './own-process.ts';

/** One classifier learns and is asked, in a process of its own. */
export type ClassifierTold = {
  verdicts: Said[];
  trainSeconds: number;
  msP95: number;
  modelBytes: number;
  peakMb: number;
};

const { peer, set } = askedFor<(typeof CLASSIFIERS)[number], IntentSet>(CLASSIFIERS);
const start = processorMs();
const { classify, bytes } = await peer.learn(set.train, set.language);
const trainSeconds = (processorMs() - start) / 1000;

for (const { text } of set.test.slice(0, 200)) await classify(text);
const times: number[] = [];
const verdicts: Said[] = [];
for (const { text } of set.test) verdicts.push(await quickest(() => classify(text), times));
tell({ verdicts, trainSeconds, msP95: quantile(0.95, times), modelBytes: bytes } satisfies Omit<
  ClassifierTold,
  'peakMb'
>);
