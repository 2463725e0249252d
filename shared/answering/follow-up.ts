import { tokens } from '#shared/knowledge/tokens';
import { bare, plain } from '#shared/understanding/plain';
import { rejectsAnswer } from '#shared/understanding/replies';
import { slotsOf } from '#shared/understanding/slots';

const opensEnglish =
  /^(?:and|or|but|also|then|so|what about|how about|what if|even|same for|does that|does this|is that|is this|would that|in that case|what else|for)\b/;
const pointsEnglish = /\b(?:it|that|this|these|those|them|they|one|there|then|same)\b/;
const onlyAsksEnglish =
  /^(?:why|how|when|where|who|which(?: one)?|how long|how much|how many|how so|why not|since when|until when|by when|what then|is it free|at what cost|which ones|how exactly|where exactly|can i|really)$/;

const opensHan =
  /^(?:那么?|还有|另外|如果|要是|万一|假如|换成|改成|但是?|可是?|不过|而且|以及|包括|同样|就算|除了|只有|若)/;
const pointsHan = /这个|那个|这种|那种|这样|那样|它|这(?=要|是|能|可|算|得|多)|上面|刚才|前者|后者/;
const onlyAsksHan =
  /^(?:为什么|为啥|怎么(?:弄|办|操作|申请|搞|说)?|多久|要多久|多少钱?|什么时候|啥时候|在哪里?|哪里|谁出|谁付|需要什么|可以吗|能吗|行吗|几天|要几天|真的吗|确定吗|具体(?:呢|怎么)?|然后呢?|收费吗|免费吗|要钱吗)(?:呢|啊|呀)?$/;

/** Words too few to be searched by themselves. */
const isShort = (words: string): boolean =>
  /\p{Script=Han}/u.test(words) ? bare(words).length <= 14 : words.split(/\s+/).length <= 7;

/** Words that take back what was said before, or say what was meant. */
const takesBack =
  /^(?:(?:no|nope|sorry|oops|ops|wait|actually|my bad|my mistake|correction|wrong|i mistyped|typo|不对|不是的?|不|不好意思|抱歉|等等|(?:我)?(?:说|打|写|发|填|输|问|搞|弄)错了|错了|更正(?:一下)?|刚才(?:说|写|打|发)?错了|应该说?)(?:[,，.。!！;；:：、\s]+|(?=i mean|it should|the right|我|应该|改|是))\s*)+/;
