import type { Language } from '#events/actor';
import { useWords } from '../use-words.tsx';
import { toolsEn } from './tools-en.ts';
import type { ToolWords } from './tools-words.ts';
import { toolsZh } from './tools-zh.ts';

export const toolCatalogues: Record<Language, ToolWords> = { en: toolsEn, zh: toolsZh };

/** The words of import, builds and test bench, which are loaded with these pages only. */
export const useToolWords = (): ToolWords => toolCatalogues[useWords().language];
