import type { Language } from '../article.ts';
import type { Table } from './sources.ts';

/** What a column of a table may be; `ignore` is not read. */
export const COLUMN_FIELDS = [
  'title',
  'question',
  'answer',
  'language',
  'tags',
  'audience',
  'owner',
  'reviewBy',
  'validFrom',
  'validUntil',
  'state',
  'id',
  'ignore',
] as const;
export type ColumnField = (typeof COLUMN_FIELDS)[number];

/** With `language` the column holds that language's words: one row then gives both. */
export type Column = { field: ColumnField; language?: Language };
/** One for each column of the table. */
export type Mapping = Column[];

/** Names of columns as people write them, in lower case without marks and spaces. */
const NAMES: Record<Exclude<ColumnField, 'ignore'>, string> = {
  title:
    'title name subject headline topic heading standardquestion mainquestion 标题 主题 标准问题 标准问 知识标题 名称',
  question:
    'question questions q ask phrasing phrasings similarquestion similarquestions otherquestions paraphrase paraphrases variants alternativequestions 问题 问 提问 问法 相似问 相似问题 相似问法 扩展问 扩展问题 其他问法 用户问题 常见问题',
  answer:
    'answer answers a reply response body content text description solution 答案 答 回答 回复 内容 正文 解答 答复 解决方案 标准答案',
  language: 'language lang locale 语言 语种',
  tags: 'tags tag labels label category categories keywords topics 标签 分类 类别 关键词 类目',
  audience: 'audience visibility visiblefor for 受众 对象 可见范围 适用对象',
  owner: 'owner author responsible maintainer 负责人 作者 维护人 责任人',
  reviewBy: 'reviewby review reviewdate reviewon nextreview 复审 复审日期 复核日期 审核日期 复查日期',
  validFrom: 'validfrom from start startdate begins effective effectivefrom 生效 生效日期 开始日期 有效期从 起始日期',
  validUntil:
    'validuntil validto until end enddate expires expiry expirydate 失效 失效日期 到期 到期日期 结束日期 有效期至',
  state: 'state status 状态',
  id: 'id key slug articleid code number no 编号 编码 序号 标识',
};

const plain = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

const FIELDS = new Map<string, ColumnField>(
  (Object.entries(NAMES) as [ColumnField, string][]).flatMap(([field, names]) =>
    names.split(' ').map((name): [string, ColumnField] => [name, field]),
  ),
);

const LANGUAGE_MARKS: [RegExp, Language][] = [
  [/^(?:en|eng|english|英文|英语)|(?:en|eng|english|英文|英语)$/, 'en'],
  [/^(?:zh|cn|chinese|中文|汉语)|(?:zh|cn|zhcn|chinese|中文|汉语)$/, 'zh'],
];

/** What a column of this name most likely holds; a language in the name ("Answer (EN)", 中文答案) is told apart. */
export function knownHeader(name: string): Column | undefined {
  const whole = plain(name);
  const field = FIELDS.get(whole) ?? FIELDS.get(whole.replace(/\d+$/, ''));
  if (field) return { field };
  for (const [mark, language] of LANGUAGE_MARKS) {
    const inner = FIELDS.get(whole.replace(mark, '').replace(/\d+$/, ''));
    if (mark.test(whole) && inner) return { field: inner, language };
  }
  return undefined;
}

/** A column's letter, as a spreadsheet has it: A, B … Z, AA. */
export function letterOf(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : letterOf(Math.floor(column / 26) - 1) + last;
}

const lengthOf = ({ rows }: Table, column: number): number =>
  rows.reduce((sum, { cells }) => sum + (cells[column]?.length ?? 0), 0) / Math.max(rows.length, 1);

/** A serial number is no name to keep an article by: it moves when a row is added above it. */
const isSerial = ({ rows }: Table, column: number): boolean =>
  rows.length > 1 && rows.every(({ cells }, n) => cells[column]?.trim() === String(n + 1));

/** Without a known name for it, the answer is the longest column, and the title the longest of the others. */
function byLength(table: Table, guessed: readonly (Column | undefined)[]): Map<number, Column> {
  const open = guessed.flatMap((one, n) => (one || lengthOf(table, n) === 0 ? [] : [n]));
  open.sort((a, b) => lengthOf(table, b) - lengthOf(table, a));
  const has = (...fields: ColumnField[]) => guessed.some((one) => one && fields.includes(one.field));
  const chosen = new Map<number, Column>();
  for (const [field, known] of [
    ['answer', has('answer')],
    ['title', has('title', 'question')],
  ] as const) {
    const column = known ? undefined : open.shift();
    if (column !== undefined) chosen.set(column, { field });
  }
  return chosen;
}

/** What each column most likely is, by its name in English or Chinese, or by what stands in it. To be shown and changed. */
export function guessMapping(table: Table): Mapping {
  const seen = new Set<string>();
  const guessed = table.header.map((name, n): Column | undefined => {
    // A column without a name is called by its letter, which is not the A of an answer.
    const known = name === letterOf(n) ? undefined : knownHeader(name);
    if (!known || (known.field === 'id' && isSerial(table, n))) return undefined;
    const key = `${known.field} ${known.language ?? ''}`;
    if (seen.has(key) && known.field !== 'question' && known.field !== 'tags') return undefined;
    seen.add(key);
    return known;
  });
  const byWords = byLength(
    table,
    guessed.map((one, n) => one ?? (isSerial(table, n) ? { field: 'ignore' } : undefined)),
  );
  return guessed.map((one, n) => one ?? byWords.get(n) ?? { field: 'ignore' });
}
