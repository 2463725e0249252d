import type { Choices, Preview } from '#shared/knowledge/import/preview';
import type { SitePage } from '#shared/knowledge/import/site';
import type { Progress, SourceFile } from '#shared/knowledge/import/sources';
import type { ReaderAsk, ReaderTold, ReadFiles } from './reader-wire.ts';
import address from './reader-worker.ts?worker&url';

/** Reads files beside the page, which stays as quick as it was. A reader that broke is replaced by a new one. */
export type Reader = {
  read: (files: readonly SourceFile[], pages: readonly SitePage[], progress: Progress) => Promise<ReadFiles>;
  preview: (choices: Choices, progress: Progress) => Promise<Preview>;
  end: () => void;
};

type Policy = { createScriptURL: (url: string) => string };
type TrustedTypes = { createPolicy: (name: string, rules: Policy) => Policy };

let policy: Policy | undefined;

/** The page's policy lets no text become a script's address, except through here: the one address that the build wrote. */
function ownAddress(): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy('baton-reader', {
    createScriptURL: (url) => {
      if (url !== address) throw new TypeError(`not the reader of this page: ${url}`);
      return url;
    },
  });
  return policy ? policy.createScriptURL(address) : address;
}

type Waiting = { progress: Progress; resolve: (told: ReaderTold) => void; reject: (why: Error) => void };
/** What is asked, without the number that the reader gives it. */
type Asked = ReaderAsk extends infer One ? (One extends ReaderAsk ? Omit<One, 'n'> : never) : never;

export function workerReader(): Reader {
  const worker = new Worker(ownAddress(), { type: 'module' });
  const waiting = new Map<number, Waiting>();
  let last = 0;
  worker.onmessage = ({ data }: MessageEvent<ReaderTold>) => {
    const one = waiting.get(data.n);
    if (!one) return;
    if (data.type === 'progress') return one.progress(data.done, data.total);
    waiting.delete(data.n);
    if (data.type === 'broke') one.reject(new Error(data.why));
    else one.resolve(data);
  };
  worker.onerror = ({ message }) => {
    for (const { reject } of waiting.values()) reject(new Error(message || 'the reader could not be loaded'));
    waiting.clear();
  };
  const ask = (asked: Asked, progress: Progress): Promise<ReaderTold> =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { progress, resolve, reject });
      worker.postMessage({ ...asked, n: last });
    });
  return {
    read: async (files, pages, progress) => {
      const told = await ask({ type: 'read', files: [...files], pages: [...pages] }, progress);
      if (told.type !== 'read') throw new Error(`the reader told ${told.type}`);
      return told.read;
    },
    preview: async (choices, progress) => {
      const told = await ask({ type: 'preview', choices }, progress);
      if (told.type !== 'previewed') throw new Error(`the reader told ${told.type}`);
      return told.preview;
    },
    end: () => worker.terminate(),
  };
}
