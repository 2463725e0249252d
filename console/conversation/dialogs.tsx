import { Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { Disposition } from '#events/conversation';
import { useDesk, useDeskState } from '../desk/use-desk.tsx';
import { Deciding, Note } from '../frame/deciding.tsx';
import { useWords } from '../words/use-words.tsx';

type Props = { opened: boolean; done: () => void };

/** How did it end, and what should colleagues know? Five seconds to undo follow. */
export function CloseDialog({ opened, done }: Props) {
  const { words } = useWords();
  const { client } = useDesk();
  const { selected } = useDeskState();
  const [disposition, setDisposition] = useState<Disposition>('resolved');
  const [note, setNote] = useNote();
  const confirm = () => {
    if (selected) client.enact(selected, { kind: 'close', disposition, ...(note && { note }) });
    setNote('');
    setDisposition('resolved');
    done();
  };
  return (
    <Deciding opened={opened} done={done} title={words.close.title} word={words.close.confirm} confirm={confirm}>
      <Radio.Group
        label={words.close.disposition}
        value={disposition}
        onChange={(value) => setDisposition(Disposition.parse(value))}
      >
        <Stack gap={8} pt={8}>
          {Disposition.options.map((option, index) => (
            <Radio
              key={option}
              value={option}
              label={words.disposition[option]}
              data-autofocus={index === 0 || undefined}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Note label={words.close.note} note={note} setNote={setNote} />
    </Deciding>
  );
}

export function ReturnDialog({ opened, done }: Props) {
  const { words } = useWords();
  const { client } = useDesk();
  const { selected } = useDeskState();
  const [note, setNote] = useNote();
  const { title, text, confirm: word } = words.giveBack;
  const confirm = () => {
    if (selected) client.enact(selected, { kind: 'return-to-bot', ...(note && { note }) });
    setNote('');
    done();
  };
  return (
    <Deciding opened={opened} done={done} title={title} word={word} confirm={confirm}>
      <span className="quiet">{text}</span>
      <Note label={words.giveBack.note} note={note} setNote={setNote} autofocus />
    </Deciding>
  );
}

const useNote = () => useState('');
