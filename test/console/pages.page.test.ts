import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import type { Letter } from '#shared/protocol/dead-letters';
import { moment } from '#test/fakes/desk-cloud';
import type { DeskServer } from '#test/fakes/desk-server';
import { picture, withFont } from './browser.ts';
import { consoleStage, hasNoViolation } from './stage.ts';
import { offerNew, story, tellStory } from './story.ts';

const users = [
  { sub: 'agent-mei', name: 'Mei', groups: ['agent'] },
  { sub: 'agent-sue', name: 'Sue', groups: ['supervisor'] },
  { sub: 'agent-root', name: 'Root', groups: ['admin'] },
];
const { on, visit, signIn, online } = consoleStage({ users, desk: 'Sue' });
let server: DeskServer;

beforeEach(() => {
  server = on.server;
  server.cloud.supervises = true;
});

async function signedIn(name: string, options: BrowserContextOptions = { locale: 'en-GB' }): Promise<Page> {
  const page = await visit(options);
  await signIn(page, name);
  await online(page);
  return page;
}

const pages = (page: Page) => page.getByRole('navigation', { name: 'Pages' });
const ago = (minutes: number) => moment(Date.now() - minutes * 60_000);
const customerOf = { parcel: 'Customer A7F3-2', invoice: 'Customer C21B-1' };

/** Two agents leave their customers waiting; one has answered since. */
function tellNotices() {
  tellStory(server.cloud, 'en');
  for (const id of [story.parcel, story.invoice])
    Object.assign(server.cloud.conversation(id), { owner: { kind: 'agent', agentId: 'agent-bo' } });
  const cause = 'customer-unanswered' as const;
  const held = { cause, owner: 'agent' as const, agentName: 'Bo' };
  server.cloud.tell({ ...held, conversationId: story.invoice, at: ago(30), holds: false });
  server.cloud.tell({ ...held, conversationId: story.parcel, at: ago(9), holds: true, waitsSince: ago(13) });
}

