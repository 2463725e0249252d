import type { Ran } from './run.ts';
import type { Entry } from './world/history.ts';
import { START } from './world/scheduler.ts';

const clock = (t: number): string => {
  const seconds = (t - START) / 1000;
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return `${String(minutes).padStart(3)}:${rest.toFixed(3).padStart(6, '0')}`;
};

type Line = [who: string, what: string];
type Steps = ReadonlyMap<number, string>;

/** What an entry says to a reader; nothing where it only serves a check. */
const lineOf = (entry: Entry, steps: Steps): Line | undefined => {
  switch (entry.what) {
    case 'acts':
      return [entry.who, entry.act];
    case 'fault':
      return ['FAULT', `${entry.fault} at ${entry.key}`];
    case 'ended':
      return entry.outcome === 'answered' ? undefined : [entry.step, `${entry.outcome.toUpperCase()}`];
    case 'committed': {
      const facts = entry.events.map((event) => `${event.seq} ${event.kind}`).join(', ');
      const { owner, epoch } = entry.after;
      return [entry.step, `writes ${facts} of ${entry.conversationId}: ${owner.kind} owns, epoch ${epoch}`];
    }
    case 'sent':
      return [entry.who, `sends ${entry.action}${entry.clientMessageId ? ` ${entry.clientMessageId.slice(-4)}` : ''}`];
    case 'acked':
      return [entry.who, `hears that ${entry.action} stands at ${entry.seq}`];
    case 'refused':
      return [entry.who, `hears ${entry.code}${entry.action ? ` to ${entry.action}` : ''}`];
    case 'pushed':
      return entry.type === 'events'
        ? [entry.to, `is pushed up to ${entry.upTo} of ${entry.conversationId}`]
        : undefined;
    case 'shown':
      return [
        entry.who,
        `sees ${entry.seqs.join(' ') || 'nothing'}${entry.draft ? ' and a draft' : ''} of ${entry.conversationId}`,
      ];
    case 'searched':
      return [steps.get(entry.invocation) ?? 'a step', `finds ${entry.articles.length} in ${entry.version}`];
    case 'asked-model':
      return [steps.get(entry.invocation) ?? 'a step', `asks the ${entry.rung} model: ${entry.came}`];
    case 'told-fault':
      return [steps.get(entry.invocation) ?? 'a step', `goes on without ${entry.says}`];
    case 'published':
      return ['editor', `publishes ${entry.version}`];
    case 'workflow':
      return ['workflow', `${entry.execution} ${entry.does}${entry.state ? ` ${entry.state}` : ''}`];
    case 'given-up':
      return [entry.where, `gives up ${entry.body}`];
    default:
      return undefined;
  }
};

/** Ids of forty letters, as a reader would call them. */
const namesIn = (entries: readonly Entry[]): [RegExp, string][] => {
  const ids = new Set<string>();
  for (const entry of entries) if (entry.what === 'committed') ids.add(entry.after.customerId);
  return [...ids].map((id, i) => [new RegExp(id, 'g'), `thread-${String.fromCharCode(65 + i)}`]);
};

/** A failing history as a reader can follow it: when, who, what; what is quoted is what was broken. */
export const storyOf = ({ scenario, history, violations, struck }: Ran): string => {
  const steps = new Map<number, string>();
  for (const entry of history.entries) if (entry.what === 'invoked') steps.set(entry.invocation, entry.step);
  const told = history.entries.flatMap((entry) => {
    const line = lineOf(entry, steps);
    return line ? [`  ${clock(entry.t)}  ${line[0].padEnd(14)} ${line[1]}`] : [];
  });
  const who = scenario.actors.map(({ name }) => name).join(', ');
  const acts = scenario.actors.reduce((sum, actor) => sum + actor.acts.length, 0);
  const broken = violations.map(
    ({ invariant, says, t, conversationId }) =>
      `  ${clock(t)}  ${invariant.padEnd(14)} BROKEN: ${says}${conversationId ? ` (${conversationId})` : ''}`,
  );
  const head = `seed ${scenario.seed}: ${who}; ${acts} acts, ${struck.size} faults, clocks ${scenario.skewMs ? 'off by up to 5 min' : 'right'}`;
  const names = namesIn(history.entries);
  const text = [head, ...told, ...broken].join('\n');
  return names.reduce((story, [id, name]) => story.replace(id, name), text);
};
