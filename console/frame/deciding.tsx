import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useWords } from '../words/use-words.tsx';

export type DecidingProps = {
  opened: boolean;
  done: () => void;
  title: string;
  /** What the button that does it says. */
  word: string;
  confirm: () => void;
  children: ReactNode;
  /** What cannot be taken back: the focus is on leaving it. */
  grave?: boolean;
  /** It cannot be done yet: a note is missing. */
  waits?: boolean;
};

/** Enter with ctrl or ⌘ confirms from anywhere in the dialog; Escape leaves it. */
export function Deciding({ opened, done, title, word, confirm, children, grave, waits }: DecidingProps) {
  const { words } = useWords();
  // On the window, since a quick hand presses it before the focus has come into the dialog.
  useWindowEvent('keydown', (event) => {
    if (opened && !waits && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) confirm();
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
          <Button variant="default" onClick={done} data-autofocus={grave}>
            {words.close.cancel}
          </Button>
          <Button onClick={confirm} disabled={waits ?? false}>
            {word}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

const MAX_NOTE = 2000;
type NoteProps = { label: string; note: string; setNote: (note: string) => void; autofocus?: boolean };

export const Note = ({ label, note, setNote, autofocus }: NoteProps) => (
  <Textarea
    label={label}
    value={note}
    maxLength={MAX_NOTE}
    rows={3}
    data-autofocus={autofocus}
    onChange={(event) => setNote(event.currentTarget.value)}
  />
);
