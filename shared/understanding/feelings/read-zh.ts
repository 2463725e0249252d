import { type Clause, type Clue, turned } from './clue.ts';
import { chinese, type Entry } from './lexicon.ts';

const stronger =
  /(?:太|非常|特别|超级|超|极其|极度|极为|实在|简直|好|巨|贼|忒|相当|十分|完全|彻底|绝对|严重|更|最|这么|那么|如此|何等|多么|无比|格外|尤其|万分)$/;
const weaker = /(?:有点儿?|有一点|有些|稍微|稍|一点|略微?|些许|还算|比较|较)$/;
const strongerAfter =
  /^(?:死了?|极了|透了|透顶|爆了|得很|得要[命死]|的要[命死]|得不行|的不行|得不得了|的不得了|得一[批比逼]|到家|到爆|翻了|惨了|多了|哭了|至极|之极|无比|到极点)/;
const denied =
  /(?:不是|没有|不会|并不|并非|不怎么|没什么|没啥|没多|不算|不够|不太|不很|不再|不大|算不上|谈不上|称不上|说不上|毫无|毫不|从不|从未|从没|绝不|无|不|没|别|未|非|免|勿|防|拒绝|避免|缺乏|缺少|失去)(?:太|很|那么|怎么|够|再|要|用|算|觉得|感到|感觉|是|特别|什么|任何|一点|出现|发现|有|给|能|会|可能|那种|发生|造成)?$/;
/** Twice denied is said with more weight than once affirmed. */
const deniedTwice = /(?:不得不|不是不|不能不|没有不|无不|非.{0,2}不|没有一[个件次样]不)$/;
/** "哪里好了", "好什么好": asked so, it is denied. */
const mockedBefore =
  /(?:哪里|哪儿|哪点|好什么|哪有|哪来|何来|谈何|有什么(?:可)?|怎么(?:可能|就|会|能|叫)|这也(?:叫|算|能)?|还(?:叫|算|敢说|好意思说)|什么叫|所谓的?|号称|说是|说好的?|吹得?|宣传(?:的|得)?|一点都?不|一点也不|丝毫不|根本不|完全不)(?:这么|那么|很|有)?$/;
const mockedAfter = /^(?:什么|啥|个屁|个鬼|个毛|个头|个锤子|才怪|在哪|到哪|哪里)/;
/** What is hoped for is not there yet; what was believed turned out otherwise. */
const wished =
  /希望|但愿|建议|最好能|要是能?|如果|假如|若是|能不能|可不可以|是不是|会不会|有没有|应该|争取|请问|想要?(?=.{0,4}好)|更好|再.{0,3}(?:一点|一些|些|点)/;
const believed =
  /(?:以为|本来想|原想|期待|期望|冲着|看(?:着|到|了)?(?:评论|评价|图片|介绍|别人)|评论(?:都)?说|都说|说得|宣称|据说)/;
const notMeant =
  /垃圾(?:[袋桶箱]|分类|处理器|短信|邮件)|问题不大|有问题(?:想|要)?(?:问|咨询)|(?:想|要)?(?:问|咨询|请教)(?:一下|下)?[几个一]{0,2}问题|烦请|麻烦[你您帮问看查转了给]|急[冻速]|^好的|谢绝|破[壁价]|上火|火锅|好[几久像多在吧友奇处些说歹比]|好不容易|[你您最只正刚友爱]好|可以吗|快[递件餐要到]|快捷[酒键]|[赶尽]快|香[港水皂]|乐视|苦[瓜荞]|安全[座椅带套帽出]|爱心|亲[们子戚]|[父母]亲|赞助|价值|[晚今昨明早]晚|晚[上饭餐]|少[年许]|[多至减不]少|难[得免]|疼爱|错过|异常(?:好|快|满意)|酸奶|冷[气饮冻]|热[水线饮]|一般(?:来说|情况|[都是人会])|普通话|小心翼翼|退换货|包退|取消订单|怕(?!.{0,3}[不坏丢漏被])|担心过?会?(?=.{0,8}(?:没有|多余|不必))/g;

/** Only modify what comes right after them; alone they complain a little. */
const modifiers = new Set(
  '有点 有些 稍微 略 略微 不能 不会 没法 无法 不给 不让 不肯 不愿 还要 还敢 竟然 居然 老是 总是 又是 难道 应该 至少 除了 好 不够 太多 真的 唯一 感觉不 反复 没想到 半天 不上 不到'.split(
    ' ',
  ),
);

