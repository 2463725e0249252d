import { emotion } from './emotion.ts';
import { pii } from './pii.ts';
import { retrieval } from './retrieval.ts';
import { satisfaction } from './satisfaction.ts';
import type { Task } from './task.ts';

/** What can be evaluated. A new task is one file beside this one and one line here. */
export const TASKS: readonly Task[] = [retrieval, pii, emotion, satisfaction];
