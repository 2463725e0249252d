import { units } from './tokens.ts';

/**
 * What customers of shops call the same thing, in our own words: one idea a line, `idea: English | Chinese`. A phrase may stand in
 * several lines. Ideas with a question mark tell what kind of answer is wanted, not what about.
 */
const LEXICON = `
parcel: parcel, package, packet, shipment, delivery, item posted, consignment, my stuff, my things | 快递, 包裹, 物流, 货物, 快件, 我的件, 我的货, 收到货, 到货
delivering: deliver, delivery, ship, shipping, send out, dispatch, despatch, post, mail, transport, bring | 配送, 派送, 送货, 运送, 寄送, 发货, 寄, 送, 邮寄, 快递, 物流, 运输, 发到, 派件
postage: postage, shipping cost, shipping fee, shipping price, shipping rate, shipping charge, delivery cost, delivery fee, delivery charge, delivery price, cost of delivery, cost of shipping, freight, how much is shipping, how much is delivery, how much does delivery cost, how much does shipping cost, pay for shipping, pay for delivery, return shipping, shipping free, delivery free | 运费, 邮费, 快递费, 配送费, 邮资, 包邮, 免邮, 寄费
freeofcharge: free, for free, no charge, at no cost, for nothing, free of charge | 免费, 免运费, 包邮, 免邮, 不要钱, 不收钱, 不收费
tracking: tracking, track, trace, tracking number, waybill, where is my order, where is my parcel, where is my package, where's my order, where's my parcel, where's my package, wheres my order, wheres my parcel, wheres my package, order status, status of my order | 物流信息, 查物流, 查快递, 查单号, 单号, 运单号, 快递单号, 物流单号, 快递到哪, 到哪了, 到哪儿了, 到哪里了, 物流进度, 跟踪, 追踪, 查件, 包裹呢, 快递呢
stuck: stuck, not moved, no update, no movement, not moving, hasn't moved, same place, no news | 不更新, 没更新, 没动静, 不动, 没动, 卡在, 停滞, 没有更新, 没变化, 一直停
missing: not received, never came, never arrived, did not arrive, didn't arrive, hasn't arrived, has not arrived, haven't received, have not received, didn't receive, did not receive, didn't get, did not get, haven't got, haven't gotten, nothing came, not arrived, not here yet, still waiting, have nothing, there is nothing, there's nothing, nothing there, haven't seen | 没收到, 没拿到, 没到, 还没来, 没到账, 收不到, 未收到, 没有收到, 没见到, 还没到, 没送到, 没来
signedfor: signed for, says delivered, marked delivered, marked as delivered, shown as delivered, shows delivered | 签收, 已签收, 显示签收, 显示已签收
lost: lost, lose, gone, vanish, disappear, went missing, cannot find, can't find | 丢了, 弄丢, 丢件, 遗失, 不见了, 找不到, 丢失, 没了, 搞丢
late: late, delay, overdue, slow, taking so long, too long, behind schedule | 晚到, 延误, 太慢, 迟到, 超时, 送晚, 慢, 延迟
courier: courier, carrier, driver, delivery man, delivery guy, express company, delivery company, shipping company, logistics company | 快递员, 快递公司, 物流公司, 骑手, 承运, 哪家快递, 什么快递, 哪家物流, 啥快递
abroad: abroad, overseas, international, internationally, foreign country, other country, another country, worldwide, outside china | 国外, 海外, 境外, 国际, 外国, 别的国家, 其他国家
address: address, destination, where it goes | 地址, 收货地址, 门牌
locker: locker, pickup point, pick-up point, collection point, pickup code | 快递柜, 自提柜, 丰巢, 驿站, 自提点, 取件码, 代收点
nothome: not at home, nobody home, not in, was out, nobody was in, missed the delivery, missed the courier, away | 不在家, 没人在家, 家里没人, 没人收, 出差, 没人
customs: customs, import tax, import duty, duty, tariff | 关税, 海关, 进口税, 清关, 报关
expressway: express, same day, same-day, today, urgent, asap, right away, fast | 当日达, 加急, 今天就要, 当天, 急用, 尽快, 今天
village: village, rural, countryside, remote area | 农村, 村里, 乡下, 乡镇, 偏远
refund: refund, reimburse, reimbursement, money back, get my money, give my money, repay, pay me back, pay back, return my money, my money, restitution, rebate, reimbursed, reimbursing, refunded | 退款, 退钱, 返款, 退我钱, 钱退, 退的钱, 退给我, 退回来, 退费, 返还, 退还
returning: return, send back, give back, send it back, send this back, send something back, send them back, bring back, take it back, take back, don't want it, do not want it, return policy, returns policy | 退货, 退换, 退回, 退掉, 能退, 想退, 要退, 可以退, 可退, 退不了, 不想要了, 不要了, 能不能退, 退吗, 无理由
noreason: changed my mind, no reason, any reason, seven day, 7 day, don't like it, do not like it, don't want it anymore | 无理由, 不喜欢, 不想要, 反悔, 后悔, 改主意
exchange: exchange, swap, replace, replacement, change it for, different size, another size, bigger size, smaller size, another one, switch | 换货, 调换, 换一个, 换个, 换一件, 换大, 换小, 换别的, 能换, 想换, 更换, 换码, 换成, 补发, 换新
cancel: cancel, cancellation, call off, stop the order, stop my order, withdraw, revoke, undo, don't want it, take back my order | 取消, 撤销, 撤单, 不想要了, 不要了, 撤回, 退订, 作废, 别发了
intercept: intercept, stop the parcel, stop the shipment, stop the package, stop the delivery, already shipped, already on the way, on its way, been shipped | 拦截, 追回, 截回, 已经发货, 已发货, 发出来了, 发出去了, 都发货了, 在路上了, 拒收
change: change, edit, modify, update, amend, correct, alter, switch | 修改, 更改, 改成, 变更, 改地址, 改码, 想改, 能改, 改一下, 换个, 更换, 换成, 换绑
wrong: wrong, incorrect, mistake, error, typo, by accident, by mistake, not what i ordered, different from what, mixed up | 错, 写错, 填错, 发错, 寄错, 选错, 弄错, 搞错, 有误, 不对, 开错, 输错, 拍错, 不小心
wrongitem: wrong item, wrong product, wrong thing, wrong colour, wrong color, wrong size, wrong model, not what i ordered, different item, something else | 发错, 寄错, 发错货, 送错, 不是我买的, 不是我要的, 货不对板, 颜色不对, 型号不对
broken: broken, break, damage, faulty, defective, defect, crack, smash, shatter, not work, doesn't work, does not work, stopped working, dead, torn, ripped, leaking, leak, dent, crush, fault, died, won't turn on, malfunction | 坏, 坏了, 坏的, 破损, 损坏, 碎了, 破了, 故障, 质量问题, 有问题, 瑕疵, 压坏, 不转, 打不开机, 开不了机, 不能用了, 没反应, 烂
spoilt: spoilt, spoiled, rotten, mouldy, moldy, expired, past its date, gone bad, out of date, stale, smells | 变质, 过期, 烂了, 发霉, 坏了, 臭了, 不新鲜, 馊
partmissing: missing, incomplete, left out, only half, is not in the box, not in the box, part is missing, one short | 少发, 少了, 漏发, 没给全, 少一件, 少东西, 才到了一半, 缺件
repair: repair, fix, mend, service centre | 维修, 修理, 能修, 怎么修, 修一下, 返修, 保修
warranty: warranty, guarantee, guaranteed | 保修, 质保, 三包, 保固, 包修, 在保
invoice: invoice, bill, fapiao, receipt, vat invoice, tax invoice, billing document | 发票, 开票, 开发票, 票据, 票, 收据, 电子票, 小票
specialvat: special vat, input tax, deductible, vat invoice | 专票, 专用发票, 增值税, 抵扣
title: company name, name on the invoice, invoice title, tax number, tax id | 抬头, 税号, 公司名
paper: paper, hard copy, printed | 纸质, 纸的, 盖章
paying: pay, payment, checkout, charge, settle, debit | 付款, 支付, 付钱, 付, 结账, 扣款, 结算, 给钱, 买单, 扣费
paymethod: payment method, way to pay, ways to pay, ways can i pay, how can i pay, paypal, visa, mastercard, apple pay, alipay, wechat pay, wechat, credit card, debit card, google pay, accept, unionpay, method of payment, payment option, ways of paying, means of payment, pay with, pay by | 付款方式, 支付方式, 微信, 支付宝, 银联, 信用卡, 银行卡, 怎么付, 花呗, 白条
declined: declined, decline, reject, payment failed, fail, failing, doesn't go through, does not go through, can't pay, cannot pay, refused, unable to pay, won't go through | 失败, 付不了, 支付不了, 付不了款, 被拒, 付款失败, 支付失败, 付不出去, 付不成功
twice: twice, two times, double, duplicate, 2 times, second time, doubled | 两次, 重复, 两回, 双份, 多扣, 两遍, 拍重, 重了, 两单, 扣了两
instalment: instalment, installment, monthly payment, pay monthly, pay later, in parts, split the payment | 分期, 按月付, 月付, 花呗分期, 免息
cash: cash, cash on delivery, cod, pay on delivery, pay at the door, pay the courier, pay when it arrives | 货到付款, 先收货, 到付, 现金, 收到再付, 见货再付, 收货再付, 先用后付
card: card, bank card, credit card, debit card, account number | 银行卡, 信用卡
coupon: coupon, voucher, promo code, discount code, code, promotion code, offer code | 优惠券, 券, 优惠码, 折扣码, 红包, 代金券, 满减券
discount: discount, offer, sale, deal, promotion, promo, bargain, cheaper, special offer, price cut, money off | 优惠, 打折, 折扣, 活动, 促销, 满减, 便宜, 特价, 降价, 搞活动
combine: combine, stack, several, together, two voucher, two coupon, multiple, more than one, both | 叠加, 一起用, 同时用, 合用, 一起, 一块用
notworking: not work, doesn't work, does not work, not accepted, invalid, won't work, can't use, cannot use, isn't working, not valid, not working | 用不了, 不能用, 无效, 没法用, 使用不了, 用不上, 不可用, 失效
pricedrop: price drop, price dropped, cheaper now, got cheaper, lower price, price went down, price protection, price difference, price adjustment, price reduced, costs less now, paid more | 降价, 保价, 差价, 价保, 便宜了, 降了, 更便宜, 跌价, 补差
newcustomer: new customer, first order, first purchase, first time, new here, new user, newcomer, welcome | 新人, 首单, 第一次买, 新用户, 新客, 第一单, 新会员
points: point, reward, loyalty, bonus point | 积分, 点数
member: member, membership, level, tier, rank, vip, premium | 会员, 等级, 级别, 升级
subscription: subscription, plus, auto renew, auto-renew, automatic renewal, renewal, renew | 自动续费, 续费, 自动扣费, 包月, plus, 订阅, 自动续
student: student, university, college, campus | 学生, 大学生, 校园
giftcard: gift card, giftcard | 礼品卡, 购物卡
gift: gift, present, wrap, gift wrap, birthday present | 送礼, 礼物, 礼品, 包装, 送人, 礼盒, 送朋友
freebie: free gift, freebie, gift with purchase | 赠品, 送的东西
account: account, profile, my login | 账号, 帐号, 账户, 帐户
signin: log in, login, log-in, sign in, sign-in, log into, get in, log on, sign into, logged out, access my account | 登录, 登陆, 登不上, 登不进, 进不去, 登录不了, 登不了, 上不去
password: password, passcode, access key, user key, login key, pin code, credentials | 密码, 口令
phone: phone number, mobile number, new number, cell number, telephone | 手机号, 电话号码, 号码, 电话
register: register, sign up, create an account, registration, guest, without an account, make an account, registering, signup, new account, open an account | 注册, 开账号, 游客
delete: delete, erase, remove, close my account, get rid of | 删除, 注销, 删掉, 删了, 销户, 清除
personaldata: personal data, my data, information about me, privacy, personal information, my information | 个人信息, 隐私, 我的信息, 资料, 个人数据, 我的电话
sharing: share, pass on, sell my data, third party, give my | 泄露, 给别人, 共享, 卖给, 外泄, 告诉别人
spam: spam, advertising, newsletter, marketing, advertisement, unsubscribe, stop sending, promotional, ads, mailing list | 广告, 骚扰, 推销, 营销短信, 垃圾短信, 退订, 发短信, 推送
hacked: hack, hacked, stolen, got into, broke into, compromised, not me | 盗, 被盗, 盗号, 盗用, 被人登
scam: scam, fraud, fake call, phishing, scammer | 诈骗, 骗子, 假冒, 冒充
genuine: genuine, original, authentic, fake, counterfeit, real, knockoff | 正品, 真假, 假货, 真的, 行货, 保真, 真货, 假的
size: size, fit, measurement, too small, too big, too large, too tight | 尺码, 码, 尺寸, 大小, 号码偏, 小了, 大了, 合身, 穿什么
colour: colour, color | 颜色
clothing: clothes, clothing, shirt, dress, shoe, trousers, jacket, jeans, coat, sweater | 衣服, 鞋, 裤子, 裙子, 外套
cosmetics: cosmetic, makeup, make-up, lipstick, beauty, skin care, cream, perfume | 化妆品, 口红, 护肤品, 面霜, 美妆, 粉底, 香水
food: food, snack, milk powder, formula | 食品, 吃的, 零食, 奶粉
fresh: fruit, vegetable, frozen, fresh, meat, chilled | 水果, 生鲜, 冷冻, 冷藏, 蔬菜
device: device, phone, laptop, computer, electronics, appliance, tablet, headphones, hair dryer, blender, kettle, television, tv | 手机, 电脑, 电器, 耳机, 吹风机, 家电, 水壶, 电视, 平板, 数码
large: sofa, fridge, furniture, washing machine, bed, wardrobe, large item | 沙发, 冰箱, 大件, 家具, 洗衣机
opened: opened, used, unsealed, worn, unboxed, open box, tried | 拆封, 拆了, 用过, 开封, 打开过, 试过, 试了, 穿过
installation: install, installation, set up, mount, fitting, assembly, assemble | 安装, 上门装, 装机, 包装好, 组装
stock: stock, sold out, out of stock, in stock, available, back in stock, restock | 缺货, 补货, 有货, 没货, 断货, 售罄, 卖完, 到货通知, 上架
order: order, purchase, buy, checkout | 订单, 下单, 购买, 买的, 单子, 拍下, 拍的
ordernumber: order number, order no, order id | 订单号, 订单编号
confirmation: confirmation, confirm, order went through, go through | 确认, 成功, 通知
statusof: status, progress, what stage, shipped yet, sent yet, has it been sent, dispatched yet, eta | 状态, 进度, 到哪一步, 还没发货, 没发货, 怎么还不发, 催一下, 什么时候发, 发货了吗, 发了没
person: person, human, agent, representative, someone, somebody, real person, staff, operator, speak to, talk to, live agent, operator, real agent, adviser, advisor, customer service, assistant | 人工, 真人, 客服, 专员, 找人
servicehours: opening hour, service hour, business hour, working hour, hours, contact, reach you, customer service, support, customer assistance, customer care, helpline, hotline, call you, phone you, email you, get in touch, free number | 几点上班, 几点下班, 上班, 下班, 营业时间, 工作时间, 服务时间, 联系你们, 联系客服, 客服电话, 人工客服, 找客服, 有人吗
complaint: complaint, complain, dissatisfied, unhappy, unacceptable, claim, reclamation, angry, disappointed, terrible service, bad service | 投诉, 不满意, 差劲, 举报, 意见, 态度差, 太差
compensation: compensation, compensate, make good, make up for | 赔偿, 赔, 补偿, 赔付
arrived: arrive, arrival, get here, reach me, come, get my, get it, receive, will i get, turn up, show up | 到账, 收到, 到达, 能到, 送到, 到手, 到货
begin: start, begin, apply, request, initiate, application | 申请, 开始, 发起, 办理
less: less, smaller, lower, not the full, only part, short, less than i paid, less than what i paid | 不够, 不足, 少退, 变少, 不全, 不够数
deadline: deadline, too late, time limit, missed the, period | 过了, 期限, 截止, 最晚, 超过
scheduling: another day, reschedule, choose the day, different day, pick a day, time slot, postpone, appointment | 改时间, 换个时间, 指定时间, 预约, 改天, 改日期, 指定日期, 换时间
bulk: bulk, wholesale, large quantity, company order | 批发, 团购, 批量, 大批
split: several parcels, separate, partial, two parcels, split | 分开, 拆开, 几个包裹, 分批, 分几个
pickup: collect, pick up, pickup, come and get | 上门取, 取件, 上门
review: review, feedback, comment, opinion, rating, rate, leave a comment | 评价, 评论, 差评, 好评, 晒单, 反馈
?when: how long, when, how many days, how soon, how fast, how quickly, what time, until when, how many weeks, what day, by when, till when, how many hours | 多久, 几天, 什么时候, 啥时候, 何时, 几日, 多长时间, 多少天, 几点, 哪天, 啥时, 几时, 什么时间, 几号, 几个工作日
?howmuch: how much, cost, price, fee, rate, charge, expensive | 多少钱, 费用, 收费, 价格, 几块, 几多, 多少运费, 要钱
?where: where, which place | 哪里, 哪儿, 在哪, 去哪, 到哪, 何处, 哪
?how: how do i, how to, how can i, how do you, how does, how should i, what do i do, what should i do, how would i | 怎么, 咋, 如何, 怎样, 咋办, 怎么办, 怎么弄, 咋弄, 咋样
?may: can i, may i, am i allowed, is it possible, could i, can we, do you allow, can you, do you | 可以, 能不能, 能否, 可不可以, 可否, 行不行, 行吗, 支持
?why: why, how come, what is the reason | 为什么, 为啥, 怎么回事, 咋回事, 凭什么, 为何, 怎么还, 怎么没
?who: who, whose | 谁, 哪家
?howmany: how many, how often | 几个, 多少个, 几次
`;