type Match = { word: string; at: number; entry: Entry };

const isHan = (text: string, at: number): boolean => /\p{Script=Han}/u.test(text.charAt(at));
/** Latin words within Chinese (tmd, md) are whole words. */
const isWhole = (text: string, at: number, word: string): boolean =>
  !/^[a-z]+$/.test(word) || !/[a-z]/.test((text[at - 1] ?? '') + (text[at + word.length] ?? ''));

/** 好 alone judges only where it ends what is said, or stands after what it judges. */
const judges = (text: string, at: number): boolean => {
  const after = text.slice(at + 1);
  if (/^(?:$|[的了啊呀哦哒滴嘛！]|什么好|个[屁鬼毛头])/.test(after)) return true;
  return /[很挺蛮真都还较更也是量务度味果性境工感装质置道音面状情格]$/.test(text.slice(0, at));
};

/** The longest words of the list, left to right. */
const matchesIn = (text: string): Match[] => {
  const { entries, longest } = chinese();
  const matches: Match[] = [];
  for (let at = 0; at < text.length; ) {
    let found: Match | undefined;
    for (let length = Math.min(longest, text.length - at); length > 0 && !found; length -= 1) {
      const word = text.slice(at, at + length);
      const entry = entries.get(word);
      if (entry && isWhole(text, at, word) && (word !== '好' || judges(text, at))) found = { word, at, entry };
    }
    if (found) matches.push(found);
    at += found ? found.word.length : 1;
  }
  return matches;
};

const ruleOf = (before: string, after: string, strength: number): [rule: string, weight: number] => {
  if (strength > 0 && (mockedAfter.test(after) || mockedBefore.test(before))) return ['rhetorical', turned(strength)];
  if (deniedTwice.test(before)) return ['denied-twice', -strength];
  if (denied.test(before)) return ['negated', turned(strength)];
  if (strongerAfter.test(after) || stronger.test(before)) return ['stronger', strength * 1.35];
  return weaker.test(before) ? ['weaker', strength * 0.6] : ['word', strength];
};

const worse = /(?:没有?|不如|不及).{1,8}$/;
const inComparison = (text: string, { at, entry }: Match): boolean =>
  entry.strength > 0 &&
  /^(?:.*没有)(?!任何|什么|问题|异味|色差|一点).{1,6}$/.test(text.slice(0, at)) &&
  worse.test(text.slice(0, at));

const clueOf = (text: string, match: Match, asks: boolean): Clue => {
  const { word, at, entry } = match;
  const before = text.slice(Math.max(0, at - 10), at);
  const after = text.slice(at + word.length);
  const [rule, weight] = ruleOf(before, after, entry.strength);
  const told = { words: word, kind: entry.kind };
  if (weight > 0 && entry.kind !== 'thanks') {
    if (believed.test(text.slice(0, at))) return { ...told, rule: 'believed', weight: turned(weight) * 0.7 };
    if (wished.test(text) || asks) return { ...told, rule: 'wished', weight: 0 };
    if (inComparison(text, match)) return { ...told, rule: 'compared', weight: turned(weight) };
  }
  return { ...told, rule, weight: asks && rule === 'word' && entry.strength > -2 ? weight * 0.7 : weight };
};

/** What the Han words of a clause tell. */
export const cluesInChinese = ({ text: whole, asks }: Clause): Clue[] => {
  if (!/\p{Script=Han}/u.test(whole)) return [];
  const text = whole.replace(notMeant, (phrase) => ' '.repeat(phrase.length));
  const matches = matchesIn(text);
  return matches
    .filter(({ word, at }, place) => {
      const next = matches[place + 1];
      return !(modifiers.has(word) && next && next.at - at - word.length <= 1);
    })
    .map((match) => clueOf(text, match, asks))
    .filter(({ weight, kind }) => weight !== 0 || kind === 'surprise');
};

/** Sentence that ends in a hope for something better tells that it is missing now. */
export const hopesInChinese = ({ text }: Clause): Clue[] =>
  /希望|建议|但愿/.test(text) && isHan(text, 0)
    ? [{ words: /希望|建议|但愿/.exec(text)?.[0] ?? '', kind: 'fault', rule: 'wished', weight: -0.7 }]
    : [];
