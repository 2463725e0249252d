import type { Settings } from '../settings.ts';
import { filled, type LauncherWords, launcherWords } from '../words/launcher-words.ts';
import { DOWN, drawing, element, setText, show } from './element.ts';

const CHAT =
  'M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-4.6 3.6a.4.4 0 0 1-.65-.32V16A2.5 2.5 0 0 1 4 13.5zM8.5 8.5h7M8.5 11.7h4.5';

export interface LauncherState {
  readonly settings: Settings;
  readonly isOpen: boolean;
  readonly unread: number;
  /** Of the chat that was asked for; `resting` when nobody waits for it. */
  readonly chat: 'resting' | 'loading' | 'failed';
}

export interface LauncherDeeds {
  press(): void;
  /** A pointer or the focus has come to the button: it may be pressed soon. */
  near(): void;
  again(): void;
}

/** The button that every page draws, with its badge; and what is said while the chat behind it is not there yet. */
export class Launcher {
  readonly root: HTMLElement;
  #state: LauncherState;
  #badge = element('span', { class: 'badge', 'aria-hidden': 'true' });
  #button: HTMLButtonElement;
  #noteWords = element('p', { role: 'status' });
  #again: HTMLButtonElement;
  #note: HTMLElement;

  constructor(settings: Settings, { press, near, again }: LauncherDeeds) {
    this.#state = { settings, isOpen: false, unread: 0, chat: 'resting' };
    this.#button = element(
      'button',
      { type: 'button', class: 'launcher', onclick: press, onpointerenter: near, onfocus: near },
      drawing(CHAT),
      drawing(DOWN),
      this.#badge,
    );
    this.#again = element('button', { type: 'button', onclick: again });
    this.#note = element('div', {}, this.#noteWords, this.#again);
    this.root = element('div', { class: 'baton' }, this.#note, this.#button);
    this.draw();
  }

  /** The panel has come. It stands before the button, so that Tab goes from the one to the other. */
  opens(panel: HTMLElement): void {
    this.root.prepend(panel);
    this.#button.setAttribute('aria-controls', panel.id);
  }

  focus(): void {
    this.#button.focus({ preventScroll: true });
  }

  show(change: Partial<LauncherState>): void {
    this.#state = { ...this.#state, ...change };
    this.draw();
  }

  draw(): void {
    const { isOpen, unread, chat } = this.#state;
    this.#dress();
    setText(this.#badge, unread > 99 ? '99+' : String(unread));
    show(this.#badge, unread > 0 && !isOpen);
    this.#button.setAttribute('aria-label', this.#label());
    this.#button.setAttribute('aria-expanded', String(isOpen));
    this.#button.setAttribute('aria-busy', String(chat === 'loading'));
    this.#drawNote();
  }

  #label(): string {
    const { isOpen, unread, chat } = this.#state;
    const { words } = this;
    if (chat === 'loading') return words.loading;
    if (isOpen) return words.close;
    return unread > 0 ? filled(words.openUnread, unread) : words.open;
  }

  /** Loading is seen on the button and only told to who cannot see it; a failure is told to everybody. */
  #drawNote(): void {
    const { chat } = this.#state;
    const { loading, notLoaded, tryAgain } = this.words;
    setText(this.#noteWords, { resting: '', loading, failed: notLoaded }[chat]);
    setText(this.#again, tryAgain);
    show(this.#again, chat === 'failed');
    this.#note.className = chat === 'failed' ? 'note' : 'unseen';
  }

  get words(): LauncherWords {
    return launcherWords[this.#state.settings.language];
  }

  #dress(): void {
    const { isOpen, settings } = this.#state;
    const { theme, language, side, accent } = settings;
    const isDark = theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
    this.root.dataset.theme = isDark ? 'dark' : 'light';
    this.root.dataset.side = side;
    this.root.dataset.open = String(isOpen);
    this.root.lang = language === 'zh' ? 'zh-CN' : 'en';
    if (accent) this.root.style.setProperty('--accent', accent);
  }
}
