import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const fonts = dirname(createRequire(import.meta.url).resolve('@fontsource/noto-sans-sc/package.json'));
const pictures = process.env.BATON_PICTURES ?? '.local/pictures';

export const launch = async (): Promise<Browser> =>
  chromium.launch({ executablePath: await sparticuz.executablePath(), args: ['--no-sandbox'], headless: true });

/** A page that reports what it should not do: errors of its own, and whatever its policy stopped. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 860 }, ...options });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('dialog', (dialog) => {
    // A reload with unsaved words asks, as it should; here the answer is yes.
    if (dialog.type() === 'beforeunload') return void dialog.accept();
    faults.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.exposeFunction('reportViolation', (what: string) => faults.push(what));
  await page.addInitScript(() => {
    document.addEventListener(
      'securitypolicyviolation',
      ({ violatedDirective, sourceFile, lineNumber, columnNumber, sample }) => {
        const report = (window as unknown as { reportViolation: (what: string) => void }).reportViolation;
        report(`policy: ${violatedDirective} ${sourceFile}:${lineNumber}:${columnNumber} ${sample}`);
      },
    );
  });
  return { context, page, faults };
}

const byName = ':root, :host { --mantine-font-family: "Noto Sans SC", sans-serif !important; }';

/** Machines that test have no Chinese letters: the page gets a font by name, from its own origin as its policy wants. */
export async function withFont(page: Page) {
  await page.route('**/__font/**', async (route) => {
    const path = new URL(route.request().url()).pathname.split('/__font/')[1] ?? '';
    const body = path === 'by-name.css' ? byName : await readFile(join(fonts, path));
    await route.fulfill({ body, contentType: path.endsWith('css') ? 'text/css' : 'font/woff2' });
  });
  const { origin } = new URL(page.url());
  for (const sheet of ['400', '600', 'by-name']) await page.addStyleTag({ url: `${origin}/__font/${sheet}.css` });
}

export async function picture(page: Page, name: string) {
  await mkdir(pictures, { recursive: true });
  await page.evaluate(async () => {
    await document.fonts.ready;
  });
  await page.screenshot({ path: join(pictures, `console-${name}.png`) });
}
