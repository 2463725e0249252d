import * as z from 'zod';
import type { Article, Language } from '#shared/knowledge/article';
import { confidence } from '#shared/knowledge/confidence';
import type { KnowledgeIndex } from '#shared/search/knowledge-index';
import { ENGINES, searchEngine } from './engines.ts';
import { auroc, bootstrap, type Interval, mean, mrr10, quantile, recallAt, wilsonOf } from './metrics.ts';
import { list, readRows, renamed } from './rows.ts';
import { type Asked, type Figures, fileOf, type Result, type Task } from './task.ts';

export const Entry = z.preprocess(
  renamed({ question: ['title'] }),
  z.object({
    id: z.string(),
    question: z.string().optional(),
    answers: list.optional(),
    text: z.string().optional(),
  }),
);
/** A task of an agent's benchmark as its makers write it: the scenario is what is asked, its documents are what answers. */
const Scenario = z.object({
  user_scenario: z.object({ instructions: z.string() }),
  required_documents: z.array(z.string()),
});
function asQuestion(row: unknown): unknown {
  const { data } = Scenario.safeParse(row);
  if (data) return { question: data.user_scenario.instructions, gold: data.required_documents };
  return renamed({ question: ['text', 'query'] })(row);
}
export const Question = z.preprocess(asQuestion, z.object({ question: z.string(), gold: list }));
export type Question = z.infer<typeof Question>;

/** The day all articles are valid on; an evaluation has no calendar. */
export const DAY = '2026-11-20';

/** An entry as an article: what is asked is its title, what is told its answer. */
export function articleOf({ id, question, answers, text = '' }: z.infer<typeof Entry>, language: Language): Article {
  const answer = answers?.join('\n') ?? (question === undefined ? '' : text);
  return { id, version: 1, tags: [], texts: { [language]: { title: question ?? text, questions: [], answer } } };
}

/** `place`: the first of its entries among the ten found; `share`: how many of its entries are among them, of all it has. */
type Put = { place: number; share: number };

/** One question after the other, as a function asks; the first few beforehand, to warm up. */
async function put(
  index: KnowledgeIndex,
  questions: readonly Question[],
  language: Language,
  times: number[],
): Promise<Put[]> {
  for (const { question } of questions.slice(0, 20)) await index.search(question, { language, limit: 10, at: DAY });
  const all: Put[] = [];
  for (const one of questions) {
    const start = performance.now();
    const hits = await index.search(one.question, { language, limit: 10, at: DAY });
    times.push(performance.now() - start);
    const place = hits.findIndex(({ articleId }) => one.gold.includes(articleId));
    const found = hits.filter(({ articleId }) => one.gold.includes(articleId)).length;
    all.push({ place, share: found / one.gold.length });
  }
  return all;
}

/** Every second question is asked without the entries that answer it: confidences with them, and without. */
async function withdrawn(index: KnowledgeIndex, questions: readonly Question[], language: Language) {
  const sure: { there: boolean; confidence: number }[] = [];
  for (const [at, { question, gold }] of questions.entries()) {
    const there = at % 2 === 0;
    const [top] = await index.search(question, { language, limit: 1, at: DAY, withdrawn: new Set(there ? [] : gold) });
    sure.push({ there, confidence: confidence(top) });
  }
  return sure;
}

const aurocOf = (sure: readonly { there: boolean; confidence: number }[]): number => {
  const of = (there: boolean) => sure.filter((one) => one.there === there).map((one) => one.confidence);
  return auroc(of(true), of(false));
};

const figuresOf = (put: readonly Put[]): Figures => {
  const places = put.map(({ place }) => place);
  return {
    recallAt1: recallAt(1, places),
    recallAt5: recallAt(5, places),
    recallAt10: mean(put.map(({ share }) => share)),
    mrr10: mrr10(places),
  };
};

/** The entries that answer most questions, always the same ten in the same order. */
function constant(questions: readonly Question[]): Put[] {
  const counts = new Map<string, number>();
  for (const id of questions.flatMap(({ gold }) => gold)) counts.set(id, (counts.get(id) ?? 0) + 1);
  const commonest = [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 10)
    .map(([id]) => id);
  return questions.map(({ gold }) => ({
    place: commonest.findIndex((id) => gold.includes(id)),
    share: commonest.filter((id) => gold.includes(id)).length / gold.length,
  }));
}

async function measure(
  index: KnowledgeIndex,
  questions: readonly Question[],
  language: Language,
): Promise<Omit<Result, 'trainSeconds' | 'notes'>> {
  const times: number[] = [];
  const all = await put(index, questions, language, times);
  const sure = await withdrawn(index, questions, language);
  const figures = { ...figuresOf(all), unanswerableAuroc: aurocOf(sure) };
  const ci95: Record<string, Interval> = {
    recallAt1: wilsonOf(figures.recallAt1 ?? 0, all.length),
    recallAt5: wilsonOf(figures.recallAt5 ?? 0, all.length),
    recallAt10: bootstrap(
      all.map(({ share }) => share),
      mean,
    ),
    mrr10: bootstrap(
      all.map(({ place }) => place),
      mrr10,
    ),
    unanswerableAuroc: bootstrap(sure, aurocOf),
  };
  const baseline = { ...figuresOf(constant(questions)), unanswerableAuroc: 0.5 };
  return {
    n: questions.length,
    figures,
    ci95,
    baselines: [{ name: 'same entries', figures: baseline }],
    msP95: quantile(0.95, times),
  };
}

async function run(asked: Asked): Promise<Result> {
  const entries = readRows(fileOf(asked, 'kb'), Entry);
  const rows = readRows(fileOf(asked, 'test'), Question);
  const questions = rows.filter(({ gold }) => gold.length > 0);
  const language: Language = /\p{Script=Han}/u.test(JSON.stringify(questions.slice(0, 50))) ? 'zh' : 'en';
  const inBase: Language = /\p{Script=Han}/u.test(JSON.stringify(entries.slice(0, 50))) ? 'zh' : 'en';
  const engine = await searchEngine(asked.options.engine);
  try {
    const { index, seconds, built } = await engine.open(entries.map((entry) => articleOf(entry, inBase)));
    const measured = await measure(index, questions, language);
    index.close();
    const again = 'every second question is asked again without its entries for unanswerableAuroc.';
    const left = rows.length - questions.length;
    const notes = [
      `${entries.length} entries (${inBase}), ${built}; ${again}`,
      ...(left > 0 ? [`${left} questions that name no entry were left out.`] : []),
    ];
    return { ...measured, trainSeconds: seconds, notes };
  } finally {
    await engine.end();
  }
}

export const retrieval: Task = {
  name: 'retrieval',
  says: 'knowledge: --kb {id, question|title, answers[]|text}, --test {question, gold[]}; the search',
  needs: ['kb', 'test'],
  may: [],
  options: { engine: { type: 'string', says: `${ENGINES.join(' | ')}, the first where it is left out` } },
  run,
};
