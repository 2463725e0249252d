import type { Turn } from '#shared/conversation/turn';
import { byModel } from './by-model.ts';
import { sortByModel } from './sort-by-model.ts';
import { answer } from './step.ts';

type Voiced = Parameters<typeof answer>[0] & Pick<Parameters<typeof byModel>[0], 'voice'>;
type Models = Omit<Parameters<typeof byModel>[0], 'voice'>;

/** The turn of an environment that has models. */
export const answerWithModels = (needs: Voiced, models: Models): ((turn: Turn) => Promise<void>) =>
  answer({
    ...needs,
    byModel: byModel({ ...models, voice: needs.voice }),
    sortByModel: sortByModel({ ...models, brand: needs.voice.persona.brand }),
  });
