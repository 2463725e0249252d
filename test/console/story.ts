import type { Language } from '#events/actor';
import type { Packet } from '#shared/handoff/packet';
import type { CostAnswer } from '#shared/protocol/session';
import { type DeskCloud, moment } from '#test/fakes/desk-cloud';

/** The same half hour at a shop's desk, told in either language. */
const told = {
  en: {
    question: 'My parcel has not moved since Tuesday. Order 2026111300871, can you see where it is?',
    shipped:
      'Parcels leave our warehouse within 24 hours. You find the current place of a parcel under My orders › Track parcel.',
    trackTitle: 'Where is my parcel?',
    stuck: 'It has been in transit for four days. I need it before Saturday, it is a birthday present.',
    late: 'If tracking does not change for 72 hours, we ask the carrier to look for the parcel. This takes up to two working days.',
    lateTitle: 'Tracking does not change',
    wish: 'That is too late. Please let me talk to a person. My number is 138****1234.',
    hello: 'Hello, this is Mei. I have your order 2026111300871 in front of me and I am asking the carrier right now.',
    found: 'The parcel is in the Hangzhou depot; a label was damaged. They will deliver it tomorrow before noon.',
    thanks: 'Tomorrow works. And if it does not come?',
    summary:
      'Parcel of order 2026111300871 stands still since Tuesday; needed before Saturday. The bot explained tracking and the carrier search; two working days are too long for the customer.',
    product: 'Wooden train set, 48 parts',
    wished: 'before Saturday',
    touched: 'That is too late',
    invoice: 'Can the invoice be made out to my company?',
    invoiceReply: 'Yes. Send me the company name and the tax number, and I will change it.',
    invoiceBack: 'Wonderful, here they are.',
    coupon: 'Thanks, the coupon works now.',
    couponReply: 'Glad to hear it. Is there anything else?',
    angry: 'I was charged twice for the same order. This is the third time I write!',
  },
  zh: {
    question: '我的包裹从周二起就没动过，订单 2026111300871，能查到在哪里吗？',
    shipped: '包裹在 24 小时内出库。您可以在“我的订单 › 查看物流”中查看当前位置。',
    trackTitle: '如何查询物流',
    stuck: '显示“运输中”已经四天了。这是生日礼物，周六之前必须收到。',
    late: '物流信息超过 72 小时未更新时，我们会请承运商查件，最长需要两个工作日。',
    lateTitle: '物流长时间未更新怎么办',
    wish: '那就来不及了，请转人工。我的电话是 138****1234。',
    hello: '您好，我是小梅。您的订单 2026111300871 我已看到，正在联系承运商核实。',
    found: '包裹在杭州分拨中心，面单破损导致滞留，明天中午前为您送达。',
    thanks: '明天可以。万一还是没到呢？',
    summary:
      '订单 2026111300871 的包裹自周二起未更新，客户周六前需要收到。机器人已说明物流查询和承运商查件，客户认为两个工作日太久。',
    product: '木制小火车 48 件套',
    wished: '周六之前',
    touched: '那就来不及了',
    invoice: '发票抬头可以开公司吗？',
    invoiceReply: '可以的。请把公司名称和税号发给我，我来修改。',
    invoiceBack: '太好了，资料在这里。',
    coupon: '谢谢，优惠券可以用了。',
    couponReply: '不客气，请问还有其他需要吗？',
    angry: '同一个订单扣了我两次钱，这已经是我第三次来问了！',
  },
} satisfies Record<Language, Record<string, string>>;

export const story = {
  parcel: 'thread00A7F3-2',
  invoice: 'thread00C21B-1',
  coupon: 'thread009D4E-4',
  charged: 'thread0058EF-1',
} as const;

type Told = (typeof told)[Language];
const MINUTE = 60_000;

/** Three conversations held, one of them owed a reply; `now` is the moment the picture is taken, in ms. */
export function tellStory(cloud: DeskCloud, language: Language, now = Date.now()) {
  const words = told[language];
  parcel(cloud, words, language, (minutes) => moment(now - minutes * MINUTE));
  invoice(cloud, words, (minutes) => moment(now - minutes * MINUTE));
  coupon(cloud, words, (minutes) => moment(now - minutes * MINUTE));
  return words;
}

type Ago = (minutes: number) => string;

const customer = (text: string, at: string) => ({ kind: 'customer-said', words: { text }, at }) as const;
const bot = (text: string, title: string, at: string) =>
  ({
    kind: 'bot-said',
    outcome: 'answered',
    words: { text, sources: [{ articleId: title, version: 3, title }] },
    at,
  }) as const;

