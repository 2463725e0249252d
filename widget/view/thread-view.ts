import type { Row } from '../rows.ts';
import { currentPart, draftText } from '../thread.ts';
import { filled } from '../words/launcher-words.ts';
import { element, setText, show } from './element.ts';
import { agentMark, mark } from './header.ts';
import { icon } from './icon.ts';
import { richWords } from './rich-words.ts';
import { type Placed, placed, rowNode, signatureOf } from './row.ts';
import { assistantName, type Deeds, type Scene } from './scene.ts';

/** As near to the end as counts for being there, in pixels. */
const NEAR = 64;

/**
 * What was said. The log is announced by a screen reader as it grows; an answer that is being written stands outside it
 * and is announced once, when it is whole.
 */
export class ThreadView {
  readonly root: HTMLElement;
  readonly #log: HTMLElement;
  readonly #scroll: HTMLElement;
  #deeds: Deeds;
  #welcome: HTMLElement;
  #loading = element('div', { class: 'loading', 'aria-hidden': 'true' }, element('i'), element('i'), element('i'));
  #earlier: HTMLButtonElement;
  #draft = element('div', { class: 'said bot opens draft', 'aria-hidden': 'true' });
  #typing = element('div', { class: 'typing' });
  #typingWords = element('p', { class: 'unseen', role: 'status' });
  #below: HTMLButtonElement;
  #drawn = new Map<string, { signature: string; node: HTMLElement }>();
  #drawnDraft = '';
  #drawnTyping = '';
  #drawnWelcome = '';
  #lastKey = '';
  #follows = true;

