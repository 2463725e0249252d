import { type Block, blocksOf, type Span } from '../../widget/rich-text.ts';

/**
 * An answer as the customer's page draws it: read by the same lines, made of elements, never of markup. What is no mark there, is
 * text here too.
 */
export const RichWords = ({ text }: { text: string }) =>
  placed(blocksOf(text)).map(([at, block]) => <BlockView key={at} block={block} />);

/** Nothing of an answer has a name; its place in it is one. */
const placed = <T,>(all: readonly T[]): [string, T][] => all.map((one, at) => [`${at}`, one]);

const BlockView = ({ block }: { block: Block }) =>
  block.kind === 'list' ? (
    <ul>
      {placed(block.items).map(([at, item]) => (
        <li key={at}>
          <Line line={item} />
        </li>
      ))}
    </ul>
  ) : (
    <p>
      {placed(block.lines).map(([at, line]) => (
        <span key={at}>
          {at !== '0' && <br />}
          <Line line={line} />
        </span>
      ))}
    </p>
  );

const Line = ({ line }: { line: readonly Span[] }) =>
  placed(line).map(([at, span]) => <SpanView key={at} span={span} />);

function SpanView({ span }: { span: Span }) {
  if (span.kind === 'text') return span.text;
  if (span.kind === 'bold') return <strong>{span.text}</strong>;
  return (
    <>
      <a href={span.url} target="_blank" rel="noopener noreferrer nofollow">
        {span.text}
      </a>
      {!span.text.includes(span.host) && <small> ({span.host})</small>}
    </>
  );
}
