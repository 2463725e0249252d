import { createContext, type RefObject, useContext, useSyncExternalStore } from 'react';
import type { Bearer } from '../sign-in/bearer.ts';
import type { SignedIn } from '../sign-in/sign-in.ts';
import type { Conversation } from './conversation.ts';
import type { DeskClient } from './desk-client.ts';
import type { DeskState } from './desk-state.ts';
import type { Drafts } from './drafts.ts';

/** What every view of the desk may ask for. */
export type DeskTools = {
  client: DeskClient;
  drafts: Drafts;
  bearer: Bearer;
  httpUrl: string;
  who: Pick<SignedIn, 'subject' | 'name' | 'groups'>;
  replyBox: RefObject<HTMLTextAreaElement | null>;
};

const Context = createContext<DeskTools | undefined>(undefined);
export const DeskProvider = Context;

export function useDesk(): DeskTools {
  const tools = useContext(Context);
  if (!tools) throw new Error('useDesk is used outside of a Desk');
  return tools;
}

export function useDeskState(): DeskState {
  const { client } = useDesk();
  return useSyncExternalStore(client.subscribe, client.state);
}

export function useSelected(): Conversation | undefined {
  const { selected, conversations } = useDeskState();
  return selected ? conversations[selected] : undefined;
}

export function useDraft(conversationId: string): [string, (text: string) => void] {
  const { drafts } = useDesk();
  const draft = useSyncExternalStore(drafts.subscribe, () => drafts.read(conversationId));
  return [draft, (text) => drafts.write(conversationId, text)];
}
