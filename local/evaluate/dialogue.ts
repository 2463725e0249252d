import * as z from 'zod';
import { Language } from '#events/actor';
import type { ConversationEvent } from '#events/conversation';
import { answerTurn, type BotPlan, queryOf } from '#shared/answering/plan';
import type { Article } from '#shared/knowledge/article';
import type { KnowledgeIndex } from '#shared/search/knowledge-index';
import { languageOf } from '#shared/understanding/language';
import { conversation } from '#test/answering/conversation';
import { DAY, demoArticles, withIndex } from '#test/search/demo-base';
import { mean, quantile, wilsonOf } from './metrics.ts';
import { articleOf, Entry } from './retrieval.ts';
import { readRows } from './rows.ts';
import { type Asked, fileOf, type Result, type Task } from './task.ts';

const Turn = z.object({
  say: z.string(),
  /** Articles of which any answers this turn; a turn with neither is only on the way. */
  by: z.array(z.string()).min(1).optional(),
  /** The order number that the answer names. */
  order: z.string().optional(),
});
const Dialogue = z.object({ kind: z.string().default('all'), language: Language, turns: z.array(Turn).min(2) });
type Dialogue = z.infer<typeof Dialogue>;

type Put = { dialogue: Dialogue; turn: z.infer<typeof Turn>; plan: BotPlan; query: string; right: boolean };

const isRight = ({ by, order }: z.infer<typeof Turn>, { sources, text }: BotPlan): boolean =>
  order === undefined
    ? sources.length === 1 && sources.every(({ articleId }) => by?.includes(articleId))
    : text.includes(order);

/** A conversation turn by turn, each answered as the bot does. `forgetful`: every message as if it were the first. */
async function play(index: KnowledgeIndex, dialogue: Dialogue, forgetful: boolean, times: number[]): Promise<Put[]> {
  const talk = conversation(dialogue.language);
  const put: Put[] = [];
  let misses = 0;
  let { language } = dialogue;
  for (const turn of dialogue.turns) {
    const start = performance.now();
    const { words, history } = talk.customer(turn.say).open();
    const known: readonly ConversationEvent[] = forgetful ? [] : history;
    language = languageOf(turn.say, language);
    const query = queryOf(words, known);
    const hits = await index.search(query, { language, limit: 5, at: DAY });
    const plan = answerTurn({ query, words, history: known, language, hits, misses });
    times.push(performance.now() - start);
    misses = plan.outcome === 'unknown' ? misses + 1 : 0;
    talk.bot(plan.outcome, plan.text, plan.sources);
    if (turn.by || turn.order) put.push({ dialogue, turn, plan, query, right: isRight(turn, plan) });
  }
  return put;
}

const rightOf = (put: readonly Put[]) => ({ rightShare: mean(put.map(({ right }) => (right ? 1 : 0))) });

const told = ({ dialogue, turn, plan, query }: Put): string =>
  [
    `wrong: ${dialogue.turns.map(({ say }) => say).join(' / ')}`,
    `searched “${query}”, ${plan.outcome} ${plan.sources.map(({ articleId }) => articleId).join(' or ')}`,
    `expected ${turn.order ?? turn.by?.join(' or ')}`,
  ].join('; ');

async function run(asked: Asked): Promise<Result> {
  const dialogues = readRows(fileOf(asked, 'test'), Dialogue);
  const { kb } = asked.files;
  const articles: Article[] = kb
    ? readRows(kb, Entry).map((entry) => articleOf(entry, languageOf(entry.question ?? entry.text ?? '', 'en')))
    : demoArticles();
  return withIndex(articles, async (index) => {
    const times: number[] = [];
    const put: Put[] = [];
    const alone: Put[] = [];
    for (const dialogue of dialogues) {
      put.push(...(await play(index, dialogue, false, times)));
      alone.push(...(await play(index, dialogue, true, [])));
    }
    const figures = rightOf(put);
    const kinds = Map.groupBy(put, ({ dialogue }) => dialogue.kind);
    const wrong = asked.options.show === true ? put.filter(({ right }) => !right).map(told) : [];
    return {
      n: put.length,
      figures,
      ci95: { rightShare: wilsonOf(figures.rightShare, put.length) },
      baselines: [{ name: 'each alone', figures: rightOf(alone) }],
      trainSeconds: 0,
      msP95: quantile(0.95, times),
      parts: Object.fromEntries([...kinds].map(([kind, of]) => [kind, { ...rightOf(of), n: of.length }])),
      notes: [
        `${dialogues.length} dialogues; right: answered from one article that answers, or the order number noted. Asking back is not right.`,
        ...wrong,
      ],
    };
  });
}

export const dialogue: Task = {
  name: 'dialogue',
  says: 'follow-ups and corrections: --test {language, turns[{say, by[], order}]}; without --kb the demo shop answers',
  needs: ['test'],
  may: ['kb'],
  options: { show: { type: 'boolean', says: 'also every turn that was not right, and what was searched for' } },
  run,
};
