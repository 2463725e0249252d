import type { EventOf } from '#events/conversation';
import type { EventView } from '#shared/protocol/views';
import type { Agent } from './agent.ts';
import type { Customer } from './customer.ts';
import { shown } from './customer.ts';
import { Unexpected } from './expect.ts';

/** What holds in every scenario, whatever its steps say. */
export async function alwaysHolds(customers: Customer[], agents: Agent[]): Promise<void> {
  for (const customer of customers.filter(({ online }) => online)) {
    await customer.lookAgain();
    for (const conversationId of customer.screen.states.keys()) logHolds(customer.screen.eventsOf(conversationId));
  }
  for (const { screen, name } of [...customers, ...agents])
    if (screen.faults[0]) throw new Unexpected(`nothing strange on the screen of ${name}`, screen.faults.join('; '));
}

/** The facts of one conversation as its customer sees them. */
export function logHolds(events: EventView[]): void {
  let withPerson = false;
  for (const event of events) {
    if (event.kind === 'accepted') withPerson = true;
    if (['agent-lost', 'returned-to-bot', 'closed', 'promised', 'went-on-with-bot'].includes(event.kind))
      withPerson = false;
    if (event.kind !== 'bot-said') continue;
    if (withPerson) throw new Unexpected('the bot to be silent while a person is there', shown(event));
    const { outcome, words } = event as unknown as EventOf<'bot-said'>;
    if (outcome === 'answered' && words.sources.length === 0)
      throw new Unexpected('a source behind each answer', shown(event));
  }
  const times = events.map(({ at }) => at);
  if (times.some((at, i) => i > 0 && at < (times[i - 1] ?? '')))
    throw new Unexpected('times that never run backwards', times.join(' '));
}
