import { groundingOf } from '#shared/answering/grounding/grounding';
import { sentencesOf } from '#shared/understanding/plain';
import { demoArticles } from '#test/search/demo-base';
import { shelf } from './articles.ts';
import { crossed, faithful, unfaithful } from './faithful.ts';

/**
 * How often the grounding guard stops what is true: hand-written paraphrases, each sentence of the demo shop against its own article,
 * and against the same article in the other language, which is a paraphrase nobody wrote for this guard. `--show` lists what it stops.
 */
const show = process.argv.includes('--show');
type Row = { name: string; n: number; stopped: string[] };
const one = (text: string, source: string): string | undefined => {
  const outcome = groundingOf(
    { known: true, claims: [{ text, cites: [1] }] },
    [{ articleId: 'a', version: 1, title: '', text: source }],
    [],
  );
  return 'blocked' in outcome ? `${outcome.blocked} ${outcome.kind ?? ''} “${outcome.what}” in: ${text}` : undefined;
};
const row = (name: string, pairs: readonly (readonly [text: string, source: string])[]): Row => ({
  name,
  n: pairs.length,
  stopped: pairs.flatMap(([text, source]) => one(text, source) ?? []),
});
const sourceOf = (article: keyof typeof shelf): string => `${shelf[article].title}\n${shelf[article].text}`;

const articles = demoArticles();
const pairs = (from: 'en' | 'zh', against: 'en' | 'zh') =>
  articles.flatMap(({ texts }) => {
    const [said, source] = [texts[from], texts[against]];
    return said && source
      ? sentencesOf(said.answer).map((sentence) => [sentence, `${source.title}\n${source.answer}`] as const)
      : [];
  });
/** Each number of a sentence replaced by one that its article has nowhere. Numbers of a list and of steps are no claims, so lists' heads are left out. */
const changed = (pairsOf: readonly (readonly [string, string])[]) =>
  pairsOf.flatMap(([text, source]) =>
    [...text.matchAll(/(?<![\d@a-z.-])(?<!^\s*)(?<!第|step |steps )\d{1,4}(?![\d-])/gi)].flatMap((match) => {
      const wrong = String(Number(match[0]) * 7 + 13);
      if (source.includes(wrong)) return [];
      return [[text.slice(0, match.index) + wrong + text.slice(match.index + match[0].length), source] as const];
    }),
  );

const rows = [
  row(
    'faithful paraphrases (dev set, own)',
    faithful.map(([article, text]) => [text, sourceOf(article)]),
  ),
  row(
    'in the other language (dev set, own)',
    crossed.map(([article, text]) => [text, sourceOf(article)]),
  ),
  row(
    'unfaithful answers (dev set, own): all should be stopped',
    unfaithful.filter(([, , wrong]) => wrong).map(([article, text]) => [text, sourceOf(article)]),
  ),
  row('demo shop, a sentence against its own article, en', pairs('en', 'en')),
  row('demo shop, a sentence against its own article, zh', pairs('zh', 'zh')),
  row('demo shop, a number changed, en: all should be stopped', changed(pairs('en', 'en'))),
  row('demo shop, a number changed, zh: all should be stopped', changed(pairs('zh', 'zh'))),
  row('demo shop, an English sentence against the Chinese article', pairs('en', 'zh')),
  row('demo shop, a Chinese sentence against the English article', pairs('zh', 'en')),
];
for (const { name, n, stopped } of rows) {
  process.stdout.write(
    `${name.padEnd(62)} ${n} of which stopped ${stopped.length} (${((100 * stopped.length) / n).toFixed(1)} %)\n`,
  );
  if (show) for (const line of stopped) process.stdout.write(`    ${line.replaceAll('\n', ' ')}\n`);
}
