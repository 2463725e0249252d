import { IconEyeOff, IconHeadset, IconRobot, IconUser } from '@tabler/icons-react';
import { memo } from 'react';
import { useWords } from '../words/use-words.tsx';
import styles from './conversation.module.css';
import { OutgoingLine } from './outgoing-line.tsx';
import { SaidWords } from './said-words.tsx';
import { Sources } from './sources.tsx';
import type { Line } from './transcript.ts';

type Said = Extract<Line, { kind: 'said' }>;
const TOGETHER_MS = 120_000;

export const LineView = memo(function LineView({ line, before }: { line: Line; before: Line | undefined }) {
  switch (line.kind) {
    case 'day':
      return <Day at={line.at} />;
    case 'told':
      return <Told line={line} />;
    case 'outgoing':
      return <OutgoingLine text={line.text} outgoing={line.outgoing} />;
    case 'said':
      return <SaidLine line={line} headed={!goesOn(line, before)} />;
  }
});

/** The same speaker within two minutes needs no second heading. */
const goesOn = (line: Said, before: Line | undefined) =>
  before?.kind === 'said' &&
  before.by === line.by &&
  before.name === line.name &&
  Date.parse(line.at) - Date.parse(before.at) < TOGETHER_MS;

function Day({ at }: { at: string }) {
  const { formats } = useWords();
  return <li className={styles.day}>{formats.day(at)}</li>;
}

function Told({ line }: { line: Extract<Line, { kind: 'told' }> }) {
  const { words, formats } = useWords();
  return (
    <li id={`event-${line.seq}`} className={styles.told} data-inside={line.inside}>
      {line.inside && (
        <IconEyeOff size={12} aria-label={words.conversation.insideOnly} title={words.conversation.insideOnly} />
      )}
      <span>{line.text}</span>
      <time dateTime={line.at}>{formats.clock(line.at)}</time>
    </li>
  );
}

function SaidLine({ line, headed }: { line: Said; headed: boolean }) {
  const { words } = useWords();
  return (
    <li id={`event-${line.seq}`} className={styles.said} data-by={line.by} data-own={line.own}>
      {headed && <Speaker line={line} />}
      <div className={styles.bubble} data-cut={line.cut}>
        {line.by === 'customer' ? line.text : <SaidWords text={line.text} />}
        {line.cut && <div className={styles.cutNote}>{words.conversation.cut}</div>}
      </div>
      {line.sources.length > 0 && <Sources sources={line.sources} />}
    </li>
  );
}

const marks = { customer: IconUser, bot: IconRobot, agent: IconHeadset };

function Speaker({ line }: { line: Said }) {
  const { words, formats } = useWords();
  const Icon = marks[line.by];
  const role = line.own
    ? words.list.you
    : { customer: words.list.customerRole, bot: words.list.bot, agent: words.list.colleague }[line.by];
  const name = line.name && !line.own ? `${role} · ${line.name}` : role;
  return (
    <div className={styles.speaker}>
      <Icon size={12} aria-hidden="true" />
      <span className={styles.speakerName}>{name}</span>
      <time dateTime={line.at}>{formats.clock(line.at)}</time>
    </div>
  );
}
