import { theAddress, useAskedWay } from '../frame/address.ts';
import { Deciding } from '../frame/deciding.tsx';
import { useWords } from '../words/use-words.tsx';

/** Asked where a way leads away from unsaved text. Leaving loses nothing: it is kept in this browser. */
export function LeaveDialog() {
  const { words } = useWords();
  const asked = useAskedWay();
  const { title, text, leave } = words.knowledge.leave;
  return (
    <Deciding
      opened={asked !== undefined}
      done={() => theAddress().answer(false)}
      title={title}
      word={leave}
      confirm={() => theAddress().answer(true)}
      grave
    >
      <span>{text}</span>
    </Deciding>
  );
}
