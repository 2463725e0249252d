import type { accept } from '#functions/accept/step';
import type { agentTicket } from '#functions/agent-ticket/step';
import type { answer } from '#functions/answer/step';
import type { askPerson } from '#functions/ask-person/step';
import type { assess } from '#functions/assess/step';
import type { authorize } from '#functions/authorize/step';
import type { bury } from '#functions/bury/step';
import type { choose } from '#functions/choose/step';
import type { close } from '#functions/close/step';
import type { decline } from '#functions/decline/step';
import type { deliver } from '#functions/deliver/step';
import type { disconnect } from '#functions/disconnect/step';
import type { lapse } from '#functions/lapse/step';
import type { match } from '#functions/match/step';
import type { openSession } from '#functions/open-session/step';
import type { passOn } from '#functions/pass-on/step';
import type { presence } from '#functions/presence/step';
import type { projectEvents, projectLine } from '#functions/project/step';
import type { receive } from '#functions/receive/step';
import type { relay } from '#functions/relay/step';
import type { reply } from '#functions/reply/step';
import type { rescue } from '#functions/rescue/step';
import type { returnToBot } from '#functions/return-to-bot/step';
import type { settle } from '#functions/settle/step';
import type { sweep } from '#functions/sweep/step';
import type { sync } from '#functions/sync/step';
import type { typing } from '#functions/typing/step';
import type { wait } from '#functions/wait/step';
import type { wrapUp } from '#functions/wrap-up/step';
import type { StepName } from '../world/steps.ts';

/** What each step says that it needs. A step that is wired into the simulator and missing here does not compile. */
type StepTypes = {
  accept: typeof accept;
  'agent-ticket': typeof agentTicket;
  answer: typeof answer;
  'ask-person': typeof askPerson;
  assess: typeof assess;
  authorize: typeof authorize;
  bury: typeof bury;
  choose: typeof choose;
  close: typeof close;
  decline: typeof decline;
  deliver: typeof deliver;
  disconnect: typeof disconnect;
  lapse: typeof lapse;
  match: typeof match;
  'open-session': typeof openSession;
  'pass-on': typeof passOn;
  presence: typeof presence;
  project: typeof projectEvents;
  'project.line': typeof projectLine;
  receive: typeof receive;
  relay: typeof relay;
  reply: typeof reply;
  rescue: typeof rescue;
  'return-to-bot': typeof returnToBot;
  settle: typeof settle;
  sweep: typeof sweep;
  sync: typeof sync;
  typing: typeof typing;
  wait: typeof wait;
  'wrap-up': typeof wrapUp;
};
export type Needs<S extends StepName> = Parameters<StepTypes[S]>[0];

// biome-ignore lint/suspicious/noExplicitAny: any function at all, whatever it takes
type IsAwaited<F> = F extends (...given: any[]) => Promise<unknown> | AsyncIterable<unknown> ? true : false;
type AwaitedOf<O> = { [K in keyof O & string]: IsAwaited<O[K]> extends true ? K : never }[keyof O & string];

/** Everything among `N` that is waited for, by name: `port.method`, or the name of a function. */
export type MethodsOf<N> = {
  [K in keyof N & string]: NonNullable<N[K]> extends readonly unknown[]
    ? never
    : NonNullable<N[K]> extends (...given: never[]) => unknown
      ? IsAwaited<NonNullable<N[K]>> extends true
        ? K
        : never
      : NonNullable<N[K]> extends object
        ? AwaitedOf<N[K]> extends infer M extends string
          ? `${K}.${M}`
          : never
        : never;
}[keyof N & string];

/** What step `S` may wait for at all. */
export type MethodOf<S extends StepName> = MethodsOf<Needs<S>>;
export type AnyMethod = { [S in StepName]: MethodOf<S> }[StepName];
