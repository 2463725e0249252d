import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { WaitAnswer } from '#shared/conversation/waiting';
import type { HandoffWorkflow, WaitAnswers } from '#shared/workflow/handoff-workflow';

export type WorkflowUnderTest = {
  workflow: HandoffWorkflow;
  waits: WaitAnswers;
  /** Names of all executions that were ever started of this conversation. */
  executionsOf(conversationId: string): Promise<string[]>;
  /** Starts an execution that stands in a wait, and gives the wait's token. */
  token(): Promise<string>;
  /** What the wait of this token was told, once it was. */
  answerTo(token: string): Promise<WaitAnswer>;
};

const conversation = () => `${randomUUID().replaceAll('-', '')}-1`;

/** What the handoff's clock must do: one execution a name, one answer a token, and a dead token is no fault. */
export const workflowContract = (name: string, open: () => Promise<WorkflowUnderTest>) =>
  describe(name, () => {
    test('a handoff’s run is one execution, however often and from however many sides it is started', async () => {
      const { workflow, executionsOf } = await open();
      const id = conversation();

      await workflow.start(id, 2, 0);
      await Promise.all([workflow.start(id, 2, 0), workflow.start(id, 2, 0)]);

      expect(await executionsOf(id)).toEqual([`${id}-2-0`]);
    });

    test('each run and each handoff is an execution of its own', async () => {
      const { workflow, executionsOf } = await open();
      const id = conversation();

      await workflow.start(id, 2, 0);
      await workflow.start(id, 2, 1);
      await workflow.start(id, 5, 0);

      expect((await executionsOf(id)).sort()).toEqual([`${id}-2-0`, `${id}-2-1`, `${id}-5-0`]);
    });

    test.each<[string, WaitAnswer]>([
      ['a success with what it holds', { success: { n: 3 } }],
      ['a failure by its name', { failure: 'Superseded' }],
    ])('a wait is told %s', async (_what, answer) => {
      const { waits, token, answerTo } = await open();
      const waiting = await token();

      expect(await waits.tell(waiting, answer)).toBe(true);
      expect(await answerTo(waiting)).toEqual(answer);
    });

    test('a wait is told once: who comes second learns that the token is dead, and changes nothing', async () => {
      const { waits, token, answerTo } = await open();
      const waiting = await token();

      await waits.tell(waiting, { success: { n: 1 } });
      await answerTo(waiting);

      expect(await waits.tell(waiting, { failure: 'Over' })).toBe(false);
      expect(await waits.tell(waiting, { success: { n: 2 } })).toBe(false);
      expect(await answerTo(waiting)).toEqual({ success: { n: 1 } });
    });

    test('a token that nobody was given is dead, not a fault', async () => {
      const { waits } = await open();

      expect(await waits.tell(`AQCEAAAAKgAAAAMAAAAA${randomUUID()}`, { success: {} })).toBe(false);
    });
  });