const restates =
  /^(?:i(?: actually| really)? mean(?:t)?(?: to (?:say|ask|ask about))?|what i mean(?:t)? (?:is|was)|i (?:was asking|asked|am asking|'m asking) (?:about|for)|it should be|make that|(?:我)?(?:是说|说的是|问的是|的意思是|意思是|是问|想问的是|指的是|要的是)|应该是|而是|改成|换成)[,，:：\s]*/;

/** What she takes back and what she means instead. */
export type Correction = { meant: string; denied?: string };

const denials: readonly RegExp[] = [
  /^(?:不是|并非)(?<denied>[^,，。;；]{1,20}?)[,，;；\s]*(?:而是|是|我(?:问|说)的是)(?<meant>.{1,40})$/,
  /^是(?<meant>[^,，。;；]{1,20}?)[,，;；\s]*(?:不是|而不是)(?<denied>.{1,20})$/,
  /^not (?:the |an? |my )?(?<denied>[^,;.]{2,30}?)(?:[,;.]\s*(?:but )?| but )(?:the |an? |my )?(?<meant>.{2,60})$/,
  /^(?:the |an? |my )?(?<meant>[^,;.]{2,40}?)[,;] (?:and )?not (?:the |an? |my )?(?<denied>[^,;.]{2,30})$/,
];

const trimmed = (words: string): string =>
  words
    .replace(/^[\s,，:：]+|[\s?？!！。.,，~]+$/g, '')
    .replace(/(?:的|呢|啊|呀|哦|吧)+$/, '')
    .replace(/^(?:the|my) /, '')
    .replace(/ (?:one|ones)$/, '');

/** Whether she corrects what was said before, and to what; nothing where she only says that it is wrong. */
export const correctionOf = (text: string): Correction | undefined => {
  const words = plain(text)
    .replace(/[?？!！。.~]+$/g, '')
    .trim();
  const back = words.replace(takesBack, '');
  const rest = back.replace(restates, '');
  for (const denial of denials) {
    const { meant, denied } = denial.exec(rest)?.groups ?? {};
    // Only at the beginning of what she says: "it is not here" corrects nobody.
    if (meant && denied && isShort(rest)) return { meant: trimmed(meant), denied: trimmed(denied) };
  }
  const corrects =
    rest !== back || (back !== words && isShort(rest) && !/^(?:it|that|this) (?:is|does|did)/.test(rest));
  const meant = trimmed(rest.replace(/^是/, ''));
  return corrects && bare(meant) !== '' ? { meant } : undefined;
};

/** "The other one": of two that were named. */
export const isOther = (text: string): boolean =>
  /^(?:no,? )?(?:i mean(?:t)? )?(?:the )?other(?: one)?$|^(?:不是这个)?[,，]?(?:我)?(?:是说|说的是|要|问的是)?(?:另外?一个|另外那个|那另一个)(?:呢)?$/.test(
    plain(text)
      .replace(/[?？!！。.~]+$/g, '')
      .trim(),
  );

/** What a further question says beside "and what about …?". */
export const meantBy = (text: string): string =>
  trimmed(
    plain(text)
      .replace(
        /^(?:(?:and|or|but|also|then|so|ok|okay|well)[,\s]+)*(?:(?:what|how) about|what if(?: it is| it's| i)?|same for|even|for|to|if(?: it is| it's| i)?)\s+/,
        '',
      )
      .replace(/^(?:(?:and|or|but|also|then|so|ok|okay|well)[,\s]+)+(?:(?:for|to|with|in|if(?: i)?) )?/, '')
      .replace(/^(?:那么?|还有|另外|对了|但是?|可是?|不过|而且|以及|顺便问?一?下?)[,，\s]*/, '')
      .replace(/^(?:如果|要是|万一|假如|换成|改成|包括|除了)是?/, ''),
  );

/** It points at something that was named before. "Is it possible" and "it is raining" point at nothing. */
export const points = (meant: string): boolean =>
  pointsHan.test(meant) ||
  /\b(?:it|that|this|these|those|them|they|one)\b/.test(
    meant.replace(/\bis it (?:possible|ok|okay|allowed|true)\b/g, ''),
  );

/** It asks something by itself: it has a verb or a question's word, not only a name. */
export const predicates = (meant: string): boolean =>
  /怎么|如何|怎样|多少|多久|几[天号点个]|什么|啥|哪|吗$|能不能|可以|可不可以|^能|要不要|谁|为什么|为啥|有没有|是否|会不会|会.*吗/.test(
    meant,
  ) ||
  /^(?:how|what|when|where|who|why|which|can|may|could|do|does|did|is|are|will|would|should|has|have)\b/.test(meant);

/** What she tells without what she takes back and without "it is": the number alone where it is one. */
export const toldIn = (text: string): string =>
  plain(text)
    .replace(takesBack, '')
    .replace(restates, '')
    .replace(/^(?:it is|that is|that's|it's|这?是|那是) ?/, '');

/** An order number, a contact, a date or an amount, and nothing else worth searching for. */
export const onlyTells = (said: string): boolean => {
  const text = toldIn(said);
  const told = slotsOf([{ seq: 1, from: 'customer', text }]).filter(({ name }) => name !== 'product');
  const words = plain(text).replace(
    /订单号?码?|单号|号码|电话|手机号?|邮箱|这?是|我的?|order|number|no|phone|email|my|is|it'?s|here|the/g,
    ' ',
  );
  const rest = told.reduce((left, { value }) => left.replaceAll(value.toLowerCase(), ' '), words);
  const bareNumber = /^[\s\p{P}]*[a-z]{0,3}-?\d[\d -]{2,22}[\s\p{P}]*$/u.test(words);
  return bareNumber || (told.length > 0 && bare(rest) === '');
};

/** These words say something only together with the question before them: "那海外呢", "and for food?", "12345", "why". */
export const isFollowUp = (text: string): boolean => {
  const words = plain(text)
    .replace(/[?？!！。.,，~]+$/g, '')
    .trim();
  if (words === '') return false;
  if (onlyTells(text) || rejectsAnswer(text) || onlyAsksEnglish.test(words) || onlyAsksHan.test(words)) return true;
  if (!isShort(words)) return false;
  if (/\p{Script=Han}/u.test(words)) return opensHan.test(words) || pointsHan.test(words) || /呢$/.test(words);
  return opensEnglish.test(words) || (pointsEnglish.test(words) && new Set(tokens(words)).size <= 2);
};

const ordinals: readonly RegExp[] = [
  /^(?:1|一|第一|1号|第一个|第1个?|前者|前一?个|上面那?个|the first(?: one)?|first(?: one)?|number one|number 1|no 1|option 1|a)$/,
  /^(?:2|二|第二|2号|第二个|第2个?|后者|后一?个|下面那?个|the second(?: one)?|second(?: one)?|number two|number 2|no 2|option 2|the latter|b|last one)$/,
];

/** Which of two titles the customer means by these words. */
export const chosenOf = (text: string, titles: readonly [string, string]): string | undefined => {
  const words = plain(text)
    .replace(/[\p{P}\s]+$/gu, '')
    .replace(/^(?:是|选|我选|我问的是|i mean|it is|it's)\s*/, '');
  const place = ordinals.findIndex((ordinal) => ordinal.test(words));
  if (place >= 0) return titles[place];
  const said = bare(words);
  return said.length < 4 ? undefined : titles.find((title) => bare(title).includes(said) || said.includes(bare(title)));
};

/** "My order from yesterday", "上次那个订单": an order she has named before, and no word beside it. */
export const pointsAtOrder = (text: string): boolean =>
  /^(?:(?:it is|it's|this is|i mean|that's|that is) )?(?:about |for )?(?:(?:my|the|that|this|same) )+(?:(?:last|previous|earlier|other|same) )?order(?: (?:as )?(?:from |i (?:placed|made|told you about) )?(?:yesterday|last time|last week|before|earlier|the other day))?$|^(?:是|就是)?(?:关于|问)?(?:我)?(?:的)?(?:上次|上回|昨天|前天|之前|刚才|那个|那笔|这个|同一个)(?:的|那个|那笔|那一?单|说的|问的|下的|买的|我的)*(?:订单|单子)?$/.test(
    toldIn(text)
      .replace(/[?？!！。.~呢啊的]+$/g, '')
      .trim(),
  ) && /order|单/.test(text);
