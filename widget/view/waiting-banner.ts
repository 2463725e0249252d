import type { Waiting } from '../standing.ts';
import { filled } from '../words/launcher-words.ts';
import type { Words } from '../words/words.ts';
import { element, setText, show } from './element.ts';
import { icon } from './icon.ts';
import { stopwatch } from './moments.ts';
import type { Deeds, Scene } from './scene.ts';

/** Where the customer stands in the queue. Its figures tick in place; only a new place is announced. */
export class WaitingBanner {
  readonly root: HTMLElement;
  #place = element('strong', { role: 'status' });
  #estimate = element('span', {});
  #watch = element('span', { class: 'watch' });
  #keep: HTMLButtonElement;
  #helps = element('p', {});

  constructor(deeds: Deeds) {
    this.#keep = element('button', { type: 'button', class: 'quiet', onclick: () => deeds.choose('keep-helping') });
    const figures = element('div', { class: 'figures' }, this.#estimate, this.#watch);
    const text = element('div', {}, this.#place, figures, this.#helps, this.#keep);
    this.root = element('div', { class: 'waiting' }, icon('clock'), text);
  }

  draw({ standing: { waiting, owner, choosing }, words, now }: Scene): void {
    const isWaiting = waiting !== undefined && owner === 'queue' && !choosing;
    show(this.root, isWaiting);
    if (!waiting) return;
    setText(this.#place, placeWords(words, waiting.place));
    setText(this.#estimate, estimateWords(words, waiting, now));
    setText(this.#watch, filled(words.waitedFor, stopwatch((now - Date.parse(waiting.since)) / 1000)));
    setText(this.#keep, words.keepHelping);
    setText(this.#helps, words.botHelps);
    show(this.#keep, !waiting.botHelps);
    show(this.#helps, waiting.botHelps);
  }
}

export function placeWords({ places, waiting }: Words, place: number | undefined): string {
  if (place === undefined) return waiting;
  return filled(places[Math.min(place, places.length - 1)] ?? waiting, place);
}

/** What was told, less the time since: nobody is told the same two minutes twice. */
export function estimateWords(words: Words, { waitSeconds, toldAt }: Waiting, now: number): string {
  if (waitSeconds === undefined) return '';
  const left = waitSeconds - Math.max(0, now - Date.parse(toldAt)) / 1000;
  if (left < 30) return words.anyMoment;
  const minutes = Math.round(left / 60) || 1;
  return minutes === 1 ? words.aboutOneMinute : filled(words.aboutMinutes, minutes);
}
