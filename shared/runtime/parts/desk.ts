import { deskStore } from '#shared/store/desk-store';
import { env } from '../env.ts';
import { dynamo } from './tables.ts';

export const desk = () => deskStore({ client: dynamo, name: env('DESK_TABLE') });
