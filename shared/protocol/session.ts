import * as z from 'zod';
import { ConversationId, Language, Moment } from '#events/actor';

/** POST /session: who is this customer, and a one-use ticket for a socket. Errors: 401 token-expired | token-forged, 403 origin-not-allowed. */
export const SessionAsk = z.object({
  /** The customer token of an earlier session, if the browser still has one. */
  token: z.string().max(4000).optional(),
  language: Language.optional(),
});
export const SessionAnswer = z.object({
  /** JWT, `sub` = customer id; kept by the browser, 30 days. */
  token: z.string(),
  expiresAt: Moment,
  customerId: z.string(),
  /** The newest conversation of this customer's thread: write here; it exists from its first message. */
  conversationId: ConversationId,
  /** One use, 30 seconds, bound to this origin: `wss://…?ticket=`. */
  ticket: z.string(),
});
export type SessionAnswer = z.infer<typeof SessionAnswer>;

/** POST /agent/ticket with a bearer token of the sign-in: a one-use ticket for the agent's socket. */
export const AgentTicketAnswer = z.object({
  ticket: z.string(),
  agentId: z.string(),
  name: z.string(),
  groups: z.array(z.enum(['agent', 'supervisor', 'knowledge-editor', 'finance', 'admin'])),
});
export type AgentTicketAnswer = z.infer<typeof AgentTicketAnswer>;

/** GET /conversations/{id}/cost: what the conversation cost, line by line. Money in USD as decimal strings. */
export const CostAnswer = z.object({
  conversationId: ConversationId,
  currency: z.literal('USD'),
  total: z.string(),
  estimated: z.boolean(),
  book: z.string(),
  lines: z.array(
    z.object({
      meter: z.string(),
      quantity: z.string(),
      unit: z.string(),
      unitPrice: z.string(),
      per: z.string(),
      cost: z.string(),
      estimated: z.boolean(),
      /** The price was read from AWS's own list, not from elsewhere. */
      verified: z.boolean(),
    }),
  ),
  /** Used, but without a price in the book, so not in the total. Absent where everything has its price. */
  unpriced: z
    .array(z.object({ meter: z.string(), quantity: z.string(), unit: z.string(), reason: z.string() }))
    .optional(),
});
export type CostAnswer = z.infer<typeof CostAnswer>;

/** Before the first words: what the bot is called, the lines of which it says one, and questions to press. */
export const Greeting = z.object({
  name: z.string(),
  openings: z.array(z.string()).min(1),
  questions: z.array(z.string()).optional(),
});
export type Greeting = z.infer<typeof Greeting>;
export const Welcome = z.object({ en: Greeting, zh: Greeting });
export type Welcome = z.infer<typeof Welcome>;

/** The pages' runtime configuration, `config.json` beside each page; written at deploy. */
export const PageSettings = z.object({
  environment: z.string(),
  httpUrl: z.string(),
  socketUrl: z.string(),
  /** OIDC authorization code with PKCE; Cognito's managed login is one such issuer. */
  signIn: z.object({
    authority: z.string(),
    clientId: z.string(),
    scope: z.string().default('openid email profile'),
    groupClaim: z.string(),
    /** Overrides of discovery where the issuer's addresses differ from the authority. */
    metadata: z.record(z.string(), z.string()).optional(),
  }),
  /** The persona's, for the widget; without one the widget greets in its own words. */
  welcome: Welcome.optional(),
});
export type PageSettings = z.infer<typeof PageSettings>;