function parcel(cloud: DeskCloud, words: Told, language: Language, ago: Ago) {
  const id = story.parcel;
  const { agentId, name } = cloud.agent;
  cloud.open(id, { since: ago(9) });
  cloud.append(id, { kind: 'conversation-opened', at: ago(16), by: { role: 'system' } });
  const question = cloud.append(id, customer(words.question, ago(16)));
  const first = cloud.append(id, bot(words.shipped, words.trackTitle, ago(15.9)));
  const stuck = cloud.append(id, customer(words.stuck, ago(14)));
  const second = cloud.append(id, bot(words.late, words.lateTitle, ago(13.9)));
  const wish = cloud.append(id, customer(words.wish, ago(12)));
  cloud.append(
    id,
    { kind: 'handed-off', reason: 'customer-asked-in-words', skill: 'orders', at: ago(12) },
    { epoch: 1 },
  );
  const packet: Packet = {
    version: 1,
    question: { seq: stuck, text: words.stuck },
    summary: words.summary,
    reason: 'customer-asked-in-words',
    waitingSince: ago(12),
    tried: [
      { seq: first, text: words.shipped, sources: [{ articleId: 'a', version: 3, title: words.trackTitle }] },
      { seq: second, text: words.late, sources: [{ articleId: 'b', version: 1, title: words.lateTitle }] },
    ],
    slots: [
      { name: 'order-number', value: '2026111300871', seq: question },
      { name: 'phone', value: '138****1234', seq: wish },
      { name: 'product', value: words.product, seq: question },
      { name: 'date', value: words.wished, seq: wish, day: '2026-11-21' },
    ],
    stage: 'order',
    topic: { topic: 'complaint', rule: 'authority', words: words.touched, seq: wish },
    emotion: {
      now: 'anxious',
      curve: [0, -0.15, -0.4, -0.65, -0.35].map((score, index) => ({ seq: question + index, score })),
    },
    promises: [],
    language,
    turns: 3,
  };
  cloud.append(id, { kind: 'packet-prepared', words: { packet }, at: ago(12) });
  cloud.append(id, { kind: 'place-told', place: 1, waitSeconds: 120, at: ago(12) });
  cloud.append(id, { kind: 'offered', n: 1, agentId, until: ago(9), at: ago(9.3) });
  const held = { epoch: 2, owner: { kind: 'agent' as const, agentId } };
  cloud.append(id, { kind: 'accepted', n: 1, agentId, words: { agentName: name }, at: ago(9) }, held);
  cloud.append(id, said(cloud, words.hello, ago(8)));
  cloud.append(id, said(cloud, words.found, ago(4)));
  cloud.append(id, customer(words.thanks, ago(1.2)));
}

const said = ({ agent: { agentId, name } }: DeskCloud, text: string, at: string) =>
  ({
    kind: 'agent-said',
    clientMessageId: crypto.randomUUID(),
    agentId,
    words: { text, agentName: name },
    at,
  }) as const;

function invoice(cloud: DeskCloud, words: Told, ago: Ago) {
  cloud.open(story.invoice, { since: ago(7), epoch: 2, owner: { kind: 'agent', agentId: cloud.agent.agentId } });
  cloud.append(story.invoice, customer(words.invoice, ago(6.5)));
  cloud.append(story.invoice, said(cloud, words.invoiceReply, ago(5)));
  cloud.append(story.invoice, customer(words.invoiceBack, ago(2.4)));
}

function coupon(cloud: DeskCloud, words: Told, ago: Ago) {
  cloud.open(story.coupon, { since: ago(6), epoch: 2, owner: { kind: 'agent', agentId: cloud.agent.agentId } });
  cloud.append(story.coupon, customer(words.coupon, ago(5)));
  cloud.append(story.coupon, said(cloud, words.couponReply, ago(4)));
}

/** Somebody new waits, and is offered for so many seconds. */
export function offerNew(cloud: DeskCloud, text: string, seconds: number, id: string = story.charged) {
  const since = moment(Date.now() - 70_000);
  const waiting = { reason: 'strong-emotion' as const, since, botHelps: false };
  cloud.open(id, { owner: { kind: 'queue' }, epoch: 1, waiting });
  cloud.append(id, customer(text, since));
  cloud.append(id, { kind: 'handed-off', reason: 'strong-emotion', skill: 'payment', at: since });
  return cloud.offer(id, seconds);
}

export const cost: CostAnswer = {
  conversationId: story.parcel,
  currency: 'USD',
  total: '0.0003083101228',
  estimated: true,
  book: '2026-11',
  lines: [
    {
      meter: 'lambda',
      quantity: '1.842',
      unit: 'GB-s',
      unitPrice: '0.0000133334',
      per: '1',
      cost: '0.0000245601228',
      estimated: true,
      verified: true,
    },
    {
      meter: 'dynamodb-write',
      quantity: '214',
      unit: 'WRU',
      unitPrice: '0.625',
      per: '1000000',
      cost: '0.00013375',
      estimated: false,
      verified: true,
    },
    {
      meter: 'states-transition',
      quantity: '6',
      unit: 'transition',
      unitPrice: '25',
      per: '1000000',
      cost: '0.00015',
      estimated: false,
      verified: true,
    },
  ],
};
