import * as z from 'zod';

/** What the product uses and the price book prices, with the unit each is counted in. The ids are the price book's. */
export const meterUnits = {
  'lambda.gbs.arm64': 'GB-Seconds',
  'lambda.request.arm64': 'Requests',
  'apigw.ws.message': 'Requests',
  'apigw.ws.minute': 'Minutes',
  'apigw.http.request': 'Requests',
  'sfn.standard.transition': 'Requests',
  'ddb.wru': 'Units',
  'ddb.rru': 'Units',
  'ddb.storage': 'GB-Months',
  'ddb.pitr': 'GB-Months',
  'ddb.stream.read': 'Requests',
  'sqs.fifo.request': 'Requests',
  'sqs.std.request': 'Requests',
  'eventbridge.event': 'Requests',
  'scheduler.invocation': 'Requests',
  's3.storage': 'GB-Months',
  's3.put': 'Requests',
  's3.get': 'Requests',
  'cloudfront.gb': 'GB',
  'cloudfront.https': 'Requests',
  'dto.internet': 'GB',
  'opensearch.t3small': 'Hours',
  'opensearch.gp3': 'GB-Months',
  'cognito.mau': 'Units',
  'kms.request': 'Requests',
  'kms.key': 'Units',
  'logs.ingest': 'GB',
  'logs.storage': 'GB-Months',
  'metrics.custom': 'Units',
  alarm: 'Units',
  'xray.trace': 'Units',
  'waf.acl': 'Units',
  'waf.rule': 'Units',
  'waf.request': 'Requests',
  'secrets.secret': 'Units',
  'route53.zone': 'Units',
} as const;
export type PlatformMeter = keyof typeof meterUnits;
export const platformMeters = Object.keys(meterUnits) as PlatformMeter[];

/** Tokens are counted by kind; a call whose input passes 100,000 tokens has kinds of its own, since some models then cost more. */
export const tokenKinds = ['input', 'output', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h'] as const;
export type TokenKind = (typeof tokenKinds)[number];
export type ModelMeter = `model:${string}:${TokenKind}${'' | '-above-100k'}`;
/** A model's key is the price book's and may itself hold colons (`…-v1:0`). */
const modelMeter = /^model:(.+):(input|output|cacheRead|cacheWrite5m|cacheWrite1h)(-above-100k)?$/;

export type Meter = PlatformMeter | ModelMeter;
export const isPlatformMeter = (meter: string): meter is PlatformMeter => Object.hasOwn(meterUnits, meter);
export const isMeter = (meter: string): meter is Meter => isPlatformMeter(meter) || modelMeter.test(meter);

/** The parts of a model's meter, or nothing when it is the platform's. */
export function modelOf(meter: string): { model: string; kind: TokenKind; above100k: boolean } | undefined {
  const [, model, kind, above] = meter.match(modelMeter) ?? [];
  return model && kind ? { model, kind: kind as TokenKind, above100k: above !== undefined } : undefined;
}

export const unitOf = (meter: Meter): string => (isPlatformMeter(meter) ? meterUnits[meter] : 'Tokens');

/** A decimal number as a string, never negative: quantities that were measured. */
export const Quantity = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'a decimal number as a string, such as "0.03" (no exponent, no sign)');

/** How much of a meter one piece of work used; `estimated` until the platform itself has said so. */
export const Reading = z
  .object({
    meter: z.string().refine(isMeter, 'a meter of the price book, or model:<key>:<kind of token>'),
    quantity: Quantity,
    unit: z.string(),
    estimated: z.boolean(),
  })
  .refine(({ meter, unit }) => !isMeter(meter) || unitOf(meter) === unit, 'the unit of its meter');
export type Reading = { meter: Meter; quantity: string; unit: string; estimated: boolean };

/** A reading with its meter's own unit. */
export const reading = (meter: Meter, quantity: string | number, estimated = false): Reading => ({
  meter,
  quantity: String(quantity),
  unit: unitOf(meter),
  estimated,
});
