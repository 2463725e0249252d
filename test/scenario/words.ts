import * as z from 'zod';
import { Language } from '#events/actor';
import { Disposition } from '#events/conversation';

/** The words of a scenario: who may be its subject, what stands after the colon. The schema, the player and the page of documentation follow this one table. */
const MOST_SECONDS = 120;
export const Duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s)$/, 'a time such as 500ms or 3s')
  .refine((text) => millisecondsOf(text) <= MOST_SECONDS * 1000, `at most ${MOST_SECONDS}s: a scenario waits for real`);

export const millisecondsOf = (text: string): number =>
  text.endsWith('ms') ? Number.parseFloat(text) : Number.parseFloat(text) * 1000;

const Text = z.string().min(1);
/** One text or several that must all be there. Case, spaces and `**` make no difference. */
const Texts = z.union([Text, z.array(Text).min(1)]);
const Ids = z.union([Text, z.array(Text).min(1)]);
/** A customer of the scenario by her name; left out, the one called `customer`. */
const Name = z.string().regex(/^[a-z]+$/, 'a name in lower case letters');
const Refusal = z.union([
  Text,
  z.strictObject({ code: Text, field: Text.optional(), limit: Text.optional(), within: Duration.optional() }),
]);
const Sight = z.looseObject({
  /** `bot`, `customer`, or the name of an agent of the scenario. */
  from: Text.optional(),
  /** A kind of event, such as `choice-asked`; further fields are compared with the event's own. */
  event: Text.optional(),
  containing: Texts.optional(),
  'not containing': Texts.optional(),
  within: Duration.optional(),
});
const Frame = z.record(z.string(), z.unknown());
const Raw = z.union([z.string(), z.strictObject({ bytes: z.int().positive().max(131_072) })]);
const Silence = z.union([Duration, z.strictObject({ for: Duration, to: Name.optional() })]);

const PacketSight = z.strictObject({
  question: Texts.optional(),
  'no question': z.literal(true).optional(),
  summary: Texts.optional(),
  reason: Text.optional(),
  'tried citing': Ids.optional(),
  slots: z.record(z.string(), Text).optional(),
  emotion: z.enum(['calm', 'anxious', 'angry', 'happy']).optional(),
  /** The name of one of the environment's own. */
  intent: Text.optional(),
  language: Language.optional(),
  turns: z.int().nonnegative().optional(),
});

type WordOf<A extends z.ZodType> = { subject: Subject; argument: A; optional: boolean };
export type Subject = 'customer' | 'agent' | 'bot' | 'scenario';

const word = <A extends z.ZodType>(subject: Subject, argument: A): WordOf<A> => ({
  subject,
  argument,
  optional: false,
});
/** May also stand alone, without a colon. */
const alone = <A extends z.ZodType>(subject: Subject, argument: A): WordOf<z.ZodOptional<A>> => ({
  subject,
  argument: argument.optional(),
  optional: true,
});
const nothing = z.undefined();
const bare = (subject: Subject): WordOf<typeof nothing> => ({ subject, argument: nothing, optional: true });

