/** Virtual time in ms since 1970; a run begins here. */
export const START = Date.UTC(2026, 10, 20, 9);
export const moment = (ms: number): string => new Date(ms).toISOString();

/** Many times what the longest run needs: one that goes on beyond it never comes to rest. */
const MOST_RELEASED = 200_000;

type Due = { time: number; order: number; run: (() => void) | undefined };

/**
 * The one clock and the one queue of everything that will happen. What happens is released one at a time, in the order of
 * its (seeded) moment; before the next one, all code that the former set free has run to its next wait.
 */
export class Scheduler {
  now = START;
  /** How many happenings were released. */
  released = 0;
  #heap: Due[] = [];
  #order = 0;
  #woken = false;

  /** Runs once, after so many ms of virtual time, unless cancelled by what it returns. */
  after(ms: number, run: () => void): () => void {
    const due: Due = { time: this.now + Math.max(0, ms), order: this.#order++, run };
    this.#push(due);
    return () => {
      due.run = undefined;
    };
  }

  /** Something awaited was settled: other code may go on before the next release. */
  wake(): void {
    this.#woken = true;
  }

  /** A promise that is kept after so many ms. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, () => {
        this.wake();
        resolve();
      });
    });
  }

  async runUntil(end: number): Promise<void> {
    for (;;) {
      const due = this.#heap[0];
      if (!due || due.time > end) break;
      this.#pop();
      if (!due.run) continue;
      this.now = due.time;
      this.released += 1;
      if (this.released > MOST_RELEASED) throw new Error(`the run never comes to rest: ${MOST_RELEASED} happenings`);
      due.run();
      if (!this.#woken) continue;
      this.#woken = false;
      await allThatIsReady();
    }
    this.now = Math.max(this.now, end);
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(due);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Due;
      if (!isBefore(due, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = due;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Due;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Due, heap[child] as Due)) child += 1;
      if (!isBefore(heap[child] as Due, last)) break;
      heap[at] = heap[child] as Due;
      at = child;
    }
    heap[at] = last;
  }
}

const isBefore = (a: Due, b: Due): boolean => a.time < b.time || (a.time === b.time && a.order < b.order);

/** Every promise that could settle has settled: immediates come after all of them. No time passes here. */
const allThatIsReady = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
