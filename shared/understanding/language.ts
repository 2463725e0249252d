import type { Language } from '#events/actor';
import { plain } from './plain.ts';

const han = /\p{Script=Han}/gu;
const latin = /\p{Script=Latin}/gu;
/** Addresses, links and codes are written alike in every language. */
const wordless = /\S+@\S+|https?:\/\/\S+|(?<![\p{L}])[A-Z]{0,4}-?\d[\w-]*/giu;

/** The words that hold a sentence together, which nobody borrows; names of things are borrowed all the time. */
const holdsChinese =
  /[的了吗呢吧啊呀我你您他她它们这那是在有没不都也就还能会要给把被跟和从到请]|怎么|什么|为什么|哪里|多少|可以|一下|时候/g;
const holdsEnglish =
  /\b(?:the|an?|is|are|was|were|am|be|been|i|i'm|you|he|she|it|we|they|my|your|our|this|that|these|do|does|did|don't|can|can't|could|will|would|should|have|has|had|not|to|of|for|with|from|in|on|at|and|or|but|if|how|what|when|where|why|which|who|there|please)\b/g;

const count = (text: string, words: RegExp): number => text.match(words)?.length ?? 0;

/** How much of a text is in each language, in Latin letters: a Han character counts for two. */
const lettersOf = (words: string): { zh: number; en: number } => ({
  zh: count(words, han) * 2,
  en: count(words, latin),
});

/**
 * The language of a few words. Where both scripts meet, the words that hold the sentence together decide ("我的 iPhone 15 Pro 没有声音"
 * is Chinese, "where is 订单" English), else the letters; where nothing tells, it is as before.
 */
export const languageOf = (text: string, before: Language): Language => {
  const words = text.replace(wordless, ' ');
  const { zh, en } = lettersOf(words);
  if (zh > 0 && en > 0) {
    const spoken = plain(words);
    const [held, heldEnglish] = [count(spoken, holdsChinese), count(spoken, holdsEnglish)];
    if (held !== heldEnglish) return held > heldEnglish ? 'zh' : 'en';
  }
  if (zh === en) return before;
  return zh > en ? 'zh' : 'en';
};
