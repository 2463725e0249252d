import type { EventOf } from '#events/conversation';
import type { Agent } from './agent.ts';
import type { Customer } from './customer.ts';

/** How long somebody waited for something, in milliseconds. */
export type Timing = { name: string; milliseconds: number };

/** What a customer and her agent have waited for, in the order in which it began. */
export function timingsOf(customer: Customer, agents: Agent[]): Timing[] {
  return [...answers(customer), ...offers(customer, agents), ...replies(customer, agents)];
}

const short = (text: string): string => (text.length > 28 ? `${text.slice(0, 27)}…` : text);

function answers({ sent, screen }: Customer): Timing[] {
  return sent.flatMap(({ text, conversationId, seq, at, ackMs }) => {
    const ack = { name: `'${short(text)}' → ack`, milliseconds: ackMs };
    const answer = screen.sightings.find(
      ({ event, conversationId: of }) =>
        of === conversationId &&
        event.kind === 'bot-said' &&
        event.seq > seq &&
        (event as unknown as EventOf<'bot-said'>).answersUpTo >= seq,
    );
    if (!answer) return [ack];
    const draft = screen.drafts.get((answer.event as unknown as EventOf<'bot-said'>).turn);
    return [
      ack,
      ...(draft ? [{ name: `'${short(text)}' → first delta`, milliseconds: draft.firstAt - at }] : []),
      { name: `'${short(text)}' → answer`, milliseconds: answer.at - at },
    ];
  });
}

function offers({ pressed }: Customer, agents: Agent[]): Timing[] {
  return pressed
    .filter(({ action }) => action === 'ask-person')
    .flatMap(({ at, ackMs }) => {
      const offered = agents.flatMap((agent) =>
        agent.offers.filter((one) => one >= at).map((one) => ({ agent, at: one })),
      );
      const [first] = offered.sort((a, b) => a.at - b.at);
      return [
        { name: 'asked for a person → ack', milliseconds: ackMs },
        ...(first
          ? [{ name: `asked for a person → offered to ${first.agent.name}`, milliseconds: first.at - at }]
          : []),
      ];
    });
}

function replies({ screen }: Customer, agents: Agent[]): Timing[] {
  return agents.flatMap((agent) =>
    agent.replies.flatMap(({ clientMessageId, text, at }) => {
      const seen = screen.sightings.find(
        ({ event }) =>
          event.kind === 'agent-said' &&
          (event as unknown as EventOf<'agent-said'>).clientMessageId === clientMessageId,
      );
      return seen ? [{ name: `${agent.name}: '${short(text)}' → customer's screen`, milliseconds: seen.at - at }] : [];
    }),
  );
}
