import type { KnowledgeSource } from '#shared/search/knowledge-index';
import { articles } from './articles.ts';
import { bot } from './bot.ts';
import { voice } from './voice.ts';

/** What a turn of the bot needs that answers from this knowledge, whatever engine searches for it. */
export const answering = (knowledge: KnowledgeSource) => ({
  ...bot(),
  knowledge,
  articles: articles(),
  voice: voice(),
});

/** Turns of one conversation are made one after the other. */
export const byConversation = ({ conversationId }: { conversationId: string }): string => conversationId;
