import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Language } from '#shared/knowledge/article';
import { bringAll } from '#shared/knowledge/import/batches';
import { COLUMN_FIELDS, type Column, guessMapping, type Mapping } from '#shared/knowledge/import/columns';
import { articlesCsv } from '#shared/knowledge/import/csv-rows';
import { describeFault } from '#shared/knowledge/import/faults';
import { type Choices, type Preview, preview } from '#shared/knowledge/import/preview';
import { ENDINGS, readFile } from '#shared/knowledge/import/read';
import { type PageFault, readSite } from '#shared/knowledge/import/site';
import type { FileRefused, Source, Table } from '#shared/knowledge/import/sources';
import { documentOfHtml } from '#shared/knowledge/import/written';
import type { Audience } from '#shared/knowledge/lifecycle/content';
import type { ExportAnswer } from '#shared/protocol/articles';
import type { FetchAnswer, FetchAsk, FetchRefused } from '#shared/protocol/fetch';
import type { ImportAnswer, ImportArticle } from '#shared/protocol/import';
import { placeIn } from '#test/scenario/cloud-stage';
import { addressesOf } from './addresses.ts';
import { PASSWORD, PEOPLE } from './seed.ts';
import { signIn } from './sign-in.ts';

const HELP = `npm run knowledge -- <command>: files and sites in, everything out.

  preview FILE…         what the files would become; nothing is written, nothing is asked
  import FILE…          brings it, in batches under one import
  site URL              previews the pages of a site's sitemap; with --bring imports them
  export --out FILE     every article in every state: .json (an import takes it back) or .csv
  undo IMPORT           every article of an import as it stood before

  --map COLUMN=FIELD    a column by its name is this field, again for each; fields: ${COLUMN_FIELDS.join(', ')},
                        or with a language: title-en, answer-zh
  --language en|zh      of words whose language no column tells
  --audience bot|agents|both   --owner NAME   --tag TAG
  --mode merge|whole    whole retires what earlier imports brought and these files lack  [merge]
  --continue IMPORT     goes on with an import that stopped
  --environment NAME    a cloud that npm start runs: .local/<name>/running.json  [local]
  --api URL             another cloud's httpUrl, with an editor's token in BATON_TOKEN
  --json                the preview as it is
  Files: ${ENDINGS.join(' ')}

Ends with 0 when all went in, 1 when something was left out, 2 when it could not be tried.`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    map: { type: 'string', multiple: true, default: [] },
    language: { type: 'string' },
    audience: { type: 'string' },
    owner: { type: 'string' },
    tag: { type: 'string', multiple: true, default: [] },
    mode: { type: 'string', default: 'merge' },
    continue: { type: 'string' },
    environment: { type: 'string', default: 'local' },
    api: { type: 'string' },
    out: { type: 'string' },
    bring: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const say = (line = '') => process.stdout.write(`${line}\n`);
/** How far it is, in place on a terminal and nowhere else. */
const tick = (what: string) => (done: number, total: number) => {
  if (process.stderr.isTTY) process.stderr.write(`\r  ${what} ${done} of ${total}${done === total ? '\n' : ''}`);
};

/** A problem the reader can solve: told without a stack. */
class Advice extends Error {}

const oneOf = <T extends string>(name: string, value: string | undefined, allowed: readonly T[]): T | undefined => {
  const found = allowed.find((one) => one === value);
  if (value !== undefined && !found) throw new Advice(`--${name} ${value}: allowed are ${allowed.join(', ')}`);
  return found;
};

async function main(): Promise<number> {
  const [command, ...words] = positionals;
  if (options.help || command === undefined) {
    say(HELP);
    return options.help ? 0 : 2;
  }
  if (command === 'preview' || command === 'import') return files(words, command === 'import');
  if (command === 'site') return site(words[0]);
  if (command === 'export') return exportAll();
  if (command === 'undo') return undo(words[0]);
  throw new Advice(`There is no command ${command}: preview, import, site, export, undo.`);
}

// What the files become

