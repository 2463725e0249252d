import type { ConversationEvent, FactOf } from '#events/conversation';
import type { Head } from './head.ts';

/** A supervisor was told of a conversation, and why. Named by conversation and moment: one append tells once. */
export type Notice = { conversationId: string; at: string; seq: number; cause: FactOf<'supervisor-told'>['cause'] };

export const noticesIn = (events: ConversationEvent[]): Notice[] =>
  events.flatMap((event) => {
    if (event.kind !== 'supervisor-told') return [];
    const { conversationId, at, seq, cause } = event;
    return [{ conversationId, at, seq, cause }];
  });

/** What she was told of still holds: nobody has answered, and a person is still owed. */
export const stillHolds = ({ at }: Notice, head: Head | undefined): boolean =>
  head?.supervisorToldAt === at && (head.owner.kind === 'queue' || head.owner.kind === 'agent');
