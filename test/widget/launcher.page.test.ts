import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ConversationServer } from '#test/fakes/conversation-server';
import { launch, serveShop, Visit } from './browser.ts';

const CHAT = '**/baton-chat.*.js';

let browser: Browser;
let server: ConversationServer;
let elsewhere: Server | undefined;
const visits: Visit[] = [];

beforeAll(async () => {
  server = await serveShop();
  browser = await launch({ guarded: true });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
  elsewhere?.closeAllConnections();
  elsewhere?.close();
});
afterEach(async () => {
  const faults = visits.flatMap((visit) => visit.faults);
  for (const visit of visits.splice(0)) await visit.end();
  expect(faults).toEqual([]);
});

const visit = async (options: Parameters<typeof Visit.begin>[2] = {}) => {
  const begun = await Visit.begin(browser, server, options);
  visits.push(begun);
  return begun;
};

/** What the page asks for that is ours, by the end of its address. */
const asked = ({ page }: Visit): string[] => {
  const names: string[] = [];
  page.on('request', (request) => {
    const name = new URL(request.url()).pathname.split('/').at(-1) ?? '';
    if (/^(baton|config|session)/.test(name)) names.push(name.replace(/\.[\w-]{8}\./, '.<hash>.'));
  });
  return names;
};

const focused = ({ page }: Visit) =>
  page.evaluate(() => {
    const at = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
    return at?.getAttribute('aria-label') ?? at?.localName;
  });

test('a page whose chat nobody opens loads the launcher alone; a pointer on it fetches the chat, the press opens it', async () => {
  const v = await visit();
  const names = asked(v);
  await v.load();
  await v.page.waitForTimeout(300);
  const alone = [...names];

  const hinted = v.page.waitForResponse(CHAT);
  await v.launcher.hover();
  await hinted;
  const near = [...names];
  const panels = await v.page.locator('.panel').count();
  await v.open();
  await v.say('hello');
  await v.page.locator('.said.sent').waitFor();

  expect(alone).toEqual(['baton.js']);
  expect(near).toEqual(['baton.js', 'baton-chat.<hash>.js']);
  expect(panels).toBe(0);
  expect(names.filter((name) => name.startsWith('baton-chat')).length).toBeLessThanOrEqual(2);
});

test('while the chat is fetched the launcher says so; pressed again, it does not open; and nobody loses her focus', async () => {
  const v = await visit();
  const held: Route[] = [];
  await v.page.route(CHAT, (route) => {
    held.push(route);
  });
  await v.launcher.focus();
  await v.page.keyboard.press('Enter');
  await v.page.locator('.launcher[aria-busy=true]').waitFor();
  const label = await v.launcher.getAttribute('aria-label');
  const status = await v.page.locator('baton-chat [role=status]').innerText();
  await v.picture('widget-loading-en-light');
  const barriers = await v.barriers();

  await v.page.keyboard.press('Enter');
  await v.page.locator('.launcher[aria-busy=false]').waitFor();
  await v.page.keyboard.press('Enter');
  await v.page.locator('.launcher[aria-busy=true]').waitFor();
  await v.page.getByRole('button', { name: '中文' }).focus();
  for (const route of held) await route.continue();
  await v.page.locator('.panel').waitFor();

  expect(label).toBe('Opening chat');
  expect(status).toBe('Opening chat');
  expect(barriers).toEqual([]);
  expect(await focused(v)).toBe('button');
  expect(await v.launcher.getAttribute('aria-label')).toBe('Close chat');
  expect(await v.page.locator('baton-chat [role=status]').first().innerText()).toBe('');
});

test('a chat that is not wanted any more when it comes stays closed', async () => {
  const v = await visit();
  const held: Route[] = [];
  await v.page.route(CHAT, (route) => {
    held.push(route);
  });
  await v.launcher.click();
  await v.launcher.click();
  const came = v.page.waitForResponse(CHAT);
  for (const route of held) await route.continue();
  await came;
  await v.page.locator('.panel').waitFor({ state: 'attached' });

  expect(await v.page.locator('.panel').isVisible()).toBe(false);
  expect(await v.launcher.getAttribute('aria-expanded')).toBe('false');
  await v.open();
});

