import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import { picture, withFont } from './browser.ts';
import { editor, type Library, libraryOf } from './library.ts';
import { consoleStage, hasNoViolation } from './stage.ts';

const users = [
  { sub: 'agent-mei', name: 'Mei', groups: ['agent'] },
  { sub: editor.subject, name: 'Kim', groups: editor.groups },
];
const { on, visit, signIn } = consoleStage({ users });
let library: Library;

beforeEach(async () => {
  library = libraryOf(on.server);
  await library.published(
    'return-window',
    {
      en: {
        title: 'How long may I return something?',
        questions: ['Until when can I send it back?', 'What is the return window?'],
        answer:
          'You may return anything **within 30 days**.\n\n- unused\n- in its box\n\nSee https://shop.example/returns.',
      },
      zh: { title: '多久之内可以退货？', questions: ['退货期限是几天？'], answer: '**30 天**内可以退货。' },
    },
    { owner: 'Ann', reviewBy: '2026-01-01', tags: ['returns'] },
  );
  await library.published('gift-card', {
    en: { title: 'How long is a gift card valid?', questions: [], answer: 'A gift card is valid for 2 years.' },
  });
});

async function at(hash: string, name = 'Kim', options: BrowserContextOptions = { locale: 'en-GB' }): Promise<Page> {
  const page = await visit(options, hash);
  await signIn(page, name);
  return page;
}

const english = (page: Page) => page.getByRole('group', { name: 'English' });
const answer = (page: Page) => english(page).getByRole('textbox', { name: 'Answer' });
const told = (page: Page, what: string | RegExp) => page.getByRole('status').getByText(what).waitFor();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const newest = async (id: string) => (await library.store.record(id))?.content.texts.en?.answer;
const served = async (id: string) => (await library.store.record(id))?.served?.content.texts.en?.answer;

