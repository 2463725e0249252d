import * as z from 'zod';
import { Persona } from '#shared/answering/persona/persona';
import { EmbedderChoice } from '#shared/models/embedder-settings';
import { Models } from '#shared/models/settings';
import { Budgets, Hours, Limits, Publishing, Skill, Timings, Weekday } from '#shared/runtime/settings';

/** Retentions that CloudWatch Logs knows, in days. */
const LOG_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827] as const;
/** Steps whose concurrency an environment may reserve. */
const RESERVABLE = ['sweep', 'answer', 'relay', 'deliver'] as const;
const origin = z.string().regex(/^https?:\/\/[^/\s]+$/, 'an origin such as https://shop.example, without a path');
const host = z.string().regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'a host name such as desk.example.com');

const SignIn = z.union(
  [
    z.literal('cognito'),
    z.strictObject({
      issuer: z.url({ protocol: /^https$/, error: 'an https address' }),
      clientId: z.string().min(1),
      groupClaim: z.string().min(1),
    }),
  ],
  { error: "'cognito' or { issuer, clientId, groupClaim }" },
);

const Web = z.discriminatedUnion('kind', [
  /** The pages are served by something else: on a laptop by the local cloud. */
  z.strictObject({ kind: z.literal('self'), consoleOrigin: origin }),
  z.strictObject({
    kind: z.literal('cloudfront'),
    /** Own host names, and the certificate for both: in us-east-1, or (aws-cn) the id of one in IAM's server certificates. */
    domain: z.strictObject({ console: host, widget: host, certificate: z.string().min(1) }).optional(),
  }),
]);

/** Everything an environment may choose. All of it has a sane default but the name. */
export const Environment = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,20}$/, 'lower case letters, digits and hyphens, at most 21, a letter first'),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as eu-west-1'),
  partition: z.enum(['aws', 'aws-cn']),
  /** Left out, the credentials of the deployment choose it. */
  account: z
    .string()
    .regex(/^\d{12}$/, '12 digits')
    .optional(),
  /** What becomes of tables, keys and buckets when their stack goes. */
  removal: z.enum(['retain', 'destroy']),
  /** A conversation's items leave the log so many days after they were written; the table's TTL may take some days more. */
  retentionDays: z.int().min(1).max(3650),
  logDays: z.union(LOG_DAYS.map((days) => z.literal(days))),
  /** How far back a table can be restored; `keys` always has 7, so that an erasure is whole after a week. */
  recoveryDays: z.int().min(1).max(35),
  search: z.enum(['opensearch', 'embedded']),
  publishing: Publishing,
  searchDomain: z.strictObject({
    instance: z.string().endsWith('.search'),
    nodes: z.int().min(1).max(10),
    volumeGb: z.int().min(10),
  }),
  models: Models,
  /** What search by meaning asks, beside words; another model needs a new version of the knowledge. */
  embedder: EmbedderChoice,
  /** Where models are configured: whether they word every answer, or are asked only where articles give no sure one. */
  answers: z.enum(['extractive', 'model']),
  /** Who speaks for the brand. Left out, every text of the bot is said as it stands. */
  persona: Persona.optional(),
  hours: Hours,
  skills: z.array(Skill).min(1),
  timings: Timings,
  /** How often what is overdue is looked for. EventBridge Scheduler rings each minute; below 60 a ring sweeps several times. */
  sweepEverySeconds: z.int().min(5).max(60),
  limits: Limits,
  budgets: Budgets,
  capacity: z.int().min(1).max(50),
  /** Origins of the pages that carry the widget. The console's own need not be named. */
  origins: z.array(origin),
  web: Web,
  alarmEmail: z.email().optional(),
  signIn: SignIn,
  /** Cognito's pages: `classic` where nothing can be styled, as on a laptop. */
  signInPages: z.enum(['managed', 'classic']),
  waf: z.boolean(),
  priceRegion: z.string(),
  /** Where pushes go: `stage`, the template tells the functions; `endpoint-variable`, their own environment does. */
  managementEndpoint: z.enum(['stage', 'endpoint-variable']),
  /** `cli-credentials` where no bootstrap roles can be assumed. */
  synthesizer: z.enum(['default', 'cli-credentials']),
  /** Concurrency reserved for a step, by its folder. A young account may have none to give. */
  concurrency: z.partialRecord(z.enum(RESERVABLE), z.int().positive()),
});
export type Environment = z.infer<typeof Environment>;

type Plain = { readonly [field: string]: unknown };
/** Part of an environment: objects are laid over the defaults field by field, lists replace them. */
export type Differences = Plain;

