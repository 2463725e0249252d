import { gunzipSync, gzipSync } from 'node:zlib';
import { DeleteItemCommand, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Build, BuildRefused, RecordedQuestion } from '#shared/protocol/builds';
import { fromItem, type Table, toItem } from './table.ts';

/** The version of each article that a version of the knowledge holds. */
export type Manifest = ReadonlyMap<string, number>;

/** What became of one version. Whether one that was `built` is live is the pointer's to say. */
export type BuildRecord = Omit<Build, 'state'> & {
  state: 'building' | 'built' | 'stopped' | 'failed';
  /** Of a difference: the whole version it lies beside, and every article in which it differs, 0 where it is gone. */
  base?: string;
  differs?: Record<string, number>;
  refused?: BuildRefused;
};

/** Builds, what each whole one holds, and the questions they are asked, in the table `knowledge`. Reads are consistent. */
export interface BuildStore {
  build(version: string): Promise<BuildRecord | undefined>;
  putBuild(build: BuildRecord): Promise<void>;
  /** Newest first; `below` continues a former page. */
  builds(ask: { limit: number; below?: string | undefined }): Promise<BuildRecord[]>;
  /** Of a whole version, kept before it goes live. */
  putManifest(version: string, manifest: Manifest): Promise<void>;
  manifest(version: string): Promise<Manifest | undefined>;
  putQuestion(question: RecordedQuestion): Promise<void>;
  /** `false` where there is none. */
  dropQuestion(id: string): Promise<boolean>;
  /** By id; `after` continues a former page. */
  questions(ask: { limit: number; after?: string | undefined }): Promise<RecordedQuestion[]>;
}

const BUILDS = 'builds';
const QUESTIONS = 'questions';
const manifestPk = (version: string): string => `manifest#${version}`;
/** An item holds 400 KB; so many ids of a hundred characters, packed, are well below. */
const IDS_A_PART = 4_000;

type Part = { packed: Uint8Array; parts: number };

export const buildStore = ({ client, name: TableName }: Table): BuildStore => {
  const strip = <T>(item: Parameters<typeof fromItem>[0]): T => {
    const { pk: _, sk: __, ...value } = fromItem<T & { pk: string; sk: string }>(item);
    return value as T;
  };
  const put = async (item: Record<string, unknown>): Promise<void> => {
    await client.send(new PutItemCommand({ TableName, Item: toItem(item), ReturnConsumedCapacity: 'TOTAL' }));
  };
  const get = async <T>(pk: string, sk: string): Promise<T | undefined> => {
    const Key = toItem({ pk, sk });
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key, ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' }),
    );
    return Item && strip<T>(Item);
  };
  const page = async <T>(
    pk: string,
    limit: number,
    from: { below?: string | undefined; after?: string | undefined },
  ) => {
    const bound = from.below ?? from.after;
    const found: T[] = [];
    let ExclusiveStartKey: ReturnType<typeof toItem> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName,
          ConsistentRead: true,
          ReturnConsumedCapacity: 'TOTAL',
          ScanIndexForward: 'after' in from,
          Limit: limit - found.length,
          KeyConditionExpression: bound ? `pk = :pk AND sk ${from.below ? '<' : '>'} :bound` : 'pk = :pk',
          ExpressionAttributeValues: toItem({ ':pk': pk, ...(bound && { ':bound': bound }) }),
          ...(ExclusiveStartKey && { ExclusiveStartKey }),
        }),
      );
      found.push(...Items.map((item) => strip<T>(item)));
      ExclusiveStartKey = LastEvaluatedKey;
    } while (ExclusiveStartKey && found.length < limit);
    return found;
  };
  return {
    build: (version) => get<BuildRecord>(BUILDS, version),
    putBuild: (build) => put({ pk: BUILDS, sk: build.version, ...build }),
    builds: ({ limit, below }) => page<BuildRecord>(BUILDS, limit, { below }),
    async putManifest(version, manifest) {
      const all = [...manifest];
      const parts = Math.max(1, Math.ceil(all.length / IDS_A_PART));
      for (let part = 0; part < parts; part += 1) {
        const held = all.slice(part * IDS_A_PART, (part + 1) * IDS_A_PART);
        await put({ pk: manifestPk(version), sk: `${part}`, parts, packed: gzipSync(JSON.stringify(held)) });
      }
    },
    async manifest(version) {
      const first = await get<Part>(manifestPk(version), '0');
      if (!first) return undefined;
      const others = Array.from({ length: first.parts - 1 }, (_, n) => get<Part>(manifestPk(version), `${n + 1}`));
      const parts = [first, ...(await Promise.all(others))];
      if (parts.some((part) => !part)) return undefined;
      return new Map(
        parts.flatMap((part) => JSON.parse(gunzipSync(part?.packed ?? '').toString()) as [string, number][]),
      );
    },
    putQuestion: (question) => put({ pk: QUESTIONS, sk: question.id, ...question }),
    async dropQuestion(id) {
      const { Attributes } = await client.send(
        new DeleteItemCommand({
          TableName,
          Key: toItem({ pk: QUESTIONS, sk: id }),
          ReturnValues: 'ALL_OLD',
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
      return Attributes !== undefined;
    },
    questions: ({ limit, after }) => page<RecordedQuestion>(QUESTIONS, limit, { after }),
  };
};
