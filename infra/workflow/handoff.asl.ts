/** The steps of the handoff's workflow, by what Step Functions needs to call each. */
export type WorkflowSteps = Record<'assess' | 'wait' | 'pass-on' | 'settle' | 'wrap-up', string>;

/** The subset of the Amazon States Language that the handoff is written in. */
export type Retrier = {
  ErrorEquals: string[];
  MaxAttempts: number;
  IntervalSeconds?: number;
  BackoffRate?: number;
  JitterStrategy?: 'FULL';
};
export type Catcher = { ErrorEquals: string[]; Next: string };
export type TaskState = {
  Type: 'Task';
  Comment: string;
  Resource: string;
  Arguments: { FunctionName: string; Payload: Record<string, string> };
  /** Seconds, or a JSONata expression of them. */
  TimeoutSeconds: number | string;
  Retry: Retrier[];
  Catch?: Catcher[];
  Assign?: Record<string, string>;
  Output?: string;
  Next: string;
};
export type State = TaskState | { Type: 'Succeed'; Comment: string };
export type Definition = {
  Comment: string;
  QueryLanguage: 'JSONata';
  StartAt: string;
  States: Record<string, State>;
};

/** What a wait may be told beside its usual end: a named failure each. */
const OUTCOMES = ['BackInQueue', 'Declined', 'OutsideHours', 'Over', 'Superseded', 'Taken', 'Transferred'];
const ids = { conversationId: '{% $conversationId %}', handoff: '{% $handoff %}', run: '{% $run %}' };

const again: Retrier = {
  ErrorEquals: ['States.ALL'],
  MaxAttempts: 3,
  IntervalSeconds: 1,
  BackoffRate: 2,
  JitterStrategy: 'FULL',
};
/** A wait's named outcomes and its deadline are answers, not failures: they are caught, never tried again. */
const exceptOutcomes: Retrier = { ErrorEquals: ['States.Timeout', ...OUTCOMES], MaxAttempts: 0 };

/**
 * One handoff. HEAD is the truth, this is its clock: the usual end of a wait is a success, every other one a named
 * failure in `Catch`, so no Choice, Wait or Pass is entered and the usual way costs 6 transitions. Nothing here is
 * thrown by a step that expects it; what still fails is started anew by `rescue`.
 */
export const handoffDefinition = (steps: WorkflowSteps, partition = 'aws'): Definition => {
  const invoke = `arn:${partition}:states:::lambda:invoke`;
  const does = (
    step: keyof WorkflowSteps,
    Comment: string,
    payload: Record<string, string>,
    Next: string,
  ): TaskState => ({
    Type: 'Task',
    Comment,
    Resource: invoke,
    Arguments: { FunctionName: steps[step], Payload: payload },
    TimeoutSeconds: 60,
    Retry: [again],
    Next,
  });
  const waits = (
    wait: 'matched' | 'accepted' | 'ended' | 'chosen',
    Comment: string,
    TimeoutSeconds: number | string,
    Catch: Catcher[],
    Next: string,
  ): TaskState => ({
    Type: 'Task',
    Comment,
    Resource: `${invoke}.waitForTaskToken`,
    Arguments: {
      FunctionName: steps.wait,
      Payload: {
        wait,
        token: '{% $states.context.Task.Token %}',
        ...ids,
        ...(wait === 'accepted' ? { n: '{% $n %}' } : {}),
      },
    },
    TimeoutSeconds,
    Retry: [exceptOutcomes, again],
    Catch: [...Catch, { ErrorEquals: ['Superseded'], Next: 'Superseded' }],
    Next,
  });
  return {
    Comment: 'One handoff of one conversation, from the asking for a person to its wrap-up',
    QueryLanguage: 'JSONata',
    StartAt: 'Assess',
    States: {
      Assess: {
        ...does(
          'assess',
          'Prepares what the agent is given, and reads the deadlines',
          {
            conversationId: '{% $states.context.Execution.Input.conversationId %}',
            handoff: '{% $states.context.Execution.Input.handoff %}',
            run: '{% $states.context.Execution.Input.run %}',
          },
          'Matched',
        ),
        Assign: {
          conversationId: '{% $states.context.Execution.Input.conversationId %}',
          handoff: '{% $states.context.Execution.Input.handoff %}',
          run: '{% $states.context.Execution.Input.run %}',
          queueUntil: '{% $states.result.Payload.queueUntil %}',
          offerSeconds: '{% $states.result.Payload.offerSeconds %}',
          choiceSeconds: '{% $states.result.Payload.choiceSeconds %}',
        },
      },
      Matched: {
        ...waits(
          'matched',
          'Until an agent is offered the conversation, at most until the deadline that declines do not move',
          '{% $max([1, $ceil(($queueUntil - $millis()) / 1000)]) %}',
          [
            { ErrorEquals: ['States.Timeout', 'OutsideHours'], Next: 'Choice made' },
            { ErrorEquals: ['Over'], Next: 'Ended' },
          ],
          'Accepted',
        ),
        Assign: { n: '{% $states.result.n %}' },
      },
      Accepted: waits(
        'accepted',
        'Until the agent takes the offer',
        '{% $offerSeconds %}',
        [
          { ErrorEquals: ['Declined'], Next: 'Matched' },
          { ErrorEquals: ['States.Timeout'], Next: 'Pass on' },
          { ErrorEquals: ['Over'], Next: 'Ended' },
        ],
        'Ended',
      ),
      'Pass on': does(
        'pass-on',
        'The offer expires; nothing happens if it was accepted meanwhile: the next wait finds out',
        { ...ids, n: '{% $n %}' },
        'Matched',
      ),
      Ended: waits(
        'ended',
        'While the agent and the customer talk',
        86_400,
        [
          { ErrorEquals: ['BackInQueue'], Next: 'Assess' },
          { ErrorEquals: ['Transferred'], Next: 'Assess' },
          { ErrorEquals: ['States.Timeout'], Next: 'Ended' },
        ],
        'Wrap up',
      ),
      'Choice made': waits(
        'chosen',
        'Nobody is there or nobody came: the customer chooses; her place stays, and an agent found meanwhile wins',
        '{% $choiceSeconds %}',
        [
          { ErrorEquals: ['Taken'], Next: 'Matched' },
          { ErrorEquals: ['States.Timeout'], Next: 'Settle' },
        ],
        'Wrap up',
      ),
      Settle: does(
        'settle',
        'No choice was made: a promise where a contact is known, else an announced close',
        ids,
        'Choice made',
      ),
      'Wrap up': does('wrap-up', 'After every end, abandoned ones too', ids, 'Done'),
      Done: { Type: 'Succeed', Comment: 'Wrapped up' },
      Superseded: { Type: 'Succeed', Comment: 'A newer run has this handoff' },
    },
  };
};
