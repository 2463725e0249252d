import { later } from '#shared/conversation/timings';
import type { ClientFrameOf, Seat, ServerFrame } from '#shared/protocol/frames';
import type { Matching } from '#shared/queues/queues';
import type { Sender } from '#shared/runtime/socket-step';
import type { AgentDesk, DeskStore } from '#shared/store/desk-store';

type Needs = {
  desk: Pick<DeskStore, 'desk' | 'setPresence' | 'putSocket'>;
  matching: Matching;
  now: () => string;
  leaseSeconds: number;
  capacity: number;
  skills: string[];
};

/** The console's heartbeat: renews the lease, sets the ready switch, and is answered by the desk as it is. */
export const presence =
  ({ desk, matching, now, leaseSeconds, capacity, skills }: Needs) =>
  async (
    { ready: wish, beat }: ClientFrameOf<'presence'>,
    { id: agentId, name, connectionId }: Sender,
  ): Promise<ServerFrame> => {
    const at = now();
    await desk.putSocket({ role: 'agent', id: agentId }, connectionId, at);
    const before = await desk.desk(agentId);
    const present = before.agent !== undefined && before.agent.leaseUntil > at;
    // A silent agent was set not ready; her console's heartbeat must not undo that, only her own hand.
    const ready = beat && present ? before.agent?.ready === true : wish;
    const fresh = ready && !(present && before.agent?.ready);
    const agent = await desk.setPresence(
      {
        agentId,
        name,
        ready,
        capacity: before.agent?.capacity ?? capacity,
        skills: before.agent?.skills ?? skills,
        languages: before.agent?.languages ?? ['zh', 'en'],
        leaseUntil: later(at, leaseSeconds),
      },
      at,
      fresh,
    );
    if (fresh) await Promise.all(agent.skills.map((skill) => matching.ring(skill, `${skill}-${agentId}-${at}`)));
    const { leaseUntil, load, skills: hers, capacity: room } = agent;
    return {
      type: 'desk',
      agent: { agentId, name, ready: agent.ready, load, capacity: room, leaseUntil, skills: hers },
      seats: seatsOf(before),
      at,
    };
  };

const seatsOf = ({ seats }: AgentDesk): Seat[] =>
  seats.map(({ conversationId, kind, n, epoch, since, until }) => ({
    conversationId,
    kind,
    n,
    epoch,
    since,
    ...(until && { until }),
  }));