export const words = {
  // What customers do.
  'customer opens': alone(
    'customer',
    z.strictObject({
      origin: Text.optional(),
      ticket: z.enum(['used', 'none', 'invented', 'of another origin']).optional(),
      token: z.enum(['forged', 'expired', 'without signature', 'of an agent']).optional(),
    }),
  ),
  'customer says': word('customer', Texts),
  'customer repeats the last message': bare('customer'),
  'customer repeats the last message as': word('customer', Text),
  'customer presses': word(
    'customer',
    z.union([
      z.enum(['ask-person', 'keep-helping', 'go-on-with-bot', 'close']),
      z.strictObject({
        choose: z.enum(['callback', 'message', 'bot']),
        contact: Text.optional(),
        text: Text.optional(),
      }),
    ]),
  ),
  'customer types': bare('customer'),
  'customer disconnects': bare('customer'),
  'customer reconnects': bare('customer'),
  'customer reloads the page': bare('customer'),
  'customer opens a second tab': word('customer', Name),
  'customer sends frame': word('customer', Frame),
  'customer sends raw': word('customer', Raw),
  // What customers see.
  'customer sees': word('customer', z.union([Text, Sight])),
  'customer hears': word(
    'customer',
    z.strictObject({
      place: z.int().positive(),
      'wait at most': Duration.optional(),
      within: Duration.optional(),
    }),
  ),
  'customer is refused': word('customer', Refusal),
  'customer sees no more': word('customer', Duration),
  // What the bot does.
  'bot answers': alone(
    'bot',
    z.union([
      Texts,
      z.strictObject({
        containing: Texts.optional(),
        'not containing': Texts.optional(),
        citing: Ids.optional(),
        'not citing': Ids.optional(),
        outcome: z.enum(['answered', 'small-talk', 'unknown']).optional(),
        streamed: z.literal(true).optional(),
        'all words so far': z.literal(true).optional(),
        within: Duration.optional(),
        to: Name.optional(),
      }),
    ]),
  ),
  'bot does not know': alone('bot', z.strictObject({ within: Duration.optional(), to: Name.optional() })),
  'bot stays silent': word('bot', Silence),
  // What agents do.
  'agent signs in': alone('agent', z.strictObject({ token: z.enum(['none', 'forged', 'of a customer']).optional() })),
  'agent goes ready': bare('agent'),
  'agent goes away': bare('agent'),
  'agent accepts': bare('agent'),
  'agent declines': bare('agent'),
  'agent stays silent': word('agent', Duration),
  'agent says': word('agent', Texts),
  'agent repeats the last message': bare('agent'),
  'agent sends a stale reply': word('agent', Text),
  'agent types': bare('agent'),
  'agent closes': alone('agent', z.strictObject({ disposition: Disposition.optional(), note: Text.optional() })),
  'agent returns to bot': alone('agent', z.strictObject({ note: Text })),
  'agent disconnects': bare('agent'),
  'agent reconnects': bare('agent'),
  'agent sends frame': word('agent', Frame),
  'agent sends raw': word('agent', Raw),
  // What agents see.
  'agent is offered': alone(
    'agent',
    z.strictObject({ packet: PacketSight.optional(), within: Duration.optional(), of: Name.optional() }),
  ),
  'agent is not offered': word('agent', Duration),
  'agent sees': word('agent', z.union([Text, Sight])),
  'agent is refused': word('agent', Refusal),
  'agent has': word(
    'agent',
    z.strictObject({
      ready: z.boolean().optional(),
      load: z.int().nonnegative().optional(),
      within: Duration.optional(),
    }),
  ),
  // What holds.
  'owner is': word(
    'scenario',
    z.union([Text, z.strictObject({ kind: Text, of: Name.optional(), within: Duration.optional() })]),
  ),
  'conversation is': word(
    'scenario',
    z.union([z.int().positive(), z.strictObject({ number: z.int().positive(), of: Name })]),
  ),
  'order of messages': word('scenario', z.array(Text).min(1)),
  'no frame to an agent holds': word('scenario', Texts),
  'no frame to a customer holds': word('scenario', Texts),
  'cost below': word(
    'scenario',
    z.union([z.number().positive(), z.strictObject({ usd: z.number().positive(), of: Name })]),
  ),
  after: word('scenario', Duration),
} as const satisfies Record<string, WordOf<z.ZodType>>;

export type Words = typeof words;
export type WordName = keyof Words;
export type ArgumentOf<W extends WordName> = z.infer<Words[W]['argument']>;

export type Spoken = { word: WordName; who: string | undefined };

/** `customer two says` is the word `customer says` of the customer `two`; an agent always has a name. */
export const patternOf = (name: WordName): RegExp => {
  const { subject } = words[name];
  if (subject === 'customer') return new RegExp(`^customer(?: (?<who>[a-z]+))? ${name.slice('customer '.length)}$`);
  if (subject === 'agent') return new RegExp(`^agent (?<who>[a-z]+) ${name.slice('agent '.length)}$`);
  return new RegExp(`^${name}$`);
};

const patterns = (Object.keys(words) as WordName[]).map((word) => ({ word, pattern: patternOf(word) }));

export const spoken = (key: string): Spoken | undefined => {
  for (const { word, pattern } of patterns) {
    const found = pattern.exec(key);
    if (found) return { word, who: found.groups?.who };
  }
  return undefined;
};

/** The words nearest to what was written, for the message to who wrote it. */
export const nearest = (key: string): string[] => {
  const asked = new Set(key.split(' '));
  const shared = (name: string) => name.split(' ').filter((part) => asked.has(part)).length;
  return (Object.keys(words) as WordName[])
    .filter((name) => shared(name) > 0)
    .sort((a, b) => shared(b) - shared(a))
    .slice(0, 3);
};
