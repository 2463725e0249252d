import { expect, test } from 'vitest';
import { bugs } from './bugs/index.ts';
import { runSeed } from './run.ts';

test('a step that throws what no port has thrown fails its run, with the step’s name', async () => {
  const [any] = bugs;
  const throwing = {
    ...any,
    name: 'throws',
    says: '',
    steps: () => ({ sync: () => () => Promise.reject(new Error('x')) }),
  };

  await expect(runSeed(1, { bug: throwing })).rejects.toThrow('sync threw what no port had thrown');
}, 60_000);
