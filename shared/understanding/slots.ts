import { detect } from '#shared/privacy/detect';
import { plain } from './plain.ts';

export type SlotName = 'order-number' | 'phone' | 'email' | 'date' | 'amount' | 'product';
/** Something the customer has told. `seq` names the event of the same conversation it was read from. */
export type Slot = { name: SlotName; value: string; seq: number };
/** A line of the conversation as slots are read from it: `asked` is set where the firm spoke. */
export type Line = { seq: number; from: 'customer' | 'firm'; text: string };

type Found = { name: SlotName; value: string };

/** The shop's own formats: twelve to eighteen digits, or `LT-` with the day and a running number. */
const ourOrder = /(?<![a-z\d])lt-?\d{8}-?\d{4}(?![a-z\d])/g;
const longNumber = /(?<![\d.,a-z*-])\d{12,18}(?![\d.,]?\d|[a-z*])/g;
/** A shorter number is one only beside its word. */
const namedOrder =
  /(?:订单号?码?|单号|order(?: number| no\.?| id| num)?|order ?#)(?:是|为|:|：|#|\s|is|was|no\.?|number|编号|的|就是){0,5}((?:[a-z]{1,3}-?)?\d[\d-]{3,22}\d)(?!\d)/g;
/** The firm has just asked for it. */
const asksForOrder =
  /(?:订单号|单号|订单编号|哪[一]?[个笔单]订单|order (?:number|no|id))[^。.!！]*[?？]?|(?:send|tell|give|enter|write|提供|发(?:给|我|一下)?|告诉|报一下)[^。.!！?？]{0,20}(?:order|订单)/;
const onlyNumber =
  /^(?:(?:是|it'?s|its|here|号码是|order|订单号?|no\.?|#|:|,|\s)*)([a-z]{0,3}-?\d[\d -]{2,22}\d)(?:\s|吧|啊|呀|,|\.|。|谢谢|thanks|please)*$/;

const date =
  /(?<!\d)(?:20\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}月\d{1,2}[日号]|\d{1,2}[日号](?!线|楼|码|店|电)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?(?:,? 20\d{2})?|\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?: 20\d{2})?)(?!\d)|(?:今天|昨天|前天|大前天|明天|后天|上周[一二三四五六日天]?|上个?星期[一二三四五六日天]?|这?周[一二三四五六日天]|上个月|双11|双十一|双12|双十二|618)|\b(?:today|yesterday|tomorrow|last (?:week|month|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|(?:on )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|\d{1,2} (?:days|weeks) ago)\b/g;
const amount =
  /[¥$€£]\s?\d[\d,]*(?:\.\d{1,2})?|(?:hk\$|us\$|rmb|cny|usd|hkd)\s?\d[\d,]*(?:\.\d{1,2})?|(?<![\d.])\d[\d,]*(?:\.\d{1,2})?\s?(?:元|块钱?|人民币|港币|美元|欧元|yuan|rmb|cny|usd|dollars|euros?|hkd)(?![a-z])/g;

/** What a shop sells by the name its customers use; only to tell the agent at a glance what it is about. */
const products =
  /奶粉|尿不湿|纸尿裤|面霜|面膜|口红|香水|防晒霜?|洗面奶|精华|手机壳|手机|耳机|充电宝|充电器|音箱|平板|电脑|笔记本|相机|电视|冰箱|洗衣机|空调|吹风机|电饭煲|榨汁机|扫地机器人|沙发|床垫|枕头|被子|台灯|灯泡|杯子|水壶|锅具|炒锅|衣服|裤子|裙子|外套|羽绒服|t恤|衬衫|鞋子|运动鞋|靴子|帽子|手表|项链|戒指|玩具|积木|自行车|零食|饺子|茶叶|咖啡|礼品卡|购物卡|\b(?:milk powder|formula|diapers?|face cream|lipstick|perfume|sunscreen|headphones?|earphones?|earbuds|charger|power bank|speaker|tablet|laptop|camera|television|tv|fridge|washing machine|hair dryer|rice cooker|blender|mixer|vacuum|sofa|mattress|pillow|lamp|mug|kettle|frying pan|t-shirt|shirt|dress|jacket|coat|jeans|trousers|shoes|sneakers|boots|watch|necklace|ring|toy|bicycle|bike|tea|coffee|gift card|phone case|phone)\b/g;

const all = (pattern: RegExp, text: string, name: SlotName): Found[] =>
  [...text.matchAll(pattern)].map((match) => ({ name, value: (match[1] ?? match[0]).trim() }));

/** Personal numbers are found by the room that masks them, so that what is masked and what is read never differ. */
const personal = (text: string): { found: Found[]; rest: string } => {
  const findings = detect(text);
  const found = findings
    .filter(({ kind }) => kind === 'phone' || kind === 'email')
    .map(({ kind, start, end }): Found => ({ name: kind as 'phone' | 'email', value: text.slice(start, end).trim() }));
  const rest = findings.reduce(
    (left, { start, end }) => left.slice(0, start) + '*'.repeat(end - start) + left.slice(end),
    text,
  );
  return { found, rest };
};

const ordersIn = (text: string): Found[] => {
  const named = [...all(ourOrder, text, 'order-number'), ...all(namedOrder, text, 'order-number')];
  return named.length > 0 ? named : all(longNumber, text, 'order-number');
};

const slotsIn = (text: string, orderAsked: boolean): Found[] => {
  const answered = orderAsked ? onlyNumber.exec(plain(text))?.[1] : undefined;
  if (answered && detect(text).length === 0) return [{ name: 'order-number', value: answered.replaceAll(' ', '') }];
  const { found, rest } = personal(text.normalize('NFKC'));
  const words = plain(rest);
  const orders = ordersIn(words);
  const others = orders.reduce((left, { value }) => left.replaceAll(value, ' '), words);
  return [
    ...orders,
    ...found,
    ...all(date, others, 'date'),
    ...all(amount, others, 'amount'),
    ...all(products, others, 'product'),
  ];
};

const upper = ({ name, value }: Found): Found =>
  name === 'order-number' ? { name, value: value.toUpperCase() } : { name, value };

/** Everything the customer has told in these lines, oldest first, each value once and with the event that said it first. */
export const slotsOf = (lines: readonly Line[]): Slot[] => {
  const slots = new Map<string, Slot>();
  let orderAsked = false;
  for (const { seq, from, text } of lines) {
    if (from === 'firm') {
      orderAsked = asksForOrder.test(plain(text));
      continue;
    }
    for (const { name, value } of slotsIn(text, orderAsked).map(upper)) {
      const key = `${name} ${value}`;
      if (!slots.has(key)) slots.set(key, { name, value, seq });
    }
  }
  return [...slots.values()];
};
