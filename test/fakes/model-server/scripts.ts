import type { Asked, Script, Scripted, Step } from './script.ts';

const usage: Step = { usage: { input: 412, output: 31, cacheRead: 1024 } };
const end: Step = { stop: 'end' };
const words = 'You can return unopened milk powder within 30 days. 未拆封的奶粉三十天内可以退。';

const said = (steps: readonly Step[], more: Omit<Script, 'steps'> = {}): Script => ({ ...more, steps });

/** The last words of the customer, shortened, so that a demo shows whom it answers. */
const echo = ({ messages }: Asked): Script => {
  const last = messages.findLast(({ role }) => role === 'user')?.text ?? '';
  return said([{ say: `Scripted answer to: ${last.slice(0, 200)}`, pieces: 4 }, usage, end]);
};

/** Quotes the first source of a prompt (`[1] …` at the beginning of a line) and cites it: what an honest model would do. */
const honest = (asked: Asked): Script => {
  const [, first = ''] = /^\[1\][^\n]*\n([^\n]+)/m.exec(asked.messages.at(-1)?.text ?? '') ?? [];
  const answer = first === '' ? { known: false, claims: [] } : { known: true, claims: [{ text: first, cites: [1] }] };
  return said([{ say: JSON.stringify(answer), pieces: 5 }, usage, end]);
};

/** Always says a price that stands nowhere. */
const inventor = (): Script => {
  const answer = { known: true, claims: [{ text: 'It costs 73.19 USD, shipping included.', cites: [1] }] };
  return said([{ say: JSON.stringify(answer), pieces: 3 }, usage, end]);
};

/** Every way in which a model behaves, by the name one asks for it (`model: "scripted.normal"`). */
export const scripts = {
  normal: said([{ say: words, pieces: 6 }, usage, end]),
  chopped: said([{ say: words, pieces: 6 }, usage, end], { bytes: 5 }),
  echo,
  honest,
  inventor,
  thinking: said([{ think: 'The customer asks about milk powder.' }, { say: words }, usage, end]),
  'cut-short': said([{ say: 'You can return' }, usage, { stop: 'max-tokens' }]),
  'slow-first-token': said([{ hold: true }]),
  'slow-end': said([{ say: 'You can' }, { hold: true }]),
  'throttled-before': said([], { refuse: { fault: 'throttled', retryAfterSeconds: 2 } }),
  'throttled-in-between': said([{ say: 'You can return unopened' }, { fault: 'throttled' }]),
  'down-before': said([], { refuse: { fault: 'unavailable' } }),
  'down-in-between': said([{ say: 'You can return' }, { fault: 'unavailable' }]),
  'too-long': said([], { refuse: { fault: 'too-long' } }),
  denied: said([], { refuse: { fault: 'denied' } }),
  refused: said([{ usage: { input: 400, output: 0 } }, { stop: 'refused' }]),
  'reset-before': said([{ cut: 'reset' }]),
  'reset-in-between': said([{ say: 'You can return' }, { pauseMs: 200 }, { cut: 'reset' }]),
  'ends-early': said([{ say: 'You can return' }, { cut: 'end' }]),
  empty: said([usage, end]),
  'ten-times-the-tokens': said([{ say: words }, { usage: { input: 4120, output: 8000 } }, end]),
  'not-json': said([{ say: 'You can' }, { garbage: '<html>502 Bad Gateway</html>' }]),
  'no-usage': said([{ say: words }, end]),
  'tool-call': said([
    { say: 'Let me look.' },
    { call: 'find_order', id: 'call-1', json: '{"order":"LT-20261101-0042"}', pieces: 3 },
    usage,
    { stop: 'tool-use' },
  ]),
  'two-tool-calls': said([
    { call: 'find_order', id: 'call-1', json: '{"order":"1"}', pieces: 2 },
    { call: 'find_order', id: 'call-2', json: '{"order":"2"}', pieces: 2 },
    usage,
    { stop: 'tool-use' },
  ]),
  'tool-call-malformed': said([
    { call: 'find_order', id: 'call-1', json: '{"order": LT-2026', pieces: 2 },
    usage,
    { stop: 'tool-use' },
  ]),
  'tool-call-unknown': said([{ call: 'delete_everything', id: 'call-1', json: '{}' }, usage, { stop: 'tool-use' }]),
  'tool-loop': said([{ call: 'find_order', id: 'call-1', json: '{"order":"1"}' }, usage, { stop: 'tool-use' }]),
} satisfies Record<string, Scripted>;
export type ScriptName = keyof typeof scripts;
