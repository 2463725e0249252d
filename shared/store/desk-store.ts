import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { DeskSeat, Place } from '#shared/conversation/desk-change';
import type { Waiting } from '#shared/conversation/waiting';
import { agentKey } from './desk-items.ts';
import { fromItem, type Table, toItem } from './table.ts';

/** Whose socket it is: a customer's thread or an agent. */
export type Subject = { role: 'customer' | 'agent'; id: string };
export type Ticket = {
  id: string;
  subject: Subject;
  name: string;
  groups: string[];
  origin: string;
  expiresAt: string;
};

/** An agent's one row: her load and her lease. She is there while `leaseUntil` lies ahead. */
export type AgentRow = {
  agentId: string;
  name: string;
  ready: boolean;
  load: number;
  capacity: number;
  leaseUntil: string;
  skills: string[];
  languages: string[];
  idleSince: string;
  misses: number;
};
export type AgentDesk = { agent: AgentRow | undefined; seats: DeskSeat[] };
export type WaitRow = Waiting & { conversationId: string; token: string };

export interface DeskStore {
  putTicket(ticket: Ticket): Promise<void>;
  /** Takes the ticket, once: `undefined` if it is unknown, used, expired or from another origin. */
  burnTicket(id: string, origin: string, now: string): Promise<Ticket | undefined>;

  /** Counts one more of something that an identity may do so many times a minute; returns how many it has been. */
  count(what: string, now: string): Promise<number>;

  putSocket(subject: Subject, connectionId: string, now: string): Promise<void>;
  removeSocket(subject: Subject, connectionId: string): Promise<void>;
  socketsOf(subject: Subject): Promise<string[]>;

  desk(agentId: string): Promise<AgentDesk>;
  /** Renews the lease and sets what she wants; her load stays. `fresh`: she has just switched herself ready, so missed offers are forgotten. */
  setPresence(
    agent: Pick<AgentRow, 'agentId' | 'name' | 'ready' | 'capacity' | 'skills' | 'languages' | 'leaseUntil'>,
    now: string,
    fresh: boolean,
  ): Promise<AgentRow>;
  /** Her last socket closed: the lease ends at `until` unless she is back before. */
  shortenLease(agentId: string, until: string): Promise<void>;
  setNotReady(agentId: string): Promise<void>;
  agentsOf(skill: string): Promise<AgentRow[]>;

  /** The queue of a skill, front first. */
  places(skill: string, limit: number): Promise<Place[]>;

  /** Stores the token of a wait. `false` if a newer run or handoff has stored its own: that one may not be overwritten. */
  putWait(row: WaitRow, ttl: number): Promise<boolean>;
  wait(conversationId: string): Promise<WaitRow | undefined>;
}

const TICKET_GRACE_SECONDS = 3600;
/** A connection lives two hours at most (API Gateway). */
const SOCKET_SECONDS = 3 * 3600;
const AGENT_DAYS = 90;
const RATE_KEPT_SECONDS = 120;
const seconds = (at: string): number => Math.floor(Date.parse(at) / 1000);
const subjectKey = ({ role, id }: Subject): string => (role === 'customer' ? `thread#${id}` : `agent#${id}`);

