import { pii } from './pii.ts';
import { retrieval } from './retrieval.ts';
import type { Task } from './task.ts';

/** What can be evaluated. A new task is one file beside this one and one line here. */
export const TASKS: readonly Task[] = [retrieval, pii];
