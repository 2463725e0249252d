import type { Letter } from '#shared/protocol/dead-letters';
import { Deciding } from '../frame/deciding.tsx';
import { useWords } from '../words/use-words.tsx';
import { titleOf } from './letter-card.tsx';

/** What is about to be done and cannot be undone here. */
export type Confirming = { act: 'redrive-all'; count: number } | { act: 'discard'; letter: Letter };

type Props = {
  confirming: Confirming | undefined;
  leave: () => void;
  confirm: (confirming: Confirming) => void;
};

export function Confirm({ confirming, leave, confirm }: Props) {
  const { words } = useWords();
  const all = confirming?.act === 'redrive-all';
  const text = !confirming
    ? ''
    : confirming.act === 'redrive-all'
      ? words.letters.redriveAllText(confirming.count)
      : words.letters.discardText(titleOf(confirming.letter, words.list.customer));
  const action = all ? words.letters.redriveAll : words.letters.discard;
  return (
    <Deciding
      opened={confirming !== undefined}
      done={leave}
      title={action}
      word={action}
      confirm={() => confirming && confirm(confirming)}
      grave
    >
      <span>{text}</span>
    </Deciding>
  );
}
