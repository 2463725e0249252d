/** Two articles: what each is asked and answers. Written for this test, apart from the rules that it tests. */
type Side = [question: string, answer: string];
export type Pair = {
  language: 'zh' | 'en';
  kind: 'near-duplicate' | 'number' | 'date' | 'yes-no' | 'none';
  one: Side;
  other: Side;
};

const pair =
  (language: Pair['language'], kind: Pair['kind']) =>
  (one: Side, other: Side): Pair => ({ language, kind, one, other });
const [zhTwice, enTwice] = [pair('zh', 'near-duplicate'), pair('en', 'near-duplicate')];
const [zhNumber, enNumber] = [pair('zh', 'number'), pair('en', 'number')];
const [zhDate, enDate] = [pair('zh', 'date'), pair('en', 'date')];
const [zhNo, enNo] = [pair('zh', 'yes-no'), pair('en', 'yes-no')];
const [zhFine, enFine] = [pair('zh', 'none'), pair('en', 'none')];

/** An editor should be shown these. */
export const faulty: Pair[] = [
  zhTwice(['礼品卡怎么充值？', '在钱包里点充值。'], ['礼品卡如何充值', '打开钱包，输入卡号和密码。']),
  zhTwice(['安装师傅什么时候上门？', '下单后电话约时间。'], ['安装师傅什么时候能上门安装', '师傅会提前联系您。']),
  zhTwice(['预售商品什么时候发货？', '付完尾款后发出。'], ['预售的商品什么时候发货呀', '看商品页的说明。']),
  zhTwice(['怎么修改收货人的姓名？', '联系我们修改。'], ['收货人姓名怎么修改', '发货前可以改。']),
  zhTwice(['能不能开增值税专用发票？', '企业客户可以开。'], ['可以开增值税专用发票吗', '请提供税号。']),
  zhTwice(['净水器滤芯多久换一次？', '看水质情况。'], ['净水器的滤芯多久更换一次？', '指示灯变红就换。']),
  zhTwice(['电子书买了能下载吗？', '在书架里下载。'], ['买的电子书能下载吗', '支持离线阅读。']),
  zhNumber(['净水器保修几年？', '净水器整机保修 2 年。'], ['净水器的保修期', '净水器整机保修 3 年。']),
  zhNumber(['预售定金能退吗？', '定金在 24 小时内可以退。'], ['预售的定金可以退吗', '定金在 48 小时内可以退。']),
  zhNumber(['安装费多少钱？', '空调安装费是 80 元一台。'], ['空调安装费用', '空调安装费是 120 元一台。']),
  zhNumber(
    ['礼品卡有效期多久？', '礼品卡自购买起 12 个月内有效。'],
    ['礼品卡的有效期', '礼品卡自购买起 36 个月内有效。'],
  ),
  zhNumber(['换货要几天？', '换货一般需要七天。'], ['换货需要几天', '换货一般需要 10 天。']),
  zhNumber(['学生认证打几折？', '学生认证后享受 9 折。'], ['学生认证享受几折', '学生认证后享受 8 折。']),
  zhDate(['春节放假到哪天？', '春节期间客服放假到 2月10日。'], ['春节客服放假到几号', '春节期间客服放假到 2月14日。']),
  zhDate(
    ['老款净水器停产时间？', '老款净水器于 2026-06-30 停产。'],
    ['老款净水器什么时候停产', '老款净水器于 2026-09-30 停产。'],
  ),
  zhNo(['礼品卡能不能转赠？', '礼品卡可以转赠他人。'], ['礼品卡可以转赠吗', '礼品卡不可以转赠他人。']),
  zhNo(['安装需要预约吗？', '上门安装需要预约。'], ['上门安装要预约吗', '上门安装不需要预约。']),
  enTwice(
    ['How do I top up a gift card?', 'Open the wallet.'],
    ['How can I top up my gift card?', 'Enter the code in the wallet.'],
  ),
  enTwice(['When will the fitter come?', 'We call you first.'], ['When does the fitter come?', 'You choose a slot.']),
  enTwice(
    ['How often should the filter be changed?', 'When the lamp is red.'],
    ['How often must I change the filter?', 'It depends on the water.'],
  ),
  enTwice(['Can I download an e-book?', 'From your shelf.'], ['Can e-books be downloaded?', 'Reading offline works.']),
  enTwice(
    ['Where is the serial number of the purifier?', 'On its back.'],
    ['Where do I find the purifier serial number?', 'Below the lid.'],
  ),
  enTwice(
    ['Do you engrave names on pens?', 'On the product page.'],
    ['Can you engrave a name on a pen?', 'Choose engraving at checkout.'],
  ),
  enNumber(
    ['How long is the purifier under warranty?', 'The purifier has a warranty of 2 years.'],
    ['Purifier warranty', 'The purifier has a warranty of 3 years.'],
  ),
  enNumber(
    ['What does fitting an air conditioner cost?', 'Fitting an air conditioner costs ¥80.'],
    ['Cost of fitting an air conditioner', 'Fitting an air conditioner costs 120 yuan.'],
  ),
  enNumber(
    ['How long is a gift card valid?', 'A gift card is valid for twelve months.'],
    ['Gift card validity, how long is it valid?', 'A gift card is valid for 36 months.'],
  ),
  enNumber(
    ['What discount do students get?', 'Verified students get a discount of 10%.'],
    ['Student discount', 'Verified students get a discount of 15%.'],
  ),
  enNumber(
    ['How long does an engraved pen take?', 'An engraved pen takes 3 working days.'],
    ['Engraved pen: how long does it take?', 'An engraved pen takes five working days.'],
  ),
  enDate(
    ['When was the old purifier discontinued?', 'The old purifier was discontinued on 2026-06-30.'],
    ['Old purifier discontinued when?', 'The old purifier was discontinued on 2026-09-30.'],
  ),
  enDate(
    ['Until when is the desk closed for the holiday?', 'The holiday desk is closed until February 10.'],
    ['Holiday desk closed until when?', 'The holiday desk is closed until February 14.'],
  ),
  enNo(
    ['May I pass on a gift card?', 'A gift card can be passed on to friends.'],
    ['Passing on a gift card', 'A gift card cannot be passed on to friends.'],
  ),
  enNo(
    ['Does fitting need an appointment?', 'Fitting at home needs an appointment.'],
    ['Fitting appointment', 'Fitting at home needs no appointment.'],
  ),
];

