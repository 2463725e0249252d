import '../../no-eval.ts';
import type { ReaderAsk, ReaderTold } from './reader-wire.ts';
import { reading } from './reading.ts';

type Inside = { postMessage: (told: ReaderTold) => void; onmessage: ((event: MessageEvent<ReaderAsk>) => void) | null };

const inside = globalThis as unknown as Inside;
const { read, preview } = reading();

const answer = async (asked: ReaderAsk): Promise<ReaderTold> => {
  const { n } = asked;
  const progress = (done: number, total: number) => inside.postMessage({ n, type: 'progress', done, total });
  if (asked.type === 'read') return { n, type: 'read', read: await read(asked.files, asked.pages, progress) };
  return { n, type: 'previewed', preview: await preview(asked.choices, progress) };
};

inside.onmessage = ({ data }) => {
  answer(data).then(
    (told) => inside.postMessage(told),
    (cause: unknown) => {
      console.error('a file could not be read', cause);
      inside.postMessage({ n: data.n, type: 'broke', why: cause instanceof Error ? cause.message : String(cause) });
    },
  );
};
