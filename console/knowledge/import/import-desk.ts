import { batchesOf } from '#shared/knowledge/import/batches';
import type { Mapping } from '#shared/knowledge/import/columns';
import type { Choices, Preview } from '#shared/knowledge/import/preview';
import type { PageFault, Site } from '#shared/knowledge/import/site';
import type { SourceFile } from '#shared/knowledge/import/sources';
import type { BatchAsk, ImportAnswer, ImportArticle } from '#shared/protocol/import';
import type { Brought } from '../../desk/ask-cloud.ts';
import { type Compared, compared, type Existing, retiredBy } from './compare.ts';
import type { Reader } from './reader.ts';
import type { ReadFiles } from './reader-wire.ts';
import { type Sending, sendAll } from './sending.ts';

type Count = { done: number; total: number };

/** What was read, as it would be brought. `checking`: it is being looked at anew under other choices. */
export type Shown = {
  kind: 'shown';
  read: ReadFiles;
  pageFaults: readonly PageFault[];
  choices: Choices;
  preview: Preview;
  checking: boolean;
  /** Left out while it is being compared; `unknown` where what there is could not be read. */
  compared?: Compared | 'unknown' | undefined;
  retires: readonly string[];
};

export type ImportState =
  | { kind: 'choosing'; broke?: string }
  | ({ kind: 'reading' } & Count)
  | ({ kind: 'site'; faults: readonly PageFault[] } & Count)
  | Shown
  | { kind: 'sending'; sending: Sending };

export type ImportNeeds = {
  reader: () => Reader;
  existing: () => Promise<Existing | undefined>;
  send: (ask: BatchAsk) => Promise<Brought<ImportAnswer>>;
  /** Fetches a site's pages; `wanted` says whether anybody still waits for them. */
  site: (
    address: string,
    told: (count: Count, faults: readonly PageFault[]) => void,
    wanted: () => boolean,
  ) => Promise<Site | { refused: string }>;
  restored: (tries: number) => Promise<void>;
};

/** One import from the choice of its files to its end. It lives beside the page, so that leaving the page does not stop it. */
export function importDesk({ reader: startReader, existing: readExisting, send, site, restored }: ImportNeeds) {
  let state: ImportState = { kind: 'choosing' };
  let reader: Reader | undefined;
  let existing: Promise<Existing | undefined> | undefined;
  /** Raised by every new beginning: what an older one still brings is not looked at. */
  let round = 0;
  let looks = 0;
  const listeners = new Set<() => void>();
  const be = (next: ImportState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const startOver = () => {
    round += 1;
    reader?.end();
    reader = undefined;
    existing = undefined;
    be({ kind: 'choosing' });
  };
  const broke = (cause: unknown) => {
    startOver();
    be({ kind: 'choosing', broke: cause instanceof Error ? cause.message : String(cause) });
  };
  const compare = async (shown: Shown, of: number, look: number) => {
    existing ??= readExisting();
    const before = await existing;
    if (of !== round || look !== looks || state.kind !== 'shown') return;
    const articles = articlesIn(shown.preview);
    be({
      ...state,
      compared: before ? compared(articles, before) : 'unknown',
      retires: before ? retiredBy(articles, before) : [],
    });
  };
  const show = async (read: ReadFiles, pageFaults: readonly PageFault[], choices: Choices, of: number) => {
    looks += 1;
    const look = looks;
    const preview = await reader?.preview(choices, (done, total) => {
      if (of === round && state.kind === 'reading') be({ kind: 'reading', done, total });
    });
    if (!preview || of !== round || look !== looks) return;
    const shown: Shown = { kind: 'shown', read, pageFaults, choices, preview, checking: false, retires: [] };
    be(shown);
    await compare(shown, of, look);
  };
  const take = async (files: readonly SourceFile[], { pages, faults }: Site) => {
    const of = round;
    be({ kind: 'reading', done: 0, total: files.length + pages.length });
    reader ??= startReader();
    const read = await reader.read(files, pages, (done, total) => {
      if (of === round) be({ kind: 'reading', done, total });
    });
    if (of === round) await show(read, faults, {}, of);
  };
  return {
    state: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    startOver,
    read: async (files: readonly SourceFile[]) => {
      startOver();
      await take(files, { pages: [], faults: [] }).catch(broke);
    },
    readSite: async (address: string) => {
      startOver();
      const of = round;
      be({ kind: 'site', done: 0, total: 0, faults: [] });
      const told = (count: Count, faults: readonly PageFault[]) =>
        of === round && be({ kind: 'site', ...count, faults });
      const found = await site(address, told, () => of === round);
      if (of !== round) return;
      if ('refused' in found) be({ kind: 'choosing', broke: found.refused });
      else await take([], found).catch(broke);
    },
    /** The same files, looked at otherwise. What is shown stays until the new look is there. */
    choose: async (choices: Choices) => {
      if (state.kind !== 'shown') return;
      const { read, pageFaults } = state;
      be({ ...state, choices, checking: true });
      await show(read, pageFaults, choices, round).catch(broke);
    },
    send: async (mode: 'merge' | 'whole') => {
      if (state.kind !== 'shown' || state.checking) return;
      const articles = articlesIn(state.preview);
      if (articles.length === 0) return;
      const told = (sending: Sending) => be({ kind: 'sending', sending });
      await sendAll(batchesOf(articles), mode, { send, restored, told });
    },
  };
}
export type ImportDesk = ReturnType<typeof importDesk>;

export const articlesIn = ({ candidates }: Preview): ImportArticle[] => candidates.map(({ article }) => article);

/** The mappings of all tables, with that of one changed. */
export function withMapping({ choices, read }: Shown, n: number, mapping: Mapping): Choices {
  const mappings = Array.from({ length: read.sources }, (_, place) => choices.mappings?.[place]);
  mappings[n] = mapping;
  return { ...choices, mappings };
}

export const mappingOf = ({ choices }: Shown, { n, guessed }: { n: number; guessed: Mapping }): Mapping =>
  choices.mappings?.[n] ?? guessed;