async function files(names: readonly string[], brings: boolean): Promise<number> {
  if (names.length === 0) throw new Advice('Which files?');
  const sources: Source[] = [];
  const refused: FileRefused[] = [];
  for (const file of names) {
    if (!existsSync(file)) throw new Advice(`${file} is not there.`);
    const read = await readFile({ name: path.basename(file), bytes: readFileSync(file) });
    if ('refused' in read) refused.push(read);
    else sources.push(...read);
  }
  for (const { file, reason, found, limit } of refused) say(`${file}: ${reason}: found ${found}; allowed: ${limit}`);
  return shownOrBrought(sources, brings, refused.length);
}

async function shownOrBrought(sources: readonly Source[], brings: boolean, leftOut: number): Promise<number> {
  const found = await preview(sources, choicesFor(sources), tick('read'));
  if (options.json) say(JSON.stringify(found, undefined, 2));
  else show(sources, found);
  const out = leftOut + found.faults.filter(({ leaves }) => leaves === 'article').length;
  if (brings && found.candidates.length > 0) await bring(found.candidates.map(({ article }) => article));
  return out > 0 ? 1 : 0;
}

function choicesFor(sources: readonly Source[]): Choices {
  return {
    mappings: sources.map((one) => (one.kind === 'table' ? mappingOf(one) : undefined)),
    language: oneOf<Language>('language', options.language, ['en', 'zh']),
    audience: oneOf<Audience>('audience', options.audience, ['bot', 'agents', 'both']),
    owner: options.owner,
    tags: options.tag,
  };
}

function columnOf(text: string): Column {
  const [, name, language] = /^(\w+?)(?:-(en|zh))?$/.exec(text) ?? [];
  const field = oneOf('map', name ?? text, COLUMN_FIELDS);
  if (!field) throw new Advice(`--map …=${text}: a field is missing`);
  return { field, ...(language && { language: language as Language }) };
}

/** Guessed, unless it was said. */
function mappingOf(table: Table): Mapping {
  const said = new Map(
    options.map.map((one): [string, Column] => {
      const at = one.lastIndexOf('=');
      return [one.slice(0, at), columnOf(one.slice(at + 1))];
    }),
  );
  return guessMapping(table).map((column, n) => said.get(table.header[n] ?? '') ?? column);
}

const nameOf = ({ field, language }: Column): string => (language ? `${field}-${language}` : field);

function show(sources: readonly Source[], { candidates, faults, repeats }: Preview): void {
  for (const source of sources)
    if (source.kind === 'table') {
      const columns = mappingOf(source).map((column, n) => `${source.header[n]}=${nameOf(column)}`);
      say(
        `${[source.file, source.sheet].filter(Boolean).join(', ')}: ${source.rows.length} rows; ${columns.join(', ')}`,
      );
    }
  for (const { article } of candidates.slice(0, 50))
    say(`  ${article.id}  ${article.texts.en?.title ?? article.texts.zh?.title ?? ''}`);
  if (candidates.length > 50) say(`  … and ${candidates.length - 50} more`);
  for (const { text, ids } of repeats) say(`said ${ids.length} times: ${JSON.stringify(text)} in ${ids.join(', ')}`);
  for (const fault of faults) say(describeFault(fault));
  say(`${candidates.length} articles, ${faults.length} faults`);
}

// The cloud

type Cloud = <A>(at: string, body: unknown) => Promise<{ status: number; body: A }>;

