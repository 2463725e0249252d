import type { Chat, ChatPlace } from './chat.ts';

export type Begin = (place: ChatPlace) => Chat;
/** What the script of the chat leaves on its own element: no name of ours in the page. */
export interface ChatElement extends HTMLScriptElement {
  begin?: Begin;
}

/** A fetch that has not come by then has failed, in milliseconds. */
const PATIENCE = 20_000;

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}
declare global {
  interface Window {
    trustedTypes?: Policies;
  }
}

/** The chat's own file beside the script of the tag: fetched as the tag is, so a page that allows the one allows both. */
export class ChatScript {
  #tag: HTMLScriptElement;
  #url: string;
  #hinted = false;

  /** @param file its name, relative to the address of `tag`. */
  constructor(tag: HTMLScriptElement, file: string) {
    this.#tag = tag;
    this.#url = new URL(file, tag.src).href;
  }

  /** The browser may fetch it now; nothing of it runs. */
  hint(): void {
    if (this.#hinted) return;
    this.#hinted = true;
    const link = document.createElement('link');
    Object.assign(link, { rel: 'preload', as: 'script', href: this.#url, nonce: this.#tag.nonce });
    document.head.append(link);
  }

  /** Each call is a fetch of its own: one that failed is not remembered. Rejects when it failed, or what came does not run. */
  load(): Promise<Begin> {
    this.#hinted = true;
    const made: ChatElement = document.createElement('script');
    made.nonce = this.#tag.nonce;
    return new Promise<Begin>((resolve, reject) => {
      const failed = () => reject(new Error(`${this.#url} could not be loaded`));
      const timer = setTimeout(failed, PATIENCE);
      made.onload = () => (made.begin ? resolve(made.begin) : failed());
      made.onerror = failed;
      made.addEventListener('load', () => clearTimeout(timer));
      made.addEventListener('error', () => clearTimeout(timer));
      made.src = trusted(this.#url);
      document.head.append(made);
    }).finally(() => made.remove());
  }
}

/** A page that guards the addresses of scripts (`require-trusted-types-for`) wants a policy's word for this one. */
let policy: ReturnType<Policies['createPolicy']> | undefined;
const trusted = (address: string): string => {
  policy ??= window.trustedTypes?.createPolicy('baton', { createScriptURL: (url) => url });
  return policy?.createScriptURL(address) ?? address;
};
