import { element, setText, show } from './element.ts';
import { icon } from './icon.ts';
import type { Deeds, Scene } from './scene.ts';

const MAX_TEXT = 4000;

/** Where the customer writes. It never loses a word: what is typed is kept until it is sent, over a page load too. */
export class Composer {
  readonly root: HTMLFormElement;
  readonly #text: HTMLTextAreaElement;
  readonly #person: HTMLButtonElement;
  readonly #send: HTMLButtonElement;
  readonly #personWords = element('span', {});
  #deeds: Deeds;
  #keep: (draft: string) => void;

  constructor(deeds: Deeds, draft: string, keep: (draft: string) => void) {
    this.#deeds = deeds;
    this.#keep = keep;
    this.#text = element('textarea', {
      rows: 1,
      maxlength: MAX_TEXT,
      enterkeyhint: 'send',
      oninput: () => this.#typed(),
      onkeydown: (event: KeyboardEvent) => this.#key(event),
    });
    this.#text.value = draft;
    this.#person = element(
      'button',
      { type: 'button', class: 'person', onclick: () => deeds.askPerson() },
      icon('person'),
      this.#personWords,
    );
    this.#send = element('button', { class: 'send' }, icon('send'));
    const row = element('div', { class: 'tools' }, this.#person, this.#send);
    const submit = (event: Event) => {
      event.preventDefault();
      this.#submit();
    };
    this.root = element('form', { class: 'composer', onsubmit: submit }, this.#text, row);
  }

  focus(): void {
    this.#text.focus({ preventScroll: true });
  }

  draw({ words, standing, view }: Scene): void {
    const placeholder = standing.owner === 'closed' ? words.placeholderClosed : words.placeholder;
    this.#text.placeholder = placeholder;
    this.#text.setAttribute('aria-label', words.placeholder);
    this.#send.setAttribute('aria-label', words.send);
    setText(this.#personWords, words.person);
    const isAsked = view.unsent.some((entry) => entry.action === 'ask-person' && !entry.refused);
    show(
      this.#person,
      !isAsked && (standing.owner === 'bot' || standing.owner === 'promise' || standing.owner === 'closed'),
    );
    this.#grow();
  }

  #typed(): void {
    this.#keep(this.#text.value);
    this.#deeds.typed();
    this.#grow();
  }

  /** Enter sends, but not the Enter that ends the choice of a Chinese character. */
  #key(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#submit();
  }

  #submit(): void {
    const text = this.#text.value.trim();
    if (text) this.#deeds.say(text);
    if (text) this.#text.value = '';
    this.#keep('');
    this.#grow();
    this.focus();
  }

  #grow(): void {
    this.#send.disabled = this.#text.value.trim() === '';
    this.#text.style.height = 'auto';
    this.#text.style.height = `${Math.min(this.#text.scrollHeight, 120)}px`;
  }
}