test('from the list to a saved text, its warning, review, publishing, what differs, and back by one click', async () => {
  const page = await at('#knowledge');
  // No socket is opened for who serves nobody.
  expect(on.server.received).toEqual([]);
  await page.getByRole('searchbox').or(page.getByLabel('Words in titles')).fill('gift VALID');
  await page.getByText('1 of 2').waitFor();
  await page.getByRole('button', { name: /How long is a gift card valid/ }).click();
  await answer(page).fill('A gift card is valid for 3 years.');
  await english(page).getByText('valid for 3 years').last().waitFor();
  await button(page, 'Save draft').click();
  await told(page, 'Saved as a draft.');
  expect([await newest('gift-card'), await served('gift-card')]).toEqual([
    'A gift card is valid for 3 years.',
    'A gift card is valid for 2 years.',
  ]);

  await button(page, 'Submit for review').click();
  await told(page, 'Submitted for review.');
  await button(page, 'Publish').click();
  await told(page, /^Published/);
  expect(await served('gift-card')).toBe('A gift card is valid for 3 years.');

  // The same subject in another article, with another figure: both sides are shown, the figures marked.
  await page.keyboard.press('Escape');
  await button(page, 'New article').click();
  await english(page).getByLabel('Title, as a customer would ask').fill('How long is a gift card good for?');
  await english(page).getByRole('button', { name: 'Add another way to ask' }).click();
  await page.keyboard.type('How long is a gift card valid?');
  await answer(page).fill('A gift card is valid for 5 years.');
  await page.keyboard.press('Control+s');
  await page.waitForURL(/articles\/how-long-is-a-gift-card-good-for$/);
  await answer(page).fill('A gift card is valid for 4 years.');
  await page.keyboard.press('Control+s');
  const warning = page.getByRole('region', { name: 'Saved. Please look at this' });
  await warning.getByText('Different numbers').waitFor();
  expect(await warning.locator('mark').allInnerTexts()).toEqual(['4', '3']);
  await hasNoViolation(page);
  await warning.getByRole('button', { name: 'Open the other article' }).first().click();
  await page.waitForURL(/articles\/gift-card$/);

  await button(page, 'Versions V')
    .or(page.getByRole('button', { name: /^Versions/ }))
    .first()
    .click();
  await page.getByRole('radio', { name: 'Compare from version 3' }).check();
  const differing = page.getByRole('region', { name: 'What differs' });
  await differing.locator('del', { hasText: '2' }).waitFor();
  expect(await differing.locator('ins').innerText()).toContain('3');
  expect(page.url()).toMatch(/gift-card\/versions\/3\/6$/);
  await page.getByRole('button', { name: 'Roll back to version 3' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Roll back', exact: true }).click();
  await told(page, /^Rolled back/);
  expect(await served('gift-card')).toBe('A gift card is valid for 2 years.');

  await page.goBack();
  await page.goBack();
  await answer(page).waitFor();
  expect(await answer(page).inputValue()).toBe('A gift card is valid for 2 years.');
});

test('a text that somebody else saved over is kept, shown with who and what differs, and goes on top when she says so', async () => {
  const page = await at('#knowledge/articles/return-window');
  await answer(page).fill('You may return anything within 45 days.');
  await library.draft('return-window', {
    en: { title: 'How long may I return something?', questions: [], answer: 'You may return anything within 60 days.' },
  });
  await button(page, 'Save draft').click();

  const stale = page.getByRole('alert', { name: 'Somebody else has saved meanwhile' });
  await stale.getByText(/^Kim saved a newer version/).waitFor();
  await stale.locator('ins', { hasText: '45' }).waitFor();
  expect(await answer(page).inputValue()).toBe('You may return anything within 45 days.');
  await withFont(page);
  await picture(page, 'knowledge-stale');
  await hasNoViolation(page);

  // Reloaded, it is still there; leaving asks first, and what is left is there on the way back.
  await page.reload();
  await stale.waitFor();
  await button(page, 'Conflicts').click();
  const leave = page.getByRole('dialog', { name: 'Leave unsaved text?' });
  await leave.waitFor();
  await page.keyboard.press('Escape');
  await leave.waitFor({ state: 'detached' });
  expect(page.url()).toMatch(/#knowledge\/articles\/return-window$/);
  await button(page, 'Conflicts').click();
  await leave.getByRole('button', { name: 'Leave' }).click();
  await page.getByRole('main', { name: 'Conflicts' }).waitFor();
  await page.goBack();

  await stale.getByRole('button', { name: 'Go on with mine' }).click();
  await button(page, 'Save draft').click();
  await told(page, 'Saved as a draft.');
  expect(await newest('return-window')).toBe('You may return anything within 45 days.');
  expect(await served('return-window')).toContain('30 days');
});

test('withdrawing wants a reason, is at once, and one key takes it back', async () => {
  const page = await at('#knowledge/articles/return-window');
  await button(page, 'Withdraw…').click();
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: 'Withdraw' });
  await expect.poll(() => confirm.isDisabled()).toBe(true);
  await dialog.getByRole('textbox', { name: 'Why' }).fill('the law has changed');
  await confirm.click();
  await told(page, /^Withdrawn/);
  expect(await served('return-window')).toBeUndefined();

  await page.getByText(/^Undo possible for/).waitFor();
  await page.locator('body').press('u');
  await told(page, 'Taken back: it is served again.');
  expect(await served('return-window')).toContain('30 days');
});

test.each([
  ['zh', 'light'],
  ['en', 'dark'],
] as const)(
  'list and editor in %s, %s, have no accessibility violation and are pictured',
  async (language, colorScheme) => {
    const options = { locale: language === 'zh' ? 'zh-CN' : 'en-GB', colorScheme } as const;
    const page = await at('#knowledge/articles/return-window', 'Kim', options);
    await page.getByRole('toolbar').first().waitFor();
    await withFont(page);
    await picture(page, `knowledge-${language}-${colorScheme}`);
    await hasNoViolation(page);

    await page.setViewportSize({ width: 390, height: 780 });
    // One of both at a time: the article, with a way back to the list.
    await page.getByRole('search').waitFor({ state: 'hidden' });
    await page.getByRole('toolbar').first().waitFor();
    await picture(page, `knowledge-small-${language}-${colorScheme}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    if (language === 'en') await hasNoViolation(page);
  },
);

test('the keyboard alone finds, opens, asks anew and leaves; every key is on the map', async () => {
  const page = await at('#knowledge');
  const current = page.locator('button[aria-current="true"]');
  await page.getByRole('list', { name: 'Articles' }).waitFor();
  await page.keyboard.press('j');
  await current.getByText('How long is a gift card valid?').waitFor();
  await page.keyboard.press('j');
  await current.getByText('How long may I return something?').waitFor();
  await current.getByText('Review was due 2026-01-01').waitFor();
  const second = english(page).getByLabel('Way to ask 2', { exact: true });
  await second.focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect
    .poll(() => english(page).getByLabel('Way to ask 1', { exact: true }).inputValue())
    .toBe('What is the return window?');
  await page.keyboard.press('Enter');
  await page.keyboard.type('May I send it back?');
  await english(page).getByLabel('Way to ask 3', { exact: true }).waitFor();
  await page.keyboard.press('Control+s');
  await told(page, 'Saved as a draft.');
  expect((await library.store.record('return-window'))?.content.texts.en?.questions).toEqual([
    'What is the return window?',
    'May I send it back?',
    'Until when can I send it back?',
  ]);
  await answer(page).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+b');
  expect(await answer(page).inputValue()).toMatch(/^\*\*You may/);
  await answer(page).blur();
  await page.keyboard.press('v');
  await page.getByRole('table', { name: 'Versions' }).waitFor();
  await page.keyboard.press(']');
  await page.getByRole('main', { name: 'Conflicts' }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('Knowledge: a new article').waitFor();
});

test('what may not stand in an article is text in the preview, and is refused with its place before it is sent', async () => {
  const page = await at('#knowledge/articles/return-window');
  await answer(page).fill('<img src=x onerror=alert(1)> [x](javascript:alert(2)) **30 days**');
  const preview = english(page).getByRole('region', { name: /^As the customer sees it/ });
  await preview.getByText('<img src=x onerror=alert(1)>').waitFor();
  expect(await page.locator('img, #root script, main a').count()).toBe(0);
  await english(page)
    .getByText(/^This may not stand in an article: <img/)
    .waitFor();
  await page.keyboard.press('Control+s');

  await answer(page).and(page.locator('[aria-invalid="true"]:focus')).waitFor();
  expect(library.asked.filter(({ act }) => act === 'save')).toEqual([]);
});

test('an agent reads what is served and its versions, and is offered nothing that changes it', async () => {
  await library.draft('return-window', { en: { title: 'Draft title', questions: [], answer: 'Not yet told.' } });
  const page = await at('#knowledge/articles/return-window', 'Mei');
  await page.getByRole('main', { name: 'Article' }).getByText('within 30 days').waitFor();
  expect(await page.getByRole('textbox').count()).toBe(2);
  expect(await page.getByRole('button', { name: /^(Save|Withdraw|Publish$|New article|Roll back)/ }).count()).toBe(0);
  await page.keyboard.press('v');
  await page.getByRole('table', { name: 'Versions' }).getByText(/Saved/).first().waitFor();
  expect(await page.getByRole('button', { name: /Roll back/ }).count()).toBe(0);
});

test('the conflicts of the whole base stand side by side, page after page, with the ways to both articles', async () => {
  const side = (id: string, words: string) => ({ id, title: `About ${id}`, words });
  const pair = (one: object, other: object, kind: string) => ({ kind, language: 'en', likeness: 0.8, one, other });
  const pages = [
    { pairs: [], next: 'a' },
    {
      pairs: [pair(side('gift-card', 'Valid for 2 years.'), side('vouchers', 'Valid for 3 years.'), 'number')],
      next: 'b',
    },
    { pairs: [pair(side('shipping', 'We ship abroad.'), side('customs', 'We do not ship abroad.'), 'yes-no')] },
  ];
  const asked: unknown[] = [];
  const others = on.server.posts.get('/knowledge/articles');
  on.server.posts.set('/knowledge/articles', async (ask, who) => {
    const { act, after } = ask as { act: string; after?: string };
    if (act !== 'conflicts') return others?.(ask, who) ?? { status: 500, body: {} };
    asked.push(after);
    return { status: 200, body: pages[['a', 'b'].indexOf(after ?? '') + 1] };
  });
  const page = await at('#knowledge/conflicts', 'Mei');
  const more = button(page, 'Look at more articles');
  await page.getByText('0 pairs so far; not all articles are compared yet').waitFor();
  await more.click();
  await page.getByText('1 pair so far').waitFor();
  await more.click();
  await page.getByText('2 pairs', { exact: true }).waitFor();
  expect(asked).toEqual([undefined, 'a', 'b']);
  expect(await page.locator('mark').allInnerTexts()).toEqual(['2', '3', 'not']);
  await withFont(page);
  await picture(page, 'knowledge-conflicts');
  await hasNoViolation(page);

  await button(page, 'Open: About gift-card').click();
  await page.getByRole('main', { name: 'Article' }).getByText('valid for 2 years').first().waitFor();
});

test('an empty shelf, a service that is away and a page that is gone are each said, and loading goes on where it was', async () => {
  for (let n = 10; n < 65; n += 1)
    await library.draft(`draft-${n}`, { en: { title: `Draft number ${n}`, questions: [], answer: 'Soon.' } });
  const page = await at('#knowledge/articles/no-such-article');
  await page.getByText('There is no article of this name.').waitFor();
  await button(page, 'Retired').click();
  await page.getByText('No articles here').waitFor();
  await button(page, 'Draft').click();
  await page.getByText('50 of the 50 loaded so far. There are more').waitFor();
  await page.getByRole('button', { name: 'Load more' }).click();
  await page.getByText('55 of 55').waitFor();
  await button(page, 'Due for review').click();
  await page.getByText('1 of 1').waitFor();

  library.world.fails = 500;
  await button(page, 'In review').click();
  await page.getByText('The service could not be reached.').waitFor();
  library.world.fails = undefined;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('No articles here').waitFor();
});
