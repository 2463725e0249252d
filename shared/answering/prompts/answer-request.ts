import type { Language } from '#events/actor';
import type { ChatMessage, ChatRequest, MaxTokens, Tool } from '#shared/models/chat-model';
import type { GroundingSource } from '../grounding/grounding.ts';
import type { Tone } from '../persona/persona.ts';
import type { Strategy } from '../persona/strategy.ts';
import { filled, promptOf } from './prompt.ts';

export type Asking = {
  name: string;
  brand: string;
  tone: Tone;
  language: Language;
  strategy: Strategy;
  /** The articles of this turn, best first; the model cites them by their place. */
  sources: readonly GroundingSource[];
  /** What the customer and the bot have said before, oldest first, personal numbers masked. */
  history: readonly { from: 'customer' | 'bot'; text: string }[];
  question: string;
  /** What the conversation before was about, masked. */
  earlier?: string | undefined;
  /** The same as a question that stands by itself, where it does not. */
  meant?: string | undefined;
  tools?: readonly Tool[];
  maxTokens: MaxTokens;
};

const LANGUAGES: Readonly<Record<Language, string>> = { en: 'English', zh: 'simplified Chinese' };
const HISTORY = 6;

/** Marks of ours inside an article or a question would look like another article. */
const harmless = (text: string): string =>
  text.replace(/^(\s*)\[(\d+)\]/gm, '$1($2)').replace(/^(\s*)---+\s*$/gm, '$1');

const articles = (sources: readonly GroundingSource[]): string =>
  sources.map(({ title, text }, i) => `[${i + 1}] ${harmless(title)}\n${harmless(text)}`).join('\n\n');

/** Turns that a model takes: the customer's and the bot's in alternation, beginning with the customer. */
const turnsOf = (history: Asking['history']): ChatMessage[] => {
  const turns: ChatMessage[] = [];
  for (const { from, text } of history.slice(-HISTORY)) {
    const role = from === 'customer' ? ('user' as const) : ('assistant' as const);
    const last = turns.at(-1);
    if (last && last.role === role && 'text' in last) turns[turns.length - 1] = { role, text: `${last.text}\n${text}` };
    else if (turns.length > 0 || role === 'user') turns.push({ role, text });
  }
  // The question follows, which is the customer's as well.
  return turns.at(-1)?.role === 'user' ? turns.slice(0, -1) : turns;
};

/** What a model is asked in a turn. What stays the same from turn to turn stands first and may be kept by the provider. */
export const answerRequest = (asking: Asking): ChatRequest => {
  const {
    name,
    brand,
    tone,
    language,
    strategy,
    sources,
    history,
    question,
    earlier,
    meant,
    tools = [],
    maxTokens,
  } = asking;
  const system = filled(promptOf('answer'), {
    name,
    brand,
    language: LANGUAGES[language],
    manner: tone.manner === 'formal' ? 'formal, in full sentences' : 'friendly and short',
    address: tone.address,
    longest: String(tone.longest),
    emoji: tone.emoji ? 'An emoji now and then is fine.' : 'No emoji.',
    slowly: strategy.slow ? 'The customer is upset: short sentences, one thing at a time, nothing that sells.' : '',
  });
  const whole = meant ? `\n\nWith what was said before, this asks: ${harmless(meant)}` : '';
  const before = earlier ? `What she asked before this conversation:\n${harmless(earlier)}\n\n` : '';
  const asked = `Articles:\n\n${articles(sources)}\n\n---\n${before}The customer asks:\n${harmless(question)}${whole}`;
  return {
    system,
    messages: [...turnsOf(history), { role: 'user', text: asked }],
    tools,
    maxTokens,
    temperature: 0,
    cache: ['system'],
  };
};
