import type { Storage } from '../outbox.ts';
import type { ProtocolClient } from '../protocol-client.ts';
import { type ReadMark, readMarkOf, rowsOf, unreadOf } from '../rows.ts';
import type { Settings } from '../settings.ts';
import { standingOf } from '../standing.ts';
import { currentPart } from '../thread.ts';
import { filled } from '../words/launcher-words.ts';
import { catalogue, refusalWords } from '../words/words.ts';
import { ChoiceCard } from './choice-card.ts';
import { Composer } from './composer.ts';
import { element, setText, show } from './element.ts';
import { Header } from './header.ts';
import { icon } from './icon.ts';
import type { Launcher } from './launcher.ts';
import type { Deeds, Scene } from './scene.ts';
import { ThreadView } from './thread-view.ts';
import { WaitingBanner } from './waiting-banner.ts';

/** A break in the connection shorter than this is not worth a word, in milliseconds. */
const WORTH_SAYING = 2_500;

export interface Parts {
  readonly client: ProtocolClient;
  readonly launcher: Launcher;
  readonly storage: Storage;
  readonly settings: (language: 'zh' | 'en') => Settings;
}

/** The panel, and what the launcher says of it: one drawing for each state of the client, at most one a frame. */
export class WidgetView {
  #client: ProtocolClient;
  #storage: Storage;
  #settingsFor: Parts['settings'];
  #settings: Settings;
  #launcher: Launcher;
  #panel: HTMLElement;
  #header: Header;
  #notice = element('div', { class: 'notice' });
  #noticeWords = element('span', { role: 'status' });
  #again: HTMLButtonElement;
  #thread: ThreadView;
  #waiting: WaitingBanner;
  #choice: ChoiceCard;
  #composer: Composer;
  #closedHint = element('p', { class: 'hint' });
  #isOpen = false;
  #asked = false;
  #lastReady = Date.now();
  #tick: ReturnType<typeof setInterval> | undefined;

