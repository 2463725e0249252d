import type { Addresses } from './browser.ts';
import { ChatOnDemand } from './chat-on-demand.ts';
import { ChatScript } from './chat-script.ts';
import { pageStorage } from './page-storage.ts';
import { languageOf, readSettings } from './settings.ts';
import styles from './view/launcher.css?inline';

/** What a page may do with its widget: `window.baton`. */
export interface Baton {
  open(): void;
  close(): void;
  /** The page has changed its language. */
  language(tag: string): void;
}
declare global {
  interface Window {
    baton?: Baton;
  }
  /** The name of the chat's own file; the build puts it in. */
  const CHAT_FILE: string;
}

const tag = document.currentScript as HTMLScriptElement | null;

function mount(script: HTMLScriptElement): Baton {
  const { dataset } = script;
  const outer = document.createElement('baton-chat');
  const given = {
    script: new ChatScript(script, CHAT_FILE),
    storage: pageStorage(`baton:${new URL(script.src).host}:`),
    settings: (spoken: 'zh' | 'en') => readSettings(dataset, spoken),
    addresses: () => addressesOf(script),
  };
  const language = languageOf(dataset.language, document.documentElement.lang, navigator.language);
  const chat = new ChatOnDemand(given, shadowOf(outer), language);
  document.body.append(outer);
  chat.begin();
  return {
    open: () => chat.open(),
    close: () => chat.close(),
    language: (spoken) => chat.speak(spoken),
  };
}

/** A shadow of its own: the page's styles stay out, ours stay in, and no rule of a strict content policy is touched. */
function shadowOf(outer: HTMLElement): ShadowRoot {
  const shadow = outer.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  shadow.adoptedStyleSheets = [sheet];
  return shadow;
}

/** Given in the tag, or in `config.json` beside the script. */
async function addressesOf({ dataset, src }: HTMLScriptElement): Promise<Addresses> {
  const { httpUrl, socketUrl, config = 'config.json' } = dataset;
  if (httpUrl && socketUrl) return { httpUrl, socketUrl };
  const answer = await fetch(new URL(config, src));
  if (!answer.ok) throw new Error(`${config} answered ${answer.status}`);
  return answer.json();
}

function begin(script: HTMLScriptElement): void {
  // A tag that is on the page twice is one widget.
  window.baton ??= mount(script);
}

if (tag && document.body) begin(tag);
else if (tag) document.addEventListener('DOMContentLoaded', () => begin(tag));
