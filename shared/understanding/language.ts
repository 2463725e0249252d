import type { Language } from '#events/actor';

const han = /\p{Script=Han}/gu;
const latin = /\p{Script=Latin}/gu;

/** The language of a few words: Han against Latin letters, a Han character counting for two letters; else as before. */
export const languageOf = (text: string, before: Language): Language => {
  const zh = (text.match(han)?.length ?? 0) * 2;
  const en = text.match(latin)?.length ?? 0;
  if (zh === en) return before;
  return zh > en ? 'zh' : 'en';
};
