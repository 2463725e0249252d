import type { Language } from '#events/actor';

/** What the bot says by itself, beside the shop's own articles. Every phrase that gives no answer offers a person. */
export type Phrases = {
  /** It does not know; worded otherwise the second and the third time. */
  unknown: readonly [first: string, second: string, third: string];
  /** The page that fits was quoted just before. */
  noMore: string;
  /** An order number, a contact or a date by itself. `about`: her open question, shortened. */
  noted: { order: (value: string, about?: string) => string; other: (about?: string) => string };
  /** Two pages fit alike. */
  which: (one: string, other: string) => string;
  /** The knowledge cannot be searched just now. */
  searchDown: string;
  /** She has declined the offered person. */
  declined: string;
  /** Her language has no such page. */
  otherLanguage: string;
  /** The page is too long for one message. */
  cut: (title: string) => string;
  greeting: string;
  /** After a greeting, to who was here before. `about`: what she asked then, shortened. */
  again: (about: string) => string;
  thanks: string;
  goodbye: string;
  understood: string;
  presence: string;
  nature: string;
};

const en: Phrases = {
  unknown: [
    "I don't know that one, and I'd rather not guess. Shall I bring in a colleague? Say yes, or ask in other words.",
    "I still can't find this in the shop's pages. A colleague can look into it; everything you wrote goes along. Shall I pass you on?",
    "I'm no help with this one, sorry. Let me fetch a person for you: just say yes.",
  ],
  noMore:
    'The page I quoted says no more than that, and I do not want to repeat myself. Shall I bring in a colleague who can look into your case?',
  noted: {
    order: (value, about) =>
      `Thank you, noted: order ${value}${about ? `, about “${about}”` : ''}. I cannot open orders myself; a colleague can. Shall I pass you on? You will not have to say it again.`,
    other: (about) =>
      `Thank you, I have noted that${about ? `, about “${about}”` : ''}. What comes next is a colleague's to do. Shall I pass you on? You will not have to say it again.`,
  },
  which: (one, other) =>
    `Which of these do you mean?\n\n1. ${one}\n2. ${other}\n\nAnswer 1 or 2. If it is neither, say “person” and I bring in a colleague.`,
  searchDown:
    "I can't look anything up just now, so I won't guess. Shall I bring in a colleague? Say yes, or try again in a minute.",
  declined: 'All right. Ask me something else, or put it in other words; say “person” whenever you want one.',
  otherLanguage: 'We have this page in Chinese only:',
  cut: (title) => `(The page goes on: “${title}”. Say “person” if your case is not in what stands above.)`,
  greeting: 'Hello! I am the shop’s bot. What can I do for you? If you would rather have a person, just say so.',
  again: (about) =>
    `Last time you asked about “${about}”. Did that work out? If not, say so and we go on from there; or ask something else.`,
  thanks: "You're welcome! Anything else, just write.",
  goodbye: 'Goodbye! Write again whenever something comes up.',
  understood: "Good. If anything else comes up, I'm here.",
  presence: "Yes, I'm here. What is it about?",
  nature:
    "I'm a bot; no person is typing. I answer from the shop's pages and say so when I don't know. If you want a person, say “person”.",
};

const zh: Phrases = {
  unknown: [
    '这个我不清楚，不想乱答。要帮您转给真人同事吗？回复“好的”就转；也可以换个说法再问我一次。',
    '还是没找到对应的说明。真人同事可以帮您查，您说过的话会一起带过去。现在转吗？',
    '抱歉，这个问题我确实帮不上。我请一位同事来接手，好吗？回复“好的”就行。',
  ],
  noMore: '刚才那篇说明里就这些了，再说一遍也没用。要请同事看看您的具体情况吗？回复“好的”就转。',
  noted: {
    order: (value, about) =>
      `收到，订单号 ${value} 记下了${about ? `（关于“${about}”）` : ''}。我打不开订单，同事可以。现在帮您转吗？前面说过的不用再说一遍。`,
    other: (about) =>
      `收到，记下了${about ? `（关于“${about}”）` : ''}。接下来要由同事处理。现在帮您转吗？前面说过的不用再说一遍。`,
  },
  which: (one, other) =>
    `您问的是哪一个？\n\n1. ${one}\n2. ${other}\n\n回复 1 或 2 就行；都不是的话，说“转人工”，我帮您找同事。`,
  searchDown: '我这边暂时查不了资料，不敢乱答。要帮您转人工吗？回复“好的”就转，也可以过一会儿再问。',
  declined: '好的，那先不转。您可以换个说法再问，或者问别的；想找真人时说“转人工”就行。',
  otherLanguage: '这一篇目前只有英文：',
  cut: (title) => `（内容较长，全文见《${title}》。上面没有提到您的情况，就说“转人工”。）`,
  greeting: '您好，我是店里的机器人。有什么可以帮您？想找真人，说“转人工”就行。',
  again: (about) => `上次您问的是“${about}”，解决了吗？没解决就直说，我接着看；问别的也行。`,
  thanks: '不客气，还有问题随时问我。',
  goodbye: '好的，再见！有事随时再来。',
  understood: '好的，还有别的问题就接着说。',
  presence: '在的，您请说。',
  nature: '我是机器人，不是真人。我照着店里的说明回答，不知道的会直说。想找真人，说“转人工”就行。',
};

export const phrases: Readonly<Record<Language, Phrases>> = { en, zh };
