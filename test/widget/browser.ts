import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import packed from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { ConversationServer } from '#test/fakes/conversation-server';
import { buildWidget } from '../../widget/build.ts';

const fonts = dirname(createRequire(import.meta.url).resolve('@fontsource/noto-sans-sc/package.json'));
const pictures = resolve(process.env.BATON_PICTURES ?? '.local/pictures');

/**
 * In one process the browser would end with its first closed context.
 * @param guarded keeps origins apart as a customer's browser does; the packed one comes with that switched off.
 */
export async function launch({ guarded = false } = {}): Promise<Browser> {
  const unwanted = ['--single-process', '--no-zygote', ...(guarded ? ['--disable-web-security'] : [])];
  const args = packed.args.filter((arg) => !unwanted.includes(arg));
  return chromium.launch({ executablePath: await packed.executablePath(), args, headless: true });
}

/** The built shop and widget behind a server of its own. */
export async function serveShop(): Promise<ConversationServer> {
  const into = resolve('.local/test-widget');
  await buildWidget({ into });
  const server = new ConversationServer({ '/fonts/': fonts, '/': into });
  await server.listen();
  return server;
}

/** A customer in front of the shop, and what went wrong in her browser. */
export class Visit {
  readonly faults: string[] = [];
  readonly page: Page;
  readonly server: ConversationServer;

  private constructor(page: Page, server: ConversationServer) {
    this.page = page;
    this.server = server;
    page.on('pageerror', (error) => this.faults.push(error.message));
    page.on('console', (line) => line.type() === 'error' && this.faults.push(line.text()));
  }

  static async begin(
    browser: Browser,
    server: ConversationServer,
    { language = 'en', ...given }: BrowserContextOptions & { language?: 'zh' | 'en' } = {},
  ): Promise<Visit> {
    const options = { viewport: { width: 1200, height: 800 }, reducedMotion: 'reduce', ...given } as const;
    const context = await browser.newContext({ locale: language === 'zh' ? 'zh-CN' : 'en-GB', ...options });
    context.setDefaultTimeout(8_000);
    const visit = new Visit(await context.newPage(), server);
    await visit.load(language);
    return visit;
  }

  async load(language: 'zh' | 'en' = 'en'): Promise<void> {
    await this.page.goto(`${this.server.url}/?language=${language}`);
    await this.page.evaluate(async () => {
      for (const weight of [400, 600]) {
        const link = document.createElement('link');
        link.rel = 'stylesheet';
        link.href = `/fonts/${weight}.css`;
        document.head.append(link);
        await new Promise((done) => link.addEventListener('load', done));
      }
      // The machine that runs this has no Chinese letters of its own: the stack of each sheet gets one that has.
      const family = '"Noto Sans SC", sans-serif';
      document.body.style.setProperty('font-family', family);
      const root = document.querySelector('baton-chat')?.shadowRoot?.querySelector<HTMLElement>('.baton');
      root?.style.setProperty('font-family', family);
    });
  }

  get launcher() {
    return this.page.locator('.launcher');
  }

  get box() {
    return this.page.getByRole('textbox').first();
  }

  get log() {
    return this.page.getByRole('log');
  }

  async open(): Promise<void> {
    await this.launcher.click();
    await this.page.locator('.panel').waitFor();
  }

  async say(text: string): Promise<void> {
    await this.box.fill(text);
    await this.box.press('Enter');
  }

  /** The conversation that was written to last. */
  get conversation(): string {
    const log = this.server.cloud.logs.at(-1);
    if (!log) throw new Error('nobody has written yet');
    return log.conversationId;
  }

  async picture(name: string): Promise<string> {
    await mkdir(pictures, { recursive: true });
    const path = join(pictures, `${name}.png`);
    await this.page.evaluate(() => document.fonts.ready);
    await this.page.screenshot({ path });
    return path;
  }

  /** What axe finds in the widget. */
  async barriers(): Promise<string[]> {
    const found = await new AxeBuilder({ page: this.page }).include('baton-chat').analyze();
    return found.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
    );
  }

  async end(): Promise<void> {
    await this.page.context().close();
  }
}
