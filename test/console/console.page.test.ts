import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import type { DeskServer } from '#test/fakes/desk-server';
import type { OidcIssuer } from '#test/fakes/oidc-issuer';
import { picture, withFont } from './browser.ts';
import { consoleStage, hasNoViolation } from './stage.ts';
import { cost, offerNew, story, tellStory } from './story.ts';

const users = [
  { sub: 'agent-mei', name: 'Mei', groups: ['agent'] },
  { sub: 'guest-bo', name: 'Bo', groups: ['book-club'] },
];
const { on, visit, signIn: choose, online } = consoleStage({ users });
let issuer: OidcIssuer;
let server: DeskServer;

beforeEach(() => {
  ({ issuer, server } = on);
});

async function signIn(page: Page, name = 'Mei') {
  await choose(page, name);
  if (name === 'Mei') await online(page);
}

const box = (page: Page) => page.getByRole('textbox', { name: 'Reply to the customer' });
const list = (page: Page) => page.getByRole('navigation', { name: 'Conversations' });
const transcript = (page: Page) => page.getByRole('region', { name: 'Transcript' });
const logged = (id: string, kind: string) => server.cloud.conversation(id).log.filter((event) => event.kind === kind);

async function atDesk(options: BrowserContextOptions = { locale: 'en-GB' }) {
  const words = tellStory(server.cloud, 'en');
  const page = await visit(options);
  await signIn(page);
  await transcript(page).getByText(words.thanks).waitFor();
  return { page, words };
}

test.each([
  ['zh', 'light'],
  ['zh', 'dark'],
  ['en', 'light'],
  ['en', 'dark'],
] as const)('the desk in %s, %s, has no accessibility violation and is pictured', async (language, colorScheme) => {
  const words = tellStory(server.cloud, language);
  const page = await visit({ locale: language === 'zh' ? 'zh-CN' : 'en-GB', colorScheme });
  await signIn(page);
  await withFont(page);
  await page.keyboard.press('p');
  await page.getByRole('table').waitFor();
  await page
    .getByRole('textbox')
    .fill(language === 'zh' ? '如果明天中午前没有送到，' : 'If it is not there by noon tomorrow, ');
  await page.getByRole('textbox').blur();
  offerNew(server.cloud, words.angry, 30);
  await page.getByRole('timer').first().waitFor();
  await page.waitForTimeout(400);

  await picture(page, `${language}-${colorScheme}`);
  await hasNoViolation(page);
  expect(await page.locator('html').getAttribute('lang')).toBe(language === 'zh' ? 'zh-CN' : 'en');
});

test('who is signed out sees why, signs in through the issuer and signs out again', async () => {
  const page = await visit({ locale: 'en-GB' });
  await withFont(page);
  await page.getByRole('heading', { name: 'Sign in to your desk' }).waitFor();
  await picture(page, 'signed-out');
  await hasNoViolation(page);

  await signIn(page);
  expect(new URL(page.url()).search).toBe('');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to your desk' }).waitFor();
  expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('oidc.user')))).toEqual(
    [],
  );
});

test('an account in no known group has no desk and never asks for a ticket', async () => {
  const page = await visit({ locale: 'en-GB' });
  await signIn(page, 'Bo');
  await page.getByRole('heading', { name: 'No access to the desk' }).waitFor();
  await withFont(page);

  await picture(page, 'no-permission');
  await hasNoViolation(page);
  expect(server.received).toEqual([]);
});

test('a page without settings says so and works once they are there', async () => {
  server.unset = true;
  const page = await visit({ locale: 'en-GB' });
  await page.getByRole('heading', { name: 'The console is not set up' }).waitFor();

  server.unset = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Sign in to your desk' }).waitFor();
});

test('an empty inbox says whether she is ready, and one key turns it', async () => {
  const page = await visit({ locale: 'en-GB' });
  await signIn(page);
  await withFont(page);
  await list(page).getByText('You are not ready').waitFor();
  await picture(page, 'empty-not-ready');
  await hasNoViolation(page);

  await page.keyboard.press('p');
  await list(page).getByText('Nobody is waiting').waitFor();
  await picture(page, 'empty-ready');
  await expect.poll(() => server.cloud.agent.ready).toBe(true);
});

const chooseSecondDisposition = async (page: Page): Promise<void> => {
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[type=radio]:focus').waitFor();
  await page.keyboard.press('ArrowDown');
  await dialog.locator('input[type=radio]:focus:checked[value=follow-up]').waitFor();
  await page.keyboard.press('Control+Enter');
  await dialog.waitFor({ state: 'detached' });
};

