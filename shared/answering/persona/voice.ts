import type { Channel, Language } from '#events/actor';
import { moodOf } from '#shared/understanding/emotion';
import { phrases } from '../phrases.ts';
import type { BotPlan } from '../plan.ts';
import { cleanerOf } from './cleaner.ts';
import { openingOf, Persona, type Tone, toneOf } from './persona.ts';
import { type Strategy, strategyOf, voiced } from './strategy.ts';

/** The moment in which the bot speaks. `scores`: moods of her messages, oldest first. `place`: which of several lines, any number. */
export type Occasion = { language: Language; channel: Channel; strategy: Strategy; last?: string; place: number };

/** How a brand's bot speaks: every text of it passes here, whoever has made it. */
export type Voice = {
  persona: Persona;
  toneOn(channel: Channel): Tone;
  say(plan: BotPlan, occasion: Occasion): BotPlan;
};

/** Who speaks where no persona is set: a name for a model's instructions. What the bot says stays as it is. */
const neutral = Persona.parse({
  brand: 'shop',
  version: 'none',
  name: { en: 'Baton', zh: '小棒' },
  look: { colour: '#1c7ed6' },
});

/** An event's text holds no more, in UTF-16 units. */
const LONGEST = 8000;

/** The voice of a persona; without one, texts pass unchanged. Make one a version of the persona. */
export const voiceOf = (persona: Persona | undefined): Voice => {
  const { clean } = cleanerOf(persona ?? neutral);
  return {
    persona: persona ?? neutral,
    toneOn: (channel) => toneOf(persona ?? neutral, channel),
    say: (plan, occasion) =>
      persona ? { ...plan, text: fitted(clean(inVoice(plan, persona, occasion)).text, clean(plan.text).text) } : plan,
  };
};

const fitted = (text: string, bare: string): string =>
  text.length <= LONGEST ? text : bare.slice(0, LONGEST).toWellFormed();

const inVoice = (plan: BotPlan, persona: Persona, { language, channel, strategy, last, place }: Occasion): string => {
  const { outcome, text } = plan;
  const { greeting } = phrases[language];
  if (outcome === 'small-talk')
    return text.startsWith(greeting)
      ? openingOf(persona, channel, language, place) + text.slice(greeting.length)
      : text;
  // Each phrase that gives no answer offers a person by itself.
  const { after: _offered, ...rest } = strategy;
  return voiced(text, { persona, language, strategy: outcome === 'unknown' ? rest : strategy, last });
};

/** How to speak in a turn, by her mood: `scores` of her messages up to now, `texts` those that are answered now. */
export const mannerOf = (scores: readonly number[], texts: readonly string[]): Strategy =>
  strategyOf({ scores, fear: texts.some((text) => moodOf(text).fear) });
