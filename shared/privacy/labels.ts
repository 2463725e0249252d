/** Words that say what the number beside them is. They decide only where the digits themselves do not. */

const orderWords =
  '订单|訂單|单号|單號|运单|快递|物流|包裹|流水|交易|发票|工单|商品|货号|款号|优惠券|兑换码|提货码|验证码|会员|礼品卡|取件码|编号|条码|' +
  'order|tracking|track|waybill|parcel|package|shipment|invoice|transaction|ticket|case|ref|reference|sku|item|model|serial|coupon|voucher|member|membership|gift card|code|asin';
const filler = '(?:号码|号|编号|是|为|码|card|no\\.?|nr\\.?|number|num|id|is|was|[:#=()（）\\s"“「\'-])*';
const orderLabel = new RegExp(`(?:${orderWords})${filler}$`, 'iu');

const phoneWords =
  '手机|手機|电话|電話|聯絡|聯繫|香港|联系方式|联络|联系|座机|固话|致电|拨打|打给|回电|来电|短信|微信|号码|分机|传真|' +
  'my number|phone|mobile|cell|tel|telephone|call|text me|reach me|reach|contact|dial|fax|office|desk|answering|whatsapp|wechat|vx|hotline|landline';
const phoneLabel = new RegExp(`(?:${phoneWords})[^\\d\\n]{0,16}\\n?[\\s(+]{0,3}$`, 'iu');
const phoneAfter = new RegExp(`^\\s*[,，(（]?\\s*(?:这?是|is)?\\s*(?:我的?|my)?\\s*(?:${phoneWords})`, 'iu');

const cardLabel =
  /(?:银行卡|銀行卡|信用卡|储蓄卡|儲蓄卡|借记卡|卡号|bank card|credit card|debit card|card number|card no\.?|visa|mastercard|amex|unionpay)[^\d\n]{0,12}$/iu;
const anyCardLabel = /(?:卡|card)[^\d\n]{0,8}$/iu;

const before = (text: string, at: number): string => text.slice(Math.max(0, at - 28), at);

/** An order, parcel, invoice … number stands here: its own label is directly before it. */
export const isLabelledOrder = (text: string, at: number): boolean => orderLabel.test(before(text, at));
/** A phone is spoken of just before, or right after (`… 是我的电话`). */
export const isLabelledPhone = (text: string, start: number, end: number): boolean =>
  !isLabelledOrder(text, start) && (phoneLabel.test(before(text, start)) || phoneAfter.test(text.slice(end, end + 20)));
/** A payment card by name (`bank`), or any card at all (`some`: gift and member cards are labelled orders). */
export function cardSpokenOf(text: string, at: number): 'bank' | 'some' | undefined {
  if (isLabelledOrder(text, at)) return undefined;
  if (cardLabel.test(before(text, at))) return 'bank';
  return anyCardLabel.test(before(text, at)) ? 'some' : undefined;
}