test.each(['en', 'zh'] as const)(
  'a chat that cannot be fetched is said in words, and one press tries again (%s)',
  async (language) => {
    const v = await visit({ language });
    await v.page.route(CHAT, (route) => route.abort());
    await v.launcher.focus();
    await v.page.keyboard.press('Enter');
    await v.page.locator('.note').waitFor();
    const said = await v.page.locator('.note [role=status]').innerText();
    await v.picture(`widget-not-loaded-${language}-light`);
    const barriers = await v.barriers();
    const stayed = await focused(v);
    await v.page.locator('.note button').click();
    await v.page.locator('.note').waitFor();

    await v.page.unroute(CHAT);
    await v.page.locator('.note button').press('Enter');
    await v.page.locator('.panel').waitFor();
    await v.say('still here');
    await v.page.locator('.said.sent').waitFor();

    expect(said).toContain(language === 'zh' ? '客服没能打开' : 'The chat could not be opened');
    expect(barriers).toEqual([]);
    expect(stayed).toBe(language === 'zh' ? '打开客服' : 'Open chat');
    expect(await v.page.locator('.note').count()).toBe(0);
    expect(await focused(v)).toBe(language === 'zh' ? '请输入您的问题' : 'Write a message');
    expect(v.faults.every((fault) => fault.includes('ERR_FAILED'))).toBe(true);
    v.faults.length = 0;
  },
);

test('what came while the chat was closed is on the badge of the next page, before anybody opens it', async () => {
  const v = await visit();
  await v.open();
  await v.say('before');
  await v.page.locator('.said.sent').waitFor();
  await v.launcher.click();
  server.cloud.agentSays(v.conversation, 'Lin', 'one more thing');
  await v.page.locator('.badge', { hasText: '1' }).waitFor();

  await v.load();
  await v.page.locator('.badge', { hasText: '1' }).waitFor();

  expect(await v.page.locator('.panel').isVisible()).toBe(false);
  expect(await v.launcher.getAttribute('aria-label')).toBe('Open chat, 1 unread');
});

test('words that wait go out with the page, though the chat comes with the second try only', async () => {
  const v = await visit();
  const words = { action: 'say', text: 'left on the train', id: randomUUID(), at: Date.now(), language: 'en' };
  await v.page.evaluate(
    (entry) => localStorage.setItem(`baton:${location.host}:out:${entry.id}`, JSON.stringify(entry)),
    words,
  );
  await v.page.route(CHAT, (route) => route.abort(), { times: 1 });
  await v.load();
  await expect
    .poll(() => server.cloud.logs.at(-1)?.events.at(-1), { timeout: 20_000 })
    .toMatchObject({ words: { text: 'left on the train' } });

  expect(await v.page.locator('.note').count()).toBe(0);
  expect(v.faults).toHaveLength(1);
  v.faults.length = 0;
});

/** A page of somebody else's, on an origin of its own. */
async function shopElsewhere(body: string, policy: string): Promise<string> {
  const headers = { 'content-type': 'text/html', 'content-security-policy': policy };
  elsewhere?.close();
  elsewhere = createServer((_, response) => response.writeHead(200, headers).end(body));
  await new Promise<void>((done) => elsewhere?.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
}

test.each([
  { kind: 'the widget’s host', sources: () => server.url },
  { kind: 'a nonce', sources: () => "'nonce-lamp' 'strict-dynamic'" },
])('a shop on another origin needs $kind in its script-src, and no leave to read from it', async ({ sources }) => {
  const v = await visit();
  const sockets = server.url.replace('http', 'ws');
  const policy =
    `default-src 'none'; script-src ${sources()}; connect-src ${server.url} ${sockets}; ` +
    "require-trusted-types-for 'script'";
  const body = `<!doctype html><html lang="en"><title>Elsewhere</title><body><p>Lamps</p><script defer data-open nonce="lamp"
    src="${server.url}/baton.js" data-http-url="${server.url}/api" data-socket-url="${sockets}"></script>`;
  const shop = await shopElsewhere(body, policy);
  await v.page.route('**/api/session', (route) =>
    route.fulfill({
      json: server.cloud.startSession(route.request().postDataJSON()),
      headers: { 'access-control-allow-origin': shop },
    }),
  );

  await v.page.goto(shop);
  await v.page.locator('.panel').waitFor();
  const focusedAtLoad = await focused(v);
  const read = await v.page.evaluate(
    (url) =>
      fetch(url).then(
        () => 'read',
        () => 'refused',
      ),
    `${server.url}/baton.js`,
  );
  await v.say('from elsewhere');
  await v.page.locator('.said.sent').waitFor();

  expect(focusedAtLoad).toBe('body');
  expect(read).toBe('refused');
  expect(v.faults.filter((fault) => !/CORS|ERR_FAILED/.test(fault))).toEqual([]);
  v.faults.length = 0;
});