async function cloud(): Promise<Cloud> {
  const { url, token } = await placed();
  return async (at, body) => {
    const answered = await fetch(`${url}${at}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answered.status, body: await answered.json() };
  };
}

async function placed(): Promise<{ url: string; token: string }> {
  if (options.api) {
    const token = process.env.BATON_TOKEN;
    if (!token) throw new Advice('With --api an editor’s token is needed in BATON_TOKEN.');
    return { url: options.api.replace(/\/$/, ''), token };
  }
  const running = `.local/${options.environment}/running.json`;
  if (!existsSync(running)) throw new Advice(`No cloud of environment ${options.environment} runs here: npm start.`);
  const place = placeIn(running);
  const editor = PEOPLE.find(({ groups }) => groups.includes('knowledge-editor'));
  const { accessToken } = await signIn(place, editor?.email ?? '', PASSWORD);
  return { url: addressesOf(place).httpUrl, token: accessToken };
}

/** What was sent stays: an import that stops is told by its name, to be continued or taken back. */
async function bring(articles: readonly ImportArticle[]): Promise<void> {
  const ask = await cloud();
  let name = options.continue;
  try {
    const done = await bringAll(articles, {
      mode: oneOf('mode', options.mode, ['merge', 'whole']) ?? 'merge',
      importId: options.continue,
      send: async (batch) => {
        const { status, body } = await ask<ImportAnswer>('/knowledge/import', batch);
        if (status !== 200) throw new Advice(`refused with ${status}: ${JSON.stringify(body)}`);
        return body;
      },
      begun: (importId) => {
        name = importId;
      },
      progress: tick('brought'),
    });
    say(`import ${done.importId}: ${done.written} written, ${done.unchanged} unchanged, ${done.retired} retired`);
    if (done.version) say(`version ${done.version}`);
  } catch (error) {
    const goOn = name
      ? `\nThe import ${name} stopped half way: --continue ${name}, or npm run knowledge -- undo ${name}.`
      : '';
    throw new Advice(`${error instanceof Error ? error.message : error}${goOn}`, { cause: error });
  }
}

async function site(address: string | undefined): Promise<number> {
  if (!address) throw new Advice('Which site?');
  const ask = await cloud();
  const fetchPage = async (asked: FetchAsk) => {
    const { status, body } = await ask<FetchAnswer | FetchRefused>('/knowledge/fetch', asked);
    if (status !== 200 && status !== 422) throw new Advice(`refused with ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  const read = await readSite(address, { fetch: fetchPage, progress: tick('pages') });
  if ('refused' in read) throw new Advice(`${read.url}: ${read.refused}: found ${read.found}; allowed: ${read.limit}`);
  const documents = await Promise.all(read.pages.map((page) => documentOfHtml(page.address, page.html, page.address)));
  for (const fault of read.faults) say(describePage(fault));
  const sources = documents.flatMap((one) => ('refused' in one ? [] : [one]));
  return shownOrBrought(sources, options.bring, read.faults.length);
}

const describePage = ({ address, why, found, limit }: PageFault): string =>
  `${address}: ${why}: found ${found}; allowed: ${limit}`;

async function exportAll(): Promise<number> {
  const { out } = options;
  if (!out || !/\.(json|csv)$/.test(out)) throw new Advice('Where to? --out FILE.json or FILE.csv');
  const ask = await cloud();
  const articles: ImportArticle[] = [];
  let after: string | undefined;
  do {
    const { status, body } = await ask<ExportAnswer>('/knowledge/articles', { act: 'export', ...(after && { after }) });
    if (status !== 200) throw new Advice(`refused with ${status}: ${JSON.stringify(body)}`);
    articles.push(...body.articles);
    after = body.next;
  } while (after);
  writeFileSync(out, out.endsWith('.csv') ? articlesCsv(articles) : `${JSON.stringify({ articles }, undefined, 2)}\n`);
  say(`${articles.length} articles in ${out}`);
  return 0;
}

async function undo(importId: string | undefined): Promise<number> {
  if (!importId) throw new Advice('Which import?');
  const ask = await cloud();
  const { status, body } = await ask<{ undone: number; changedSince: string[] }>('/knowledge/publish', {
    act: 'undo-import',
    importId,
  });
  if (status !== 200) throw new Advice(`refused with ${status}: ${JSON.stringify(body)}`);
  say(`${body.undone} articles as they stood before`);
  for (const id of body.changedSince) say(`  ${id} was changed since, and stays`);
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`${error instanceof Advice ? error.message : error.stack}\n`);
    process.exit(2);
  },
);
