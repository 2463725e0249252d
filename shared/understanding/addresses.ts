/** Where something stands in Chinese: names that end in what they are, from province down to room. */
const unit =
  '(?:[\\p{Script=Han}a-z0-9]{1,10}?(?:特别行政区|自治区|自治州|新村|街道|大道|大街|段|胡同|小区|社区|花园|家园|公寓|大厦|大楼|广场|中心|学校|大学|医院|工业园|产业园|省|市|区|县|旗|镇|乡|村|路|街|巷|弄|里|苑|城|府|湾)|[a-z]?\\d{1,5}(?:-\\d{1,5}){0,3}(?:号楼|号院|号|栋|幢|座|单元|楼|层|室|户|房|弄)|[a-z东南西北]座)';
const hanAddress = new RegExp(`(?:${unit}[ ,，]?){2,10}(?:\\d{3,5}(?:室|房)?(?!\\d))?`, 'gu');
/** Something a parcel can be brought to: a road or a building, not a town alone. */
const precise =
  /(?:路|街|道|巷|弄|胡同|村|小区|社区|花园|家园|公寓|大厦|大楼|广场|苑|新村|工业园|产业园|大学|府|湾).{0,24}\d|\d(?:号|栋|幢|座|单元|室|弄)/u;
const leadIn =
  /^.*?(?:收货地址|配送地址|地址|住址|寄到|寄往|寄去|送到|送去|发到|发往|改到|改成|改为|换成|换到|搬到|住在|位于|我在|我家在|是在|要寄|应该是|而是|是|为)(?:了|的|是|为|在)?[ :：,，]*/u;

/** "收货地址改成…" leads in twice. */
const withoutLead = (found: string): string => found.replace(leadIn, '').replace(leadIn, '');

const street =
  '(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|place|pl|square|sq|way|terrace|close|crescent|highway|hwy|parkway|pkwy|row|quay)';
const latinAddress = new RegExp(
  `\\b(?:(?:flat|apt\\.?|apartment|unit|suite) ?[a-z0-9]{1,5},? )?\\d{1,6}[a-z]? (?!(?:days?|weeks?|hours?|minutes?|months?|km|miles?|people|items?|times?|more|of|on)\\b)(?:[a-z][a-z'.-]{0,20} ){1,4}?${street}\\b\\.?(?:,? (?:apt|apartment|unit|suite|flat|floor|ste|room)\\.? ?#?[a-z0-9-]{1,6}\\b|,? #[a-z0-9-]{1,6})?(?:, [a-z][a-z .'-]{1,25}){0,3}(?:,? [a-z]{2} \\d{5}(?:-\\d{4})?|,? [a-z]{1,2}\\d[a-z\\d]? ?\\d[a-z]{2}|,? \\d{5,6})?(?![\\w])|\\bp\\.?o\\.? box \\d{1,6}\\b`,
  'gi',
);
/** What follows an address in English and is none: a second clause. */
const trailing = /, (?:and|but|not|please|thanks?|thank you|it|i|my|the|so|can|could|instead|that)\b.*$/i;

/** Addresses in a text, as they are written: a Chinese one names a road or building with a number, an English one a street. */
export const addressesIn = (text: string): string[] => {
  const han = [...text.matchAll(hanAddress)]
    .map(([found]) => withoutLead(found).replace(/[ ,，]+$/, ''))
    .filter((found) => precise.test(found) && found.length >= 6);
  const latin = [...text.matchAll(latinAddress)].map(([found]) => found.replace(trailing, '').trim());
  return [...han, ...latin];
};
