/** Links, mail addresses and long numbers: what leads a customer somewhere, or names something of hers. */
const LINK =
  /\b(?:https?:\/\/|www\.)[^\s<>"'）)\]】，。；、]+|\b(?:[a-z0-9-]+\.)+(?:com|cn|net|org|io|shop|example|co|hk|info|app|site|top|xyz|me)\b(?:\/[^\s<>"'）)\]】，。；、]*)?/giu;
const MAIL = /[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}/giu;
/**
 * An order's, a parcel's or a telephone's number: five digits and more, perhaps behind some letters, parted by hyphens or spaces. With a
 * currency or a unit it is a figure: a price is none the less invented for being somebody's order number.
 */
const IDENTIFIER =
  /(?<![\p{Script=Latin}\d.,])(?<!(?:[¥$€£₩]|rmb|cny|usd|hkd|eur|gbp)\s?)(?:[a-z]{1,4}-?)?\+?(?:\d{3,4}(?: \d{3,4})+|\d(?:[\d-]){3,}\d)(?!\d|[.,]\d)(?!\s?(?:[元块万亿%°年月日天个件次分米克升]|人民币|美|港|欧|小时|积分|yuan|dollars?|bucks|usd|cny|rmb|hkd|eur|gbp|euros?|pounds?|percent|per cent|days?|hours?|weeks?|months?|years?|points?|k?g|km|ml)(?![a-z]))/giu;

const bareLink = (link: string): string =>
  link
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[.,;:!?/]+$/, '');
const bareNumber = (number: string): string => number.toLowerCase().replace(/[^\da-z]/g, '');

export type Addresses = { links: string[]; identifiers: string[] /** The text without them. */; rest: string };

export const addressesIn = (text: string): Addresses => {
  const plain = text.normalize('NFKC');
  const mails = plain.match(MAIL) ?? [];
  const withoutMails = plain.replace(MAIL, ' ');
  const links = withoutMails.match(LINK) ?? [];
  const words = withoutMails.replace(LINK, ' ');
  const dates = /^20\d{2}[-/]\d{1,2}[-/]\d{1,2}$/;
  const identifiers = (words.match(IDENTIFIER) ?? []).filter(
    (number) => !dates.test(number.trim()) && !/^\d{1,2}(?:-\d{1,3})?$/.test(number),
  );
  const rest = identifiers.reduce((left, number) => left.replace(number, ' '), words);
  return { links: [...mails, ...links].map(bareLink), identifiers: identifiers.map(bareNumber), rest };
};
