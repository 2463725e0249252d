export type Note = { at: number; who: string; what: string };

/** What was done and seen, by whom and when. */
export class Transcript {
  readonly notes: Note[] = [];
  readonly #now: () => number;
  readonly #began: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#began = now();
  }

  /** Milliseconds since the scenario began. */
  get elapsed(): number {
    return Math.round(this.#now() - this.#began);
  }

  note(who: string, what: string): void {
    this.notes.push({ at: this.elapsed, who, what });
  }

  /** One line a note: seconds, who, what. */
  lines(last = this.notes.length): string[] {
    const shown = this.notes.slice(-last);
    const width = Math.max(8, ...shown.map(({ who }) => who.length));
    return shown.map(({ at, who, what }) => `${(at / 1000).toFixed(2).padStart(7)}  ${who.padEnd(width)}  ${what}`);
  }
}
