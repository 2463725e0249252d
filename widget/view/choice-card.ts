import type { Standing } from '../standing.ts';
import { filled } from '../words/launcher-words.ts';
import { element, show } from './element.ts';
import { icon } from './icon.ts';
import { clockTime } from './moments.ts';
import type { Deeds, Scene } from './scene.ts';

type Option = NonNullable<Standing['choosing']>['options'][number];
const icons = { callback: 'phone', message: 'mail', bot: 'bot' } as const;

/** Nobody can take over now: the customer says how to go on. Drawn once a question, so no field loses its words. */
export class ChoiceCard {
  readonly root = element('section', { class: 'card choice' });
  #deeds: Deeds;
  #drawn = '';

  constructor(deeds: Deeds) {
    this.#deeds = deeds;
  }

  draw(scene: Scene): void {
    const { choosing } = scene.standing;
    show(this.root, choosing !== undefined);
    const signature = choosing ? JSON.stringify([choosing, scene.settings.language]) : '';
    if (signature === this.#drawn) return;
    this.#drawn = signature;
    this.root.replaceChildren(...(choosing ? this.#parts(scene, choosing) : []));
  }

  #parts(scene: Scene, { reason, options, until }: NonNullable<Standing['choosing']>): HTMLElement[] {
    const { words, settings } = scene;
    const form = element('div', { class: 'form' });
    const buttons = options.map((option) => {
      const press = () => (option === 'bot' ? this.#deeds.choose('bot') : this.#pick(option, buttons, form, scene));
      const given = {
        type: 'button',
        class: 'option',
        'aria-expanded': option === 'bot' ? undefined : 'false',
        onclick: press,
      };
      return element('button', given, icon(icons[option]), words.choose[option]);
    });
    this.root.setAttribute('aria-label', words.choice[reason]);
    return [
      element('p', { class: 'question' }, words.choice[reason]),
      element('div', { class: 'options' }, ...buttons),
      form,
      element('p', { class: 'deadline' }, filled(words.chooseBy, clockTime(settings.language, until))),
    ];
  }

  #pick(option: Exclude<Option, 'bot'>, buttons: HTMLButtonElement[], form: HTMLElement, scene: Scene): void {
    const options = scene.standing.choosing?.options ?? [];
    buttons.forEach((button, index) => {
      if (options[index] !== 'bot') button.setAttribute('aria-expanded', String(options[index] === option));
    });
    form.replaceChildren(this.#form(option, scene));
    form.querySelector('input')?.focus({ preventScroll: true });
    this.root.scrollIntoView({ block: 'end' });
  }

  #form(option: 'callback' | 'message', { words }: Scene): HTMLFormElement {
    const isCall = option === 'callback';
    const input = element('input', {
      name: 'contact',
      type: isCall ? 'tel' : 'text',
      autocomplete: isCall ? 'tel' : 'email',
      required: true,
      maxlength: 120,
    });
    const text = element('textarea', { name: 'text', rows: 2, maxlength: 4000 });
    const missing = element('p', { class: 'failure', role: 'alert' });
    const submit = (event: Event) => {
      event.preventDefault();
      const contact = input.value.trim();
      missing.textContent = contact ? '' : words.contactNeeded;
      if (contact) this.#deeds.choose(option, contact, text.value.trim() || undefined);
      else input.focus();
    };
    return element(
      'form',
      { onsubmit: submit, novalidate: true },
      element('label', {}, isCall ? words.phone : words.contact, input),
      missing,
      element('label', {}, words.message, text),
      element('button', { class: 'primary' }, words.confirm[option]),
    );
  }
}
