import type { DeadLetterQueue, LetterDeed } from '#shared/protocol/dead-letters';
import type { DeadLetters, HeldLetter } from '#shared/queues/dead-letters';
import type { StepRuns } from '#shared/queues/step-runs';
import type { DeedStore, FailureNote, FailureNotes, FailureStore, NotedFailure } from '#shared/store/failure-store';

type Laid = Omit<HeldLetter, 'handle' | 'sentAt'> & { sentAt?: string };

/** Dead letters in memory, hidden while in hand as SQS hides them; `come back` is the end of their time in hand. */
export class MemoryLetters implements DeadLetters {
  readonly sentBack: { queue: DeadLetterQueue; letterId: string; body: string; group?: string }[] = [];
  #lying = new Map<DeadLetterQueue, HeldLetter[]>();
  #hidden = new Set<HeldLetter>();
  #handles = 0;

  lay(queue: DeadLetterQueue, ...letters: Laid[]) {
    const laid = letters.map((one) => ({ sentAt: '2026-11-20T09:00:00.000Z', ...one, handle: '' }));
    this.#lying.set(queue, [...(this.#lying.get(queue) ?? []), ...laid]);
  }

  /** Everything in hand is to be seen again, as after a step that was killed. */
  comeBack() {
    this.#hidden.clear();
  }

  in(queue: DeadLetterQueue): string[] {
    return (this.#lying.get(queue) ?? []).map(({ letterId }) => letterId);
  }

  async count(queue: DeadLetterQueue) {
    const all = this.#lying.get(queue) ?? [];
    const inHand = all.filter((letter) => this.#hidden.has(letter)).length;
    return { waiting: all.length - inHand, inHand };
  }

  async take(queue: DeadLetterQueue, limit: number) {
    const taken = (this.#lying.get(queue) ?? []).filter((letter) => !this.#hidden.has(letter)).slice(0, limit);
    for (const letter of taken) {
      this.#hidden.add(letter);
      this.#handles += 1;
      letter.handle = `${letter.letterId}-${this.#handles}`;
    }
    return taken.map((letter) => ({ ...letter }));
  }

  async release(queue: DeadLetterQueue, letters: HeldLetter[]) {
    const handles = new Set(letters.map(({ handle }) => handle));
    for (const letter of this.#lying.get(queue) ?? []) if (handles.has(letter.handle)) this.#hidden.delete(letter);
  }

  async sendBack(queue: DeadLetterQueue, { letterId, body, group }: HeldLetter) {
    this.sentBack.push({ queue, letterId, body, ...(group && { group }) });
  }

  async remove(queue: DeadLetterQueue, { handle }: HeldLetter) {
    const left = (this.#lying.get(queue) ?? []).filter((letter) => letter.handle !== handle);
    this.#lying.set(queue, left);
  }
}

export class MemoryFailures implements FailureNotes, FailureStore {
  readonly #noted = new Map<string, NotedFailure[]>();

  async note({ id, step, error, message, conversationIds, at }: FailureNote) {
    const others = (this.#noted.get(id) ?? []).filter((one) => one.step !== step);
    const times = (this.#noted.get(id)?.find((one) => one.step === step)?.times ?? 0) + 1;
    this.#noted.set(id, [...others, { step, error, message, conversationIds, at, times }]);
  }

  async of(id: string) {
    return (this.#noted.get(id) ?? []).toSorted((a, b) => (a.at > b.at ? -1 : 1));
  }
}

export class MemoryDeeds implements DeedStore {
  readonly done: (LetterDeed & { body: string })[] = [];

  async record(deed: LetterDeed & { body: string }) {
    this.done.push(deed);
  }

  async newest(limit: number) {
    return this.done
      .toReversed()
      .slice(0, limit)
      .map(({ body: _, ...deed }) => deed);
  }
}

export class RecordingRuns implements StepRuns {
  readonly ran: { how: 'again' | 'now'; functionName: string; event: unknown }[] = [];
  failing = false;

  async again(functionName: string, event: unknown) {
    this.ran.push({ how: 'again', functionName, event });
  }

  async now(functionName: string, event: unknown) {
    if (this.failing) throw new Error('it failed again');
    this.ran.push({ how: 'now', functionName, event });
  }
}
