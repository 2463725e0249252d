import { parseArgs } from 'node:util';
import { bugs } from '../bugs/index.ts';

export type Wish = {
  seeds: number;
  from: number;
  actors: number | undefined;
  json: boolean;
  bugs: boolean;
  coverage: boolean;
  only: string | undefined;
  story: number | undefined;
};

export const USAGE = `npm run simulate -- [options]

  --seeds N     how many histories to run (default 1000)
  --from S      the first seed (default 1)
  --actors K    at most K customers in a history (default 3; 1 to 20)
  --json        one JSON object instead of words
  --story S     tell the history of seed S, whether it breaks anything or not
  --bugs        plant each known bug and look which invariant sees it, within --seeds seeds (default 2000)
  --only NAME   with --bugs: this one alone
  --coverage    strike every call of every step with every fault, one run each
`;

const isWhole = (text: string): boolean => /^\d{1,9}$/.test(text);

/** What was asked for, or why it cannot be done, in words. */
export const wishOf = (words: readonly string[]): Wish | { refused: string } | { help: string } => {
  const read = parsed(words);
  if ('refused' in read) return read;
  const { values } = read;
  if (values.help) return { help: USAGE };
  const numbers = (['seeds', 'from', 'actors', 'story'] as const).find((name) => {
    const text = values[name];
    return text !== undefined && (!isWhole(text) || Number(text) < 1);
  });
  if (numbers) return { refused: `--${numbers} must be a whole number from 1 on, not "${values[numbers]}".` };
  if (values.actors && Number(values.actors) > 20) return { refused: '--actors must be at most 20.' };
  if (values.only && !values.bugs) return { refused: '--only names a planted bug: give --bugs too.' };
  const known = bugs.map(({ name }) => name);
  if (values.only && !known.includes(values.only))
    return { refused: `There is no planted bug "${values.only}". There are: ${known.join(', ')}.` };
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  return {
    seeds: number(values.seeds) ?? (values.bugs ? 2000 : 1000),
    from: number(values.from) ?? 1,
    actors: number(values.actors),
    json: values.json ?? false,
    bugs: values.bugs ?? false,
    coverage: values.coverage ?? false,
    only: values.only,
    story: number(values.story),
  };
};

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const options = {
  seeds: text,
  from: text,
  actors: text,
  story: text,
  only: text,
  json: flag,
  bugs: flag,
  coverage: flag,
  help: flag,
};

const parsed = (words: readonly string[]) => {
  try {
    return parseArgs({ args: [...words], options, strict: true });
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
};
