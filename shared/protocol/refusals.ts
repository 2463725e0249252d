/**
 * Every refusal a client can meet, by its stable code. The text is for a developer's eyes; what a customer or an agent
 * reads is in the page's own catalogue under the same code.
 */
export const refusals = {
  'frame-not-understood': 'The frame is not JSON of a known shape; `field` names the first part that is wrong.',
  'frame-too-large': 'A frame may hold 24,576 bytes, a request over HTTP what `limit` says.',
  'unknown-action': 'No such action; see docs/protocol.md for the list.',
  'not-allowed': 'This role may not do that.',
  'not-yours': 'This conversation belongs to somebody else.',
  'unknown-conversation': 'There is no such conversation.',
  'conversation-closed': 'The conversation is closed; a customer opens the next one by writing.',
  'stale-epoch': 'The conversation has changed hands since this was written; sync and look again.',
  'not-owner': 'You do not hold this conversation.',
  'id-conflict': 'The same client message id was used before with other words.',
  'offer-gone': 'This offer is no longer open: declined, expired or given back.',
  'already-accepted': 'This offer was accepted already.',
  'not-your-offer': 'This offer was made to another agent.',
  'already-with-person': 'A person is already asked for or present.',
  'nothing-to-choose': 'No choice is open in this conversation.',
  'contact-needed': 'A callback needs a phone number; a message needs an e-mail address or a phone number.',
  'not-signed-in': 'The ticket is missing, used, expired or from another origin; ask for a new one.',
  'token-expired': 'The customer token has expired; start without it.',
  'token-forged': 'The token does not verify.',
  'origin-not-allowed': 'Pages of this origin may not talk to this environment.',
  'too-many': 'Too many messages; wait and send again.',
  'conversation-full': 'The conversation has reached its limit of events; close it and begin another.',
  'letter-gone': 'No such dead letter lies there any more: redriven, discarded, or in somebody else’s hands.',
} as const;
export type RefusalCode = keyof typeof refusals;
