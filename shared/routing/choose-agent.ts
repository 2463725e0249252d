import type { Language } from '#events/actor';
import type { AgentRow } from '#shared/store/desk-store';

/** What a waiting conversation needs. `skill` may be left out where the agents are those of one skill already. */
export type Need = {
  skill?: string;
  language: Language;
  /** Agents not to be asked: for good, or until a moment. */
  excluded: readonly { agentId: string; until?: string }[];
  /** Who served this customer last. */
  lastAgentId?: string;
};

/** What an agent's row tells of her as a choice. */
type Free = Pick<
  AgentRow,
  'agentId' | 'ready' | 'load' | 'capacity' | 'leaseUntil' | 'skills' | 'languages' | 'idleSince'
>;

const isFree = ({ ready, leaseUntil, load, capacity }: Free, at: string): boolean =>
  ready && leaseUntil > at && load < capacity;

const isExcluded = ({ excluded }: Need, agentId: string, at: string): boolean =>
  excluded.some((one) => one.agentId === agentId && (one.until === undefined || one.until > at));

/** What decides between two free agents, most telling first; smaller is better. */
const order = <A extends Free>({ language, lastAgentId }: Need): ((agent: A) => number | string)[] => [
  // Preferred, not required: a colleague with a translation is better than nobody.
  ({ languages }) => (languages.includes(language) ? 0 : 1),
  ({ agentId }) => (agentId === lastAgentId ? 0 : 1),
  ({ load, capacity }) => load / capacity,
  ({ idleSince }) => idleSince,
  ({ agentId }) => agentId,
];

/** Who shall be asked at `at` (ISO 8601), if anybody can be; the same rows give the same agent in whatever order they come. */
export const chooseAgent = <A extends Free>(need: Need, agents: readonly A[], at: string): A | undefined => {
  const able = agents.filter(
    (agent) =>
      isFree(agent, at) &&
      !isExcluded(need, agent.agentId, at) &&
      (need.skill === undefined || agent.skills.includes(need.skill)),
  );
  return able.reduce<A | undefined>((best, agent) => (best && !isBetter(need, agent, best) ? best : agent), undefined);
};

const isBetter = <A extends Free>(need: Need, one: A, other: A): boolean => {
  for (const reading of order<A>(need)) {
    const [a, b] = [reading(one), reading(other)];
    if (a !== b) return a < b;
  }
  return false;
};
