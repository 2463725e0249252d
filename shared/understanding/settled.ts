import { wantsPerson } from './wishes.ts';

/** A closed mark; a row of dots is a pause. */
const ends = /(?:[?？!！。]|(?<![.…])\.)["”’」』）)\s]*$/;
const trailsOff =
  /(?:[,，、;；:：…~～]|\.{2,}|。{2,}|\b(?:and|but|because|so|also|or|the|my|a)|还有|而且|但是|因为|然后|就是|以及|和)$/i;
const particle = /(?:吗|呢|么|嘛|吧|多少|多久|多少钱|怎么办|是什么|怎么样|咋办|行不行|可不可以|好不好|不了|没有)$/;
const hanQuestion =
  /怎么|怎样|如何|为什么|为啥|什么|啥时候|多久|多少|几[天点个号时]|哪[里儿个家些]|谁|咋|能不能|可不可以|是不是|有没有|要不要|会不会|行不行/;
const latinQuestion =
  /^(?:(?:hi|hello|hey|so|and|but|ok|please|sorry|excuse me)[, ]+)*(?:how|what|when|where|why|who|which|whose|can|could|do|does|did|is|are|am|was|were|will|would|may|should|have|has|isn'?t|aren'?t|don'?t|can'?t)\b/i;

/**
 * The words end a question or a wish, so the bot need not wait for more: a mark, a Chinese question particle, a whole question
 * without either, or the wish for a person. Words that trail off are never the end.
 */
export const isSettled = (text: string): boolean => {
  const words = text.trim();
  if (trailsOff.test(words)) return false;
  if (ends.test(words) || particle.test(words)) return true;
  if (hanQuestion.test(words) && words.length >= 4) return true;
  return (latinQuestion.test(words) && words.split(/\s+/).length >= 4) || wantsPerson(words);
};
