import { createHash } from 'node:crypto';
import {
  type AttributeValue,
  BatchGetItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Audience, Content } from '#shared/knowledge/lifecycle/content';
import type { ArticleRecord, Editor, Served, State, Version } from '#shared/knowledge/lifecycle/record';
import { fromItem, type Table, toItem } from './table.ts';

/** One act as it is written: the record as it was read, as it is now, and the version between them. */
export type Change = { before?: ArticleRecord; record: ArticleRecord; version: Version; importId?: string };

/** A line of the list of articles. */
export type Summary = {
  id: string;
  n: number;
  state: State;
  /** The first title there is: en, else zh. */
  title: string;
  audience: Audience;
  source: Content['source']['kind'];
  /** The version that is served, if one is. */
  served?: number;
  owner?: string;
  reviewBy?: string;
  validUntil?: string;
  at: string;
};

export type ListAsk = {
  state: State;
  limit: number;
  /** The id after which this page begins. */
  after?: string | undefined;
  owner?: string | undefined;
  /** Articles whose review is due on this day (`YYYY-MM-DD`) or was before. */
  reviewDue?: string | undefined;
  /** Articles valid until this day or an earlier one. With `reviewDue`: those too. */
  endsBy?: string | undefined;
  source?: Summary['source'];
};

/** One import as a whole; `undone` says who took it back. Counts are of articles. */
export type Import = {
  id: string;
  at: string;
  by: Editor;
  written: number;
  unchanged: number;
  retired: number;
  state: 'running' | 'done' | 'undone';
  /** Of an import that comes in batches; one without it came as a whole, in one request. */
  mode?: 'merge' | 'whole';
  /** Since when a batch is being written; left out between batches. */
  busySince?: string;
};
/** What an import did to one article; `before` is left out where it had not been there. */
export type ImportRow = { id: string; before?: number; after: number };

/** The articles with all their versions, in the table `knowledge`. Reads are consistent. */
export interface ArticleStore {
  record(id: string): Promise<ArticleRecord | undefined>;
  records(ids: readonly string[]): Promise<Map<string, ArticleRecord>>;
  version(id: string, n: number): Promise<Version | undefined>;
  /** Newest first; `below` continues a former page. */
  versions(id: string, ask: { limit: number; below?: number | undefined }): Promise<Version[]>;
  /** By id; `next` is the `after` of the next page. */
  list(ask: ListAsk): Promise<{ articles: Summary[]; next?: string }>;
  /** Current record, version, what is served and the lists, in one transaction. `lost`: somebody wrote since `before` was read. */
  write(change: Change): Promise<'written' | 'lost'>;
  /** Each change whole, several in one transaction; the ids of those that were lost. An article may be named once. */
  writeAll(changes: readonly Change[]): Promise<{ lost: string[] }>;
  /** What is served of these articles at this moment; those that are not served are left out. For a turn: one call. */
  served(ids: readonly string[]): Promise<Map<string, Served>>;
  allServed(): Promise<(Served & { id: string })[]>;
  putImport(one: Import): Promise<void>;
  import(id: string): Promise<Import | undefined>;
  /** Newest first. */
  imports(limit: number): Promise<Import[]>;
  importRows(id: string): Promise<ImportRow[]>;
  /** What a batch of an import names, changed or not; the same batch is kept once. */
  nameInImport(id: string, articleIds: readonly string[]): Promise<void>;
  namedInImport(id: string): Promise<Set<string>>;
  /** Marks an import as undone; `false` where another did so before. */
  takeImport(id: string): Promise<boolean>;
}

/** What is read in every turn lies in so many partitions, each good for 3,000 read units a second. */
const SHARDS = 16;
const IMPORTS = 'imports';
const CURRENT = 'current';

const shardOf = (id: string): number => {
  let hash = 2166136261;
  for (const character of id) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0;
  return hash % SHARDS;
};

const articlePk = (id: string): string => `article#${id}`;
const servedPk = (shard: number): string => `served#${shard}`;
const servedKey = (id: string) => ({ pk: servedPk(shardOf(id)), sk: id });
const shelfPk = (state: State): string => `articles#${state}`;
const importPk = (id: string): string => `import#${id}`;
const versionSk = (n: number): string => `version#${String(n).padStart(6, '0')}`;

