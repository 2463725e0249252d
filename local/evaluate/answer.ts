import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Language } from '#events/actor';
import { judged, type ModelTurn, requestOf, sourcesOf, wantsModel, worded } from '#shared/answering/by-model';
import { figuresGiven, figuresIn, isGiven } from '#shared/answering/grounding/figures';
import { voiceOf } from '#shared/answering/persona/voice';
import { answerTurn, type BotPlan, queryOf } from '#shared/answering/plan';
import { maxTokens } from '#shared/models/chat-model';
import { buildEmbeddedIndex, openEmbeddedIndex } from '#shared/search/embedded';
import type { KnowledgeIndex } from '#shared/search/knowledge-index';
import type { Asked as AskedModel, Script } from '#test/fakes/model-server/script';
import { scripts } from '#test/fakes/model-server/scripts';
import { quantile, wilsonOf } from './metrics.ts';
import { articleOf, DAY, Entry, Question } from './retrieval.ts';
import { readRows, Unreadable } from './rows.ts';
import { type Asked, type Figures, fileOf, type Result, type Task } from './task.ts';

/** As many articles as a turn of the bot looks at. */
const HITS = 5;

type Said = BotPlan & { invented: boolean; blocked: boolean };
type Model = (turn: ModelTurn) => string;

const isAnswer = ({ outcome, sources }: BotPlan): boolean => outcome === 'answered' && sources.length > 0;
/** It asks which of two articles is meant: no answer, but no "I don't know" either. */
const asksBack = (said: BotPlan): boolean => isAnswer(said) && said.sources.length === 2 && said.model === undefined;

/** One question as a conversation's first turn, without the articles in `withdrawn`. */
async function ask(
  index: KnowledgeIndex,
  language: Language,
  { question }: Question,
  withdrawn: readonly string[],
  model: Model | undefined,
): Promise<Said> {
  const words = [{ seq: 1, text: question }];
  const query = queryOf(words, []);
  const hits = await index.search(query, { language, limit: HITS, at: DAY, withdrawn: new Set(withdrawn) });
  const floor = answerTurn({ query, words, history: [], language, hits, misses: 0 });
  const turn = { floor, words, history: [], language, hits, strategy: { rule: 'calm' as const, slow: false } };
  const reply = model && wantsModel(turn, 'model') ? judged(turn, { text: model(turn), stop: 'end' }) : undefined;
  const blocked = reply !== undefined && 'blocked' in reply;
  const plan = reply && !('blocked' in reply) ? worded(floor, reply, { name: 'scripted', choice: 'evaluate' }) : floor;
  const given = sourcesOf(hits)
    .filter(({ articleId }) => plan.sources.some((source) => source.articleId === articleId))
    .map(({ title, text }) => `${title}\n${text}`)
    .join('\n');
  const known = figuresGiven(given);
  // The numbers of a choice between two articles are its own.
  const claims = isAnswer(plan) && !asksBack(plan);
  // What stands in its source word for word holds no figure of its own, however a reader takes it.
  const own = claims && !given.includes(plan.text);
  const invented = own && figuresIn(plan.text).some((figure) => !isGiven(figure, known));
  return { ...plan, invented, blocked };
}

const share = (all: readonly Said[], holds: (one: Said, at: number) => boolean): number =>
  all.filter(holds).length / Math.max(1, all.length);

function figuresOf(without: readonly Said[], withGold: readonly Said[], questions: readonly Question[]): Figures {
  const cites = ({ sources }: Said, at: number) =>
    sources.some(({ articleId }) => questions[at]?.gold.includes(articleId) ?? false);
  return {
    unansweredShare: share(without, (said) => !isAnswer(said) || asksBack(said)),
    unknownShare: share(without, (said) => !isAnswer(said)),
    askedBackShare: share(without, asksBack),
    figureInNoSource: [...without, ...withGold].filter(({ invented }) => invented).length,
    blocked: [...without, ...withGold].filter(({ blocked }) => blocked).length,
    answeredShareWithGold: share(withGold, (said) => isAnswer(said) && !asksBack(said)),
    rightShareWithGold: share(withGold, (said, at) => isAnswer(said) && !asksBack(said) && cites(said, at)),
  };
}

/** A scripted model of the tests, in process: what it would write to this turn's request. */
function modelNamed(name: string): Model {
  const script = (scripts as Record<string, Script | ((asked: AskedModel) => Script)>)[name];
  if (!script)
    throw new Unreadable(`There is no scripted model '${name}'; there are ${Object.keys(scripts).join(', ')}.`);
  const { persona, toneOn } = voiceOf(undefined);
  return (turn) => {
    const request = requestOf(turn, { persona, tone: toneOn('web'), maxTokens: maxTokens(800) });
    const messages = request.messages.map((one) => ({ role: one.role, text: 'text' in one ? one.text : '' }));
    const { steps } = typeof script === 'function' ? script({ messages } as AskedModel) : script;
    return steps.map((step) => ('say' in step ? step.say : '')).join('');
  };
}

async function measure(
  index: KnowledgeIndex,
  questions: readonly Question[],
  language: Language,
  model: Model | undefined,
): Promise<Omit<Result, 'trainSeconds' | 'notes'>> {
  const times: number[] = [];
  const without: Said[] = [];
  const withGold: Said[] = [];
  for (const one of questions) {
    withGold.push(await ask(index, language, one, [], model));
    const start = performance.now();
    without.push(await ask(index, language, one, one.gold, model));
    times.push(performance.now() - start);
  }
  const figures = figuresOf(without, withGold, questions);
  const shares = Object.entries(figures).filter(([name]) => /share/i.test(name));
  return {
    n: questions.length,
    figures,
    ci95: Object.fromEntries(shares.map(([name, value]) => [name, wilsonOf(value, questions.length)])),
    baselines: [
      { name: 'always answers', figures: { unansweredShare: 0, unknownShare: 0, answeredShareWithGold: 1 } },
      { name: 'never answers', figures: { unansweredShare: 1, unknownShare: 1, answeredShareWithGold: 0 } },
    ],
    msP95: quantile(0.95, times),
  };
}

async function run(asked: Asked): Promise<Result> {
  const entries = readRows(fileOf(asked, 'kb'), Entry);
  const questions = readRows(fileOf(asked, 'test'), Question);
  const { model } = asked.options;
  const scripted = typeof model === 'string' ? modelNamed(model) : undefined;
  const language: Language = /\p{Script=Han}/u.test(JSON.stringify(questions.slice(0, 50))) ? 'zh' : 'en';
  const folder = mkdtempSync(join(tmpdir(), 'baton-evaluate-'));
  try {
    const file = join(folder, 'knowledge.sqlite');
    const start = performance.now();
    buildEmbeddedIndex(
      entries.map((entry) => articleOf(entry, language)),
      { version: '1', file },
    );
    const trainSeconds = (performance.now() - start) / 1000;
    const index = openEmbeddedIndex(file);
    const measured = await measure(index, questions, language, scripted);
    index.close();
    return {
      ...measured,
      trainSeconds,
      notes: [
        `${entries.length} entries (${language}); unanswered, unknown and askedBack without the entries that answer a question, the others with them.`,
        'figureInNoSource and blocked are counts over both; a blocked answer of a model falls back to the articles.',
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const answer: Task = {
  name: 'answer',
  says: 'what the bot says: --kb and --test as for retrieval; each question also without the entries that answer it',
  needs: ['kb', 'test'],
  may: [],
  options: {
    model: {
      type: 'string',
      says: 'a scripted model words the answers: honest, inventor, … (npx node local/models.ts --list)',
    },
  },
  run,
};
