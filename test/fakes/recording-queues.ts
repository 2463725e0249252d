import type { Turn } from '#shared/conversation/turn';
import type { Matching, ProjectionMessage, Projections, TimerMessage, Timers, Turns } from '#shared/queues/queues';

/** What was put on the turns' queue, each with the id under which a FIFO queue would know it again. */
export class RecordingTurns implements Turns {
  readonly sent: { turn: Turn; id: string }[] = [];
  /** As any FIFO queue: an id that it knows already is not put again. */
  async enqueue(turn: Turn, id = turn.id) {
    if (!this.sent.some((one) => one.id === id)) this.sent.push({ turn, id });
  }
  get ids(): string[] {
    return this.sent.map(({ id }) => id);
  }
}

export class RecordingMatching implements Matching {
  readonly rung: { skill: string; id: string }[] = [];
  /** A FIFO queue knows an id again whatever its group is. */
  async ring(skill: string, id: string) {
    if (!this.rung.some((one) => one.id === id)) this.rung.push({ skill, id });
  }
}

export class RecordingTimers implements Timers {
  readonly set: ({ after: number } & TimerMessage)[] = [];
  async after(seconds: number, message: TimerMessage) {
    this.set.push({ after: seconds, ...message });
  }
}

export class RecordingProjections implements Projections {
  readonly asked: ProjectionMessage[] = [];
  async project(message: ProjectionMessage) {
    this.asked.push(message);
  }
}
