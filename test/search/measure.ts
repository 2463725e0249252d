/**
 * Measures retrieval and prints what it finds:
 *   npx node test/search/measure.ts                                    the demo shop, and 10,000 made-up entries
 *   npx node test/search/measure.ts --kb FILE --questions FILE         a set of one's own: JSON lines, gzip by its ending
 *   … --engine opensearch                                              the same in a real OpenSearch node
 * Knowledge lines: `{id, question, answers[]}` or `{id, title?, text}`; question lines: `{question, gold[]}`.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import type { Article, Language } from '#shared/knowledge/article';
import { confidence } from '#shared/knowledge/confidence';
import { buildEmbeddedIndex, openEmbeddedIndex } from '#shared/search/embedded';
import type { KnowledgeIndex } from '#shared/search/knowledge-index';
import { openSearchClient, openSearchKnowledge } from '#shared/search/opensearch';
import { openSearchNode } from '#test/fakes/opensearch-node/node';
import { type Answered, DAY, demoArticles, leaveOneOut } from './demo-base.ts';

type Question = { question: string; gold: string[] };
/** Opens an index of these articles, says what building it took, and gives it back. */
type Engine = {
  open(articles: readonly Article[]): Promise<{ index: KnowledgeIndex; built: string }>;
  end(): Promise<void>;
};

const milliseconds = (from: number): number => performance.now() - from;
const percent = (part: number, of: number): string => `${((100 * part) / Math.max(of, 1)).toFixed(1)} %`;

function embedded(): Engine {
  const folder = mkdtempSync(join(tmpdir(), 'baton-measure-'));
  let files = 0;
  return {
    async open(articles) {
      files += 1;
      const file = join(folder, `${files}.sqlite`);
      const start = performance.now();
      buildEmbeddedIndex(articles, { version: '1', file });
      const built = `built in ${milliseconds(start).toFixed(0)} ms, ${(statSync(file).size / 1e6).toFixed(2)} MB`;
      return { index: openEmbeddedIndex(file), built };
    },
    end: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function openSearch(): Promise<Engine> {
  const node = await openSearchNode();
  if ('missing' in node) throw new Error(`No OpenSearch node for want of ${node.missing}.`);
  const credentials = async () => ({ accessKeyId: 'none', secretAccessKey: 'none' });
  const client = openSearchClient({ address: node.address, region: 'none', credentials });
  let bases = 0;
  return {
    async open(articles) {
      bases += 1;
      const { publisher, source } = openSearchKnowledge({ client, name: `measure-${bases}` });
      const start = performance.now();
      await publisher.publish(articles, '1');
      await publisher.activate('1');
      return { index: await source.current(), built: `built in ${milliseconds(start).toFixed(0)} ms` };
    },
    end: node.stop,
  };
}

type Put = Question & { found: string[]; confidence: number; milliseconds: number };

/** One after the other, as a function does it; the first few only warm up. */
async function put(index: KnowledgeIndex, questions: readonly Question[], language: Language): Promise<Put[]> {
  for (const { question } of questions.slice(0, 20)) await index.search(question, { language, limit: 10, at: DAY });
  const all: Put[] = [];
  for (const one of questions) {
    const start = performance.now();
    const hits = await index.search(one.question, { language, limit: 10, at: DAY });
    const took = milliseconds(start);
    all.push({ ...one, found: hits.map((hit) => hit.articleId), confidence: confidence(hits[0]), milliseconds: took });
  }
  return all;
}

function report(all: readonly Put[]): string {
  const rankOf = ({ found, gold }: Put): number => found.findIndex((id) => gold.includes(id));
  const within = (most: number): number => all.filter((one) => rankOf(one) >= 0 && rankOf(one) < most).length;
  const reciprocal = all.reduce((sum, one) => sum + (rankOf(one) < 0 ? 0 : 1 / (rankOf(one) + 1)), 0) / all.length;
  const times = all.map((one) => one.milliseconds).sort((a, b) => a - b);
  const time = (share: number): string => `${(times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(2)} ms`;
  const quality = `R@1 ${percent(within(1), all.length)}, R@5 ${percent(within(5), all.length)}, MRR@10 ${reciprocal.toFixed(3)}`;
  return `n=${all.length}: ${quality}; query p50 ${time(0.5)}, p95 ${time(0.95)}`;
}

/** Every second question is asked without the articles that answer it: how often gets one with them the higher confidence? */
async function unanswerableAuroc(index: KnowledgeIndex, questions: readonly Question[], language: Language) {
  const sure: [there: number[], gone: number[]] = [[], []];
  for (const [place, { question, gold }] of questions.entries()) {
    const withdrawn = new Set(place % 2 === 1 ? gold : []);
    const [top] = await index.search(question, { language, limit: 1, at: DAY, withdrawn });
    sure[place % 2 === 1 ? 1 : 0].push(confidence(top));
  }
  const [there, gone] = sure;
  let won = 0;
  for (const a of there) for (const b of gone) won += a > b ? 1 : a === b ? 0.5 : 0;
  return won / Math.max(there.length * gone.length, 1);
}

const Entry = z.object({
  id: z.string(),
  question: z.string().optional(),
  answers: z.array(z.string()).optional(),
  title: z.string().optional(),
  text: z.string().optional(),
});
const Asked = z.object({ question: z.string(), gold: z.array(z.string()) });

function lines(file: string): unknown[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as unknown]));
}

