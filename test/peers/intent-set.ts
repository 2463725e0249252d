import type { Language } from '#events/actor';
import { type Labelled, labelled } from '#local/evaluate/examples';
import { Entry, Question } from '#local/evaluate/retrieval';
import { readRows } from '#local/evaluate/rows';

/** Rows to learn and rows to be judged on, the same for every peer. */
export type IntentSet = { name: string; language: Language; train: Labelled[]; test: Labelled[] };

export const ZH_FAQ = { kb: 'test/data/zh-faq/kb.jsonl', questions: 'test/data/zh-faq/questions.jsonl' };
/** Of the five ways in which each question is asked, so many are learned. */
const LEARNED = 3;

export const languageOf = (texts: readonly string[]): Language =>
  /\p{Script=Han}/u.test(texts.slice(0, 50).join(' ')) ? 'zh' : 'en';

/** A firm's own files. */
export function intentSetOf(train: string, test: string): IntentSet {
  const rows = { train: labelled(train).rows, test: labelled(test).rows };
  return { name: `${train} → ${test}`, language: languageOf(rows.test.map(({ text }) => text)), ...rows };
}

/** Our Chinese questions, each entry an intent: its own question and the first ways of asking are learned, the others judged. */
export function ownIntentSet(): IntentSet {
  const row = (text: string, intent: string): Labelled => ({ text, intent, group: undefined });
  const entries = readRows(ZH_FAQ.kb, Entry).map(({ id, question = '' }) => row(question, id));
  const asked = readRows(ZH_FAQ.questions, Question).map(({ question, gold }) => row(question, gold[0] ?? ''));
  const ways = [...Map.groupBy(asked, ({ intent }) => intent).values()];
  return {
    name: 'zh-faq',
    language: 'zh',
    train: [...entries, ...ways.flatMap((own) => own.slice(0, LEARNED))],
    test: ways.flatMap((own) => own.slice(LEARNED)),
  };
}