  constructor({ client, launcher, storage, settings }: Parts, language: 'zh' | 'en') {
    this.#client = client;
    this.#launcher = launcher;
    this.#storage = storage;
    this.#settingsFor = settings;
    this.#settings = settings(language);
    client.language = language;
    const deeds = this.#deeds();
    this.#header = new Header(deeds);
    this.#choice = new ChoiceCard(deeds);
    this.#thread = new ThreadView(deeds, this.#choice.root);
    this.#waiting = new WaitingBanner(deeds);
    this.#composer = new Composer(deeds, storage.get('draft') ?? '', (draft) => keep(storage, 'draft', draft));
    this.#again = element('button', { type: 'button', class: 'link', onclick: () => deeds.reconnect() });
    this.#notice.append(icon('alert'), this.#noticeWords, this.#again);
    const dock = element('div', { class: 'dock' }, this.#waiting.root, this.#closedHint, this.#composer.root);
    this.#panel = element(
      'section',
      {
        class: 'panel',
        id: 'panel',
        role: 'dialog',
        tabindex: -1,
        onkeydown: (event: KeyboardEvent) => this.#key(event),
      },
      this.#header.root,
      this.#notice,
      this.#thread.root,
      dock,
    );
    show(this.#panel, false);
    launcher.opens(this.#panel);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** @param focus whether the customer asked for it; a page that loads must not take her focus. */
  open(focus = true): void {
    this.#isOpen = true;
    this.#storage.set('open', 'yes');
    show(this.#panel, true);
    this.#client.start();
    this.#tick ??= setInterval(() => this.draw(), 1_000);
    this.draw();
    this.#thread.toEnd();
    if (!focus) return;
    // On a touch screen the keyboard would cover what she is about to read.
    if (matchMedia('(pointer: coarse)').matches) this.#panel.focus({ preventScroll: true });
    else this.#composer.focus();
  }

  close(): void {
    this.#isOpen = false;
    this.#storage.remove('open');
    show(this.#panel, false);
    clearInterval(this.#tick);
    this.#tick = undefined;
    this.draw();
    this.#launcher.focus();
  }

  speak(language: 'zh' | 'en'): void {
    this.#client.language = language;
    this.#settings = this.#settingsFor(language);
    this.draw();
  }

  /** Asks for a drawing with the next frame. */
  changed(): void {
    if (this.#asked) return;
    this.#asked = true;
    // A page in the background draws no frames, and its badge should still be right when it is looked at.
    const ask = document.hidden ? (run: () => void) => setTimeout(run, 250) : requestAnimationFrame;
    ask(() => {
      this.#asked = false;
      this.draw();
    });
  }

  draw(): void {
    const scene = this.#scene();
    this.#drawLauncher(scene);
    if (this.#isOpen) this.#drawPanel(scene);
  }

  #drawPanel(scene: Scene): void {
    const focused = (this.#panel.getRootNode() as ShadowRoot).activeElement;
    this.#header.draw(scene);
    this.#drawNotice(scene);
    this.#choice.draw(scene);
    this.#waiting.draw(scene);
    this.#composer.draw(scene);
    setText(this.#closedHint, scene.words.closed);
    show(this.#closedHint, scene.standing.owner === 'closed');
    this.#thread.draw(scene);
    // What goes away with the focus on it leaves it to where the customer goes on.
    if (focused && !focused.checkVisibility()) this.#composer.focus();
  }

  #scene(): Scene {
    const { view } = this.#client;
    const now = Date.now();
    if (view.ready || view.connection.kind === 'idle') this.#lastReady = now;
    return {
      view,
      rows: rowsOf(view.thread, view.unsent),
      standing: standingOf(currentPart(view.thread)),
      words: { ...this.#launcher.words, ...catalogue[this.#settings.language] },
      settings: this.#settings,
      now,
      online: view.ready && navigator.onLine,
      cutOff: !view.ready && now - this.#lastReady > WORTH_SAYING,
    };
  }

  #drawLauncher({ words, view, settings }: Scene): void {
    this.#launcher.show({ settings, isOpen: this.#isOpen, unread: this.#unread(view.thread) });
    this.#panel.setAttribute('aria-label', filled(words.chat, settings.name).trim());
  }

  /** What is on the open panel of a visible page counts as read. */
  #unread(thread: Scene['view']['thread']): number {
    const mark = readMarkOf(thread);
    if (this.#isOpen && !document.hidden && mark) keep(this.#storage, 'read', JSON.stringify(mark));
    return unreadOf(thread, readMark(this.#storage.get('read')));
  }

  #drawNotice({ words, view, cutOff }: Scene): void {
    const { connection, refused } = view;
    const isRefused = connection.kind === 'refused';
    let said = '';
    if (isRefused) said = refusalWords(words, connection.code);
    else if (!navigator.onLine) said = words.offline;
    else if (refused) said = refusalWords(words, refused);
    else if (cutOff) said = words.connecting;
    setText(this.#noticeWords, said);
    setText(this.#again, words.tryAgain);
    show(this.#notice, said !== '');
    show(this.#again, isRefused || (cutOff && navigator.onLine && connection.kind === 'waiting'));
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape' && !event.isComposing) {
      event.stopPropagation();
      this.close();
    } else if (event.key === 'Tab' && matchMedia('(max-width: 480px)').matches) {
      this.#keepFocus(event);
    }
  }

  /** Where the panel fills the screen, Tab goes round in it; beside a page it goes on into the page. */
  #keepFocus(event: KeyboardEvent): void {
    const all = this.#panel.querySelectorAll<HTMLElement>('button, textarea, input, a[href], summary, [tabindex="0"]');
    const stops = [...all].filter((one) => one.checkVisibility() && !one.hasAttribute('disabled'));
    const from = event.shiftKey ? stops[0] : stops.at(-1);
    const root = this.#panel.getRootNode() as ShadowRoot;
    if (root.activeElement !== from && root.activeElement !== this.#panel) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  }

  #deeds(): Deeds {
    const client = this.#client;
    return {
      say: (text) => {
        client.wish({ action: 'say', text });
        this.draw();
      },
      askPerson: () => {
        client.wish({ action: 'ask-person' });
        this.draw();
      },
      choose: (choice, contact, text) => {
        client.wish({ action: 'choose', choice, ...(contact ? { contact } : {}), ...(text ? { text } : {}) });
      },
      retry: (id) => client.retry(id),
      discard: (id) => client.discard(id),
      typed: () => client.typed(),
      earlier: () => client.loadEarlier(),
      reconnect: () => {
        client.start();
        client.nudge();
      },
      close: () => this.close(),
    };
  }
}

const keep = (storage: Storage, key: string, value: string) => {
  if (!value) storage.remove(key);
  else if (storage.get(key) !== value) storage.set(key, value);
};

function readMark(stored: string | undefined): ReadMark | undefined {
  try {
    const mark = JSON.parse(stored ?? 'null');
    return typeof mark?.conversationId === 'string' && typeof mark.seq === 'number' ? mark : undefined;
  } catch {
    return undefined;
  }
}
