import type { HandoffReason } from '#events/conversation';
import { accept } from '#functions/accept/step';
import { agentTicket } from '#functions/agent-ticket/step';
import { answer } from '#functions/answer/step';
import { askPerson } from '#functions/ask-person/step';
import { assess } from '#functions/assess/step';
import { authorize } from '#functions/authorize/step';
import { bury } from '#functions/bury/step';
import { choose } from '#functions/choose/step';
import { close } from '#functions/close/step';
import { decline } from '#functions/decline/step';
import { deliver } from '#functions/deliver/step';
import { disconnect } from '#functions/disconnect/step';
import { lapse } from '#functions/lapse/step';
import { match } from '#functions/match/step';
import { openSession } from '#functions/open-session/step';
import { passOn } from '#functions/pass-on/step';
import { presence } from '#functions/presence/step';
import { projectEvents, projectLine } from '#functions/project/step';
import { receive } from '#functions/receive/step';
import { relay } from '#functions/relay/step';
import { reply } from '#functions/reply/step';
import { rescue } from '#functions/rescue/step';
import { returnToBot } from '#functions/return-to-bot/step';
import { settle } from '#functions/settle/step';
import { sweep } from '#functions/sweep/step';
import { sync } from '#functions/sync/step';
import { typing } from '#functions/typing/step';
import { wait } from '#functions/wait/step';
import { wrapUp } from '#functions/wrap-up/step';
import type { Turn } from '#shared/conversation/turn';
import { currentBook } from '#shared/cost/price-book';
import { summaryFrom } from '#shared/duties/summary-of';
import { wholeLog } from '#shared/duties/whole-log';
import { contactOf } from '#shared/handoff/contact';
import { handingOff as decide } from '#shared/handoff/hand-off';
import { promiseDueAt as due, type PromiseDueAt } from '#shared/handoff/hours';
import type { Ports } from './ports.ts';
import {
  FRAMES_PER_MINUTE,
  HANDLE_SECONDS,
  MISSES_ALLOWED,
  ORIGIN,
  type RunSettings,
  SESSIONS_PER_MINUTE,
} from './settings.ts';

/**
 * The real steps, wired as their handlers wire them. A planted bug may put its own in the place of one; a step that is added
 * to `functions/` must be added here, or `steps.test.ts` fails.
 */
export const wiringOf = (settings: RunSettings) => {
  const { timings, skills } = settings;
  const names = skills.map(({ name }) => name);
  const handingOff = (reason: HandoffReason, texts: readonly string[], at: string) =>
    decide({ reason, at, texts, settings });
  const promiseDueAt: PromiseDueAt = (handoff, at) =>
    due({ settings, skill: handoff?.skill ?? '', missed: handoff?.missed }, at);
  const tellFailure = () => undefined;
  const projecting = (p: Ports) => ({ ...p, book: currentBook, region: settings.priceRegion });
  return {
    accept: (p: Ports) => accept(p),
    'agent-ticket': (p: Ports) => agentTicket(p),
    answer: (p: Ports): ((turn: Turn) => Promise<void>) =>
      answer({
        ...p,
        settleMs: timings.settleMs,
        timeZone: settings.hours.timeZone,
        tellFailure,
        handingOff: ({ reason }, texts, at) => handingOff(reason, texts, at),
      }),
    'ask-person': (p: Ports) =>
      askPerson({
        ...p,
        handingOff: (at) => handingOff('customer-asked', [], at),
        summaryOf: summaryFrom(p.store),
      }),
    assess: (p: Ports) => assess({ ...p, offerSeconds: timings.offerSeconds, choiceSeconds: timings.choiceSeconds }),
    authorize: (p: Ports) => authorize(p),
    bury: (p: Ports) => bury({ ...p, handingOff: (at) => handingOff('bot-failed', [], at) }),
    choose: (p: Ports) => choose({ ...p, promiseDueAt }),
    close: (p: Ports) => close(p),
    decline: (p: Ports) => decline({ ...p, declinePauseSeconds: timings.declinePauseSeconds }),
    deliver: (p: Ports) => deliver(p),
    disconnect: (p: Ports) =>
      disconnect({ ...p, leaseGraceSeconds: timings.leaseGraceSeconds, abandonSeconds: timings.abandonSeconds }),
    lapse: (p: Ports) =>
      lapse({
        ...p,
        promiseDueAt,
        queueWaitSeconds: timings.queueWaitSeconds,
        contactOf: async (conversationId) => contactOf((await wholeLog(p.store, conversationId)).events),
      }),
    match: (p: Ports) =>
      match({
        ...p,
        offerSeconds: timings.offerSeconds,
        handleSeconds: HANDLE_SECONDS,
        acceptanceOf: (skill) => skills.find(({ name }) => name === skill)?.acceptance ?? 'confirm',
      }),
    'open-session': (p: Ports) =>
      openSession({ ...p, origins: [ORIGIN], newPerMinute: SESSIONS_PER_MINUTE, nameOf: (address) => address }),
    'pass-on': (p: Ports) => passOn({ ...p, missesAllowed: MISSES_ALLOWED }),
    presence: (p: Ports) =>
      presence({ ...p, leaseSeconds: timings.leaseSeconds, capacity: settings.capacity, skills: names }),
    project: (p: Ports) => projectEvents(projecting(p)),
    'project.line': (p: Ports) => projectLine(projecting(p)),
    receive: (p: Ports) => receive({ ...p, perMinute: FRAMES_PER_MINUTE, summaryOf: summaryFrom(p.store) }),
    relay: (p: Ports) => relay({ ...p, measure: () => {} }),
    reply: (p: Ports) => reply(p),
    rescue: (p: Ports) => rescue({ ...p, choiceSeconds: timings.choiceSeconds }),
    'return-to-bot': (p: Ports) => returnToBot(p),
    settle: (p: Ports) => settle({ ...p, promiseDueAt }),
    sweep: (p: Ports) =>
      sweep({
        ...p,
        timings,
        skills: names,
        promiseDueAt,
        queueWaitSeconds: timings.queueWaitSeconds,
        handingOff: (reason, at) => handingOff(reason, [], at),
        tellFailure: (_conversationId, error) => {
          if (!(error instanceof Error && error.name === 'Struck')) throw error;
        },
      }),
    sync: (p: Ports) => sync(p),
    typing: (p: Ports) => typing(p),
    wait: (p: Ports) => wait({ ...p, choiceSeconds: timings.choiceSeconds }),
    'wrap-up': (p: Ports) => wrapUp(p),
  };
};
export type Wiring = ReturnType<typeof wiringOf>;
export type StepName = keyof Wiring;
