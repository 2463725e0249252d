import { Button } from '@mantine/core';
import { KeyHint } from '../../frame/key-hint.tsx';
import split from '../../frame/split.module.css';
import { useNow } from '../../frame/use-now.ts';
import { keyOf } from '../../keys.ts';
import { useWords } from '../../words/use-words.tsx';
import type { Warning } from '../answers.ts';
import styles from '../article.module.css';
import { Sides } from '../sides.tsx';
import type { Acting, Doing } from './use-act.ts';

/** What is being done and what came of it, for eye and ear. */
export function Told({ doing }: { doing: Doing }) {
  const { words } = useWords();
  const { act } = words.knowledge;
  return (
    <div className={styles.told} role="status" data-kind={doing.kind}>
      {doing.kind === 'doing' && act.busy}
      {doing.kind === 'did' && (doing.act === 'undo' ? act.undone : act.did[doing.act])}
      {doing.kind === 'refused' && doing.told}
    </div>
  );
}

type UndoProps = { undo: NonNullable<Acting['undo']>; takeBack: () => void };

/** The way back from a withdrawal, while it is one key away. */
export function UndoBar({ undo, takeBack }: UndoProps) {
  const { words } = useWords();
  const left = Math.ceil((undo.until - useNow(500)) / 1000);
  if (left <= 0) return null;
  return (
    <div className={styles.told}>
      <span>{words.knowledge.act.undoText(left)}</span>
      <Button
        size="compact-sm"
        variant="default"
        aria-keyshortcuts={keyOf('undo')}
        rightSection={<KeyHint name="undo" />}
        onClick={takeBack}
      >
        {words.knowledge.act.undo}
      </Button>
    </div>
  );
}

type WarningsProps = { warnings: readonly Warning[]; open: (id: string) => void; dismiss: () => void };

/** What the saved text repeats or contradicts, both sides in their own words. */
export function Warnings({ warnings, open, dismiss }: WarningsProps) {
  const { words } = useWords();
  const { warning } = words.knowledge;
  if (warnings.length === 0) return null;
  return (
    <section aria-label={warning.title}>
      <div className={split.top}>
        <h3 className={split.title}>{warning.title}</h3>
        <Button size="compact-sm" variant="default" onClick={dismiss}>
          {warning.dismiss}
        </Button>
      </div>
      <p className="quiet">{warning.text}</p>
      <ul className={split.plain}>
        {warnings.map((one) => (
          <li key={`${one.kind} ${one.other} ${one.mine} ${one.theirs}`} className={split.card}>
            <WarningView warning={one} open={open} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function WarningView({ warning, open }: { warning: Warning; open: (id: string) => void }) {
  const { words, formats } = useWords();
  const said = words.knowledge.warning;
  const { kind, language, mine, theirs, other, likeness } = warning;
  return (
    <>
      <div className={split.top}>
        <strong className="strong">{said.kind[kind]}</strong>
        <span className="quiet numbers">
          {said.likeness(`${formats.number(String(Math.round(likeness * 100)))} %`)}
        </span>
      </div>
      <Sides
        kind={kind}
        language={language}
        one={{ title: said.mine, words: mine }}
        other={{ title: `${said.theirs}: ${other}`, words: theirs }}
      />
      <div className={split.acts}>
        <Button size="compact-sm" variant="default" onClick={() => open(other)}>
          {said.open}
        </Button>
      </div>
    </>
  );
}