/** A text that is newest and served is kept once. */
type StoredRecord = Omit<ArticleRecord, 'served'> & { served?: number; servedContent?: Content };
const stored = ({ served, ...record }: ArticleRecord): StoredRecord => ({
  ...record,
  ...(served && { served: served.n }),
  ...(served && served.n !== record.newest && { servedContent: served.content }),
});
const recordOf = ({ served, servedContent, ...record }: StoredRecord): ArticleRecord => ({
  ...record,
  ...(served !== undefined && { served: { n: served, content: servedContent ?? record.content } }),
});

/** Exported for the fake, so that both list the same. */
export const summaryOf = ({ id, n, state, content, served, at }: ArticleRecord): Summary => {
  const { audience, source, owner, reviewBy, validUntil, texts } = content;
  return {
    id,
    n,
    state,
    title: texts.en?.title ?? texts.zh?.title ?? id,
    audience,
    source: source.kind,
    ...(served && { served: served.n }),
    ...(owner && { owner }),
    ...(reviewBy && { reviewBy }),
    ...(validUntil && { validUntil }),
    at,
  };
};

type Item = Record<string, AttributeValue>;

/** The table's own fields are not part of what is kept. */
const read = <T>(item: Item): T => {
  const { pk: _pk, sk: _sk, ...value } = fromItem<T & { pk: string; sk: string }>(item);
  return value as T;
};

const fence = (before: ArticleRecord | undefined) =>
  before
    ? {
        ConditionExpression: '#n = :seen',
        ExpressionAttributeNames: { '#n': 'n' },
        ExpressionAttributeValues: toItem({ ':seen': before.n }),
      }
    : { ConditionExpression: 'attribute_not_exists(pk)' };

/** An import that writes an article twice is taken back to what stood before the first time; 0: there was none. */
const rowOf = (importId: string, id: string, before: number, after: number) => ({
  Key: toItem({ pk: importPk(importId), sk: `article#${id}` }),
  UpdateExpression: 'SET #id = :id, #before = if_not_exists(#before, :before), #after = :after',
  ExpressionAttributeNames: { '#id': 'id', '#before': 'before', '#after': 'after' },
  ExpressionAttributeValues: toItem({ ':id': id, ':before': before, ':after': after }),
});

const under = (pk: string, prefix: string) => ({
  KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
  ExpressionAttributeValues: toItem({ ':pk': pk, ':prefix': prefix }),
});

