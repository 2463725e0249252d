import type { ChatRequest, Usage } from './chat-model.ts';

const HAN_LIKE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
/** Letters of a Latin token. Tokenisers of today need 3.5 to 4.5 for English, and 0.6 to 1.1 tokens a Han character. */
const LETTERS = 3.5;
/** What a message and a tool cost beside their words. */
const PER_MESSAGE = 6;

/** About how many tokens a text is, rather too many than too few. No tokeniser is loaded: each provider has its own. */
export const estimatedTokens = (text: string): number => {
  const han = text.match(HAN_LIKE)?.length ?? 0;
  return Math.ceil(han * 1.1 + (text.length - han) / LETTERS);
};

const wordsOf = ({ system, messages, tools }: ChatRequest): string[] => [
  system,
  ...tools.map((tool) => JSON.stringify(tool)),
  ...messages.map((message) => {
    if (message.role === 'tool') return message.results.map(({ content }) => content).join('\n');
    return message.role === 'user' ? message.text : message.text + JSON.stringify(message.toolCalls ?? []);
  }),
];

/** About how many tokens a request sends. */
export const inputTokens = (request: ChatRequest): number =>
  wordsOf(request).reduce((sum, words) => sum + estimatedTokens(words) + PER_MESSAGE, 0);

/** What a call has used where the provider has not said so. */
export const estimatedUsage = (request: ChatRequest, written: string): Usage => ({
  input: inputTokens(request),
  cacheRead: 0,
  cacheWrite: 0,
  output: estimatedTokens(written),
  estimated: true,
});
