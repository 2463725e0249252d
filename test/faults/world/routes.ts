import type { ClientFrame, ServerFrame } from '#shared/protocol/frames';
import { refusal } from '#shared/runtime/refusal';
import type { Sender } from '#shared/runtime/socket-step';
import type { Routes } from '../platform/gateway.ts';
import type { Caller } from './calls.ts';
import type { Ports } from './ports.ts';
import type { Wiring } from './steps.ts';

/** Which roles may send a frame, as the handlers say. */
const roles: Partial<Record<ClientFrame['action'], readonly Sender['role'][]>> = {
  say: ['customer'],
  sync: ['customer', 'agent'],
  'ask-person': ['customer'],
  choose: ['customer'],
  typing: ['customer', 'agent'],
  presence: ['agent'],
  accept: ['agent'],
  decline: ['agent'],
  reply: ['agent'],
  close: ['customer', 'agent'],
  'return-to-bot': ['agent'],
};

/** Frames to steps, as infra's routes have it. */
export const routesOf = (
  wiring: Wiring,
  ports: (caller: Caller) => Ports,
  beaten: (agentId: string) => void,
): Routes => ({
  authorize: (caller, ticket, origin) => wiring.authorize(ports(caller))(ticket, origin),
  disconnect: (caller, sender) => wiring.disconnect(ports(caller))(sender),
  frame: (frame, sender) => {
    const step = frame.action === 'say' ? 'receive' : frame.action;
    if (!roles[frame.action]?.includes(sender.role))
      return { step: 'unknown-frame', run: async () => refusal('not-allowed', { action: frame.action }) };
    return {
      step,
      run: async (caller) => {
        const answer = await taken(wiring, ports(caller), frame, sender);
        if (frame.action === 'presence') beaten(sender.id);
        return answer;
      },
    };
  },
});

const taken = (wiring: Wiring, ports: Ports, frame: ClientFrame, sender: Sender): Promise<ServerFrame> => {
  switch (frame.action) {
    case 'say':
      return wiring.receive(ports)(frame, sender);
    case 'sync':
      return wiring.sync(ports)(frame, sender);
    case 'ask-person':
      return wiring['ask-person'](ports)(frame, sender);
    case 'choose':
      return wiring.choose(ports)(frame, sender);
    case 'typing':
      return wiring.typing(ports)(frame, sender);
    case 'presence':
      return wiring.presence(ports)(frame, sender);
    case 'accept':
      return wiring.accept(ports)(frame, sender);
    case 'decline':
      return wiring.decline(ports)(frame, sender);
    case 'reply':
      return wiring.reply(ports)(frame, sender);
    case 'close':
      return wiring.close(ports)(frame, sender);
    case 'return-to-bot':
      return wiring['return-to-bot'](ports)(frame, sender);
    default:
      throw new Error(`nobody here sends ${frame.action}`);
  }
};
