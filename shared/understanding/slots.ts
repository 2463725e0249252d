import { detect } from '#shared/privacy/detect';
import { addressesIn } from './addresses.ts';
import { datesIn } from './dates.ts';
import { plain } from './plain.ts';

export type SlotName =
  | 'order-number'
  | 'tracking-number'
  | 'phone'
  | 'email'
  | 'address'
  | 'date'
  | 'amount'
  | 'product';
/**
 * Something the customer has told. `seq` names the event of the same conversation it was read from. `day` (`YYYY-MM-DD`) is what
 * a date means.
 */
export type Slot = { name: SlotName; value: string; seq: number; day?: string };
/** A line of the conversation as slots are read from it. `day` is the shop's day on which it was said: "yesterday" is seen from it. */
export type Line = { seq: number; from: 'customer' | 'firm'; text: string; day?: string };

type Found = { name: SlotName; value: string; day?: string };

/** The shop's own formats: twelve to eighteen digits, or `LT-` with the day and a running number. */
const ourOrder = /(?<![a-z\d])lt-?\d{8}-?\d{4}(?![a-z\d])/g;
const longNumber = /(?<![\d.,a-z*-])\d{12,18}(?![\d.,]?\d|[a-z*])/g;
/** A shorter number is one only beside its word. */
const namedOrder =
  /(?:订单号?码?|(?<!运|快递|物流)单号|(?<!track )order(?: number| no\.?| id| num)?|order ?#)(?:是|为|:|：|#|\s|is|was|no\.?|number|编号|的|就是){0,5}((?:[a-z]{1,3}-?)?\d[\d-]{3,22}\d)(?!\d)/g;
/** The parcel's number, the carrier's not the shop's. */
const tracking =
  /(?:(?:快递|物流|运)单?号码?|tracking(?: number| no\.?| id| num| code)?|waybill(?: number)?|awb)(?:是|为|:|：|#|\s|is|was|number|的|就是){0,5}([a-z]{0,4}\d[\da-z]{6,24})(?![\da-z])/g;
/** The firm has just asked for it. */
const asksForOrder =
  /(?:订单号|单号|订单编号|哪[一]?[个笔单]订单|order (?:number|no|id))[^。.!！]*[?？]?|(?:send|tell|give|enter|write|提供|发(?:给|我|一下)?|告诉|报一下)[^。.!！?？]{0,20}(?:order|订单)/;
const onlyNumber =
  /^(?:(?:是|it'?s|its|here|号码是|order|订单号?|no\.?|#|:|,|\s)*)([a-z]{0,3}-?\d[\d -]{2,22}\d)(?:\s|吧|啊|呀|哦|呢|,|\.|。|谢谢|thanks|please)*$/;

const amount =
  /[¥$€£]\s?\d[\d,]*(?:\.\d{1,2})?|(?:hk\$|us\$|rmb|cny|usd|hkd)\s?\d[\d,]*(?:\.\d{1,2})?|(?<![\d.])\d[\d,]*(?:\.\d{1,2})?\s?(?:元|块钱?|人民币|港币|美元|欧元|yuan|rmb|cny|usd|dollars|euros?|hkd)(?![a-z])/g;

/** What a shop sells by the name its customers use; only to tell the agent at a glance what it is about. */
const products =
  /奶粉|尿不湿|纸尿裤|面霜|面膜|口红|香水|防晒霜?|洗面奶|精华|手机壳|手机|耳机|充电宝|充电器|音箱|平板|电脑|笔记本|相机|电视|冰箱|洗衣机|空调|吹风机|电饭煲|榨汁机|扫地机器人|沙发|床垫|枕头|被子|台灯|灯泡|杯子|水壶|锅具|炒锅|衣服|裤子|裙子|外套|羽绒服|t恤|衬衫|鞋子|运动鞋|靴子|帽子|手表|项链|戒指|玩具|积木|自行车|零食|饺子|茶叶|咖啡|礼品卡|购物卡|\b(?:milk powder|formula|diapers?|face cream|lipstick|perfume|sunscreen|headphones?|earphones?|earbuds|charger|power bank|speaker|tablet|laptop|camera|television|tv|fridge|washing machine|hair dryer|rice cooker|blender|mixer|vacuum|sofa|mattress|pillow|lamp|mug|kettle|frying pan|t-shirt|shirt|dress|jacket|coat|jeans|trousers|shoes|sneakers|boots|watch|necklace|ring|toy|bicycle|bike|tea|coffee|gift card|phone case|phone)s?\b/g;

/** A telephone by which somebody is called or writes, not one that was bought; a number found beside it is a row of `*` here. */
const calledBy =
  /手机(?:号码?|尾号|短信|验证|注册|登录|登陆|绑定|下单|支付|银行|扫码|流量|客户端|端|上(?!市)|里|版|卡|app)|(?:用|拿|打|换|绑定?|联系|通过|在|留)(?:我的?|了|一下)?手机(?!壳|坏|碎|充)|手机[是为:： ]{0,3}\*|\*[,，.。 ]{0,3}(?:这?是)?(?:我的?)?手机|(?:没|收不到|接到).{0,6}手机|手机(?:没|不|一直)?(?:收到|收不到|接到|接不到|响|打不通|关机|停机)|\b(?:by|over the|on the|via|through|per|pick up the|answer the|answering the|call(?:ed|ing)?(?: on)? my|text(?:ed|ing)? my|to my|from my|with my|on my|using my|my) phone\b(?! (?:case|is (?:broken|cracked|dead|damaged)|screen|arrived|came|i (?:bought|ordered)|stopped|does))|\bphone (?:number|no|num|call|line|(?<!(?:this|the|that) phone )support|rings?|app|is(?: a)?:? ?\*|:? ?\*|book|agent|service|order\b|hotline)s?\b|\bphone:? ?\*|\*[,. ]{0,3}(?:is|that's|that is) my phone\b/g;

/** What is said of a value takes the former one back. */
const corrects =
  /(?:不对|搞?错了|[写打发说填输报给]错了?|更正|纠正|改成|改为|换成|改一下|应该是|其实是|而是|\bno(?=[,.! ])|\bsorry\b|\boops\b|\bwait\b|\bactually\b|\bi mean(?:t)?\b|\bcorrection\b|\bwrong\b|\btypo\b|\bmistyped\b|\bshould be\b|\binstead\b|\bchange (?:it|that|this|the \w+) to\b|\brather\b)/;
/** Where within a message the correction begins: "订单号12345，不对，12346". */
const turns =
  /(?<=.)(?=不对|[写打说填]错了|更正|(?<=[,.;!。，；！ ])(?:no[,.]|sorry[,.]|oops|wait[,.]|actually\b|i mean\b|correction\b))/;
/** Words around a corrected number that say nothing else. */
const correcting =
  /不对|不好意思|抱歉|(?:我)?刚才|(?:我)?(?:搞|写|打|发|说|填|输|报|给)错了?|错了|更正(?:一下)?|纠正(?:一下)?|改成|改为|换成|应该是|其实是|而是|才对|\b(?:no|sorry|oops|wait|actually|i mean(?:t)?|correction|wrong|typo|my bad|it should be|should be|instead|the (?:right|correct) (?:one|number) is|that was|i mistyped|make that)\b/g;
/** The value before which this stands is the one that is not meant: "不是12345", "not 12345". */
const denied =
  /(?:不是|而非|并非|(?<!能)不要|\bnot|\binstead of|\brather than|\bno longer|\bisn't)(?: ?(?:订单号?|号码|the|my|to|at|order|number))? ?$/;

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

const without = (text: string, found: readonly { value: string }[]): string =>
  found.reduce((left, { value }) => left.replaceAll(value, ' '), text);

/** `orderOpen`: an order number was just asked for, or is being corrected, so that a number alone is one. */
const slotsIn = (text: string, orderOpen: boolean, today?: string): Found[] => {
  const answered = orderOpen
    ? onlyNumber.exec(
        plain(text)
          .replace(correcting, ' ')
          .replace(/^[\s,.。，!！]+/, ''),
      )?.[1]
    : undefined;
  if (answered && detect(text).length === 0) return [{ name: 'order-number', value: answered.replaceAll(' ', '') }];
  const { found, rest } = personal(text.normalize('NFKC'));
  const addresses = addressesIn(rest).map((value): Found => ({ name: 'address', value }));
  const words = plain(without(rest, addresses));
  const parcels = all(tracking, words, 'tracking-number');
  const orders = ordersIn(without(words, parcels));
  const others = without(words, [...parcels, ...orders]);
  const dates = datesIn(others, today).map(({ value, day }): Found => ({ name: 'date', value, ...(day && { day }) }));
  return [
    ...orders,
    ...parcels,
    ...found,
    ...addresses,
    ...dates,
    ...all(amount, others, 'amount'),
    ...all(products, others.replace(calledBy, ' '), 'product'),
  ];
};

const upper = (found: Found): Found =>
  found.name === 'order-number' || found.name === 'tracking-number'
    ? { ...found, value: found.value.toUpperCase() }
    : found;

const isDenied = (text: string, { value }: Found): boolean => {
  const at = text.indexOf(plain(value));
  return at > 0 && denied.test(text.slice(Math.max(0, at - 28), at));
};

/** What has been told so far, oldest first; a correction takes the place of what it corrects. */
class Told {
  readonly #slots: Slot[] = [];

  get all(): Slot[] {
    return [...this.#slots];
  }

  has(name: SlotName): boolean {
    return this.#slots.some((slot) => slot.name === name);
  }

  /** A value said again stays with the message that said it first. */
  add(slot: Slot): void {
    if (!this.#slots.some(({ name, value }) => name === slot.name && value === slot.value)) this.#slots.push(slot);
  }

  take(found: Found): void {
    const at = this.#slots.findIndex(({ name, value }) => name === found.name && value === found.value);
    if (at >= 0) this.#slots.splice(at, 1);
  }

  takeLast(name: SlotName): void {
    const at = this.#slots.findLastIndex((slot) => slot.name === name);
    if (at >= 0) this.#slots.splice(at, 1);
  }
}

/** One message, or the part of one from where it corrects itself. */
function hear(told: Told, line: Line, text: string, orderAsked: boolean): void {
  const words = plain(text);
  const correction = corrects.test(words);
  const found = slotsIn(text, orderAsked || (correction && told.has('order-number')), line.day).map(upper);
  const taken = found.filter((one) => isDenied(words, one));
  const kept = found.filter((one) => !taken.includes(one));
  for (const one of taken) told.take(one);
  const corrected = new Set(correction ? kept.map(({ name }) => name) : []);
  for (const one of taken) corrected.delete(one.name);
  for (const name of corrected) told.takeLast(name);
  for (const one of kept) told.add({ ...one, seq: line.seq });
}

/**
 * Everything the customer has told in these lines, oldest first, each value once and with the event that said it first. What she
 * corrects later ("no, 12346", "不是12345，是12346") replaces what it corrects.
 */
export const slotsOf = (lines: readonly Line[]): Slot[] => {
  const told = new Told();
  let orderAsked = false;
  for (const line of lines) {
    if (line.from === 'firm') orderAsked = asksForOrder.test(plain(line.text));
    else for (const part of line.text.split(new RegExp(turns, 'i'))) hear(told, line, part, orderAsked);
  }
  return told.all;
};
