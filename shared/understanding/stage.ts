import { clausesOf } from './plain.ts';

/** Where a customer stands with the shop. */
export const STAGES = ['browsing', 'order', 'payment', 'after-sales', 'complaint'] as const;
export type Stage = (typeof STAGES)[number];
/** The stage, and the words by which it was seen. */
export type StageFound = { stage: Stage; words: string[] };

type Sign = { stage: Stage; weight: number; words: RegExp };

/**
 * Weights say how surely words tell a stage: 3 where they tell no other, 1 where they lean. What happened after the parcel came
 * outweighs what the order was, and a complaint outweighs what it is about.
 */
const signs: readonly Sign[] = [
  {
    stage: 'complaint',
    weight: 4,
    words:
      /(?<!不(?:想|要|是|用|会|打算))投诉(?!处理得)|举报|维权|曝光|差评|12315|消协|消费者协会|起诉|律师|法院|说法|欺诈|欺骗消费者|态度(?:太|很|极|非常|特别)?(?:差|恶劣|不好)|骗子|黑店|忽悠|踢皮球|推卸责任|退一赔|赔偿|没人(?:管|理|处理)|\b(?:complain(?:t|ts|ing)?|unacceptable|outrageous|scam(?:mers?|med)?|fraud|liars?|thieves|rip ?off|lawyer|sue|trading standards|consumer protection|one star|1 star|bad review|rude|worst (?:service|shop|store|experience)|compensation|disgrace(?:ful)?|ombudsman|bbb|nobody (?:cares|helps|answers)|no one (?:cares|helps|answers))\b/,
  },
  {
    stage: 'after-sales',
    weight: 3,
    words:
      /退货|退换|换货|换一[个件双]|换(?:个)?(?:尺码|颜色|大|小|新)|退了|想退|能退|要退|可以退|怎么退|退不|给退|退掉|退回|七天无理由|7天无理由|维修|保修|质保|返修|修一下|修理|售后|坏了|碎了|破了|裂了|掉色|开线|开不了机|充不进|不制冷|不工作|用不了|漏水|变形|有瑕疵|质量问题|划痕|少(?:了|发)(?:一?[个件双])?|漏发|发错|错发|寄错|颜色不对|尺码不对|不合身|不合适|(?:和|跟|与)(?:图片|照片|描述|页面|介绍).{0,4}(?:不一样|不符|不同)|与描述不符|过敏|收到(?:货|的|后|了)?.{0,8}(?:坏|破|错|少|不对|不一样)|安装|说明书|怎么(?:使用|用|清洗|保养)|配件|\b(?:return(?:s|ed|ing)?(?! customer)|exchange|replace(?:ment)?|warranty|guarantee|repair|broken|broke|defective|damaged|faulty|cracked|leak(?:s|ing)?|stopped working|doesn't work|does not work|not working|won't (?:turn on|charge|start|open)|missing (?:an? |some )?(?:parts?|items?|pieces?)|(?:parts?|items?|pieces?) (?:is |are |was |were )?missing|missing from the (?:box|parcel|package)|wrong (?:item|size|colou?r|product|one)|doesn't fit|does not fit|too (?:small|big|tight|large)|not as described|send (?:it|them) back|manual|how (?:do|to) (?:i )?(?:use|clean|install|set (?:it )?up|assemble)|spare parts?)\b/,
  },
  {
    stage: 'payment',
    weight: 3,
    words:
      /付款|支付|付不了|付钱|扣款|扣了|扣钱|多扣|重复扣|扣费|刷卡|信用卡|花呗|白条|分期|微信支付|支付宝|银行卡|退款|退钱|到账|返款|发票|开票|抬头|税号|(?:优惠券|红包|券|礼品卡|积分).{0,6}(?:用不了|不能用|没用|没抵|失败|抵扣)|抵扣|余额|积分抵|尾款|定金|货到付款|转账|退的钱|账单|汇率|\b(?:pay(?:ment|ments|ing|pal)?|paid|charged?|charges|card (?:was |is )?(?:declined|rejected|refused)|credit card|debit card|refund(?:s|ed)?|invoice|receipt|billing|bill|installments?|checkout|bank|klarna|apple pay|vat|overcharged|double charge|money back|deposit|gift card balance|transaction)\b/,
  },
  {
    stage: 'order',
    weight: 2,
    words:
      /订单|下单|下了单|拍下|拍了|我买的|发货|没发|发了吗|物流|快递|包裹|运单|到哪了|到哪里了|派送|配送|送到|送货|签收|收货|催一?下|改地址|修改地址|换地址|取消(?:订单|购买)?|什么时候(?:到|能到|发|送)|多久(?:能)?(?:到|发|送)|几天(?:能)?(?:到|发)|(?<!钱怎么|款)还没(?:到|收到|发)|没收到|丢件|代收点|驿站|取件码|预售|加急|合并发|运费(?!险)|\b(?:orders?|ordered|shipp(?:ed|ing|ment)|ship|deliver(?:y|ed|s|ies)?|parcel|package|tracking|track|courier|dispatch(?:ed)?|cancel(?:led|ing|lation)?|change (?:the |my )?(?:delivery )?address|arriv(?:e|ed|al|ing)|on its way|in transit|customs|lost in (?:the )?post|pick ?up point|pre-?order)\b/,
  },
  {
    stage: 'browsing',
    weight: 2,
    words:
      /有(?:没有)?(?:货|现货|库存|红|黑|白|蓝|大码|小码|[xsml]码|优惠|活动|折扣|券|实体店|门店)|多少钱|什么价|价格|价位|贵不贵|便宜点|打折|优惠|促销|满减|活动|推荐|哪[款个种](?:好|比较|适合)?|介绍|区别|对比|合适|适合|尺码表|(?:什么|多大|哪个|啥)(?:尺)?码|能[^。]{0,8}[吗么]$|(?:满多少)?包邮|选(?:什么|哪|多大)|材质|面料|成分|参数|规格|尺寸|颜色|支持.{0,8}[吗么]|防水[吗么]|是正品|正品吗|保质期|新款|上新|补货|什么时候有|能用在|兼容|送什么|赠品|怎么买|想买|考虑买|会员(?:怎么|有什么)|\b(?:in stock|available|availability|restock|do you (?:have|sell|carry|offer|stock)|how much (?:is|are|does|do)|prices?|cost|discounts?|coupons?|promo(?:tion)?|sale|recommend|which (?:one|size|model|colou?r)|difference between|compare|suitable|size (?:chart|guide)|what size|materials?|made (?:of|from|in)|ingredients|specs?|specifications|dimensions|compatible|support|waterproof|authentic|genuine|looking for|interested in|thinking of buying|want to buy|gift ideas?|store near|opening hours|shelf life|new arrivals?|come in)\b/,
  },
];

/** Leans that two stages share are settled here: a refund after goods that broke is after-sales, of a payment that failed payment. */
const leans: readonly Sign[] = [
  {
    stage: 'after-sales',
    weight: 1,
    words:
      /退货退款|收到|用了|穿了|洗了|才用|刚用|after (?:one|two|a|the) (?:day|week|month|wash|use)|when i opened|out of the box|arrived (?:broken|damaged|with|cracked)/,
  },
  {
    stage: 'payment',
    weight: 1,
    words:
      /(?:优惠券|红包|礼品卡)|退(?:款|的钱).{0,8}(?:没到|到账|多久|几天|什么时候|进度)|付了两次|扣了两次|钱|\b(?:twice|bank|statement|refund (?:still|not|yet|status))\b|\bmoney (?:was|has been|is) (?:taken|deducted|charged|gone)|refund.{0,16}(?:arrive|received|take|days|where|when)/,
  },
  {
    stage: 'browsing',
    weight: 1,
    words: /^(?:请问|想问|咨询)|买之前|之前没买过|\b(?:before i (?:buy|order)|if i (?:buy|order)|can i get)\b/,
  },
];

const weighed = (clause: string): { stage: Stage; weight: number; words: string }[] =>
  [...signs, ...leans].flatMap(({ stage, weight, words }) => {
    const found = words.exec(clause)?.[0];
    return found === undefined ? [] : [{ stage, weight, words: found }];
  });

/** Later stages before earlier ones where the words lean to both alike. */
const pressing: readonly Stage[] = ['complaint', 'after-sales', 'payment', 'order', 'browsing'];

/** Where the customer stands by the words of one message; nothing where they do not tell. */
export const stageOf = (text: string): StageFound | undefined => {
  const found = clausesOf(text).flatMap(weighed);
  const weightOf = (stage: Stage): number =>
    Math.max(0, ...found.filter((one) => one.stage === stage).map(({ weight }) => weight)) +
    0.5 * found.filter((one) => one.stage === stage).length;
  const [best] = pressing.toSorted((a, b) => weightOf(b) - weightOf(a));
  if (best === undefined || found.length === 0) return undefined;
  const words = found.filter(({ stage }) => stage === best).map((one) => one.words);
  return { stage: best, words: [...new Set(words)] };
};

/** Where she stands in a conversation, texts oldest first: her newest words that tell. */
export const stageIn = (texts: readonly string[]): StageFound | undefined => {
  for (const text of texts.toReversed()) {
    const found = stageOf(text);
    if (found) return found;
  }
  return undefined;
};
