import type { Row } from '../desk/rows.ts';
import { useWords } from '../words/use-words.tsx';

/** The name a customer goes by, where one is known, and always the short mark. */
export function CustomerName({ row: { customerName, code } }: { row: Pick<Row, 'customerName' | 'code'> }) {
  const { words } = useWords();
  return (
    <strong className="strong cut">{customerName ? `${customerName} · ${code}` : words.list.customer(code)}</strong>
  );
}
