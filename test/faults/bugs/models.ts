import type { Asked, ByModel } from '#functions/answer/by-model';
import { replyOf } from '#shared/answering/grounding/reply';
import type { ChatEvent, ChatModel } from '#shared/models/chat-model';
import type { Cloud, Ports } from '../world/ports.ts';
import type { Bug } from './bug.ts';

/** What one call of a model has written so far, and how it went on last. */
type Wrote = { text: string; last: ChatEvent };

const listened = (model: ChatModel, calls: Wrote[]): ChatModel => ({
  identity: model.identity,
  async *stream(request, signal) {
    const nth = calls.length;
    let text = '';
    for await (const event of model.stream(request, signal)) {
      if (event.type === 'text-delta') text += event.text;
      calls[nth] = { text, last: event };
      yield event;
    }
  },
});

/** Says what models have written in this turn by a rule of the bug's own, in the place of what the product says. */
const saying = (instead: (calls: readonly Wrote[], turn: Asked, plan: Plan) => Said | undefined) => {
  const written = new Map<number, Wrote[]>();
  const callsOf = (invocation: number): Wrote[] => {
    const calls = written.get(invocation) ?? [];
    written.set(invocation, calls);
    return calls;
  };
  return {
    cloud: ({ models }: Cloud) => {
      written.clear();
      if (models) models.asAsked = (model, invocation) => listened(model, callsOf(invocation));
    },
    ports: (ports: Ports): Ports => {
      const { byModel, caller } = ports;
      if (!byModel) return ports;
      const other: ByModel = async (turn) => {
        const plan = await byModel(turn);
        if (!plan) return undefined;
        const said = instead(callsOf(caller.invocation), turn, plan);
        return said ? { ...plan, ...said, outcome: 'answered', model: { name: 'gpt-4o', choice: 'choice-1' } } : plan;
      };
      return { ...ports, byModel: other };
    },
  } satisfies Partial<Bug>;
};
type Plan = NonNullable<Awaited<ReturnType<ByModel>>>;
type Said = Pick<Plan, 'text' | 'sources'>;

export const saysWhatBrokeOff: Bug = {
  name: 'says-what-broke-off',
  says: 'what a model had written before its stream broke off is said as its answer',
  ...saying((calls) => {
    const cut = calls.find(({ last }) => last.type === 'failed' && last.failure.kind === 'cut-stream');
    return cut && { text: cut.text, sources: [] };
  }),
};

export const skipsJudge: Bug = {
  name: 'skips-judge',
  says: 'what a model writes is said and cited without being held against the articles',
  ...saying((calls, { hits }, plan) => {
    const reply = replyOf(plan.model ? '' : (calls.at(-1)?.text ?? ''));
    if ('unreadable' in reply || !reply.known) return undefined;
    const sources = reply.claims
      .flatMap(({ cites }) => cites)
      .map((place) => hits[place - 1] ?? { articleId: `article-${place}`, version: 1, title: '' })
      .map(({ articleId, version, title }) => ({ articleId, version, title }));
    return { text: reply.claims.map((claim) => claim.text).join(' '), sources };
  }),
};

export const thinksOn: Bug = {
  name: 'thinks-on',
  says: 'while a model thinks nobody looks whether a person has taken over',
  ports: (ports) => {
    const { byModel } = ports;
    return byModel ? { ...ports, byModel: (turn) => byModel({ ...turn, holds: async () => true }) } : ports;
  },
};
