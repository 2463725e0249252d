import * as z from 'zod';
import { seeded } from '#shared/understanding/intents/seeded';
import { list, readRows, renamed, Unreadable } from './rows.ts';

/** Names under which sets keep the label of the words that belong to no intent, the first that occurs is meant. */
export const OUT_OF_SCOPE = ['oos', 'out-of-scope', 'out_of_scope', 'outofscope', 'outofdomain', 'chat'] as const;

/** One labelled text; `group`: the part of the business it was said in, known before it is understood. */
export type Labelled = { text: string; intent: string; group: string | undefined };

const Row = z.preprocess(
  renamed({ text: ['utterance', 'question', 'query', 'sentence'], intents: ['labels'], intent: ['label', 'category'] }),
  z.looseObject({
    text: z.string(),
    intent: z.string().optional(),
    intents: list.optional(),
    domain: z.string().optional(),
  }),
);

/** The rows with exactly one intent: `{text, intent}` or `{text, intents: [one]}`, with their `domain` if they have one. */
export function labelled(file: string): { rows: Labelled[]; left: number } {
  const all = readRows(file, Row);
  const rows = all.flatMap(({ text, intent, intents, domain }): Labelled[] => {
    const own = intent !== undefined ? [intent] : (intents ?? []);
    return own.length === 1 ? own.map((one) => ({ text, intent: one, group: domain })) : [];
  });
  if (rows.length === 0)
    throw new Unreadable(
      `${file}, line 1, field intent: no row has one; {text, intent} or {text, intents: [one]} is wanted`,
    );
  return { rows, left: all.length - rows.length };
}

/**
 * Whether the domains are businesses of their own, each with its intents (the same intent stands in several: greetings do), and not
 * headings over one list of intents.
 */
export function isGrouped(rows: readonly Labelled[]): boolean {
  const groups = new Map<string, Set<string>>();
  for (const { intent, group } of rows) {
    if (group === undefined) return false;
    if (isOutOfScope(intent)) continue;
    groups.set(intent, (groups.get(intent) ?? new Set()).add(group));
  }
  return [...groups.values()].some((own) => own.size > 1);
}

const isOutOfScope = (intent: string): boolean => (OUT_OF_SCOPE as readonly string[]).includes(intent);

/** The commonest label of some rows. */
export function commonest(rows: readonly Labelled[]): string {
  const counts = new Map<string, number>();
  for (const { intent } of rows) counts.set(intent, (counts.get(intent) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}

/** At most `count` rows of each intent, drawn with a seed: what an editor would have typed in the first week. */
export function drawn(rows: readonly Labelled[], count: number, seed: number): Labelled[] {
  const random = seeded(seed);
  return [...Map.groupBy(rows, ({ intent }) => intent).values()].flatMap((own) =>
    own
      .map((row) => ({ row, draw: random() }))
      .sort((a, b) => a.draw - b.draw)
      .slice(0, count)
      .map(({ row }) => row),
  );
}
