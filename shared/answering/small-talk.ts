import { bare, plain } from '#shared/understanding/plain';

/** Talk without a question; the names are those of the phrases that answer it where the shop has written none of its own. */
export type SmallTalk = 'greeting' | 'thanks' | 'goodbye' | 'understood' | 'presence' | 'nature';

const kinds: readonly (readonly [SmallTalk, string])[] = [
  [
    'greeting',
    '你好啊?|您好啊?|哈喽|哈啰|嗨|喂|早|早上好|早安|上午好|中午好|下午好|晚上好|亲|亲亲|客服你好|客服您好|你好客服|hi+|hello+|hey+|hiya|helo|hallo|yo|good (?:morning|afternoon|evening|day)|greetings|hi there|hello there|hey there',
  ],
  [
    'thanks',
    '谢谢您?你?啦?了?|多谢|谢了|感谢|太感谢了|非常感谢|辛苦了|麻烦你了|麻烦您了|3q|thanks?|thank you|thank u|thx|ty|tnx|cheers|thanks a lot|thank you (?:so|very) much|many thanks|much appreciated|appreciate it',
  ],
  [
    'goodbye',
    "再见|拜拜|拜|88|回头见|晚安|先这样吧?|没事了|没别的事了|good ?bye|bye+|bye bye|see (?:you|ya)|good night|cya|that is all|thats all|that's all",
  ],
  [
    'understood',
    '好|好的|好吧|好滴|嗯+|哦+|行|行吧|知道了|明白了?|懂了|了解了?|收到|ok|okay|k|got it|i see|alright|all right|sure|fine|understood|makes sense|great|perfect|cool|解决了|已经解决了?|已解决|(?:yes )?it did|solved|all good|it works now|yes it works',
  ],
  [
    'presence',
    '在吗|在么|在不在|有人吗|有人在吗|人呢|在不|还在吗|anyone there|anybody there|are you there|still there|is anyone there|anyone home',
  ],
  [
    'nature',
    '你是(?:不是)?(?:机器人|真人|人|ai|人工智能)(?:吗|么|吧)?|你是机器人还是真人|是真人吗|是机器人吗|是人工吗|人工还是(?:智能|机器人)|are you (?:a )?(?:bot|robot|human|real|real person|person|ai)|(?:is|was) (?:this|it|that) (?:an? )?(?:bot|robot|ai|human|real person|person)(?: typing| writing| answering)?|are you real|is there a human behind this|跟我说话的是真人[吗么不]?|(?:你|您)是不是真人|这是机器人吗|am i talking to a (?:bot|robot|human|person|real person|machine)|are you human or (?:a )?(?:bot|robot|machine)',
  ],
];
const whole = kinds.map(([kind, words]) => [kind, new RegExp(`^(?:${words})$`)] as const);

const marks = /(?:[\p{P}\p{S}\p{Extended_Pictographic}]|\uFE0F)+/gu;
const particle = /(?:哈|呀|哦|呢|啊|啦|哒|噢|~)+$/;

/** What a whole message of small talk is, if it is nothing else. "hi, where is my order" is a question, not a greeting. */
export const smallTalkOf = (text: string): SmallTalk | undefined => {
  if (bare(text) === '') return text.trim() === '' ? undefined : signOf(text);
  const said = plain(text).replace(/'/g, '').replace(marks, ' ').replace(/\s+/g, ' ').trim();
  const kindOf = (words: string): SmallTalk | undefined => whole.find(([, pattern]) => pattern.test(words))?.[0];
  const single = kindOf(said) ?? kindOf(said.replace(particle, ''));
  if (single) return single;
  const parts = plain(text)
    .split(marks)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const each = parts.map((part) => kindOf(part) ?? kindOf(part.replace(particle, '')));
  return parts.length > 1 && each.every((kind) => kind !== undefined) ? each.at(-1) : undefined;
};

/** A message of marks and emoji only: content, or "are you still there". */
const signOf = (text: string): SmallTalk => (/[👍👌🙏❤😊😀😁😄🙂🌹🎉]/u.test(text) ? 'understood' : 'presence');

const opening =
  /^(?:(?:你好|您好|哈喽|嗨|亲亲?|在吗|在么|早上好|下午好|晚上好|客服|请问一?下?|想问一?下?|问一?下|咨询一?下|麻烦问一?下|hi|hello|hey|hi there|hello there|good (?:morning|afternoon|evening)|excuse me|sorry)(?:啊|呀|哈|，|,|。|\.|!|！|~|\s)+|请问(?=\p{Script=Han})|(?:想|我想)(?:请?问|咨询)(?:一下|下)?(?=\p{Script=Han}))+/iu;
const closing =
  /(?:[，,。.!！\s]*(?:谢谢(?:你|您|啦|了)?|多谢|麻烦(?:你|您)?了|thanks(?: a lot)?|thank you(?: so much)?|thx|please|pls))+[。.!！~\s]*$/i;

/** A question without its "hello" and "thank you", so that a search is not drawn to the small talk. The whole where nothing else is left. */
export const withoutCourtesy = (text: string): string => {
  const rest = text.trim().replace(opening, '').replace(closing, '').trim();
  return rest === '' ? text.trim() : rest;
};
