import type { ConversationEvent } from '#events/conversation';
import { slotsOf } from '#shared/understanding/slots';

/**
 * How the customer can be reached, as she said it: the newest phone number or e-mail address of her words, or the contact she
 * gave with a choice. An address is recognised by its @. Nothing where she has told none.
 */
export const contactOf = (events: readonly ConversationEvent[]): string | undefined => {
  for (const event of events.toReversed()) {
    if (event.kind === 'promised' && event.words.contact) return event.words.contact;
    const contact = event.kind === 'customer-said' ? contactIn(event.words.text) : undefined;
    if (contact) return contact;
  }
  return undefined;
};

const contactIn = (text: string): string | undefined =>
  slotsOf([{ seq: 1, from: 'customer', text }]).findLast(({ name }) => name === 'phone' || name === 'email')?.value;