const allDay: [string, string][] = [['00:00', '24:00']];
const openAlways = Object.fromEntries(Weekday.options.map((day) => [day, allDay]));
const officeDay: [string, string][] = [['09:00', '18:00']];
const officeWeek = Object.fromEntries(Weekday.options.slice(0, 5).map((day) => [day, officeDay]));

const defaults = {
  region: 'us-east-1',
  removal: 'retain',
  retentionDays: 730,
  logDays: 30,
  recoveryDays: 35,
  search: 'embedded',
  publishing: { embeddedLimit: 20_000, worseAllowed: { atLeast: 1, share: 0.02 } },
  searchDomain: { instance: 't3.small.search', nodes: 2, volumeGb: 10 },
  models: { kind: 'none' },
  embedder: { kind: 'none' },
  answers: 'model',
  hours: { timeZone: 'Asia/Shanghai', weekly: officeWeek, holidays: [] },
  skills: [{ name: 'general' }],
  timings: {
    settleMs: 600,
    offerSeconds: 45,
    queueWaitSeconds: 180,
    choiceSeconds: 300,
    leaseSeconds: 90,
    leaseGraceSeconds: 60,
    declinePauseSeconds: 120,
    silenceWarnSeconds: 900,
    silenceCloseSeconds: 600,
    agentReminderSeconds: 120,
    abandonSeconds: 300,
    turnGraceSeconds: 20,
  },
  sweepEverySeconds: 60,
  limits: { framesPerMinute: 60, sessionsPerMinute: 20, requestsPerSecond: 200, requestBurst: 400 },
  budgets: { turnUsd: '0.02', conversationUsd: '0.05', dayUsd: '20' },
  capacity: 3,
  origins: [],
  web: { kind: 'cloudfront' },
  signIn: 'cognito',
  signInPages: 'managed',
  waf: false,
  managementEndpoint: 'stage',
  synthesizer: 'default',
  concurrency: {},
} satisfies Plain;

/** A laptop: nothing is kept, the pages are served beside the cloud, people are there day and night. */
const laptop = {
  account: '000000000000',
  removal: 'destroy',
  retentionDays: 180,
  logDays: 1,
  recoveryDays: 1,
  hours: { weekly: openAlways },
  web: { kind: 'self', consoleOrigin: 'http://localhost:8600' },
  signInPages: 'classic',
  managementEndpoint: 'endpoint-variable',
  synthesizer: 'cli-credentials',
} satisfies Plain;

/** What each environment differs in. A new one is one line here; its name alone is enough. */
export const environments = {
  local: laptop,
  /** For scenarios: waits of seconds, and a skill `night` whose people are never there. */
  'local-fast': {
    ...laptop,
    skills: [{ name: 'general' }, { name: 'night', words: ['night desk', '夜间专线'], weekly: {} }],
    timings: {
      settleMs: 200,
      offerSeconds: 2,
      queueWaitSeconds: 5,
      choiceSeconds: 5,
      leaseSeconds: 6,
      leaseGraceSeconds: 2,
      declinePauseSeconds: 3,
      silenceWarnSeconds: 8,
      silenceCloseSeconds: 4,
      agentReminderSeconds: 4,
      abandonSeconds: 4,
      turnGraceSeconds: 5,
    },
    sweepEverySeconds: 5,
    limits: { framesPerMinute: 600, sessionsPerMinute: 600 },
  },
  dev: { removal: 'destroy', logDays: 7, recoveryDays: 1 },
  prod: { search: 'opensearch', logDays: 90, waf: true, concurrency: { sweep: 1 } },
} satisfies Record<string, Plain>;

/** An environment by name, with what a deployment lays over it. Throws every fault of its data, each with its field. */
export const environment = (name: string, overrides: Differences = {}): Environment => {
  const own = (environments as Record<string, Plain>)[name];
  if (!own) throw new Error(`There is no environment '${name}'. infra/environments.ts knows: ${known()}.`);
  return valid({ ...overlay(overlay(defaults, own), overrides), name });
};

const known = () => Object.keys(environments).join(', ');

/** Reads whole data of an environment; exported so that a test can give it any. */
export const valid = (data: Plain): Environment => {
  const region = String(data.region);
  const partition = region.startsWith('cn-') ? 'aws-cn' : 'aws';
  const read = Environment.safeParse({ partition, priceRegion: region, ...data });
  const faults = read.success ? broken(read.data) : read.error.issues.map(fault);
  if (!read.success || faults.length > 0) {
    throw new Error(
      `Environment '${String(data.name)}' cannot be built:\n${faults.map((line) => `  ${line}`).join('\n')}`,
    );
  }
  return read.data;
};

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A choice between kinds (`models`, `embedder`, `web`) is replaced whole when the kind differs; so is a week. */
const overlay = (base: Plain, over: Plain): Plain => ({
  ...base,
  ...Object.fromEntries(Object.entries(over).map(([field, value]) => [field, laidOver(field, base[field], value)])),
});

