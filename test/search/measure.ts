/**
 * Measures what no labelled file is needed for, and prints what it finds:
 *   npx node test/search/measure.ts                        the demo shop, and 10,000 made-up entries
 *   npx node test/search/measure.ts --engine opensearch    the made-up entries in a real OpenSearch node
 * For sets of one's own: `npm run evaluate -- retrieval`.
 */
import { parseArgs } from 'node:util';
import { ENGINES, type SearchEngine, searchEngine } from '#local/evaluate/engines';
import { mrr10, quantile, recallAt } from '#local/evaluate/metrics';
import type { Article, Language } from '#shared/knowledge/article';
import type { KnowledgeIndex } from '#shared/search/knowledge-index';
import { type Answered, DAY, demoArticles, leaveOneOut } from './demo-base.ts';

type Question = { question: string; gold: string[] };
type Put = { place: number; milliseconds: number };

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** One after the other, as a function does it; the first few only warm up. */
async function put(index: KnowledgeIndex, questions: readonly Question[], language: Language): Promise<Put[]> {
  for (const { question } of questions.slice(0, 20)) await index.search(question, { language, limit: 10, at: DAY });
  const all: Put[] = [];
  for (const { question, gold } of questions) {
    const start = performance.now();
    const hits = await index.search(question, { language, limit: 10, at: DAY });
    const milliseconds = performance.now() - start;
    all.push({ place: hits.findIndex(({ articleId }) => gold.includes(articleId)), milliseconds });
  }
  return all;
}

function report(all: readonly Put[]): string {
  const places = all.map(({ place }) => place);
  const times = all.map(({ milliseconds }) => milliseconds);
  const time = (share: number): string => `${quantile(share, times).toFixed(2)} ms`;
  const quality = `R@1 ${percent(recallAt(1, places))}, R@5 ${percent(recallAt(5, places))}, MRR@10 ${mrr10(places).toFixed(3)}`;
  return `n=${all.length}: ${quality}; query p50 ${time(0.5)}, p95 ${time(0.95)}`;
}

function reportDemo(name: string, all: readonly Answered[]): void {
  const within = (most: number) =>
    all.filter(({ hits, articleId }) => hits.slice(0, most).some((hit) => hit.articleId === articleId)).length;
  console.log(
    `  ${name}: n=${all.length}, R@1 ${percent(within(1) / all.length)}, R@5 ${percent(within(5) / all.length)}`,
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

async function measureMadeUp(engine: SearchEngine, count: number): Promise<void> {
  const [en, zh] = [madeUp(count / 2, 'en'), madeUp(count / 2, 'zh')];
  const { index, built, seconds } = await engine.open([...en.articles, ...zh.articles]);
  console.log(`${count} made-up entries, ${built}, made in ${seconds.toFixed(1)} s`);
  console.log(`  en ${report(await put(index, en.questions, 'en'))}`);
  console.log(`  zh ${report(await put(index, zh.questions, 'zh'))}`);
  index.close();
}

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: ENGINES[0] },
    entries: { type: 'string', default: '10000' },
  },
});
const engine = await searchEngine(values.engine);
try {
  if (values.engine === 'embedded') await measureDemo();
  await measureMadeUp(engine, Number(values.entries));
} finally {
  await engine.end();
}
