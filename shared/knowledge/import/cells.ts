import type { Language } from '../article.ts';
import { AUDIENCES, type Audience } from '../lifecycle/content.ts';
import { STATES, type State } from '../lifecycle/record.ts';
import { slugOf } from './names.ts';

/** A cell that says nothing usable, and what would be. */
export type Wrong = { limit: string };

const LANGUAGES: Readonly<Record<string, Language>> = {
  en: 'en',
  eng: 'en',
  english: 'en',
  英文: 'en',
  英语: 'en',
  zh: 'zh',
  cn: 'zh',
  chinese: 'zh',
  中文: 'zh',
  汉语: 'zh',
  简体中文: 'zh',
};

/** `en-GB` and `zh_CN` are read by their first part. */
export const readLanguage = (cell: string): Language | Wrong => {
  const whole = cell.trim().toLowerCase();
  return LANGUAGES[whole] ?? LANGUAGES[whole.split(/[-_ ]/)[0] ?? ''] ?? { limit: 'en or zh' };
};

/** Chinese where a good part of the letters is. */
export function languageOf(text: string): Language {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const chinese = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return chinese > 0 && chinese >= letters / 4 ? 'zh' : 'en';
}

const isDay = (day: string): boolean => new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) === day;

/** Year first, by `-`, `/`, `.` or 年月日; a time behind it is passed over. Which of 3/4/2026 is the month nobody can know. */
export function readDay(cell: string): string | Wrong {
  const [, year = '', month = '', day = ''] =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ].*)?$/.exec(cell.trim()) ?? [];
  const read = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return year && isDay(read) ? read : { limit: 'a day such as 2026-12-31' };
}

const AUDIENCE_NAMES: Readonly<Record<string, Audience>> = {
  bot: 'bot',
  customers: 'bot',
  机器人: 'bot',
  客户: 'bot',
  agents: 'agents',
  agent: 'agents',
  internal: 'agents',
  客服: 'agents',
  内部: 'agents',
  both: 'both',
  all: 'both',
  public: 'both',
  全部: 'both',
  所有: 'both',
};
export const readAudience = (cell: string): Audience | Wrong =>
  AUDIENCE_NAMES[cell.trim().toLowerCase()] ?? { limit: AUDIENCES.join(', ') };

const STATE_NAMES: Readonly<Record<string, State>> = {
  draft: 'draft',
  草稿: 'draft',
  'in-review': 'in-review',
  'in review': 'in-review',
  审核中: 'in-review',
  published: 'published',
  active: 'published',
  live: 'published',
  已发布: 'published',
  retired: 'retired',
  archived: 'retired',
  已下线: 'retired',
};
export const readState = (cell: string): State | Wrong =>
  STATE_NAMES[cell.trim().toLowerCase()] ?? { limit: STATES.join(', ') };

/** Ways to ask, one below the other or parted by |, ; or //; also where one question ends and another begins. */
export const readQuestions = (cell: string): string[] =>
  cell
    .split(/[\n\r|;；]|(?<!:)\/\/|(?<=[?？])\s*(?=\S)/)
    .map((one) => one.trim().replace(/^(?:[-•*·]|\d+[.、)])\s*/, ''))
    .filter(Boolean);

/** Tags are held to Latin letters; those that cannot be written so are told apart in `lost`. */
export function readTags(cell: string): { tags: string[]; lost: string[] } {
  const names = cell
    .split(/[,，、;；|\n\r]/)
    .map((one) => one.trim())
    .filter(Boolean);
  const isLost = (name: string): boolean => slugOf(name, 50) === '' || /\p{Script=Han}/u.test(name);
  return {
    tags: [...new Set(names.filter((name) => !isLost(name)).map((name) => slugOf(name, 50)))],
    lost: names.filter(isLost),
  };
}
