import { answer } from './answer.ts';
import { dialogue } from './dialogue.ts';
import { emotion } from './emotion.ts';
import { intent } from './intent.ts';
import { models } from './models/models.ts';
import { oos } from './oos.ts';
import { pii } from './pii.ts';
import { retrieval } from './retrieval.ts';
import { satisfaction } from './satisfaction.ts';
import type { Task } from './task.ts';

/** What can be evaluated. A new task is one file beside this one and one line here. */
export const TASKS: readonly Task[] = [intent, oos, retrieval, answer, dialogue, pii, emotion, satisfaction, models];
