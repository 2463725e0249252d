import { answersWait } from '#shared/duties/answer-wait';
import { clientFrames } from '#shared/protocol/frames';
import { now } from '#shared/runtime/clock';
import { conversations } from '#shared/runtime/parts/conversations';
import { desk } from '#shared/runtime/parts/desk';
import { waits } from '#shared/runtime/parts/workflow';
import { socketStep } from '#shared/runtime/socket-step';
import { accept } from './step.ts';

const store = conversations();
const answerWait = answersWait({ store, desk: desk(), waits: waits() });

export const handler = socketStep(clientFrames.accept, ['agent'], accept({ store, answerWait, now }));
