import type { KnowledgeSource } from '#shared/search/knowledge-index';
import { bot } from './bot.ts';
import { considering } from './considering.ts';

/** What a turn of the bot needs that answers from this knowledge. */
export const answering = (knowledge: KnowledgeSource) => ({ ...bot(), ...considering(knowledge) });

/** Turns of one conversation are made one after the other. */
export const byConversation = ({ conversationId }: { conversationId: string }): string => conversationId;
