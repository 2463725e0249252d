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

/** An order number, a contact, a date or an amount, and nothing else worth searching for. */
export const onlyTells = (text: string): boolean => {
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
