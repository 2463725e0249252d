import { Button, Group, Modal, Radio, Stack, Textarea } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { Disposition } from '#events/conversation';
import { useDesk, useDeskState } from '../desk/use-desk.tsx';
import { useWords } from '../words/use-words.tsx';

type Props = { opened: boolean; done: () => void };
const MAX_NOTE = 2000;

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

type NoteProps = { label: string; note: string; setNote: (note: string) => void; autofocus?: boolean };

const Note = ({ label, note, setNote, autofocus }: NoteProps) => (
  <Textarea
    label={label}
    value={note}
    maxLength={MAX_NOTE}
    rows={3}
    data-autofocus={autofocus}
    onChange={(event) => setNote(event.currentTarget.value)}
  />
);

type DecidingProps = Props & { title: string; word: string; confirm: () => void; children: ReactNode };

/** Enter with ctrl or ⌘ confirms from anywhere in the dialog; Escape leaves it. */
function Deciding({ opened, done, title, word, confirm, children }: DecidingProps) {
  const { words } = useWords();
  // On the window, since a quick hand presses it before the focus has come into the dialog.
  useWindowEvent('keydown', (event) => {
    if (opened && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) confirm();
  });
  return (
    <Modal
      opened={opened}
      onClose={done}
      title={title}
      size="sm"
      closeButtonProps={{ 'aria-label': words.close.cancel }}
    >
      <Stack gap={12}>
        {children}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={done}>
            {words.close.cancel}
          </Button>
          <Button onClick={confirm}>{word}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
