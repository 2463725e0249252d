import { SFNClient } from '@aws-sdk/client-sfn';
import { handoffWorkflow, waitAnswers } from '#shared/workflow/handoff-workflow';
import { env } from '../env.ts';

const client = new SFNClient({});

export const workflow = () => handoffWorkflow(client, env('HANDOFF_MACHINE'));
export const waits = () => waitAnswers(client);
