import { accepts, offers } from '#shared/conversation/desk';
import type { Place } from '#shared/conversation/desk-change';
import type { Head } from '#shared/conversation/head';
import { later } from '#shared/conversation/timings';
import { tellsPlace } from '#shared/conversation/waiting';
import { chooseAgent } from '#shared/routing/choose-agent';
import { estimateWait } from '#shared/routing/wait-estimate';
import type { ConversationStore } from '#shared/store/conversation-store';
import type { AgentRow, DeskStore } from '#shared/store/desk-store';

type Needs = {
  store: ConversationStore;
  desk: Pick<DeskStore, 'places' | 'agentsOf'>;
  answerWait: (conversationId: string) => Promise<void>;
  now: () => string;
  offerSeconds: number;
  /** Expected length of a person's part of a conversation; only the told wait rests on it. */
  handleSeconds: number;
  acceptanceOf: (skill: string) => 'confirm' | 'auto';
};

/** More than a matcher can serve in one run; the next ring goes on. */
const LOOKED_AT = 50;

/**
 * The front of a queue meets the agents who are ready. Any number of runs may do this at once: the conditions of the one
 * transaction make an offer safe, not the order of the rings.
 */
export const match =
  (needs: Needs) =>
  async ({ skill }: { skill: string }): Promise<void> => {
    const { desk, store } = needs;
    const [places, agents] = await Promise.all([desk.places(skill, LOOKED_AT), desk.agentsOf(skill)]);
    let ahead = 0;
    for (const place of places) {
      const head = await store.head(place.conversationId);
      if (!head || head.handoff?.handoff !== place.handoff) continue;
      if (await offered(needs, place, head, agents)) continue;
      ahead += 1;
      await tellPlace(needs, head, ahead, agents);
    }
  };

/** Offers this place to the best agent left; one who has meanwhile become busy is struck and the next is asked. */
const offered = async (needs: Needs, place: Place, seen: Head, agents: AgentRow[]): Promise<boolean> => {
  const { store, now, offerSeconds, answerWait, acceptanceOf } = needs;
  const { conversationId, handoff, skill } = place;
  for (;;) {
    const at = now();
    const agent = chooseAgent({ language: seen.language, excluded: seen.handoff?.excluded ?? [] }, agents, at);
    if (!agent) return false;
    const appended = await store.append({
      conversationId,
      at,
      head: seen,
      decide: (head) => offers(head, handoff, agent.agentId, later(at, offerSeconds), at),
    });
    if (appended.outcome === 'agent-not-free') {
      agents.splice(agents.indexOf(agent), 1);
      continue;
    }
    if (appended.outcome !== 'written') return true;
    agent.load += 1;
    if (acceptanceOf(skill) === 'auto') {
      await store.append({
        conversationId,
        at,
        head: appended.head,
        decide: (head) => accepts(head, appended.head.handoff?.n ?? 0, agent, at),
      });
    }
    await answerWait(conversationId);
    return true;
  }
};

const tellPlace = async (
  { store, now, handleSeconds }: Needs,
  seen: Head,
  place: number,
  agents: AgentRow[],
): Promise<void> => {
  if (seen.handoff?.choosing) return;
  const waitSeconds = estimateWait(place, agents, handleSeconds);
  await store.append({
    conversationId: seen.conversationId,
    at: now(),
    head: seen,
    decide: (head) => tellsPlace(head, place, waitSeconds),
  });
};
