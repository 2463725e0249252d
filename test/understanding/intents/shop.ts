import type { Example } from '#shared/understanding/intents/train';

/** A small shop's intents in customers' words, Chinese and English, written for these tests. */
const INTENTS: Readonly<Record<string, string>> = {
  askRefund: `I want my money back | please refund my order | how do I get a refund | when will the refund arrive | refund this purchase please |
    can you give me my money back for this coat | the refund has not reached my card | 我要退款 | 怎么申请退款 | 退款什么时候到账 | 钱什么时候退给我 |
    申请退款一直没到 | 把钱退给我 | 退款进度在哪里看`,
  trackParcel: `where is my parcel | track my package | my delivery is late | when does my order arrive | the courier has not come yet |
    has my order been shipped | how long does delivery take | 我的快递到哪了 | 包裹什么时候到 | 物流一直不更新 | 还没发货吗 | 快递几天能到 |
    查一下物流 | 派送怎么这么慢`,
  wantInvoice: `I need an invoice | can I get a receipt for my order | send me the invoice by email | change the company name on the invoice |
    is there a vat invoice | where can I download my invoice | the invoice is wrong | 我要开发票 | 发票抬头怎么改 | 电子发票在哪里下载 | 能开专票吗 |
    发票什么时候寄 | 发票开错了 | 怎么申请发票`,
  cancelOrder: `cancel my order | I do not want this order any more | please stop my order before it ships | how can I cancel |
    I ordered by mistake, cancel it | call off the order | undo my purchase | 取消订单 | 我不想要了帮我取消 | 下错单了怎么取消 | 订单能取消吗 |
    还没付款想取消 | 帮我把订单取消掉 | 撤销刚才的订单`,
};
const NONE = `what is the weather today | tell me a joke | who won the match | sing a song for me | how tall is the tower | 今天天气怎么样 | 讲个笑话 |
  谁赢了比赛 | 给我唱首歌 | 一加一等于几`;

const phrases = (text: string): string[] => text.split('|').map((phrase) => phrase.trim().replace(/\s+/g, ' '));

export const shop: Example[] = Object.entries(INTENTS).flatMap(([intent, texts]) =>
  phrases(texts).map((text) => ({ text, intent })),
);
export const none: Example[] = phrases(NONE).map((text) => ({ text, intent: null }));
