import type { Channel, Language } from '#events/actor';
import type { Greeting, Welcome } from '#shared/protocol/session';
import { cleanerOf } from './cleaner.ts';
import { nameOf, openingsOf, type Persona } from './persona.ts';

/** What a page shows before the first words: opening lines and questions to press. Nobody is asked for it, and nothing of it is in the log. */
export const welcomeOf = (persona: Persona, channel: Channel): Welcome => {
  const { clean } = cleanerOf(persona);
  const greeting = (language: Language): Greeting => {
    const questions = persona.channels[channel]?.questions?.[language] ?? persona.questions[language];
    return {
      name: nameOf(persona, language),
      openings: openingsOf(persona, channel, language).map((line) => clean(line).text),
      ...(questions && { questions: questions.map((line) => clean(line).text) }),
    };
  };
  return { en: greeting('en'), zh: greeting('zh') };
};
