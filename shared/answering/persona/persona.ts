import * as z from 'zod';
import { Channel, type Language } from '#events/actor';

const line = z.string().trim().min(1).max(300);
/** The same said in each language the brand speaks; what is missing in one is taken from the house's own words. */
const inLanguages = <T extends z.ZodType>(each: T) => z.strictObject({ en: each.optional(), zh: each.optional() });

const questions = z.array(z.string().trim().min(1).max(80)).min(1).max(6);

export const Tone = z.strictObject({
  /** `formal`: 您 and full sentences. `friendly`: short and warm. */
  manner: z.enum(['formal', 'friendly']).default('friendly'),
  /** How a customer is addressed in Chinese. */
  address: z.enum(['您', '你', '亲']).default('您'),
  emoji: z.boolean().default(false),
  /** An answer should be no longer than this, in characters; a model is told so. */
  longest: z.int().min(40).max(2000).default(400),
});
export type Tone = z.infer<typeof Tone>;

/** Words that are never said, and what is said instead. Case, width and what stands between Han characters do not matter. */
export const Replacement = z.strictObject({
  words: z.array(z.string().trim().min(2).max(60)).min(1).max(50),
  instead: z.string().trim().min(1).max(60),
});
export type Replacement = z.infer<typeof Replacement>;

/** What the brand's people have approved for moments that matter; used word for word. */
export const Approved = z.strictObject({
  apology: inLanguages(z.array(line).min(1).max(10)).default({}),
  reassurance: inLanguages(z.array(line).min(1).max(10)).default({}),
  offer: inLanguages(z.array(line).min(1).max(10)).default({}),
});

/** Who speaks for a brand, on each channel. */
export const Persona = z
  .strictObject({
    brand: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower case letters, digits and hyphens, at most 40'),
    version: z.string().min(1).max(60),
    name: inLanguages(z.string().trim().min(1).max(30)),
    look: z.strictObject({
      /** A picture on the brand's own pages; without it the initial is drawn. */
      picture: z.url({ protocol: /^https$/, error: 'an https address' }).optional(),
      colour: z.string().regex(/^#[0-9a-f]{6}$/i, 'a colour such as #1c7ed6'),
    }),
    openings: inLanguages(z.array(line).min(1).max(20)).default({}),
    /** Shown for a press before the first words; they are asked as if she had written them. */
    questions: inLanguages(questions).default({}),
    tone: z.prefault(Tone, {}),
    /** What a channel does otherwise. */
    channels: z
      .partialRecord(
        Channel,
        z.strictObject({
          openings: inLanguages(z.array(line).min(1).max(20)).optional(),
          questions: inLanguages(questions).optional(),
          tone: z.partialRecord(z.enum(['manner', 'address', 'emoji', 'longest']), z.unknown()).optional(),
        }),
      )
      .default({}),
    approved: z.prefault(Approved, {}),
    banned: z.array(Replacement).max(200).default([]),
    competitors: z.array(Replacement).max(200).default([]),
  })
  .refine(({ name }) => name.en !== undefined || name.zh !== undefined, { path: ['name'], error: 'a name in en or zh' })
  .refine(
    ({ banned, competitors }) => {
      const all = [...banned, ...competitors];
      const forbidden = all.flatMap(({ words }) => words.map((word) => word.toLowerCase()));
      return all.every(({ instead }) => forbidden.every((word) => !instead.toLowerCase().includes(word)));
    },
    { path: ['banned'], error: 'what is said instead may not be banned itself' },
  )
  .refine(
    ({ tone, channels }) => Object.values(channels).every((own) => Tone.safeParse({ ...tone, ...own?.tone }).success),
    {
      path: ['channels'],
      error: 'a tone of manner, address, emoji and longest',
    },
  );
export type Persona = z.infer<typeof Persona>;

const house = {
  name: { en: 'Baton', zh: '小棒' },
  openings: {
    en: ['Hello! I am {name}, the shop’s bot. What can I do for you?'],
    zh: ['您好,我是{name},店里的机器人。有什么可以帮您?'],
  },
  apology: { en: ['I am sorry about this.'], zh: ['抱歉给您添麻烦了。'] },
  reassurance: {
    en: ['No need to worry, let us look at it step by step.'],
    zh: ['您别着急,我们一步一步来看。'],
  },
  offer: {
    en: ['If you would rather have a person, just say “person”.'],
    zh: ['想找真人同事的话,说“转人工”就行。'],
  },
} as const;

/** `place`: which of several lines, so that the same customer does not hear the same one each time; any whole number. */
const chosen = (lines: readonly string[] | undefined, otherwise: readonly string[], place: number): string => {
  const from = lines && lines.length > 0 ? lines : otherwise;
  return from[Math.abs(place) % from.length] ?? '';
};

export const nameOf = ({ name }: Persona, language: Language): string =>
  name[language] ?? name.en ?? name.zh ?? house.name[language];

/** The lines of which one is the first thing said on a channel; the house's own say that it is a bot. */
export const openingsOf = (persona: Persona, channel: Channel, language: Language): string[] => {
  const own = persona.channels[channel]?.openings?.[language] ?? persona.openings[language] ?? house.openings[language];
  return own.map((line) => line.replaceAll('{name}', nameOf(persona, language)));
};

/** The first thing the bot says on a channel. That it is a bot is part of it, whatever its name. */
export const openingOf = (persona: Persona, channel: Channel, language: Language, place = 0): string =>
  chosen(openingsOf(persona, channel, language), house.openings[language], place);

export const toneOf = ({ tone, channels }: Persona, channel: Channel): Tone =>
  Tone.parse({ ...tone, ...channels[channel]?.tone });

export type Moment = 'apology' | 'reassurance' | 'offer';
export const approvedLine = (persona: Persona, moment: Moment, language: Language, place = 0): string =>
  chosen(persona.approved[moment][language], house[moment][language], place);
