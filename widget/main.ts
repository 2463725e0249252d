import { type Addresses, browserEffects, pageStorage } from './browser.ts';
import { ProtocolClient } from './protocol-client.ts';
import { languageOf, readSettings } from './settings.ts';
import styles from './view/styles.css?inline';
import { WidgetView } from './view/widget-view.ts';

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
}

const tag = document.currentScript as HTMLScriptElement | null;

function mount(script: HTMLScriptElement): Baton {
  const { dataset } = script;
  const storage = pageStorage(`baton:${new URL(script.src).host}:`);
  const effects = browserEffects(() => addressesOf(script), storage);
  const client: ProtocolClient = new ProtocolClient(effects, () => view.changed());
  const language = languageOf(dataset.language, document.documentElement.lang, navigator.language);
  const view = new WidgetView({ client, storage, settings: (spoken) => readSettings(dataset, spoken) }, language);
  document.body.append(host(view.root));
  watch(client, view);
  if (storage.get('open') || dataset.open !== undefined) view.open(false);
  else if (client.hasUnfinished) client.start();
  view.draw();
  return {
    open: () => view.open(),
    close: () => view.close(),
    language: (spoken) => view.speak(languageOf(spoken)),
  };
}

/** A shadow of its own: the page's styles stay out, ours stay in, and no rule of a strict content policy is touched. */
function host(root: HTMLElement): HTMLElement {
  const outer = document.createElement('baton-chat');
  const shadow = outer.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(root);
  return outer;
}

function watch(client: ProtocolClient, view: WidgetView): void {
  addEventListener('online', () => client.nudge());
  addEventListener('offline', () => view.changed());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) client.nudge();
    view.changed();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => view.changed());
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
