import { setTimeout as sleep } from 'node:timers/promises';
import type { Turn } from '#shared/conversation/turn';
import { queueStep } from '#shared/runtime/batch-step';
import { now } from '#shared/runtime/clock';
import { conversations } from '#shared/runtime/parts/conversations';
import { desk } from '#shared/runtime/parts/desk';
import { handingOff } from '#shared/runtime/parts/handoff';
import { knowledge } from '#shared/runtime/parts/knowledge';
import { matching, turns } from '#shared/runtime/parts/queues';
import { settings } from '#shared/runtime/parts/settings';
import { sockets } from '#shared/runtime/parts/sockets';
import { answer } from './step.ts';

export const handler = queueStep<Turn>(
  answer({
    store: conversations(),
    knowledge: knowledge(),
    desk: desk(),
    sockets: sockets(),
    turns: turns(),
    matching: matching(),
    now,
    sleep: (milliseconds) => sleep(milliseconds),
    settleMs: settings.timings.settleMs,
    timeZone: settings.hours.timeZone,
    handingOff: ({ reason }, texts, at) => handingOff(reason, texts, at),
  }),
  ({ conversationId }) => conversationId,
);
