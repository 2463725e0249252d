import type { Language } from '#events/actor';

const han = /\p{Script=Han}/gu;
const latin = /\p{Script=Latin}/gu;
/** Addresses, links and codes are written alike in every language. */
const wordless = /\S+@\S+|https?:\/\/\S+|(?<![\p{L}])[A-Z]{0,4}-?\d[\w-]*/giu;

/** The language of a few words: Han against Latin letters, a Han character counting for two letters; else as before. */
export const languageOf = (text: string, before: Language): Language => {
  const words = text.replace(wordless, ' ');
  const zh = (words.match(han)?.length ?? 0) * 2;
  const en = words.match(latin)?.length ?? 0;
  if (zh === en) return before;
  return zh > en ? 'zh' : 'en';
};
