import { element, setText } from './element.ts';
import { icon } from './icon.ts';
import { assistantName, type Deeds, type Scene } from './scene.ts';

/** Who is speaking: by name, by mark, and in words what they are doing. */
export class Header {
  readonly root: HTMLElement;
  #mark = element('span', { class: 'mark', 'aria-hidden': 'true' });
  #name = element('h2', {});
  #status = element('p', { class: 'status' });
  #close: HTMLButtonElement;
  #drawn = '';

  constructor(deeds: Deeds) {
    this.#close = element(
      'button',
      { type: 'button', class: 'plain-button', onclick: () => deeds.close() },
      icon('down'),
    );
    const who = element('div', { class: 'who' }, this.#name, this.#status);
    this.root = element('div', { class: 'head' }, this.#mark, who, this.#close);
  }

  draw(scene: Scene): void {
    const { standing, words } = scene;
    const agent = standing.owner === 'agent' ? (standing.agentName ?? words.person) : undefined;
    const title = agent ?? (scene.settings.name || assistantName(scene));
    setText(this.#name, title);
    setText(this.#status, statusOf(scene));
    this.#close.setAttribute('aria-label', words.close);
    this.#drawMark(standing.owner === 'queue' ? 'queue' : agent ? `agent ${agent}` : 'bot');
  }

  #drawMark(drawing: string): void {
    if (drawing === this.#drawn) return;
    this.#drawn = drawing;
    const fresh = drawing.startsWith('agent ')
      ? agentMark(drawing.slice(6))
      : mark(drawing === 'queue' ? 'queue' : 'bot');
    this.#mark.replaceChildren(fresh);
  }
}

function statusOf({ standing, words, ...scene }: Scene): string {
  if (standing.owner === 'agent') return words.withYou;
  if (standing.owner === 'queue') return words.waiting;
  if (standing.owner === 'closed') return words.ended;
  if (standing.owner === 'promise') return words.promised;
  const assistant = scene.settings.assistant ?? words.assistant;
  return scene.settings.name ? `${assistant} · ${words.answers}` : words.answers;
}

export const mark = (kind: 'bot' | 'queue'): HTMLElement =>
  element('span', { class: `face ${kind}` }, icon(kind === 'bot' ? 'bot' : 'clock'));

/** A person is a round mark with her initial: the family name in Chinese, the first letter elsewhere. */
export const agentMark = (name: string): HTMLElement =>
  element('span', { class: 'face agent' }, [...name.trim()][0]?.toUpperCase() ?? '·');
