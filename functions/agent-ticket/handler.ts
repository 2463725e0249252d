import * as z from 'zod';
import { newSecretName, now } from '#shared/runtime/clock';
import { httpStep } from '#shared/runtime/http-step';
import { desk } from '#shared/runtime/parts/desk';
import { settings } from '#shared/runtime/parts/settings';
import { agentTicket } from './step.ts';

export const handler = httpStep(z.unknown(), settings.groupClaim, agentTicket({ desk: desk(), now, newSecretName }));