function articleOf(line: unknown, language: Language): Article {
  const { id, question, answers, title, text = '' } = Entry.parse(line);
  const asked = question ?? title ?? text;
  const answer = answers?.join('\n') ?? (title === undefined ? '' : text);
  return { id, version: 1, tags: [], texts: { [language]: { title: asked, questions: [], answer } } };
}

async function measureSet(engine: Engine, kb: string, questionsFile: string): Promise<void> {
  const entries = lines(kb);
  const language: Language = /\p{Script=Han}/u.test(JSON.stringify(entries.slice(0, 50))) ? 'zh' : 'en';
  const articles = entries.map((line) => articleOf(line, language));
  const questions = lines(questionsFile).map((line) => Asked.parse(line));
  const { index, built } = await engine.open(articles);
  console.log(`${articles.length} entries (${language}), ${built}`);
  console.log(report(await put(index, questions, language)));
  const auroc = await unanswerableAuroc(index, questions, language);
  console.log(`unanswerable AUROC ${auroc.toFixed(3)}`);
  index.close();
}

function reportDemo(name: string, all: readonly Answered[]): void {
  const within = (most: number) =>
    all.filter(({ hits, articleId }) => hits.slice(0, most).some((hit) => hit.articleId === articleId));
  console.log(
    `  ${name}: n=${all.length}, R@1 ${percent(within(1).length, all.length)}, R@5 ${percent(within(5).length, all.length)}`,
  );
}

async function measureDemo(): Promise<void> {
  const articles = demoArticles();
  const all = await leaveOneOut(articles);
  console.log(`demo shop, ${articles.length} articles, each question asked of a base that lacks it:`);
  reportDemo('both', all);
  for (const language of ['en', 'zh'] as const)
    reportDemo(
      language,
      all.filter((one) => one.language === language),
    );
}

