import type { Addresses } from './browser.ts';
import type { Chat } from './chat.ts';
import type { Begin, ChatScript } from './chat-script.ts';
import { hasUnfinished, type Storage } from './outbox.ts';
import { languageOf, type Settings } from './settings.ts';
import { Launcher } from './view/launcher.ts';

export interface Tag {
  readonly script: ChatScript;
  readonly storage: Storage;
  readonly settings: (language: 'zh' | 'en') => Settings;
  readonly addresses: () => Promise<Addresses>;
}

/** Tries in the background, for the badge: the first wait and the longest, in milliseconds. */
const BACKOFF = [2_000, 60_000] as const;

/** Launcher now, chat when it is wanted: what a page says before the chat is there is kept until it is. */
export class ChatOnDemand {
  readonly launcher: Launcher;
  #tag: Tag;
  #language: 'zh' | 'en';
  #shadow: ShadowRoot;
  #chat: Chat | undefined;
  #loading = false;
  #failures = 0;
  /** The customer waits for the chat to open. `focusOn` had the focus then; without it, the chat is not to take it. */
  #wish: { readonly focusOn: Element | null | undefined } | undefined;

  constructor(tag: Tag, shadow: ShadowRoot, language: 'zh' | 'en') {
    this.#tag = tag;
    this.#shadow = shadow;
    this.#language = language;
    this.launcher = new Launcher(tag.settings(language), {
      press: () => this.#press(),
      near: () => tag.script.hint(),
      again: () => this.#again(),
    });
    shadow.append(this.launcher.root);
    addEventListener('online', () => this.#failures > 0 && this.#load());
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.launcher.draw());
  }

  /** With the page: a chat that was left open opens, and one that may have news for the badge connects. */
  begin(): void {
    const { settings, storage } = this.#tag;
    if (storage.get('open') || settings(this.#language).open) this.open(false);
    else if (hasUnfinished(storage, Date.now())) this.#load();
  }

  /** @param focus whether the customer asked for it; a page that loads must not take her focus. */
  open(focus = true): void {
    this.#tag.storage.set('open', 'yes');
    if (this.#chat) this.#chat.open(focus);
    else this.#wish = { focusOn: focus ? document.activeElement : undefined };
    this.#load();
  }

  close(): void {
    this.#tag.storage.remove('open');
    this.#wish = undefined;
    this.#show('resting');
    this.#chat?.close();
  }

  speak(tag: string): void {
    this.#language = languageOf(tag);
    this.launcher.show({ settings: this.#tag.settings(this.#language) });
    this.#chat?.speak(this.#language);
  }

  /** Pressed again while the chat is under way, it is not wanted any more. */
  #press(): void {
    if (this.#chat ? this.#chat.isOpen : this.#loading && this.#wish) this.close();
    else this.open();
  }

  /** The button that was pressed goes away, and must not take the focus with it. */
  #again(): void {
    this.launcher.focus();
    this.open();
  }

  #load(): void {
    if (this.#chat) return;
    if (this.#wish) this.#show('loading');
    if (this.#loading) return;
    this.#loading = true;
    this.#tag.script.load().then(
      (begin) => this.#loaded(begin),
      () => this.#failed(),
    );
  }

  #loaded(begin: Begin): void {
    const { storage, settings, addresses } = this.#tag;
    const wish = this.#wish;
    this.#loading = false;
    this.#failures = 0;
    this.#show('resting');
    const language = this.#language;
    const chat = begin({ launcher: this.launcher, shadow: this.#shadow, storage, settings, addresses, language });
    this.#chat = chat;
    this.#wish = undefined;
    // Who has gone on to something else meanwhile keeps her focus there.
    if (wish) chat.open(wish.focusOn !== undefined && wish.focusOn === document.activeElement);
    else if (hasUnfinished(storage, Date.now())) chat.start();
  }

  /** Who waits is told and decides; where nobody waits, it is tried again by itself. */
  #failed(): void {
    this.#loading = false;
    this.#failures += 1;
    const [first, longest] = BACKOFF;
    const wait = Math.min(longest, first * 2 ** (this.#failures - 1));
    if (this.#wish) this.#show('failed');
    else setTimeout(() => this.#load(), wait);
  }

  #show(chat: 'resting' | 'loading' | 'failed'): void {
    this.launcher.show({ chat });
  }
}
