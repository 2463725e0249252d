import { useCallback, useEffect, useRef, useState } from 'react';
import { TryAnswer, type TryAsk } from '#shared/protocol/try';
import { askCloud, type Reading } from '../../desk/ask-cloud.ts';
import { useDesk } from '../../desk/use-desk.tsx';
import { keepRecent, type Recent, readRecent, withNewest } from './recent.ts';

export type Trying = { kind: 'nothing' } | { kind: 'asked'; asked: TryAsk; is: Reading<TryAnswer> };

/** One question at a time: the answer to an earlier one, coming late, is not shown. */
export function useBench(): { trying: Trying; ask: (asked: TryAsk) => void; recent: readonly Recent[] } {
  const tools = useDesk();
  const { subject } = tools.who;
  const [trying, setTrying] = useState<Trying>({ kind: 'nothing' });
  const [recent, setRecent] = useState(() => readRecent(sessionStorage, subject));
  const newest = useRef<TryAsk>(undefined);
  const ask = useCallback(
    (asked: TryAsk) => {
      newest.current = asked;
      setTrying({ kind: 'asked', asked, is: { kind: 'reading' } });
      const { question, language } = asked;
      setRecent((before) => withNewest(before, { question, ...(language && { language }) }));
      void askCloud(tools, '/knowledge/try', TryAnswer, asked).then((is) => {
        if (newest.current === asked) setTrying({ kind: 'asked', asked, is });
      });
    },
    [tools],
  );
  useEffect(() => keepRecent(sessionStorage, subject, recent), [subject, recent]);
  return { trying, ask, recent };
}
