import { partsOf } from './bold.ts';

/** The firm's words, bold where the customer sees them bold. Text becomes text, never markup. */
export const SaidWords = ({ text }: { text: string }) =>
  partsOf(text).map((part) => (part.bold ? <strong key={part.at}>{part.text}</strong> : part.text));
