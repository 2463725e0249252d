import { buildStore } from '#shared/store/build-store';
import { env } from '../env.ts';
import { dynamo } from './tables.ts';

/** What was built of this environment's knowledge, and what it is asked, in `KNOWLEDGE_TABLE`. */
export const builds = () => buildStore({ client: dynamo, name: env('KNOWLEDGE_TABLE') });
