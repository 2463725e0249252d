import { articleStore } from '#shared/store/article-store';
import { env } from '../env.ts';
import { dynamo } from './tables.ts';

/** The articles of this environment, in `KNOWLEDGE_TABLE`. */
export const articles = () => articleStore({ client: dynamo, name: env('KNOWLEDGE_TABLE') });
