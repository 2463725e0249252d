import type { DeskChange } from '#shared/conversation/desk-change';
import type { Cloud } from '../world/ports.ts';
import type { Bug } from './bug.ts';
import { leaseUnasked } from './ways.ts';

/** The desk's part of an append, without one kind of change. */
const without = (kind: DeskChange['change']) => (cloud: Cloud) => {
  const apply = cloud.desk.apply.bind(cloud.desk);
  cloud.desk.apply = (changes) => apply(changes.filter(({ change }) => change !== kind));
};

export const placeNotTaken: Bug = {
  name: 'place-not-taken',
  says: 'who asks for a person gets no place in the queue',
  cloud: without('take-place'),
};

export const placeNotLeft: Bug = {
  name: 'place-not-left',
  says: 'the place stays when an agent is offered the conversation',
  cloud: without('leave-place'),
};

export const seatNotFreed: Bug = {
  name: 'seat-not-freed',
  says: 'an agent’s seat stays hers after the conversation has left her',
  cloud: without('free-seat'),
};

export const seatNotHeld: Bug = {
  name: 'seat-not-held',
  says: 'an accepted offer stays an offer on the agent’s desk',
  cloud: without('hold-seat'),
};

export const capacityUnchecked: Bug = {
  name: 'capacity-unchecked',
  says: 'an offer is made without the condition that the agent has room, is ready and present',
  cloud: (cloud) => {
    cloud.desk.allows = () => true;
  },
  ports: (ports) =>
    ports.caller.step !== 'match'
      ? ports
      : {
          ...ports,
          desk: {
            ...ports.desk,
            agentsOf: async (skill) =>
              (await ports.desk.agentsOf(skill)).map((agent) => ({ ...agent, load: 0, misses: 0 })),
          },
        },
};

export const loadNotCounted: Bug = {
  name: 'load-not-counted',
  says: 'an offered seat does not raise the agent’s load',
  cloud: (cloud) => {
    const apply = cloud.desk.apply.bind(cloud.desk);
    cloud.desk.apply = (changes) => {
      apply(changes);
      for (const change of changes) {
        if (change.change !== 'offer-seat') continue;
        const row = cloud.desk.agents.get(change.seat.agentId);
        if (row) cloud.desk.agents.set(row.agentId, { ...row, load: row.load - 1 });
      }
    };
  },
};

export const lastComeFirstServed: Bug = {
  name: 'last-come-first-served',
  says: 'the queue is read from its end',
  ports: (ports) => ({
    ...ports,
    desk: { ...ports.desk, places: async (skill, limit) => (await ports.desk.places(skill, limit)).toReversed() },
  }),
};

export const leaseNeverEnds: Bug = {
  name: 'lease-never-ends',
  says: 'an agent who has gone keeps what she has: her lease is looked at by nobody',
  steps: (wiring) => ({
    lapse: (ports) => async (message) => {
      if (message.timer !== 'lapse') await wiring.lapse(ports)(message);
    },
    sweep: (ports) => wiring.sweep({ ...ports, desk: { ...ports.desk, agentsOf: async () => [] } }),
  }),
};

export const leaseNeverRenewed: Bug = {
  name: 'lease-never-renewed',
  says: 'a heartbeat does not renew the lease of an agent who is there',
  ports: (ports) => ({
    ...ports,
    desk: {
      ...ports.desk,
      setPresence: async (agent, now, fresh) => {
        const { agent: before } = await ports.desk.desk(agent.agentId);
        const leaseUntil = before && !fresh ? before.leaseUntil : agent.leaseUntil;
        return ports.desk.setPresence({ ...agent, leaseUntil }, now, fresh);
      },
    },
  }),
};

export const lapsesWhoIsThere: Bug = {
  name: 'lapses-who-is-there',
  says: 'a reminder to look at a lease takes the agent’s conversations without looking at it, and without the condition that it is over',
  cloud: leaseUnasked,
  ports: (ports) =>
    ports.caller.step !== 'lapse'
      ? ports
      : {
          ...ports,
          desk: {
            ...ports.desk,
            desk: async (agentId) => {
              const { agent, seats } = await ports.desk.desk(agentId);
              return { agent: agent && { ...agent, leaseUntil: '2000-01-01T00:00:00.000Z' }, seats };
            },
          },
        },
};