/** What one change writes. The first item carries the fence. */
function itemsOf(TableName: string, { before, record, version, importId }: Change): TransactWriteItem[] {
  const { id, served } = record;
  const put = (item: Record<string, unknown>) => ({ Put: { TableName, Item: toItem(item) } });
  const remove = (key: { pk: string; sk: string }) => ({ Delete: { TableName, Key: toItem(key) } });
  const changed = before?.served?.n !== served?.n;
  return [
    { Put: { TableName, Item: toItem({ pk: articlePk(id), sk: CURRENT, ...stored(record) }), ...fence(before) } },
    {
      Put: {
        TableName,
        Item: toItem({ pk: articlePk(id), sk: versionSk(version.n), ...version }),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    ...(changed && served ? [put({ ...servedKey(id), ...served, id })] : []),
    ...(changed && !served ? [remove(servedKey(id))] : []),
    ...(before && before.state !== record.state ? [remove({ pk: shelfPk(before.state), sk: id })] : []),
    put({ pk: shelfPk(record.state), sk: id, ...summaryOf(record) }),
    ...(importId ? [{ Update: { TableName, ...rowOf(importId, id, before?.n ?? 0, version.n) } }] : []),
  ];
}

/** A transaction holds 100 items and 4 MB; a change is at most six items. */
const MOST_ITEMS = 96;
const MOST_BYTES = 2_000_000;
const AT_ONCE = 4;
const TRIES = 5;

type Planned = { id: string; items: TransactWriteItem[] };

function packed(changes: readonly Planned[]): Planned[][] {
  const packs: Planned[][] = [];
  let [items, bytes] = [0, 0];
  for (const one of changes) {
    const size = Buffer.byteLength(JSON.stringify(one.items));
    const last = packs.at(-1);
    if (last && items + one.items.length <= MOST_ITEMS && bytes + size <= MOST_BYTES) last.push(one);
    else {
      packs.push([one]);
      [items, bytes] = [0, 0];
    }
    items += one.items.length;
    bytes += size;
  }
  return packs;
}

export const articleStore = ({ client, name: TableName }: Table): ArticleStore => {
  const get = async <T>(pk: string, sk: string): Promise<T | undefined> => {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName,
        Key: toItem({ pk, sk }),
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    return Item && read<T>(Item);
  };

  const getAll = async <T>(keys: readonly { pk: string; sk: string }[]): Promise<T[]> => {
    const found: T[] = [];
    let wanted: Item[] = keys.map((key) => toItem(key));
    for (let tries = 0; wanted.length > 0; ) {
      const { Responses = {}, UnprocessedKeys = {} } = await client.send(
        new BatchGetItemCommand({
          RequestItems: { [TableName]: { Keys: wanted.slice(0, 100), ConsistentRead: true } },
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
      found.push(...(Responses[TableName] ?? []).map((item) => read<T>(item)));
      const left = UnprocessedKeys[TableName]?.Keys ?? [];
      tries = left.length > 0 ? tries + 1 : 0;
      if (tries === TRIES) throw new Error(`the table left ${left.length} of its articles unread, ${TRIES} times`);
      wanted = [...left, ...wanted.slice(100)];
    }
    return found;
  };

  const query = async <T>(pk: string, more: Partial<QueryCommandInput> = {}, limit = Infinity): Promise<T[]> => {
    const found: T[] = [];
    let from: Item | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName,
          ConsistentRead: true,
          ReturnConsumedCapacity: 'TOTAL',
          KeyConditionExpression: 'pk = :pk',
          ...more,
          ExpressionAttributeValues: { ...toItem({ ':pk': pk }), ...more.ExpressionAttributeValues },
          ...(from && { ExclusiveStartKey: from }),
        }),
      );
      found.push(...Items.map((item) => read<T>(item)));
      from = LastEvaluatedKey;
    } while (from && found.length < limit);
    return found.slice(0, limit);
  };

  /** `false` when a condition did not hold or another transaction was in the way; nothing is written then. */
  const transact = async (items: TransactWriteItem[]): Promise<boolean> => {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: items, ReturnConsumedCapacity: 'TOTAL' }));
      return true;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
      if (codes.some((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict')) return false;
      throw error;
    }
  };

  /** One lost change must not cost the others of its transaction: they are then written one by one. */
  const writePack = async (pack: Planned[]): Promise<string[]> => {
    if (await transact(pack.flatMap(({ items }) => items))) return [];
    if (pack.length === 1) return pack.map(({ id }) => id);
    const lost: string[] = [];
    for (const { id, items } of pack) if (!(await transact(items))) lost.push(id);
    return lost;
  };

  return {
    async record(id) {
      const found = await get<StoredRecord>(articlePk(id), CURRENT);
      return found && recordOf(found);
    },
    async records(ids) {
      const found = await getAll<StoredRecord>(ids.map((id) => ({ pk: articlePk(id), sk: CURRENT })));
      return new Map(found.map((one) => [one.id, recordOf(one)]));
    },
    version: (id, n) => get<Version>(articlePk(id), versionSk(n)),
    versions: (id, { limit, below = 1_000_000 }) =>
      query<Version>(
        articlePk(id),
        {
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: toItem({ ':first': versionSk(0), ':last': versionSk(below - 1) }),
          ScanIndexForward: false,
          Limit: limit,
        },
        limit,
      ),
    async list({ state, limit, after, ...filters }) {
      const articles = await query<Summary>(shelfPk(state), listQuery(after, filters, limit + 1), limit + 1);
      const page = articles.slice(0, limit);
      const last = page.at(-1);
      return { articles: page, ...(articles.length > limit && last && { next: last.id }) };
    },
    write: async (change) => ((await transact(itemsOf(TableName, change))) ? 'written' : 'lost'),
    async writeAll(changes) {
      const packs = packed(changes.map((change) => ({ id: change.record.id, items: itemsOf(TableName, change) })));
      const lost: string[] = [];
      const writer = async (): Promise<void> => {
        for (let pack = packs.shift(); pack; pack = packs.shift()) lost.push(...(await writePack(pack)));
      };
      await Promise.all(Array.from({ length: AT_ONCE }, writer));
      return { lost };
    },
    async served(ids) {
      const found = await getAll<Served & { id: string }>([...new Set(ids)].map(servedKey));
      return new Map(found.map(({ id, n, content }) => [id, { n, content }]));
    },
    async allServed() {
      const shards = Array.from({ length: SHARDS }, (_, shard) => query<Served & { id: string }>(servedPk(shard)));
      return (await Promise.all(shards)).flat().sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    async putImport(one) {
      const Item = toItem({ pk: IMPORTS, sk: one.id, ...one });
      await client.send(new PutItemCommand({ TableName, Item, ReturnConsumedCapacity: 'TOTAL' }));
    },
    import: (id) => get<Import>(IMPORTS, id),
    imports: (limit) => query<Import>(IMPORTS, { ScanIndexForward: false, Limit: limit }, limit),
    async importRows(id) {
      const rows = await query<ImportRow>(importPk(id), under(importPk(id), 'article#'));
      return rows.map(({ before, ...row }) => ({ ...row, ...(before && { before }) }));
    },
    async nameInImport(id, articleIds) {
      const ids = [...articleIds].sort();
      const sk = `batch#${createHash('sha256').update(ids.join('\n')).digest('hex')}`;
      const Item = toItem({ pk: importPk(id), sk, ids });
      await client.send(new PutItemCommand({ TableName, Item, ReturnConsumedCapacity: 'TOTAL' }));
    },
    async namedInImport(id) {
      const batches = await query<{ ids: string[] }>(importPk(id), under(importPk(id), 'batch#'));
      return new Set(batches.flatMap(({ ids }) => ids));
    },
    async takeImport(id) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName,
            Key: toItem({ pk: IMPORTS, sk: id }),
            UpdateExpression: 'SET #state = :undone',
            ConditionExpression: '#state <> :undone',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: toItem({ ':undone': 'undone' }),
            ReturnConsumedCapacity: 'TOTAL',
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
        throw error;
      }
    },
  };
};

