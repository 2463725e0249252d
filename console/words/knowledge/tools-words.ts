import type { ColumnField } from '#shared/knowledge/import/columns';
import type { PageFault } from '#shared/knowledge/import/site';
import type { FileRefused } from '#shared/knowledge/import/sources';
import type { Build, Verdict } from '#shared/protocol/builds';
import type { TryAnswer, Unservable, Why } from '#shared/protocol/try';

type Counted = (n: number) => string;
type Said = (what: string) => string;

/** What import, builds and test bench say. A catalogue that lacks a word does not compile. */
export type ToolWords = {
  missed: Record<'failed' | 'notAllowed', string> & { refused: Said; codes: Record<string, string> };
  bench: Record<
    | 'form'
    | 'question'
    | 'placeholder'
    | 'language'
    | 'guessed'
    | 'day'
    | 'version'
    | 'live'
    | 'ask'
    | 'asking'
    | 'empty'
    | 'emptyText'
    | 'recent'
    | 'noRecent'
    | 'recorded'
    | 'record'
    | 'says'
    | 'confidence'
    | 'candidates'
    | 'noCandidates'
    | 'score'
    | 'servable'
    | 'intent'
    | 'intentWhy'
    | 'noIntents'
    | 'none',
    string
  > & {
    found: Counted;
    under: (version: string, language: string, day: string, query: string) => string;
    sure: (confidence: string, threshold: string, enough: boolean) => string;
    handoff: (reason: string, rule: string, skill: string) => string;
    outcome: Record<TryAnswer['plan']['outcome'], string>;
    scoreOf: Said;
    versionOf: Counted;
    matched: Said;
    unservable: Record<Unservable, string>;
    why: Record<Why['code'], Said>;
    intentIs: (name: string, confidence: string) => string;
    outOfScope: (name: string, confidence: string) => string;
    byModel: (model: string, intent: string, sure: string) => string;
  };
  record: Record<
    'title' | 'text' | 'question' | 'language' | 'expected' | 'unanswered' | 'other' | 'articleId' | 'confirm',
    string
  >;
  builds: Record<
    | 'live'
    | 'noneLive'
    | 'refresh'
    | 'build'
    | 'loading'
    | 'empty'
    | 'emptyText'
    | 'list'
    | 'more'
    | 'rollBack'
    | 'anyway'
    | 'anywayFor'
    | 'wasAnyway'
    | 'stillBuilding'
    | 'stoppedText',
    string
  > & {
    liveText: (moment: string, name: string, articles: number) => string;
    state: Record<Build['state'], string>;
    kind: Record<Build['kind'], string>;
    counts: (articles: number, changed: number) => string;
    doing: Record<'build' | 'roll-back', string>;
    built: Said;
    rolledBack: Said;
    stopped: (worse: number, allowed: number) => string;
    failed: Said;
    tooMany: (found: number, limit: number, advice: string) => string;
    decide: Record<'build' | 'anyway' | 'roll-back', Record<'title' | 'text' | 'word', string>>;
  };
  report: Record<'question' | 'language' | 'source' | 'expected' | 'got' | 'was' | 'try' | 'noAnswer', string> & {
    summary: (asked: number, better: number, worse: number) => string;
    share: (n: number, share: string) => string;
    now: Said;
    before: Said;
    allowed: Counted;
    worse: Counted;
    better: Counted;
    sources: Record<Verdict['source'], string>;
    tryOf: Said;
    firstOf: (shown: number, count: number) => string;
  };
  questions: Record<
    | 'title'
    | 'text'
    | 'add'
    | 'loading'
    | 'empty'
    | 'more'
    | 'drop'
    | 'question'
    | 'language'
    | 'expected'
    | 'unanswered'
    | 'by'
    | 'at',
    string
  > & { dropText: Said; dropOf: Said };
  bring: Record<
    | 'title'
    | 'text'
    | 'choose'
    | 'drop'
    | 'site'
    | 'siteText'
    | 'address'
    | 'readSite'
    | 'stop'
    | 'sitePages'
    | 'reading'
    | 'comparing'
    | 'startOver'
    | 'refusedFiles'
    | 'columns'
    | 'columnsText'
    | 'column'
    | 'example'
    | 'field'
    | 'language'
    | 'guessed'
    | 'audience'
    | 'audienceLeft'
    | 'articles'
    | 'article'
    | 'answer'
    | 'place'
    | 'what'
    | 'earlier'
    | 'later'
    | 'faults'
    | 'faultsText'
    | 'noFaults'
    | 'download'
    | 'found'
    | 'allowed'
    | 'leaves'
    | 'repeats'
    | 'repeatsText'
    | 'mode'
    | 'merge'
    | 'mergeText'
    | 'whole'
    | 'wholeText'
    | 'retires'
    | 'bring'
    | 'sending'
    | 'paused'
    | 'pausedText'
    | 'goOn'
    | 'readAgain'
    | 'nothing'
    | 'notCompared'
    | 'unchangedOnly',
    string
  > & {
    kinds: Said;
    files: Counted;
    counts: Record<'new' | 'changed' | 'unchanged' | 'refused', Counted>;
    is: Record<'new' | 'changed' | 'unchanged', string>;
    columnFields: Record<ColumnField, string>;
    audiences: Record<'bot' | 'agents' | 'both', string>;
    fileRefused: Record<FileRefused['reason'], string>;
    pageWhy: Record<PageFault['why'], string>;
    foundAllowed: (found: string, allowed: string) => string;
    row: Counted;
    left: Record<'article' | 'value', string>;
    shown: (from: number, to: number, of: number) => string;
    more: Counted;
    pages: (done: number, total: number) => string;
    pageFaults: Counted;
    progress: (done: number, total: number) => string;
    decide: Record<'merge' | 'whole', Said>;
    decideRetires: Counted;
    done: (written: number, unchanged: number, retired: number) => string;
    refused: Said;
    building: string;
    version: Said;
  };
  imports: Record<
    'title' | 'loading' | 'empty' | 'at' | 'by' | 'written' | 'unchanged' | 'retired' | 'state' | 'undo' | 'undoing',
    string
  > & {
    states: Record<'running' | 'done' | 'undone', string>;
    undoOf: Said;
    undoText: (name: string, moment: string, n: number) => string;
    undone: Counted;
    changedSince: (n: number, names: string) => string;
  };
  leave: Record<'title' | 'text' | 'json' | 'csv' | 'failed', string> & { doing: Counted; done: Counted };
};
