import { logger } from './log.ts';
import { ofConversation, spend } from './meters.ts';
import { step } from './step.ts';

/** A task of the handoff's workflow: its input names the conversation; a state entered is a transition billed. */
export const taskStep = <I extends { conversationId: string }, O>(run: (input: I) => Promise<O>, transitions = 1) =>
  step(async (input: I): Promise<O> => {
    ofConversation(input.conversationId);
    logger.appendKeys({ conversationId: input.conversationId });
    spend('sfn.standard.transition', 'Requests', transitions, true);
    return run(input);
  });
