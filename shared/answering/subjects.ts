/**
 * What a shop's questions are about, as far as one can stand in another's place: "and shoes?" after "can I return food?". One subject
 * a line, `kind: English | Chinese`, patterns in our own words; the first of each is how it is said in the other language.
 *
 * `place`, `goods` and `thing` change from question to question, `matter` is what is done about them. An `aspect` is a matter that
 * needs one: "who pays the postage?" is asked of a return or of a delivery.
 */
const LEXICON = `
place: mainland China, mainland, in china | 大陆, 内地, 境内, 国内
place: Hong Kong, hk | 香港
place: Macau, macao | 澳门
place: Taiwan | 台湾
place: overseas, abroad, international(?:ly)?, foreign, other countr(?:y|ies), another country, outside china | 海外, 国外, 境外, 国际, 外国, 其他国家, 别的国家
place: Japan | 日本
place: (?:South )?Korea | 韩国
place: Singapore | 新加坡
place: Malaysia | 马来西亚
place: the UK, uk, united kingdom, britain, england, london | 英国
place: Germany | 德国
place: France | 法国
place: Europe, the eu, eu | 欧洲, 欧盟
place: Australia | 澳大利亚, 澳洲
place: Canada | 加拿大
place: the United States, usa, us, america | 美国
place: countryside, village, rural areas? | 农村, 村里, 乡下
goods: milk powder, (?:baby )?formula | 奶粉
goods: food, snacks? | 食品, 吃的, 零食
goods: fresh food, fruit, frozen (?:food|goods) | 生鲜, 水果, 冷冻
goods: cosmetics, make-?up, lipstick, perfume, (?:face )?cream | 化妆品, 口红, 香水, 面霜, 护肤品
goods: clothes, clothing, shirt, dress, jacket, trousers, jeans, coat | 衣服, 服装, 裤子, 裙子, 外套
goods: shoes?, sneakers, boots | 鞋子?
goods: underwear, swimwear, socks? | 内衣, 泳衣, 袜子
goods: phones?(?! number), mobile(?: phone)?s?, laptops?, computers?, tablets? | 手机(?!号), 电脑, 平板, 笔记本
goods: electronics, appliances?, devices?, hair dryer, kettle, television, tv | 电器, 家电, 数码, 电视, 吹风机
goods: sofas?, fridges?, furniture, washing machines?, large items? | 沙发, 冰箱, 家具, 洗衣机, 大件
goods: mattress(?:es)? | 床垫
goods: baby (?:gear|things), pram, car seat | 母婴用品, 婴儿车, 安全座椅
goods: (?:free|promotional) gift, freebie | 赠品
goods: sealed, unopened | 未拆封, 没拆
thing: gift cards? | 礼品卡, 购物卡
thing: coupons?, vouchers? | 优惠券, 代金券, 券
thing: points | 积分
thing: (?:Lantern )?Plus | 灯笼plus, plus
thing: member(?:ship)?(?: level)?s?, level, tier | 会员, 等级
thing: (?:VAT )?invoices?, receipt | 发票, 专票
thing: instal?lments? | 分期(?:付款)?
thing: extended warranty, protection plan | 延保
thing: warranty, guarantee | 保修, 质保
thing: password | 密码
thing: phone number, mobile number | 手机号码?, 电话号码
thing: (?:delivery )?address | 收货地址, 地址
thing: account | 账号, 帐号, 账户
thing: student(?:s| discount)? | 学生
thing: pre-?orders?, deposit | 预售, 定金
thing: card, credit card, debit card | 银行卡, 信用卡
thing: alipay | 支付宝
thing: wechat(?: pay)? | 微信
thing: cash on delivery, cash | 货到付款
thing: marketplace, partner shop | 第三方
thing: advertis(?:ing|ements?)(?: messages)?, newsletter | 广告
thing: reviews? | 评价
thing: price protection, price drop | 保价, 差价
thing: same[- ]day(?: delivery)? | 当日达
thing: express | 加急
matter: return(?:s|ing|ed)?, send (?:\\w+ ){0,2}back, give (?:\\w+ ){0,2}back | 退货, 退回, 退掉, 能退, 可以退, 想退, 退不了
matter: refund(?:s|ed)?, money back | 退款, 退钱
matter: exchange, swap | 换货, 调换
matter: cancel(?:l?ing|lation)? | 取消, 撤销
matter: repair, fix(?:ed)?, mend | 维修, 修理, 怎么修, 能修
matter: deliver(?:y|ed|ing)?, ship(?:ping)?, send to | 配送, 送货, 寄到, 寄往, 寄, 快递, 送到, 能到
matter: complain(?:t|ing)? | 投诉
matter: order(?:s|ed|ing)? | 订单, 下单
matter: pay(?:ing|ment)?, paid | 付款, 支付
matter: track(?:ing)? | 物流
aspect: postage, (?:shipping|delivery) (?:fee|cost|price|charge), (?:what|how much) does delivery cost | 运费, 邮费
aspect: how long, how many days | 多久, 几天
aspect: how much, cost | 多少钱
`;

export type Kind = 'place' | 'goods' | 'thing' | 'matter' | 'aspect';
type Entry = { n: number; kind: Kind; name: { en: string; zh: string } };
/** A subject where it stands in a text. `n` names it in every language. */
export type Subject = Entry & { start: number; end: number };

/** How a pattern is said: its optional parts left out, its choices at their first. */
const nameOf = (pattern: string): string =>
  pattern
    .replace(/\(\?:[^()]*\)\?/g, '')
    .replace(/\(\?:([^()|]*)\|?[^()]*\)\??/g, '$1')
    .replace(/\(\?!.*?\)/g, '')
    .replace(/.\?/g, '')
    .replace(/\[- \]/g, '-');

const listed = LEXICON.trim()
  .split('\n')
  .map((line, n) => {
    const [kind = '', rest = ''] = line.split(/: (.*)/);
    const [en = [], zh = []] = rest.split(' | ').map((side) => side.split(', '));
    const entry: Entry = { n, kind: kind as Kind, name: { en: nameOf(en[0] ?? ''), zh: nameOf(zh[0] ?? '') } };
    return { entry, patterns: [new RegExp(`\\b(?:${en.join('|')})\\b`, 'gi'), new RegExp(zh.join('|'), 'gi')] };
  });

const longestFirst = (a: Subject, b: Subject): number => b.end - b.start - (a.end - a.start) || a.start - b.start;

/** The subjects of a text in their order; where two overlap, the longer one. */
export const subjectsIn = (text: string): Subject[] => {
  const found = listed.flatMap(({ entry, patterns }) =>
    patterns.flatMap((pattern) =>
      [...text.matchAll(pattern)].map((match) => ({
        ...entry,
        start: match.index,
        end: match.index + match[0].length,
      })),
    ),
  );
  const kept: Subject[] = [];
  for (const one of found.sort(longestFirst))
    if (kept.every(({ start, end }) => one.end <= start || one.start >= end)) kept.push(one);
  return kept.sort((a, b) => a.start - b.start);
};
