import type { RefusalCode } from '#shared/protocol/refusals';
import { refusal } from './refusal.ts';

/** Who asks, as the JWT authorizer found (empty where the route has none). */
export type Caller = { subject: string; name: string; groups: string[]; origin: string; sourceIp: string };
export type HttpAnswer = { status: number; body: unknown };

export const answer = (status: number, body: unknown): HttpAnswer => ({ status, body });
export const refuse = (status: number, code: RefusalCode, field?: string): HttpAnswer =>
  answer(status, refusal(code, field ? { field } : {}));
