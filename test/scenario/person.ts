import type { ServerFrame } from '#shared/protocol/frames';
import { Unexpected } from './expect.ts';
import { type Heard, heard, Screen } from './screen.ts';
import type { Answer, Line, Stage } from './stage.ts';
import type { Transcript } from './transcript.ts';

export type Refused = { code: string; field?: string | undefined; limit?: string | undefined };
/** A frame to the cloud; what else it holds is the protocol's. */
export type Asked = { action: string; [field: string]: unknown };
/** What the cloud said to a frame of ours. */
export type Reply = Exclude<ServerFrame, { type: 'delta' | 'typing' }>;

const ANSWER_WITHIN_MS = 10_000;
const MAX_TRIES = 5;

/** Says whether this is what it was waiting for. */
type Listener = (heard: Heard) => boolean;

/** Somebody at a browser: an open socket, a screen, and what was refused to her. */
export abstract class Person {
  readonly name: string;
  readonly screen = new Screen();
  /** Every text that came in over sockets and requests, as it came. */
  readonly received: string[] = [];
  /** Refused and not yet expected by a step. */
  refusal: Refused | undefined;
  protected readonly stage: Stage;
  protected readonly transcript: Transcript;
  protected line: Line | undefined;
  #listeners = new Set<Listener>();

  constructor(name: string, stage: Stage, transcript: Transcript) {
    this.name = name;
    this.stage = stage;
    this.transcript = transcript;
  }

  get online(): boolean {
    return this.line !== undefined;
  }

  hangUp(): void {
    this.line?.close();
    this.line = undefined;
  }

  /** Reads the log anew, as a page does when a push may have been lost. */
  abstract lookAgain(): Promise<void>;
  protected abstract took(frame: ServerFrame, asked: boolean): void;

  protected async dial(ticket: string, origin = this.stage.origin): Promise<boolean> {
    this.hangUp();
    const opened = await this.stage.open(ticket, origin);
    if ('refused' in opened) {
      this.refuse({ code: `http-${opened.refused}` });
      return false;
    }
    const { line } = opened;
    this.line = line;
    line.onText((text) => this.#hear(text));
    line.onEnd(() => {
      if (this.line !== line) return;
      this.line = undefined;
      this.note('socket closed by the cloud');
    });
    return true;
  }

  protected answered({ status, body }: Answer): Refused | undefined {
    this.received.push(JSON.stringify(body ?? null));
    if (status < 400) return undefined;
    const { code, field, limit } = (body ?? {}) as Partial<Refused>;
    return { code: code ?? `http-${status}`, field, limit };
  }

  /** Sends a frame and waits for its answer. Words that the cloud could not store yet are sent again, the same. */
  async ask(frame: Asked, isAnswer: (frame: ServerFrame) => boolean = isReply(frame)): Promise<Reply> {
    const reply = await this.askQuietly(frame, isAnswer);
    if (reply.type === 'refused') this.refuse(reply);
    return reply;
  }

  /** As `ask`, but a refusal is not one of something she did. */
  protected async askQuietly(frame: Asked, isAnswer: (frame: ServerFrame) => boolean): Promise<Reply> {
    for (let tries = 1; ; tries += 1) {
      const reply = await this.tell(JSON.stringify(frame), isAnswer, frame.action);
      if (reply.type !== 'retry-later' || tries === MAX_TRIES) return reply;
      this.note(`${frame.action}: to be sent again after ${reply.afterMs} ms`);
      await this.stage.wait(reply.afterMs);
    }
  }

  /** Sends any text and waits for whatever answers it. */
  async tell(text: string, isAnswer: (frame: ServerFrame) => boolean, what: string): Promise<Reply> {
    const { line } = this;
    if (!line) throw new Unexpected(`${this.name} to be connected`, 'no open socket');
    const answer = this.#next(isAnswer);
    line.send(text);
    const found = await answer;
    if (found === undefined) throw new Unexpected(`an answer to '${what}' within 10s`, 'none');
    if ('broken' in found) throw new Unexpected(`an answer to '${what}'`, `the gateway's '${found.broken}'`);
    if ('strange' in found) throw new Unexpected(`an answer to '${what}'`, found.strange);
    return found.frame as Reply;
  }

  /** Sends without waiting for anything. */
  mention(frame: object): void {
    this.line?.send(JSON.stringify(frame));
  }

  refuse({ code, field, limit }: Refused): void {
    this.refusal = { code, field, limit };
    this.note(`refused: ${code}${field ? ` (${field})` : ''}`);
  }

  protected note(what: string): void {
    this.transcript.note(this.name, what);
  }

  async #next(isAnswer: (frame: ServerFrame) => boolean): Promise<Heard | undefined> {
    let found: Heard | undefined;
    const listener: Listener = (one) => {
      const answers = !('frame' in one) || isAnswer(one.frame);
      if (!found && answers) found = one;
      return answers;
    };
    this.#listeners.add(listener);
    const ends = this.stage.now() + ANSWER_WITHIN_MS;
    while (!found && this.stage.now() < ends) await this.stage.wait(10);
    this.#listeners.delete(listener);
    return found;
  }

  #hear(text: string): void {
    this.received.push(text);
    const one = heard(text);
    const asked = [...this.#listeners].map((listener) => listener(one)).some((answers) => answers);
    if ('frame' in one) {
      this.took(one.frame, asked);
      return;
    }
    const what = 'broken' in one ? `the gateway says: ${one.broken}` : `not of the protocol: ${one.strange}`;
    this.note(what);
    this.screen.faults.push(what);
  }
}

/** An answer names the frame it answers, as far as the frame could be read. */
const isReply =
  (sent: { action: string; clientMessageId?: unknown }) =>
  (frame: ServerFrame): boolean => {
    if (frame.type !== 'ack' && frame.type !== 'refused' && frame.type !== 'retry-later') return false;
    if (frame.action !== undefined && frame.action !== sent.action) return false;
    return !sent.clientMessageId || !frame.clientMessageId || frame.clientMessageId === sent.clientMessageId;
  };
