import { Table, VisuallyHidden } from '@mantine/core';
import { useWords } from '../words/use-words.tsx';
import type { Diff } from './answers.ts';
import styles from './article.module.css';

type Piece = Diff['texts'][number]['title'][number];

/** What two versions differ in. Inserted and removed are marked for the eye by line and ground, and named for who listens. */
export function DiffView({ diff }: { diff: Diff }) {
  const { words } = useWords();
  if (diff.fields.length === 0 && diff.texts.length === 0) return <p className="quiet">{words.knowledge.diff.none}</p>;
  return (
    <div className={styles.form}>
      {diff.fields.length > 0 && <Fields fields={diff.fields} />}
      <div className={styles.texts}>
        {diff.texts.map((text) => (
          <TextDiffView key={text.language} text={text} />
        ))}
      </div>
    </div>
  );
}

function Fields({ fields }: Pick<Diff, 'fields'>) {
  const { words } = useWords();
  const { diff } = words.knowledge;
  return (
    <div className={styles.table}>
      <Table aria-label={diff.label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Td />
            <Table.Th>{diff.before}</Table.Th>
            <Table.Th>{diff.after}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {fields.map(({ field, before, after }) => (
            <Table.Tr key={field}>
              <Table.Th scope="row">
                {Object.hasOwn(diff.field, field) ? diff.field[field as keyof typeof diff.field] : field}
              </Table.Th>
              <Table.Td>{shown(before)}</Table.Td>
              <Table.Td>{shown(after)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

const shown = (value: unknown): string => {
  if (value === undefined || value === null) return '—';
  if (Array.isArray(value)) return value.map(String).join(', ') || '—';
  return typeof value === 'object' ? Object.values(value).map(String).join(' ') : String(value);
};

function TextDiffView({ text }: { text: Diff['texts'][number] }) {
  const { words } = useWords();
  const { diff, inLanguage } = words.knowledge;
  return (
    <section className={styles.text} aria-label={inLanguage[text.language]}>
      <h3 className={styles.part}>{inLanguage[text.language]}</h3>
      <div className={styles.differ}>
        <h4 className="quiet">{diff.title}</h4>
        <Pieces pieces={text.title} />
      </div>
      {text.questions.length > 0 && (
        <div className={styles.differ}>
          <h4 className="quiet">{diff.questions}</h4>
          {numbered(text.questions).map(([key, piece]) => (
            <div key={key} className={styles.line} data-kind={piece.kind}>
              <Pieces pieces={[piece]} />
            </div>
          ))}
        </div>
      )}
      <div className={styles.differ}>
        <h4 className="quiet">{diff.answer}</h4>
        {numbered(text.answer).map(([key, { kind, pieces }]) => (
          <div key={key} className={styles.line} data-kind={kind}>
            <Pieces pieces={pieces} />
          </div>
        ))}
      </div>
    </section>
  );
}

const numbered = <T,>(all: readonly T[]): [string, T][] => all.map((one, at) => [`${at}`, one]);

const Pieces = ({ pieces }: { pieces: readonly Piece[] }) =>
  numbered(pieces).map(([key, piece]) => <PieceView key={key} piece={piece} />);

function PieceView({ piece: { kind, text } }: { piece: Piece }) {
  const { words } = useWords();
  if (kind === 'same') return text;
  const named = <VisuallyHidden>{` [${words.knowledge.diff[kind]}: `}</VisuallyHidden>;
  const end = <VisuallyHidden>] </VisuallyHidden>;
  return kind === 'added' ? (
    <ins>
      {named}
      {text}
      {end}
    </ins>
  ) : (
    <del>
      {named}
      {text}
      {end}
    </del>
  );
}