test('an offer is told by title, ear and list, and keys alone lead from it to the close', async () => {
  const page = await visit({ locale: 'en-GB' });
  await signIn(page);
  await page.keyboard.press('p');
  offerNew(server.cloud, 'I was charged twice.', 30);
  await page.getByRole('timer').first().waitFor();
  expect(await page.title()).toBe('(1) Baton · Desk');
  const heard = await page.locator('[aria-live="assertive"]').textContent();
  expect(heard).toBe('A conversation is offered: Strong emotion. 30 seconds to accept.');

  await page.keyboard.press('a');
  await page.getByText('Mei took over').waitFor();
  await page.keyboard.press('r');
  await page.keyboard.type('a bad day, dear; please decline be');
  await page.keyboard.press('Control+Enter');
  await transcript(page).getByText('a bad day, dear; please decline be').waitFor();
  await expect.poll(() => logged(story.charged, 'agent-said')).toHaveLength(1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await chooseSecondDisposition(page);
  await page.getByText(/^Closing in \d s$/).waitFor();
  await page.keyboard.press('u');
  await box(page).waitFor();
  expect(logged(story.charged, 'closed')).toEqual([]);

  await page.keyboard.press('e');
  await chooseSecondDisposition(page);
  await page.getByText('This conversation is closed.').waitFor({ timeout: 20_000 });
  expect(logged(story.charged, 'closed')).toMatchObject([{ disposition: 'follow-up' }]);
  await page.keyboard.press('x');
  await list(page).getByText('Nobody is waiting').waitFor();
});

test('an offer is declined by key and leaves the list', async () => {
  const page = await visit({ locale: 'en-GB' });
  await signIn(page);
  offerNew(server.cloud, 'Hello?', 30);
  await page.getByRole('timer').first().waitFor();
  await page.keyboard.press('d');

  await expect.poll(() => logged(story.charged, 'declined')).toHaveLength(1);
  await page.getByRole('timer').first().waitFor({ state: 'detached' });
  expect(await page.title()).toBe('Baton · Desk');
});

test('j and k walk the list, b gives back to the bot with a note, ? shows every key', async () => {
  const { page } = await atDesk();
  await page.keyboard.press('j');
  await page.getByRole('heading', { name: 'Customer C21B-1' }).waitFor();
  await page.keyboard.press('k');
  await page.getByRole('heading', { name: 'Customer A7F3-2' }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('Decline the offer').waitFor();
  await withFont(page);
  await picture(page, 'keys');
  await hasNoViolation(page);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  await page.keyboard.press('b');
  await page.getByRole('dialog').getByRole('textbox').focus();
  await page.keyboard.type('knows everything now');
  await page.keyboard.press('Control+Enter');
  await page.getByText('You returned this conversation to the bot.').waitFor();
  expect(logged(story.parcel, 'returned-to-bot')).toMatchObject([{ words: { note: 'knows everything now' } }]);
});

test('Tab reaches everything from the reply box on: it traps nobody', async () => {
  const { page } = await atDesk();
  await page.keyboard.press('r');
  const seen = new Set<string>();
  for (let n = 0; n < 40; n += 1) {
    await page.keyboard.press('Tab');
    seen.add(
      await page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
      ),
    );
  }

  for (const name of ['Ready for conversations', 'Sign out', 'Reply to the customer', 'Transcript'])
    expect(seen).toContain(name);
});

test('what anybody is called or says is shown as text, whatever it looks like', async () => {
  const evil = '<img src=x onerror=alert(1)><script>alert(2)</script>';
  const { cloud } = server;
  cloud.agent.name = evil;
  tellStory(cloud, 'en');
  cloud.append(story.parcel, { kind: 'customer-said', words: { text: evil }, by: { role: 'customer', name: evil } });
  const sources = [{ articleId: 'a', version: 1, title: `${evil} title` }];
  cloud.append(story.parcel, { kind: 'bot-said', words: { text: `${evil} bot`, sources } });
  const before = logged(story.parcel, 'packet-prepared')[0] as unknown as { words: { packet: object } };
  const slots = [{ name: `${evil} slot`, value: `${evil} value`, seq: 1 }];
  const packet = { ...before.words.packet, summary: `${evil} summary`, slots };
  cloud.append(story.parcel, { kind: 'packet-prepared', words: { packet } });
  cloud.append(story.parcel, { kind: 'wrapped-up', words: { summary: `${evil} wrap-up` } });
  const page = await visit({ locale: 'en-GB' });
  await signIn(page);

  for (const part of [' title', ' bot', ' slot', ' value', ' summary', ' wrap-up'])
    await page.getByText(`${evil}${part}`).first().waitFor({ state: 'attached' });
  await transcript(page).getByText(evil, { exact: true }).first().waitFor();
  expect(await page.locator('img, #root script').count()).toBe(0);
});

test('offline is said, writing goes on, and what was written is sent once when the line is back', async () => {
  const { page } = await atDesk();
  server.away = true;
  server.cut();
  await page.getByText(/^No connection/).waitFor();
  await box(page).fill('Are you still there?');
  await page.keyboard.press('Control+Enter');
  await transcript(page).getByText('Waiting for the connection').waitFor();
  await withFont(page);
  await picture(page, 'offline');
  await hasNoViolation(page);

  server.away = false;
  await page
    .getByRole('button', { name: 'Try now' })
    .click()
    .catch(() => undefined);
  await page.getByText(/^No connection/).waitFor({ state: 'detached', timeout: 25_000 });
  await expect
    .poll(() => logged(story.parcel, 'agent-said').map((event) => 'words' in event && event.words))
    .toContainEqual(expect.objectContaining({ text: 'Are you still there?' }));
  expect(logged(story.parcel, 'agent-said')).toHaveLength(3);
  await transcript(page).getByText('Waiting for the connection').waitFor({ state: 'detached' });
});

test('a conversation taken away says so and keeps the draft', async () => {
  const { page } = await atDesk();
  await box(page).fill('half a sentence');
  server.cloud.takeAway(story.parcel);
  await page.getByText(/^This conversation is no longer yours/).waitFor();
  await page.getByText('half a sentence').waitFor();
  await withFont(page);

  await picture(page, 'taken-away');
  await hasNoViolation(page);
});

test('a refused reply keeps its words with the reason, and goes again on request', async () => {
  const { page } = await atDesk();
  server.cloud.conversation(story.parcel).epoch += 1;
  await box(page).fill('written before the change');
  await page.keyboard.press('Control+Enter');
  await page.getByText('The conversation changed hands meanwhile. Look again before you send.').waitFor();
  await withFont(page);
  await picture(page, 'refused');
  await hasNoViolation(page);

  await page.getByRole('button', { name: 'Edit' }).click();
  expect(await box(page).inputValue()).toBe('written before the change');
  await box(page).press('Control+Enter');
  await expect.poll(() => logged(story.parcel, 'agent-said')).toHaveLength(3);
});

test('an accept that comes too late is refused in words, not in codes', async () => {
  const page = await visit({ locale: 'en-GB' });
  await signIn(page);
  offerNew(server.cloud, 'Hello?', 30);
  await page.getByRole('timer').first().waitFor();
  delete server.cloud.conversation(story.charged).offer;
  await page.keyboard.press('a');

  await page.getByRole('alert').getByText('Customer 58EF-1: The offer is no longer open.').waitFor();
});

test('the token renews itself, and a sign-in that has ended keeps the draft for the next one', async () => {
  issuer.accessSeconds = 62;
  const { page } = await atDesk();
  await expect.poll(() => issuer.renewals, { timeout: 20_000 }).toBeGreaterThan(0);
  await box(page).fill('not lost');
  issuer.revoked = true;
  await page.getByText(/^Your sign-in has ended/).waitFor({ timeout: 10_000 });

  issuer.revoked = false;
  issuer.accessSeconds = 3600;
  await signIn(page);
  await expect.poll(() => box(page).inputValue()).toBe('not lost');
});

test('leaving the page sends the close that waited for its undo', async () => {
  const { page } = await atDesk();
  await page.keyboard.press('e');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByText(/^Closing in/).waitFor();
  await page.reload();

  await expect.poll(() => logged(story.parcel, 'closed'), { timeout: 20_000 }).toHaveLength(1);
});

test('where she stands with the shop, the matter she touched and the day she meant are shown with what is known', async () => {
  const { page } = await atDesk();
  const known = page.getByRole('complementary', { name: 'What is known' });

  await known.getByText('Order under way').waitFor();
  await known.getByText('Official complaint').waitFor();
  await known.getByText('before Saturday (21 Nov 2026)').waitFor();
});

test('a draft belongs to its conversation and survives a reload', async () => {
  const { page } = await atDesk();
  await box(page).fill('for the parcel');
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.getByRole('heading', { name: 'Customer C21B-1' }).waitFor();
  expect(await box(page).inputValue()).toBe('');
  await page.reload();

  await page.getByRole('heading', { name: 'Customer A7F3-2' }).waitFor();
  await expect.poll(() => box(page).inputValue()).toBe('for the parcel');
});

test('the cost is shown line by line with its estimates marked, and is read again on request', async () => {
  const { page } = await atDesk();
  const table = page.getByRole('table', { name: 'Cost line by line' });
  await table.getByText('dynamodb-write').waitFor();
  expect(await page.locator('[data-total]').textContent()).toContain('0.0003083101228');
  expect(await table.locator('abbr').count()).toBe(1);

  server.cost = { ...cost, total: '0.0004' };
  await page.keyboard.press('c');
  await expect.poll(() => page.locator('[data-total]').textContent()).toContain('0.0004');
});

test('what a conversation has cost stays readable after its end, when the cloud shows it no longer', async () => {
  const { page } = await atDesk();
  await page.locator('[data-total]').waitFor();
  server.costIsForbidden = true;
  await page.keyboard.press('b');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByText('You returned this conversation to the bot.').waitFor();
  await page.keyboard.press('c');
  await page.waitForLoadState('networkidle');

  expect(await page.locator('[data-total]').textContent()).toContain('0.0003083101228');
});

test('the other language is one click away and stays', async () => {
  const { page } = await atDesk();
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByRole('button', { name: '发送' }).waitFor();
  await page.reload();

  await page.getByRole('button', { name: '发送' }).waitFor();
});