const failure = { step: 'answer', error: 'ResourceNotFoundException', message: 'no such table', times: 3, at: ago(20) };
const letter = (n: number, more: Partial<Letter> = {}): Letter => ({
  letterId: `7c1e0000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  sentAt: ago(21),
  conversationIds: [`thread${String(1000 + n)}-1`],
  about: `turn ${n}`,
  failures: [{ ...failure, step: 'bury', at: ago(19) }, failure],
  redrivable: true,
  ...more,
});

test('an agent has her desk and the knowledge, and no way to other pages, by hand or by address', async () => {
  server.cloud.supervises = false;
  const page = await signedIn('Mei');
  await page.evaluate(() => {
    location.hash = '#letters';
  });

  await page.keyboard.press('3');
  await page.getByRole('main', { name: 'Conversation' }).waitFor();
  expect(await pages(page).getByRole('button').allInnerTexts()).toEqual(['Desk', 'Knowledge']);
  expect(server.received.filter(({ action }) => action === 'notices')).toEqual([]);
});

test.each([
  ['zh', 'light'],
  ['en', 'light'],
  ['en', 'dark'],
] as const)(
  'the notices in %s, %s, have no accessibility violation and are pictured',
  async (language, colorScheme) => {
    tellNotices();
    const page = await signedIn('Sue', { locale: language === 'zh' ? 'zh-CN' : 'en-GB', colorScheme });
    await withFont(page);
    await page.keyboard.press('2');
    await page.keyboard.press('j');
    await page.locator('#event-1').waitFor();

    await picture(page, `notices-${language}-${colorScheme}`);
    await hasNoViolation(page);
  },
);

test('a supervisor sees who waits first, reads the conversation, cannot write, and marks the notice as seen', async () => {
  tellNotices();
  const page = await signedIn('Sue');
  await pages(page).getByRole('button', { name: 'Notices 2 waiting' }).click();
  const rows = page.getByRole('list', { name: 'Not seen yet' }).getByRole('listitem');

  await expect.poll(() => rows.count()).toBe(2);
  expect(await rows.nth(0).innerText()).toMatch(
    /Customer A7F3-2\s+Waiting 13:\d\d\s+The agent leaves the customer waiting/,
  );
  expect(await rows.nth(1).innerText()).toMatch(/Customer C21B-1\s+Over/);
  await rows.nth(0).getByRole('button', { name: customerOf.parcel }).first().click();
  await page.getByRole('heading', { name: customerOf.parcel }).waitFor();
  await page.getByText('You are reading.').waitFor();
  expect(await page.getByRole('textbox').count()).toBe(0);

  // What is said meanwhile comes by asking.
  server.cloud.append(story.parcel, { kind: 'customer-said', words: { text: 'Is nobody there?' } });
  await page.getByText('Is nobody there?').waitFor();

  await page.getByRole('button', { name: `Mark as seen: ${customerOf.parcel}` }).click();
  await expect.poll(() => rows.count()).toBe(1);
  await page.getByText('Seen lately').click();
  await page.getByText(/^Seen by Sue, /).waitFor();
  await pages(page).getByRole('button', { name: 'Notices 1 waiting' }).waitFor();

  // Her own desk has nothing of it.
  await page.keyboard.press('1');
  const desk = page.getByRole('navigation', { name: 'Conversations' });
  await desk.waitFor();
  expect(await desk.getByText(customerOf.parcel).count()).toBe(0);
});

test('a notice comes to the screen when it is told, and after a broken line', async () => {
  tellStory(server.cloud, 'en');
  const page = await signedIn('Sue');
  await page.keyboard.press('2');
  await page.getByText('Nothing to look at').waitFor();
  await withFont(page);
  await picture(page, 'notices-empty');
  await hasNoViolation(page);

  const notice = { cause: 'handoff-gave-up', owner: 'queue', holds: true } as const;
  server.cloud.tell({ ...notice, conversationId: story.parcel, at: ago(1), waitsSince: ago(4) });
  await page.getByText('The handoff failed again and again').waitFor();

  server.away = true;
  server.cut();
  await page.getByText(/^No connection/).waitFor();
  server.cloud.notices = [{ ...notice, conversationId: story.invoice, at: ago(0) }, ...server.cloud.notices];
  server.away = false;
  await page.getByRole('button', { name: `Mark as seen: ${customerOf.invoice}` }).waitFor({ timeout: 40_000 });
});

test('a supervisor who is none any more is told so', async () => {
  server.cloud.supervises = false;
  const page = await signedIn('Sue');
  await page.keyboard.press('2');

  await page.getByText('Your account may not see these notices any more.').waitFor();
  await withFont(page);
  await picture(page, 'notices-no-permission');
  await hasNoViolation(page);
});

test('an offer that comes while she is on another page rings, and stands at the way to the desk', async () => {
  tellStory(server.cloud, 'en');
  const page = await signedIn('Sue');
  await page.keyboard.press('2');
  offerNew(server.cloud, 'I was charged twice.', 30);

  await pages(page).getByRole('button', { name: 'Desk 1 waiting' }).waitFor();
  expect(await page.title()).toBe('(1) Baton · Desk');
  await page.keyboard.press('1');
  await page.getByRole('timer').first().waitFor();
});

test.each([
  ['zh', 'light'],
  ['en', 'light'],
  ['en', 'dark'],
] as const)(
  'the dead letters in %s, %s, have no accessibility violation and are pictured',
  async (language, colorScheme) => {
    server.letters.set('FailedTurnsDead', [letter(1), letter(2, { failures: [] })]);
    server.letters.set('RelayStreamDead', [
      letter(3, { redrivable: false, conversationIds: [], failures: [], condition: 'RetryAttemptsExhausted' }),
    ]);
    server.deeds.push({
      did: 'redriven',
      queue: 'TimersDead',
      letterId: 'x',
      conversationIds: [story.parcel],
      by: { id: 'root', name: 'Root' },
      at: ago(50),
    });
    const page = await signedIn('Root', { locale: language === 'zh' ? 'zh-CN' : 'en-GB', colorScheme });
    await withFont(page);
    await page.keyboard.press('3');
    await page.getByText('ResourceNotFoundException: no such table').first().waitFor();

    await picture(page, `letters-${language}-${colorScheme}`);
    await hasNoViolation(page);
  },
);

const letters = (page: Page) => page.getByRole('list', { name: 'Letters' }).locator('> li');
const status = (page: Page) => page.locator('[data-doing]');

test('an admin sees why a letter lies there and sends it back; the deed is told', async () => {
  server.letters.set('FailedTurnsDead', [letter(1), letter(2)]);
  const page = await signedIn('Root');
  await pages(page).getByRole('button', { name: 'Dead letters' }).click();
  const first = page.getByRole('listitem', { name: 'Customer 1001-1' });
  await first.getByText('failed 3 times').first().waitFor();

  await first.getByRole('button', { name: 'Send back' }).click();

  await status(page).getByText('1 letter was sent back.').waitFor();
  await expect.poll(() => letters(page).count()).toBe(1);
  await page.getByRole('table', { name: 'What was done lately' }).getByText('Sent back').waitFor();
  expect(server.deeds).toMatchObject([{ did: 'redriven', letterId: letter(1).letterId }]);
});

test('all of a queue go back after a question, call by call, and what stays says why', async () => {
  server.letters.set(
    'MatchingDead',
    Array.from({ length: 34 }, (_, n) => letter(n)),
  );
  server.stuck.add(letter(7).letterId);
  const page = await signedIn('Root');
  await page.keyboard.press('3');
  await page.getByText('1–10 of 34').waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('11–20 of 34').waitFor();
  expect(await letters(page).count()).toBe(10);

  await page.getByRole('button', { name: 'Send all back' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('34 letters go back').waitFor();
  await withFont(page);
  await picture(page, 'letters-confirm');
  await hasNoViolation(page);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(server.deeds).toEqual([]);
  await page.getByRole('button', { name: 'Send all back' }).click();
  await dialog.getByRole('button', { name: 'Send all back' }).click();

  await status(page).getByText('33 letters were sent back. 1 letter stays where it is:').waitFor();
  await status(page).getByText('the table refuses').waitFor();
  await expect.poll(() => letters(page).count()).toBe(1);
});

test('a letter is thrown away only after a question, which the keyboard can answer', async () => {
  server.letters.set('TimersDead', [letter(1, { conversationIds: [], about: 'lapse ana' })]);
  const page = await signedIn('Root');
  await page.keyboard.press('3');
  await page.getByRole('button', { name: 'Throw away' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).waitFor();
  // The dialog takes the focus once more when it has come in whole, so a quick Tab may have to be pressed again.
  const confirms = dialog.getByRole('button', { name: 'Throw away' }).and(page.locator(':focus'));
  await expect
    .poll(
      async () => {
        await page.keyboard.press('Tab');
        return confirms.count();
      },
      { timeout: 20_000, interval: 300 },
    )
    .toBe(1);
  await page.keyboard.press('Enter');

  await status(page).getByText('1 letter was thrown away.').waitFor();
  expect(server.deeds).toMatchObject([{ did: 'discarded', queue: 'TimersDead' }]);
  await page.getByText('Nothing lies in this queue.').or(page.getByText('No dead letters')).first().waitFor();
});

test('a letter that somebody else has just dealt with is told to be gone', async () => {
  server.letters.set('TimersDead', [letter(1)]);
  const page = await signedIn('Root');
  await page.keyboard.press('3');
  await letters(page).first().waitFor();
  server.letters.set('TimersDead', [letter(2)]);

  await page.getByRole('button', { name: 'Send back' }).click();

  await status(page).getByText('somebody was quicker').waitFor();
  await page.getByRole('listitem', { name: 'Customer 1002-1' }).waitFor();
});

test('no dead letters, no service and no permission are each said', async () => {
  const page = await signedIn('Root');
  await page.keyboard.press('3');
  await page.getByText('Everything has been delivered.').waitFor();
  await withFont(page);
  await picture(page, 'letters-empty');
  await hasNoViolation(page);

  server.lettersFail = 500;
  await page.getByRole('button', { name: 'Read again' }).click();
  await page.getByText('The service could not be reached.').waitFor();
  await picture(page, 'letters-failed');
  await hasNoViolation(page);

  server.lettersFail = 403;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('They are for the group admin.').waitFor();
  await picture(page, 'letters-no-permission');
  await hasNoViolation(page);

  server.lettersFail = undefined;
  await page.getByRole('button', { name: 'Read again' }).click();
  await page.getByText('Everything has been delivered.').waitFor();
});