  constructor(deeds: Deeds, card: HTMLElement) {
    this.#deeds = deeds;
    this.#welcome = element('div', { class: 'welcome' });
    this.#log = element('div', { class: 'log', role: 'log', 'aria-live': 'off' });
    this.#earlier = element('button', { type: 'button', class: 'link earlier', onclick: () => deeds.earlier() });
    const parts = [this.#earlier, this.#welcome, this.#loading, this.#log, this.#draft, this.#typing, card];
    this.#scroll = element('div', { class: 'scroll', tabindex: 0, role: 'region' }, ...parts);
    this.#below = element('button', { type: 'button', class: 'below', onclick: () => this.toEnd() });
    this.root = element('div', { class: 'thread' }, this.#scroll, this.#below, this.#typingWords);
    // Only the customer's own scrolling moves her away from the end; a sheet that grows or shrinks does not.
    this.#scroll.addEventListener('scroll', () => {
      this.#follows = this.#isAtEnd();
      if (this.#follows) show(this.#below, false);
    });
    show(this.#below, false);
  }

  toEnd(): void {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
    this.#follows = true;
    show(this.#below, false);
  }

  draw(scene: Scene): void {
    const { words, rows, view } = scene;
    this.#scroll.setAttribute('aria-label', words.thread);
    // History is not news: what is read in at the start is not announced.
    this.#log.setAttribute('aria-live', view.ready ? 'polite' : 'off');
    this.#drawRows(placed(rows), scene);
    this.#drawDraft(scene);
    this.#drawTyping(scene);
    this.#drawWelcome(scene);
    setText(this.#earlier, words.earlier);
    show(this.#earlier, view.earlier !== undefined && view.ready);
    this.#keepPlace(rows.at(-1), scene);
  }

  #isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  /** Whoever reads further up is left there, and told that there is more below. */
  #keepPlace(last: Row | undefined, { words }: Scene): void {
    const isNew = last !== undefined && last.key !== this.#lastKey;
    const isMine = isNew && last.kind === 'said' && last.from === 'customer';
    this.#lastKey = last?.key ?? '';
    if (this.#follows || isMine) this.toEnd();
    else if (isNew) show(this.#below, true);
    if (this.#below.textContent !== words.newMessages) this.#below.replaceChildren(words.newMessages, icon('down'));
  }

  #drawRows(rows: readonly Placed[], scene: Scene): void {
    const keys = new Set(rows.map(({ row }) => row.key));
    for (const [key, { node }] of this.#drawn) {
      if (keys.has(key)) continue;
      node.remove();
      this.#drawn.delete(key);
    }
    let after: ChildNode | null = null;
    for (const one of rows) {
      const node = this.#drawRow(one, scene);
      const place: ChildNode | null = after ? after.nextSibling : this.#log.firstChild;
      if (place !== node) this.#log.insertBefore(node, place);
      after = node;
    }
  }

  #drawRow(one: Placed, scene: Scene): HTMLElement {
    const signature = signatureOf(one, scene);
    const old = this.#drawn.get(one.row.key);
    if (old?.signature === signature) return old.node;
    const node = rowNode(one, scene, this.#deeds);
    if (old) {
      node.classList.add('still');
      old.node.replaceWith(node);
    }
    this.#drawn.set(one.row.key, { signature, node });
    return node;
  }

  #drawDraft(scene: Scene): void {
    const draft = currentPart(scene.view.thread)?.draft;
    const text = draft ? draftText(draft) : '';
    show(this.#draft, text !== '');
    if (text === this.#drawnDraft) return;
    this.#drawnDraft = text;
    const bubble = element('div', { class: 'bubble' }, richWords(wholeMarks(text)));
    const body = element('div', { class: 'body' }, element('span', { class: 'name' }, assistantName(scene)), bubble);
    this.#draft.replaceChildren(mark('bot'), body);
  }

  #drawTyping(scene: Scene): void {
    const drawing = this.#drawnDraft ? '' : typingOf(scene);
    show(this.#typing, drawing !== '');
    if (drawing === this.#drawnTyping) return;
    this.#drawnTyping = drawing;
    setText(this.#typingWords, drawing);
    const { standing } = scene;
    const face = standing.owner === 'agent' ? agentMark(standing.agentName ?? '') : mark('bot');
    const dots = element('span', { class: 'dots', 'aria-hidden': 'true' }, element('i'), element('i'), element('i'));
    this.#typing.replaceChildren(face, dots, element('span', { 'aria-hidden': 'true' }, drawing));
    face.setAttribute('aria-hidden', 'true');
  }

  #drawWelcome(scene: Scene): void {
    const { words, settings, rows, view } = scene;
    const isEmpty = rows.length === 0;
    const isRead = view.ready || view.connection.kind === 'idle' || scene.cutOff;
    const signature = isEmpty && isRead ? `${settings.language} ${settings.greeting}` : '';
    show(this.#loading, isEmpty && !isRead && view.connection.kind !== 'refused');
    show(this.#welcome, signature !== '');
    if (signature === this.#drawnWelcome || signature === '') return;
    this.#drawnWelcome = signature;
    const chips = (settings.suggestions ?? words.suggestions).map((text) =>
      element('button', { type: 'button', class: 'chip', onclick: () => this.#deeds.say(text) }, text),
    );
    this.#welcome.replaceChildren(
      mark('bot'),
      element('h3', {}, settings.greeting ?? words.hello),
      element('p', {}, words.helloMore),
      element('div', { class: 'chips' }, ...chips),
    );
  }
}

/** The end of an unfinished answer may hold half a mark; it would flicker. */
const wholeMarks = (text: string): string => {
  const bare = text.replace(/(?<!\*)\*$/, '');
  const last = bare.lastIndexOf('**');
  return bare.split('**').length % 2 ? bare : bare.slice(0, last) + bare.slice(last + 2);
};

function typingOf({ standing, view, words }: Scene): string {
  if (view.typing === 'agent') return filled(words.isWriting, standing.agentName ?? words.person);
  const isAsked = standing.unanswered && standing.owner === 'bot';
  return view.ready && (isAsked || view.typing === 'bot') ? words.lookingUp : '';
}
