import { commitsOf, entriesOf, type History } from '../world/history.ts';
import type { Invariant, Violation } from './invariant.ts';

const invariant = 'I14';

export const unsentSurvives: Invariant = {
  id: invariant,
  says: 'what was not sent stays on the screen, and nothing is doubled',
  check: (history) => {
    const stored = storedTexts(history);
    const unsent = new Set(
      history.end.screens.flatMap((screen) => screen.unsent.map(({ text }) => `${screen.who} ${text}`)),
    );
    return entriesOf(history, 'wished').flatMap(({ t, who, action, text }): Violation[] => {
      if (action !== 'say' && action !== 'reply') return [];
      const times = stored.get(text) ?? 0;
      if (times > 1) return [{ invariant, says: `"${text}" of ${who} was stored ${times} times`, t }];
      return times === 1 || unsent.has(`${who} ${text}`)
        ? []
        : [{ invariant, says: `"${text}" of ${who} is nowhere`, t }];
    });
  },
};

/** Each text is said once, so a second one in the logs is a double. */
const storedTexts = (history: History): Map<string, number> => {
  const stored = new Map<string, number>();
  for (const { events } of commitsOf(history))
    for (const event of events)
      if (event.kind === 'customer-said' || event.kind === 'agent-said')
        stored.set(event.words.text, (stored.get(event.words.text) ?? 0) + 1);
  return stored;
};