const MADE_UP = {
  en: {
    things:
      'login password|delivery address|paper invoice|loyalty points|gift voucher|bank card|phone number|tracking number|warranty card|shopping basket|return label|company account|cookie settings|order history|birthday present|glass lid|coffee grinder|baby bottle|winter coat|desk lamp'.split(
        '|',
      ),
    deeds:
      'reset|change|find|cancel|request|link|remove|export|restore|extend|activate|print|share|check|replace|report|delay|split|confirm|transfer'.split(
        '|',
      ),
    places:
      'phone app|web site|mini program|tablet|store counter|parcel locker|chat|e-mail|family account|guest checkout'.split(
        '|',
      ),
    towns:
      'Beijing|Shanghai|Guangzhou|Shenzhen|Hangzhou|Chengdu|Wuhan|Nanjing|Chongqing|Tianjin|Suzhou|Qingdao|Harbin|Kunming'.split(
        '|',
      ),
    title: (deed: string, thing: string, place: string, town: string) =>
      `How do I ${deed} my ${thing} in the ${place} in ${town}?`,
    asked: (deed: string, thing: string, place: string, town: string) =>
      `I live in ${town} and want to ${deed} a ${thing}, where in the ${place}?`,
    answer: (deed: string, thing: string, place: string, town: string, days: number) =>
      `Open the ${place}, go to Settings, choose ${thing} and press ${deed}. In ${town} this takes ${days} working days; ask for a person if it fails.`,
  },
  zh: {
    things:
      '登录密码|收货地址|纸质发票|会员积分|礼品券|银行卡|手机号|快递单号|保修卡|购物车|退货面单|企业账户|隐私设置|订单记录|生日礼物|玻璃盖|咖啡磨|奶瓶|羽绒服|台灯'.split(
        '|',
      ),
    deeds: '重置|修改|查询|取消|申请|绑定|删除|导出|恢复|延长|激活|打印|分享|核对|更换|上报|推迟|拆分|确认|转移'.split(
      '|',
    ),
    places: '手机应用|网页|小程序|平板|门店柜台|快递柜|聊天窗口|邮箱|家庭账户|游客结账'.split('|'),
    towns: '北京|上海|广州|深圳|杭州|成都|武汉|南京|重庆|天津|苏州|青岛|哈尔滨|昆明'.split('|'),
    title: (deed: string, thing: string, place: string, town: string) => `${town}用户如何在${place}${deed}${thing}？`,
    asked: (deed: string, thing: string, place: string, town: string) =>
      `我在${town}，想${deed}${thing}，${place}里去哪儿弄`,
    answer: (deed: string, thing: string, place: string, town: string, days: number) =>
      `请打开${place}，进入“我的—设置”，选择“${thing}”，点“${deed}”按提示操作。${town}一般${days}个工作日处理完，不行就转人工。`,
  },
};

/** Near-duplicates on purpose: every word of a query stands in hundreds of entries. */
function madeUp(count: number, language: Language): { articles: Article[]; questions: Question[] } {
  const { things, deeds, places, towns, ...write } = MADE_UP[language];
  const articles: Article[] = [];
  const questions: Question[] = [];
  for (let n = 0; n < count; n += 1) {
    // A step that shares no factor with the number of combinations visits each of them once, in no visible order.
    const at = (n * 10_007) % (things.length * deeds.length * places.length * towns.length);
    const pick = (from: string[], by: number): string => from[Math.floor(at / by) % from.length] ?? '';
    const parts = [pick(deeds, 1), pick(things, 20), pick(places, 400), pick(towns, 4_000)] as const;
    const text = { title: write.title(...parts), questions: [], answer: write.answer(...parts, 1 + (n % 7)) };
    articles.push({ id: `${language}-${n}`, version: 1, tags: [], texts: { [language]: text } });
    if (n % Math.floor(count / 250) === 0)
      questions.push({ question: write.asked(...parts), gold: [`${language}-${n}`] });
  }
  return { articles, questions };
}

async function measureMadeUp(engine: Engine, count: number): Promise<void> {
  const [en, zh] = [madeUp(count / 2, 'en'), madeUp(count / 2, 'zh')];
  const { index, built } = await engine.open([...en.articles, ...zh.articles]);
  console.log(`${count} made-up entries, ${built}`);
  console.log(`  en ${report(await put(index, en.questions, 'en'))}`);
  console.log(`  zh ${report(await put(index, zh.questions, 'zh'))}`);
  index.close();
}

const { values } = parseArgs({
  options: {
    kb: { type: 'string' },
    questions: { type: 'string' },
    engine: { type: 'string', default: 'embedded' },
    entries: { type: 'string', default: '10000' },
  },
});
const engine = values.engine === 'opensearch' ? await openSearch() : embedded();
try {
  if (values.kb && values.questions) await measureSet(engine, values.kb, values.questions);
  else {
    await measureDemo();
    await measureMadeUp(engine, Number(values.entries));
  }
} finally {
  await engine.end();
}
