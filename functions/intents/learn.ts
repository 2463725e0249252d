import { createHash } from 'node:crypto';
import type { Intent } from '#shared/protocol/intents';
import type { IntentSet, KnownIntent } from '#shared/understanding/intents/reading';
import { packSet } from '#shared/understanding/intents/set-file';
import { loadKept, serialiseKept } from '#shared/understanding/intents/store';
import { type Example, train } from '#shared/understanding/intents/train';

/** A model is shown so many examples of each intent, each cut to so many characters. */
const SAMPLES = 4;
const LONGEST_SAMPLE = 60;

/** The same intents have the same fingerprint, whatever order they stand in. */
export const fingerprintOf = (intents: readonly Intent[]): string => {
  const sorted = [...intents].sort((a, b) => (a.name < b.name ? -1 : 1));
  const parts = sorted.map(({ name, examples, skill, handOff, sensitive }) => [
    name,
    [...examples.en].sort(),
    [...examples.zh].sort(),
    skill ?? '',
    handOff ?? false,
    sensitive ?? false,
  ]);
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
};

export const examplesOf = (intents: readonly Intent[]): Example[] =>
  intents.flatMap(({ name, examples: { en, zh } }) => [...en, ...zh].map((text) => ({ text, intent: name })));

const known = ({ name, examples: { en, zh }, skill, handOff, sensitive }: Intent): KnownIntent => ({
  name,
  ...(skill && { skill }),
  ...(handOff && { handOff }),
  ...(sensitive && { sensitive }),
  samples: [...en.slice(0, SAMPLES / 2), ...zh.slice(0, SAMPLES / 2)].map((text) =>
    [...text].slice(0, LONGEST_SAMPLE).join(''),
  ),
});

export type Learned = { set: IntentSet; file: Uint8Array; kept: Uint8Array };

/** Learns the intents, from where the last training ended where that is known. */
export const learned = (intents: readonly Intent[], before: Uint8Array | undefined): Learned => {
  const { model, kept } = train({ examples: examplesOf(intents), ...(before && { kept: loadKept(before) }) });
  // The same words with another skill sound the same, and are another version.
  const version = `${model.version}-${fingerprintOf(intents).slice(0, 6)}`;
  const set = { version, model, intents: intents.map(known) };
  return { set, file: packSet(set), kept: serialiseKept(kept) };
};
