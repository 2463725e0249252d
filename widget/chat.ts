import { type Addresses, browserEffects } from './browser.ts';
import type { ChatElement } from './chat-script.ts';
import type { Storage } from './outbox.ts';
import { ProtocolClient } from './protocol-client.ts';
import { greeted, type Settings } from './settings.ts';
import type { Launcher } from './view/launcher.ts';
import styles from './view/styles.css?inline';
import { WidgetView } from './view/widget-view.ts';

/** What the page's script hands to the chat. The launcher is on the page already, and its style in the shadow. */
export interface ChatPlace {
  readonly launcher: Launcher;
  readonly shadow: ShadowRoot;
  readonly storage: Storage;
  readonly settings: (language: 'zh' | 'en') => Settings;
  readonly addresses: () => Promise<Addresses>;
  readonly language: 'zh' | 'en';
}

export interface Chat {
  readonly isOpen: boolean;
  open(focus?: boolean): void;
  close(): void;
  speak(language: 'zh' | 'en'): void;
  /** Connects without opening. */
  start(): void;
}

/** The whole chat, closed and not connected. */
function beginChat({ launcher, shadow, storage, settings, addresses, language }: ChatPlace): Chat {
  let welcome: Addresses['welcome'];
  const place = Math.floor(Math.random() * 60);
  // Who greets is read with the addresses, before the panel shows its first line.
  const looked = async () => {
    const found = await addresses();
    welcome = found.welcome;
    if (welcome) view.speak(client.language);
    return found;
  };
  const effects = browserEffects(looked, storage);
  const client: ProtocolClient = new ProtocolClient(effects, () => view.changed());
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  shadow.adoptedStyleSheets.push(sheet);
  const greets = (spoken: 'zh' | 'en') => greeted(settings(spoken), welcome?.[spoken], place);
  const view = new WidgetView({ client, launcher, storage, settings: greets }, language);
  watch(client, view);
  view.draw();
  return {
    get isOpen() {
      return view.isOpen;
    },
    open: (focus) => view.open(focus),
    close: () => view.close(),
    speak: (spoken) => view.speak(spoken),
    start: () => client.start(),
  };
}

function watch(client: ProtocolClient, view: WidgetView): void {
  addEventListener('online', () => client.nudge());
  addEventListener('offline', () => view.changed());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) client.nudge();
    view.changed();
  });
}

const own = document.currentScript as ChatElement | null;
if (own) own.begin = beginChat;