/** Begins each idea's token. Private use: no customer's word holds it, and both engines take it for a letter. */
const MARK = '\ue000';
const QUESTION_MARK = '\ue001';

type Phrase = { units: readonly string[]; ideas: string[] };

const phrases = new Map<string, Phrase>();
for (const line of LEXICON.trim().split('\n')) {
  const [name = '', rest = ''] = line.split(': ');
  const idea = name.startsWith('?') ? QUESTION_MARK + name.slice(1) : MARK + name;
  for (const written of rest.split(/[,|]/)) {
    const found = units(written.trim());
    const key = found.join(' ');
    const phrase = phrases.get(key) ?? { units: found, ideas: [] };
    if (!phrase.ideas.includes(idea)) phrase.ideas.push(idea);
    phrases.set(key, phrase);
  }
}
const beginning = Map.groupBy(
  [...phrases.values()].sort((a, b) => b.units.length - a.units.length),
  (phrase) => phrase.units[0] ?? '',
);

export const isIdea = (token: string): boolean => token.startsWith(MARK) || isQuestionIdea(token);
/** An idea of what kind of answer is wanted: how long, how much, where. */
export const isQuestionIdea = (token: string): boolean => token.startsWith(QUESTION_MARK);

/** The ideas of the phrases in a text, in order and with repetitions, and the units of the text that express one. */
export function ideasIn(text: string): { ideas: string[]; expressed: Set<string> } {
  const found = units(text);
  const ideas: string[] = [];
  const expressed = new Set<string>();
  for (let at = 0; at < found.length; ) {
    const phrase = beginning.get(found[at] ?? '')?.find((one) => one.units.every((unit, n) => found[at + n] === unit));
    if (phrase) {
      ideas.push(...phrase.ideas);
      for (const unit of phrase.units) expressed.add(unit);
    }
    at += phrase?.units.length ?? 1;
  }
  return { ideas, expressed };
}
