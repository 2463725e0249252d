import { useEffect, useState } from 'react';
import { Deciding, Note } from '../../frame/deciding.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Acts that are asked about before they are done. */
export type AskedAbout = 'reject' | 'withdraw' | 'retire' | 'restore' | 'discard';

type Props = {
  asked: AskedAbout | undefined;
  leave: () => void;
  confirm: (act: AskedAbout, note: string) => void;
};

/** Rejecting and withdrawing want a reason, for whoever finds it later. */
export function ActDialog({ asked, leave, confirm }: Props) {
  const { words } = useWords();
  const [note, setNote] = useState('');
  useEffect(() => {
    if (asked) setNote('');
  }, [asked]);
  const { act } = words.knowledge;
  const reasoned = asked === 'reject' || asked === 'withdraw';
  return (
    <Deciding
      opened={asked !== undefined}
      done={leave}
      title={asked ? bare(act[asked]) : ''}
      word={asked ? bare(act[asked]) : ''}
      confirm={() => asked && confirm(asked, note.trim())}
      grave={asked === 'discard'}
      waits={reasoned && note.trim() === ''}
    >
      <span className="quiet">{asked && act.means[asked]}</span>
      {asked !== 'discard' && (
        <Note label={reasoned ? act.whyNeeded : act.why} note={note} setNote={setNote} autofocus />
      )}
    </Deciding>
  );
}

/** On a button, an ellipsis says that a question follows; the question itself has none. */
const bare = (word: string): string => word.replace(/…$/, '');