/** An editor should not be bothered with these. */
export const sound: Pair[] = [
  zhFine(['礼品卡怎么充值？', '在钱包里点充值。'], ['积分怎么兑换礼品？', '在会员页兑换。']),
  zhFine(['净水器保修几年？', '净水器整机保修 2 年。'], ['空调保修几年？', '空调整机保修 6 年。']),
  zhFine(['安装费多少钱？', '空调安装费是 80 元一台。'], ['拆机费多少钱？', '空调拆机费是 60 元一台。']),
  zhFine(['预售什么时候发货？', '付完尾款后 3 天内发出。'], ['预售尾款什么时候付？', '尾款在 5 天内付清。']),
  zhFine(['礼品卡有效期多久？', '礼品卡 12 个月内有效。'], ['优惠券有效期多久？', '优惠券 30 天内有效。']),
  zhFine(['滤芯多久换一次？', '滤芯 6 个月换一次。'], ['牙刷头多久换一次？', '刷头 3 个月换一次。']),
  zhFine(['学生认证打几折？', '学生认证后享受 9 折。'], ['教师认证怎么做？', '上传教师证。']),
  zhFine(['春节放假到哪天？', '放假到 2月10日。'], ['国庆放假到哪天？', '放假到 10月7日。']),
  zhFine(['电子书能退吗？', '电子书不支持退货。'], ['纸质书能退吗？', '纸质书支持退货。']),
  zhFine(['安装需要预约吗？', '上门安装需要预约。'], ['维修要带发票吗？', '维修不需要发票。']),
  zhFine(['换货要几天？', '换货一般需要 7 天。'], ['退款要几天？', '退款一般需要 3 天。']),
  zhFine(['怎么修改密码？', '在设置里修改。'], ['怎么修改头像？', '点一下头像修改。']),
  zhFine(['净水器保修几年？', '整机保修 2 年。'], ['净水器的滤芯怎么换', '旋开盖子，取出旧滤芯。']),
  zhFine(['耳机怎么配对？', '长按按钮 5 秒。'], ['耳机怎么充电？', '放进盒子里充 2 小时。']),
  zhFine(['路由器怎么重启？', '拔掉电源等 10 秒。'], ['路由器怎么恢复出厂设置？', '按住小孔 15 秒。']),
  zhFine(['礼品卡能转赠吗？', '礼品卡可以转赠他人。'], ['礼品卡能提现吗？', '礼品卡不可以提现。']),
  enFine(['How do I top up a gift card?', 'Open the wallet.'], ['How do I redeem points?', 'On the member page.']),
  enFine(
    ['How long is the purifier under warranty?', 'It has a warranty of 2 years.'],
    ['How long is the air conditioner under warranty?', 'It has a warranty of 6 years.'],
  ),
  enFine(['What does fitting cost?', 'Fitting costs ¥80.'], ['What does removal cost?', 'Removal costs ¥60.']),
  enFine(
    ['When is a pre-order sent?', 'Within 3 days of the last payment.'],
    ['When is the last payment due?', 'Within 5 days.'],
  ),
  enFine(['How long is a gift card valid?', 'For 12 months.'], ['How long is a voucher valid?', 'For 30 days.']),
  enFine(
    ['How often is the filter changed?', 'Every 6 months.'],
    ['How often is the brush head changed?', 'Every 3 months.'],
  ),
  enFine(
    ['What discount do students get?', 'Students get 10% off.'],
    ['How do teachers register?', 'Upload a certificate.'],
  ),
  enFine(
    ['Can e-books be returned?', 'E-books cannot be returned.'],
    ['Can paper books be returned?', 'Paper books can be returned.'],
  ),
  enFine(
    ['Does fitting need an appointment?', 'Fitting needs an appointment.'],
    ['Does a repair need an invoice?', 'A repair needs no invoice.'],
  ),
  enFine(
    ['How long does an exchange take?', 'An exchange takes 7 days.'],
    ['How long does a refund take?', 'A refund takes 3 days.'],
  ),
  enFine(['How do I change my password?', 'In the settings.'], ['How do I change my picture?', 'Touch the picture.']),
  enFine(
    ['How are the earphones paired?', 'Hold the button for 5 seconds.'],
    ['How are the earphones charged?', 'In the box, for 2 hours.'],
  ),
  enFine(['Do you engrave pens?', 'Yes, with up to 20 letters.'], ['Do you wrap presents?', 'Yes, for ¥5.']),
  enFine(
    ['How do I restart the router?', 'Unplug it for 10 seconds.'],
    ['How do I reset the router?', 'Press the hole for 15 seconds.'],
  ),
  enFine(
    ['May I pass on a gift card?', 'A gift card can be passed on.'],
    ['May I cash a gift card?', 'A gift card cannot be cashed.'],
  ),
  enFine(['Where is the serial number?', 'On the back.'], ['Where is the nearest shop?', 'On the map.']),
];