const laidOver = (field: string, former: unknown, value: unknown): unknown => {
  if (!isPlain(former) || !isPlain(value) || field === 'weekly') return value;
  const sameKind = value.kind === undefined || value.kind === former.kind;
  return sameKind ? overlay(former, value) : value;
};

const fault = (issue: z.core.$ZodIssue): string => {
  const field = issue.path.join('.') || 'the environment';
  if (issue.code === 'unrecognized_keys') {
    return `${field}: unknown ${issue.keys.map((key) => `'${key}'`).join(', ')}; known are ${knownFields(issue.path)}`;
  }
  if (issue.code === 'invalid_value')
    return `${field}: must be one of ${issue.values.map((value) => `'${String(value)}'`).join(', ')}`;
  if (issue.code === 'invalid_union' && field === 'logDays') return `${field}: must be one of ${LOG_DAYS.join(', ')}`;
  return `${field}: ${issue.message}`;
};

const knownFields = (path: readonly PropertyKey[]): string => {
  if (path.at(-1) === 'weekly') return Weekday.options.join(', ');
  if (path.at(-1) === 'concurrency') return RESERVABLE.join(', ');
  const inner = path.reduce<unknown>((at, key) => (at as Plain | undefined)?.[String(key)], defaults);
  const fields = path.length === 0 ? Object.keys(Environment.shape) : isPlain(inner) ? Object.keys(inner) : [];
  return fields.length > 0 ? fields.join(', ') : 'named in infra/environments.ts';
};

/** A rule over several fields, and what is said when it is broken. */
type Rule = { holds: (environment: Environment) => boolean; says: string };
const inChina = ({ partition }: Environment) => partition === 'aws-cn';

const LONGEST_PERSONA = 1800;

const rules: Rule[] = [
  {
    holds: ({ partition, region }) => (partition === 'aws-cn') === region.startsWith('cn-'),
    says: "partition: must be 'aws-cn' in the regions cn-north-1 and cn-northwest-1, and 'aws' in all others",
  },
  {
    holds: (environment) => !inChina(environment) || environment.signIn !== 'cognito',
    says: 'signIn: must be { issuer, clientId, groupClaim } in aws-cn, which has no Cognito user pools',
  },
  {
    holds: (environment) => !inChina(environment) || environment.models.kind !== 'bedrock',
    says: "models.kind: must be 'openAiCompatible' or 'none' in aws-cn, which has no Bedrock",
  },
  {
    holds: (environment) => !inChina(environment) || environment.embedder.kind !== 'bedrock',
    says: "embedder.kind: must be 'openAiCompatible' or 'none' in aws-cn, which has no Bedrock",
  },
  {
    holds: (environment) =>
      !inChina(environment) || (environment.web.kind === 'cloudfront' && environment.web.domain !== undefined),
    says: 'web.domain: must be { console, widget, certificate } in aws-cn, where a distribution serves only a name with an ICP record',
  },
  {
    holds: (environment) => !inChina(environment) || !environment.waf,
    says: 'waf: must be false in aws-cn, where CloudFront takes no web ACL',
  },
  {
    holds: ({ persona }) => JSON.stringify(persona ?? {}).length <= LONGEST_PERSONA,
    says: `persona: must be at most ${LONGEST_PERSONA} characters as JSON, since a function has 4 KB of variables`,
  },
  {
    holds: ({ waf, web, signIn }) => !waf || web.kind === 'cloudfront' || signIn === 'cognito',
    says: "waf: must be false where there is neither CloudFront (web.kind 'cloudfront') nor Cognito (signIn 'cognito') to guard",
  },
  {
    holds: ({ timings }) => timings.silenceWarnSeconds > 0 && timings.leaseGraceSeconds <= timings.leaseSeconds,
    says: 'timings.leaseGraceSeconds: must be at most timings.leaseSeconds, which the grace shortens',
  },
  {
    holds: ({ skills }) => new Set(skills.map(({ name }) => name)).size === skills.length,
    says: 'skills: must have a name each, none twice',
  },
  {
    holds: ({ skills }) => skills.slice(1).every(({ words }) => words.length > 0),
    says: 'skills.words: must not be empty but in the first skill, since nothing would ever reach the others',
  },
];

const broken = (environment: Environment): string[] =>
  rules.filter(({ holds }) => !holds(environment)).map(({ says }) => says);
