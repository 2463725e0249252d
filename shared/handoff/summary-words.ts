import type { Language } from '#events/actor';
import type { CloseReason, Disposition, FactOf } from '#events/conversation';

export type Ending =
  | { kind: 'closed'; reason: CloseReason; disposition: Disposition }
  | { kind: 'promised'; promise: FactOf<'promised'>['promise']; dueAt: string }
  | { kind: 'returned' };

type SummaryWords = {
  /** Between two sentences. */
  gap: string;
  asks: (question: string) => string;
  alsoSaid: (sentence: string) => string;
  tried: (titles: string[]) => string;
  notFound: string;
  failed: string;
  nothingSaid: string;
  before: (summary: string) => string;
  wanted: (question: string) => string;
  wantedPerson: string;
  colleagueSaid: (name: string, sentence: string) => string;
  botAnswered: (title: string) => string;
  orders: (numbers: readonly string[]) => string;
  ended: (ending: Ending) => string;
};

/** `2026-11-21 01:00 UTC`: whoever reads it may sit anywhere. */
const moment = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

const endedEnglish = (ending: Ending): string => {
  if (ending.kind === 'returned') return 'Then it went on with the bot.';
  if (ending.kind === 'promised')
    return `${ending.promise === 'callback' ? 'A callback' : 'A message'} was promised by ${moment(ending.dueAt)}.`;
  const how = {
    'by-agent': 'Closed by a colleague',
    'by-customer': 'Closed by the customer',
    silence: 'Closed after silence',
    abandoned: 'The customer left while waiting',
    'no-choice': 'Closed, since nothing was chosen',
  }[ending.reason];
  const what = {
    resolved: ', resolved',
    'follow-up': ', to be followed up',
    'no-answer': ', no answer',
    'wrong-department': ', wrong department',
    spam: ', spam',
    none: '',
  }[ending.disposition];
  return `${how}${what}.`;
};

const endedChinese = (ending: Ending): string => {
  if (ending.kind === 'returned') return '之后由机器人继续接待。';
  if (ending.kind === 'promised')
    return `已承诺${ending.promise === 'callback' ? '回电' : '留言回复'}，最迟 ${moment(ending.dueAt)}。`;
  const how = {
    'by-agent': '同事结束了会话',
    'by-customer': '客户结束了会话',
    silence: '客户长时间没有回复，会话已结束',
    abandoned: '客户在排队时离开',
    'no-choice': '客户没有选择，会话已结束',
  }[ending.reason];
  const what = {
    resolved: '，问题已解决',
    'follow-up': '，需要跟进',
    'no-answer': '，未得到回复',
    'wrong-department': '，不归本组处理',
    spam: '，垃圾信息',
    none: '',
  }[ending.disposition];
  return `${how}${what}。`;
};

const en: SummaryWords = {
  gap: ' ',
  asks: (question) => `The customer asks: “${question}”.`,
  alsoSaid: (sentence) => `Also said: “${sentence}”.`,
  tried: (titles) =>
    `The bot answered from ${titles.map((title) => `“${title}”`).join(' and ')}; that did not settle it.`,
  notFound: 'The bot found no answer.',
  failed: 'The bot failed.',
  nothingSaid: 'The customer asked for a person and has not yet said what it is about.',
  before: (summary) => `Last time: “${summary}”.`,
  wanted: (question) => `The customer asked: “${question}”.`,
  wantedPerson: 'The customer asked for a person.',
  colleagueSaid: (name, sentence) => `${name} answered last: “${sentence}”.`,
  botAnswered: (title) => `The bot answered from “${title}”.`,
  orders: (numbers) => `Order number: ${numbers.join(', ')}.`,
  ended: endedEnglish,
};

const zh: SummaryWords = {
  gap: '',
  asks: (question) => `客户问：“${question}”。`,
  alsoSaid: (sentence) => `还说过：“${sentence}”。`,
  tried: (titles) => `机器人答过${titles.map((title) => `《${title}》`).join('和')}，没有解决。`,
  notFound: '机器人没有找到答案。',
  failed: '机器人出了故障。',
  nothingSaid: '客户要求转人工，还没有说明是什么问题。',
  before: (summary) => `上一次：“${summary}”。`,
  wanted: (question) => `客户问过：“${question}”。`,
  wantedPerson: '客户要求转人工。',
  colleagueSaid: (name, sentence) => `${name}最后答复：“${sentence}”。`,
  botAnswered: (title) => `机器人答过《${title}》。`,
  orders: (numbers) => `订单号：${numbers.join('、')}。`,
  ended: endedChinese,
};

export const summaryWords: Readonly<Record<Language, SummaryWords>> = { en, zh };
