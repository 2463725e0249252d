import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { Language } from '#events/actor';
import { catalogues, type Formats, formatsOf, tellingOf } from './locale.ts';
import type { Telling, Words } from './words.ts';

type Spoken = {
  language: Language;
  words: Words;
  formats: Formats;
  telling: Telling;
  switchTo: (to: Language) => void;
};

const Context = createContext<Spoken | undefined>(undefined);
const KEPT = 'baton.language';

function firstLanguage(): Language {
  const kept = Language.safeParse(localStorage.getItem(KEPT));
  if (kept.success) return kept.data;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** The page's language: kept by the browser, at first the browser's own. */
export function WordsProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  const spoken = useMemo(() => {
    const words = catalogues[language];
    const formats = formatsOf(language);
    const switchTo = (to: Language) => {
      localStorage.setItem(KEPT, to);
      setLanguage(to);
    };
    return { language, words, formats, telling: tellingOf(words, formats), switchTo };
  }, [language]);
  return <Context value={spoken}>{children}</Context>;
}

export function useWords(): Spoken {
  const spoken = useContext(Context);
  if (!spoken) throw new Error('useWords is used outside of WordsProvider');
  return spoken;
}
