import { bare, plain } from './plain.ts';

const yes =
  '(?:好的?呀?|好啊|好吧|好滴|好哒|行吧?|行的|可以的?|可|成|中|嗯|恩|唔|要的?|要啊|需要的?|转吧?|帮我转|请转|接吧?|转一下|转接|麻烦(?:你|您)?(?:了|转一下|转下)?|来吧|是的?|对的?|没问题|ok|okay|okey|k|yes|yeah|yea|yep|yup|ya|sure|please|pls|plz|please do|do it|do that|go ahead|go on then|of course|absolutely|definitely|that would be (?:great|good|nice|lovely|helpful)|sounds good|why not|alright|fine|y|i would|id like that|i do|👍|👌|🙏)';
const courtesy = '(?:谢谢|多谢|谢了|辛苦了?|吧|了|啊|呢|呀|哦|thanks|thank you|thx|ty|then|so|now|one|a)';
const onlyYes = new RegExp(`^(?:${yes} ?)+(?:${courtesy} ?)*$`);
const yesFirst =
  /^(?:yes,? (?:please|pls|plz|connect|transfer|do|get)|yes,|sure,|please do|go ahead|好的?[,，]?(?:请|麻烦|帮我)?(?:转|接)|嗯+[,，]?(?:请|麻烦|帮我)?(?:转|接)|可以[,，]?转|转吧|转一下|帮我转)/;
const onlyNo =
  /^(?:不用了?|不要了?|不需要了?|不必了?|不了|先不(?:用|要|转)?了?|暂时不(?:用|要|需要)了?|算了|没必要|别了?|不转|no|nope|nah|no thanks|no thank you|not now|not yet|not really|never mind|nevermind|n|no need|dont|don't|later)(?:谢谢|多谢|吧|啊|哈|thanks|thank you|thx| )*$/;
const hesitates = /[?？]|\b(?:but|first|before)\b|但|不过|先问|[吗么]$/;

/**
 * What a customer says to the bot's offer of a person: `'yes'`, `'no'`, or nothing where she says something else instead.
 * Only to be asked right after such an offer: alone, "好的" means that she has understood.
 */
export const answerToOffer = (text: string): 'yes' | 'no' | undefined => {
  const words = plain(text);
  const said = words
    .replace(/[^\p{L}\p{N}👍👌🙏 ']+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (onlyNo.test(said)) return 'no';
  if (hesitates.test(words)) return undefined;
  return onlyYes.test(said) || yesFirst.test(words) ? 'yes' : undefined;
};

const rejected =
  /不是这个|不是(?:我)?(?:问|说)的|答非所问|没(?:有)?回答|没(?:有)?解决|没用|不管用|看不懂|听不懂|说了等于没说|不对|还是不行|(?:你)?理解错|不是这意思|不是这个意思|驴唇不对马嘴|牛头不对马嘴|文不对题|复制粘贴|车轱辘话/;
const rejectedEnglish =
  /\b(?:not what i (?:asked|meant|need|want)|didn't (?:help|answer|work)|didnt (?:help|answer|work)|doesn't (?:help|answer|work)|doesnt (?:help|answer|work)|does not (?:help|answer)|did not (?:help|answer|work)|not helpful|unhelpful|useless|wrong answer|that's wrong|thats wrong|not my question|already (?:tried|read|said|told)|you misunderstood|no help|makes no sense|not the answer|no that's not|no thats not)\b/;

/** The customer says that the last answer was none: her question is still open. */
export const rejectsAnswer = (text: string): boolean => {
  const words = plain(text);
  return bare(text).length <= 60 && (rejected.test(words) || rejectedEnglish.test(words));
};
