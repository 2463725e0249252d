import { createHash } from 'node:crypto';
import type { Language } from '#events/actor';
import { detect } from '#shared/privacy/detect';
import { bare, plain } from '#shared/understanding/plain';
import { slotsOf } from '#shared/understanding/slots';

/** Everything an answer depends on. What is in here, and nothing else, decides whether it may be given again. */
export type AnswerBasis = {
  brand: string;
  language: Language;
  question: string;
  knowledgeVersion: string;
  personaVersion: string;
  promptVersion: string;
};
export type CacheKey = { brand: string; hash: string };

export type CachedAnswer = { text: string; articleIds: readonly string[]; from: string };

/** Answers that were given and approved. A brand never sees another one's. */
export interface AnswerCache {
  get(key: CacheKey, now: number): Promise<CachedAnswer | undefined>;
  put(key: CacheKey, answer: CachedAnswer, until: number): Promise<void>;
}

/** Politeness and marks do not make another question. */
const normalised = (question: string): string =>
  bare(plain(question).replace(/\b(?:please|pls|thanks?|thank you|hi|hello)\b|请问|你好|您好|谢谢|麻烦/g, ' '));

/** The customer's own numbers or names are in it: the answer is hers. */
const isPersonal = (question: string): boolean =>
  detect(question).length > 0 ||
  slotsOf([{ seq: 1, from: 'customer', text: question }]).some(({ name }) => name !== 'product') ||
  /\d{4,}/.test(question);

/**
 * Where an answer to this question is kept; nowhere for a question that is personal or says nothing. The question itself is not
 * kept, only its hash among the others. Ask only for questions that stand by themselves: a follow-up means something else each time.
 */
export const cacheKeyOf = (basis: AnswerBasis): CacheKey | undefined => {
  const question = normalised(basis.question);
  if (question.length < 2 || isPersonal(basis.question)) return undefined;
  const parts = [
    basis.brand,
    basis.language,
    question,
    basis.knowledgeVersion,
    basis.personaVersion,
    basis.promptVersion,
  ];
  return { brand: basis.brand, hash: createHash('sha256').update(JSON.stringify(parts)).digest('hex') };
};