/** The part of a list's query that its filters make. */
function listQuery(
  after: string | undefined,
  { owner, reviewDue, endsBy, source }: Pick<ListAsk, 'owner' | 'reviewDue' | 'endsBy' | 'source'>,
  limit: number,
): Partial<QueryCommandInput> {
  const due = [...(reviewDue ? ['#reviewBy <= :reviewDue'] : []), ...(endsBy ? ['#validUntil <= :endsBy'] : [])];
  const filters = [
    ...(owner ? ['#owner = :owner'] : []),
    ...(due.length > 1 ? [`(${due.join(' OR ')})`] : due),
    ...(source ? ['#source = :source'] : []),
  ];
  return {
    // A limit counts what is looked at, not what passes the filters.
    Limit: filters.length > 0 ? 1000 : limit,
    ...(after !== undefined && { KeyConditionExpression: 'pk = :pk AND sk > :after' }),
    ...(filters.length > 0 && { FilterExpression: filters.join(' AND ') }),
    ExpressionAttributeValues: toItem({
      ...(after !== undefined && { ':after': after }),
      ...(owner && { ':owner': owner }),
      ...(reviewDue && { ':reviewDue': reviewDue }),
      ...(endsBy && { ':endsBy': endsBy }),
      ...(source && { ':source': source }),
    }),
    ...(filters.length > 0 && {
      ExpressionAttributeNames: {
        ...(owner && { '#owner': 'owner' }),
        ...(reviewDue && { '#reviewBy': 'reviewBy' }),
        ...(endsBy && { '#validUntil': 'validUntil' }),
        ...(source && { '#source': 'source' }),
      },
    }),
  };
}
