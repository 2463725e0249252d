import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';
import { LANGUAGES, Language } from '#shared/knowledge/article';

/** A question as a customer of the demo shop writes it. `by` are the articles that answer it; none where the shop's knowledge cannot. */
export type Everyday = { question: string; language: Language; by: string[]; half: 'dev' | 'test' };

const Labelled = z.array(z.strictObject({ ask: z.string(), by: z.array(z.string()).min(1).max(3) }));
const File = z.strictObject({
  named: z.record(Language, Labelled),
  en: Labelled,
  zh: Labelled,
  none: z.record(Language, z.array(z.string())),
});

/** Fixed by the words alone, so that a question never moves from the half that is only measured to the half that is looked at. */
const halfOf = (question: string): Everyday['half'] =>
  (createHash('sha256').update(question).digest()[0] ?? 0) % 2 === 0 ? 'dev' : 'test';

export function everyday(): Everyday[] {
  const file = File.parse(parse(readFileSync(new URL('everyday.yaml', import.meta.url), 'utf8')));
  return LANGUAGES.flatMap((language) => [
    ...file.named[language].map(({ ask, by }) => ({ question: ask, language, by, half: 'dev' as const })),
    ...file[language].map(({ ask, by }) => ({ question: ask, language, by, half: halfOf(ask) })),
    ...file.none[language].map((ask) => ({ question: ask, language, by: [], half: halfOf(ask) })),
  ]);
}
