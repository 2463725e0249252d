import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, BrowserContextOptions, Page, WebSocket } from 'playwright-core';

const fonts = dirname(createRequire(import.meta.url).resolve('@fontsource/noto-sans-sc/package.json'));
/** Pictures are made on request only: `BATON_PICTURES=docs/pictures`. */
const pictures = process.env.BATON_PICTURES;

/** One person in front of a browser of her own: what she sees, what came to it, what went wrong in it. */
export class Screen {
  readonly page: Page;
  /** The text of every frame that the cloud sent to this browser, oldest first. */
  readonly heard: string[] = [];
  /** Errors of the page, and of the browser about the page. */
  readonly faults: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.faults.push(String(error)));
    page.on('console', (line) => line.type() === 'error' && this.faults.push(`${line.text()} ${line.location().url}`));
    page.on('websocket', (socket) => this.#listen(socket));
  }

  static async open(browser: Browser, options: BrowserContextOptions = {}): Promise<Screen> {
    const calm = { colorScheme: 'light', reducedMotion: 'reduce', deviceScaleFactor: pictures ? 1.5 : 1 } as const;
    const context = await browser.newContext({ ...calm, ...options });
    context.setDefaultTimeout(15_000);
    await giveLetters(context);
    return new Screen(await context.newPage());
  }

  #listen(socket: WebSocket) {
    socket.on('framereceived', ({ payload }) => this.heard.push(payload.toString()));
  }

  /** Everything in the page, shadow trees and the words in its fields included. */
  content(): Promise<string> {
    return this.page.evaluate(() => {
      const within = (root: ParentNode & { innerHTML: string }): string[] => {
        const inner = [...root.querySelectorAll('*')].flatMap((one) => {
          if (one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement) return [one.value];
          return one.shadowRoot ? within(one.shadowRoot) : [];
        });
        return [root.innerHTML, ...inner];
      };
      return [document.title, ...within(document.documentElement)].join('\n');
    });
  }

  /** What axe finds serious or worse. */
  async barriers(): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  }

  /** For the documentation, only when it was asked for. */
  async picture(name: string): Promise<void> {
    if (pictures) await this.keep(pictures, name);
  }

  async keep(folder: string, name: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    await this.page.evaluate(() => document.fonts.ready.then(() => {}));
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}

const family = '"Noto Sans SC", sans-serif';
const byName = `:root { --mantine-font-family: ${family} !important } body { font-family: ${family} !important }`;

/** A machine that tests has no Chinese letters of its own: both pages are lent the same, by name. */
async function giveLetters(context: BrowserContext) {
  await context.route('**/__letters/**', async (route) => {
    const path = new URL(route.request().url()).pathname.split('/__letters/')[1] ?? '';
    const contentType = path.endsWith('css') ? 'text/css' : 'font/woff2';
    const body = path === 'by-name.css' ? byName : await readFile(join(fonts, path));
    await route.fulfill({ body, contentType });
  });
  await context.addInitScript((name) => {
    document.addEventListener('DOMContentLoaded', () => {
      for (const file of ['400', '600', '700', 'by-name']) {
        const sheet = document.createElement('link');
        sheet.rel = 'stylesheet';
        sheet.href = `/__letters/${file}.css`;
        document.head.append(sheet);
      }
      const widget = document.querySelector('baton-chat')?.shadowRoot?.querySelector<HTMLElement>('.baton');
      widget?.style.setProperty('font-family', name);
    });
  }, family);
}
