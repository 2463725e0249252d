import type { GroundingSource } from '#shared/answering/grounding/grounding';

const article = (articleId: string, title: string, text: string): GroundingSource => ({
  articleId,
  version: 1,
  title,
  text,
});

/** A shop's articles in both languages, with figures of every kind; written for these tests. */
export const shelf = {
  milkZh: article(
    'milk-return',
    '奶粉可以退货吗',
    '未拆封的奶粉自签收之日起30天内可以退货,退回运费由我们承担。已拆封的奶粉因食品安全原因不支持退货,质量问题除外。办理退货需要订单号和外包装照片2张。退款在收到退货后3-5个工作日内原路返回。',
  ),
  milkEn: article(
    'milk-return',
    'Can I return milk powder?',
    'Unopened milk powder can be returned within 30 days of delivery; we pay the return shipping. Opened tins cannot be returned for food safety reasons unless they are faulty. We need your order number and 2 photos of the packaging. Refunds reach you 3–5 working days after the parcel is back, by the way you paid.',
  ),
  shippingZh: article(
    'shipping-cost',
    '运费怎么算',
    '全国满99元包邮,不满99元收取运费8元。新疆、西藏运费为每公斤15元。海外订单按重量计费,首重500克68元。标准快递2到4天送达,次日达仅限上海和杭州,需在16:00前下单。',
  ),
  shippingEn: article(
    'shipping-cost',
    'What does shipping cost?',
    'Shipping is free from ¥99; below that it costs ¥8. Parcels to Xinjiang and Tibet cost ¥15 per kilogram. Orders abroad are charged by weight: the first 500 g cost ¥68. Standard delivery takes 2 to 4 days. Next-day delivery is offered in Shanghai and Hangzhou for orders placed before 4 pm.',
  ),
  hoursZh: article(
    'hours',
    '人工客服几点上班',
    '人工客服周一至周五9:00-18:00在线,周六10:00-16:00,周日休息。春节期间(2月16日至2月22日)暂停人工服务。客服电话400-820-1234,邮箱 help@shop.example。',
  ),
  hoursEn: article(
    'hours',
    'When are your agents there?',
    'Our agents are online Monday to Friday from 9 am to 6 pm and on Saturday from 10 am to 4 pm; Sunday is closed. From February 16 to February 22 there is no service. Call 400-820-1234 or write to help@shop.example.',
  ),
  pointsZh: article(
    'points',
    '积分怎么用',
    '每消费1元得1积分,100积分抵1元,每单最多抵扣订单金额的20%。积分有效期12个月,过期清零。生日当月双倍积分。会员在双11期间享8.5折。',
  ),
  pointsEn: article(
    'points',
    'How do points work?',
    'You earn 1 point for every ¥1 you spend; 100 points are worth ¥1 and may pay for up to 20% of an order. Points expire after 12 months. In the month of your birthday you earn twice as many. Members get 15% off around November 11.',
  ),
  warrantyZh: article(
    'warranty',
    '保修多久',
    '家电整机保修1年,主要部件保修3年,均从签收日起算。人为损坏不在保修范围内,维修费80元起。上门维修需提前24小时预约,详见 https://shop.example/warranty 。',
  ),
  warrantyEn: article(
    'warranty',
    'How long is the warranty?',
    'Appliances have a warranty of 1 year, their main parts of 3 years, from the day of delivery. Damage you caused is not covered; such repairs start at ¥80. Home visits must be booked 24 hours ahead. More at https://shop.example/warranty.',
  ),
  priceZh: article(
    'price-match',
    '买贵了能退差价吗',
    '自下单起7天内同款降价可申请退差价,每件商品限一次,差价低于5元不退。活动价、清仓商品除外。申请后48小时内审核。',
  ),
  priceEn: article(
    'price-match',
    'Do you refund price differences?',
    'If the same item gets cheaper within 7 days of your order, we refund the difference, once per item and from ¥5 on. Sale and clearance prices are excluded. We decide within 48 hours.',
  ),
  payZh: article(
    'payment',
    '支持哪些付款方式',
    '支持微信支付、支付宝、银联卡和信用卡。订单金额满600元可分3期、6期或12期,3期免手续费,6期手续费2.5%,12期手续费6%。未付款的订单30分钟后自动取消。',
  ),
  payEn: article(
    'payment',
    'How can I pay?',
    'You can pay by WeChat Pay, Alipay, UnionPay or credit card. Orders from ¥600 may be paid in 3, 6 or 12 instalments: three cost nothing extra, six cost 2.5%, twelve cost 6%. Unpaid orders are cancelled after half an hour.',
  ),
} as const;
export type Shelf = keyof typeof shelf;