export const deskStore = ({ client, name: TableName }: Table): DeskStore => {
  const query = async <T>(pk: string, prefix: string, limit?: number): Promise<T[]> => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
        ...(limit && { Limit: limit }),
        // A key's condition may not hold an empty string, so "every row" is said without a prefix.
        KeyConditionExpression: prefix ? 'pk = :pk AND begins_with(sk, :sk)' : 'pk = :pk',
        ExpressionAttributeValues: toItem({ ':pk': pk, ...(prefix && { ':sk': prefix }) }),
      }),
    );
    return Items.map((item) => fromItem<T>(item));
  };
  const put = (item: Record<string, unknown>) =>
    client.send(new PutItemCommand({ TableName, Item: toItem(item), ReturnConsumedCapacity: 'TOTAL' }));
  const row = async <T>(key: { pk: string; sk: string }): Promise<T | undefined> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: toItem(key), ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' }),
    );
    return Item && fromItem<T>(Item);
  };

  return {
    async putTicket(ticket) {
      await put({
        pk: `ticket#${ticket.id}`,
        sk: 'ticket',
        ...ticket,
        ttl: seconds(ticket.expiresAt) + TICKET_GRACE_SECONDS,
      });
    },

    async burnTicket(id, origin, now) {
      return unlessRefused(async () => {
        const { Attributes } = await client.send(
          new DeleteItemCommand({
            TableName,
            Key: toItem({ pk: `ticket#${id}`, sk: 'ticket' }),
            ReturnValues: 'ALL_OLD',
            ReturnConsumedCapacity: 'TOTAL',
            ConditionExpression: '#origin = :origin AND #expires > :now',
            ExpressionAttributeNames: { '#origin': 'origin', '#expires': 'expiresAt' },
            ExpressionAttributeValues: toItem({ ':origin': origin, ':now': now }),
          }),
        );
        return Attributes && fromItem<Ticket>(Attributes);
      }, undefined);
    },

    async count(what, now) {
      const minute = now.slice(0, 16);
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName,
          Key: toItem({ pk: `rate#${what}`, sk: minute }),
          UpdateExpression: 'ADD #count :one SET #ttl = :ttl',
          ExpressionAttributeNames: { '#count': 'count', '#ttl': 'ttl' },
          ExpressionAttributeValues: toItem({ ':one': 1, ':ttl': seconds(now) + RATE_KEPT_SECONDS }),
          ReturnValues: 'UPDATED_NEW',
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
      return fromItem<{ count: number }>(Attributes ?? {}).count;
    },

    async putSocket(subject, connectionId, now) {
      await put({
        pk: subjectKey(subject),
        sk: `socket#${connectionId}`,
        connectionId,
        ttl: seconds(now) + SOCKET_SECONDS,
      });
    },
    async removeSocket(subject, connectionId) {
      await client.send(
        new DeleteItemCommand({
          TableName,
          Key: toItem({ pk: subjectKey(subject), sk: `socket#${connectionId}` }),
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
    },
    async socketsOf(subject) {
      return (await query<{ connectionId: string }>(subjectKey(subject), 'socket#')).map(
        ({ connectionId }) => connectionId,
      );
    },

    async desk(agentId) {
      const rows = await query<AgentRow & DeskSeat & { sk: string }>(`agent#${agentId}`, '');
      return { agent: rows.find(({ sk }) => sk === 'agent'), seats: rows.filter(({ sk }) => sk.startsWith('seat#')) };
    },

    async setPresence(agent, now, fresh) {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName,
          Key: toItem(agentKey(agent.agentId)),
          ReturnValues: 'ALL_NEW',
          ReturnConsumedCapacity: 'TOTAL',
          UpdateExpression: `SET #agent = :agent, #name = :name, #ready = :ready, #capacity = :capacity, #skills = :skills, #languages = :languages, #lease = :lease, #idle = if_not_exists(#idle, :now), #ttl = :ttl, #misses = ${fresh ? ':none' : 'if_not_exists(#misses, :none)'} ADD #load :zero`,
          ExpressionAttributeNames: {
            '#agent': 'agentId',
            '#name': 'name',
            '#ready': 'ready',
            '#capacity': 'capacity',
            '#skills': 'skills',
            '#languages': 'languages',
            '#lease': 'leaseUntil',
            '#idle': 'idleSince',
            '#ttl': 'ttl',
            '#misses': 'misses',
            '#load': 'load',
          },
          ExpressionAttributeValues: toItem({
            ':agent': agent.agentId,
            ':name': agent.name,
            ':ready': agent.ready,
            ':capacity': agent.capacity,
            ':skills': agent.skills,
            ':languages': agent.languages,
            ':lease': agent.leaseUntil,
            ':now': now,
            ':ttl': seconds(now) + AGENT_DAYS * 86_400,
            ':none': 0,
            ':zero': 0,
          }),
        }),
      );
      if (fresh)
        await Promise.all(
          agent.skills.map((skill) => put({ pk: `skill#${skill}`, sk: agent.agentId, agentId: agent.agentId })),
        );
      return fromItem<AgentRow>(Attributes ?? {});
    },

    async shortenLease(agentId, until) {
      await updateAgent(
        agentId,
        'SET #lease = :until',
        '#lease > :until',
        { '#lease': 'leaseUntil' },
        { ':until': until },
      );
    },
    async setNotReady(agentId) {
      await updateAgent(
        agentId,
        'SET #ready = :false',
        'attribute_exists(pk)',
        { '#ready': 'ready' },
        { ':false': false },
      );
    },

    async agentsOf(skill) {
      const members = await query<{ agentId: string }>(`skill#${skill}`, '');
      const rows = await Promise.all(members.map(({ agentId }) => row<AgentRow>(agentKey(agentId))));
      return rows.filter((agent) => agent !== undefined);
    },

    places: (skill, limit) => query<Place>(`queue#${skill}`, '', limit),

    async putWait(waiting, ttl) {
      return unlessRefused(async () => {
        await client.send(
          new PutItemCommand({
            TableName,
            ReturnConsumedCapacity: 'TOTAL',
            Item: toItem({ pk: `handoff#${waiting.conversationId}`, sk: 'wait', ...waiting, ttl }),
            ConditionExpression:
              'attribute_not_exists(pk) OR #handoff < :handoff OR (#handoff = :handoff AND #run <= :run)',
            ExpressionAttributeNames: { '#handoff': 'handoff', '#run': 'run' },
            ExpressionAttributeValues: toItem({ ':handoff': waiting.handoff, ':run': waiting.run }),
          }),
        );
        return true;
      }, false);
    },
    wait: (conversationId) => row<WaitRow>({ pk: `handoff#${conversationId}`, sk: 'wait' }),
  };

  async function updateAgent(
    agentId: string,
    update: string,
    condition: string,
    names: Record<string, string>,
    values: Record<string, unknown>,
  ) {
    await unlessRefused(async () => {
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key: toItem(agentKey(agentId)),
          UpdateExpression: update,
          ConditionExpression: condition,
          ReturnConsumedCapacity: 'TOTAL',
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: toItem(values),
        }),
      );
    }, undefined);
  }
};

/** A condition that does not hold is an answer, not a fault. */
const unlessRefused = async <T, R>(write: () => Promise<T>, refused: R): Promise<T | R> => {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return refused;
    throw error;
  }
};
