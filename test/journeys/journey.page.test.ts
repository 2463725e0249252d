import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pages } from '#local/pages';
import { PASSWORD } from '#local/seed';
import { launch } from '#test/console/browser';
import { startProduct } from './product.ts';
import { Screen } from './screen.ts';

let product: Pages;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

const PHONE = '138 0013 8000';
/** The number however it is written. */
const phone = /138\D{0,3}0013\D{0,3}8000/;

const words = {
  known: '灯笼寄成都，邮费几块？',
  unknown: `灯罩被猫抓了个洞，师傅能补纸吗？我的电话是 ${PHONE}`,
  hello: '您好，我是 Ana。能补：桑皮纸是现成的，师傅补一面要两天，不收费。您方便拍张照片吗？',
  thanks: '太好了！我晚上拍给您。',
  more: '好的，我等您的照片。',
  next: '退款什么时候到账？',
} as const;

/** The customer's side of the glass: the demo shop with its chat. */
const shopOf = ({ page }: Screen) => ({
  launcher: page.locator('.launcher'),
  title: page.locator('.panel h2'),
  log: page.getByRole('log'),
  said: page.locator('.log .words'),
  typing: page.locator('.typing'),
  say: async (text: string) => {
    await page.getByRole('textbox').first().fill(text);
    await page.keyboard.press('Enter');
    await page.locator('.said.customer', { hasText: text }).waitFor();
  },
});

/** The agent's: three columns. */
const deskOf = ({ page }: Screen) => ({
  ready: page.getByRole('switch', { name: 'Ready for conversations' }),
  list: page.getByRole('navigation', { name: 'Conversations' }),
  transcript: page.getByRole('region', { name: 'Transcript' }),
  known: page.getByRole('complementary', { name: 'What is known' }),
  reply: page.getByRole('textbox', { name: 'Reply to the customer' }),
  costs: page.getByRole('table', { name: 'Cost line by line' }),
});

async function signIn(page: Page, email: string) {
  await page.goto(product.addresses.console);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('input[name=username]').fill(email);
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('button[type=submit]').click();
  await page.locator('[data-connection=online]').waitFor();
}

/** How many notes the page has played: the offer's chime is two. */
const notesOf = (page: Page) => page.evaluate(() => (window as { notes?: number }).notes ?? 0);
const countNotes = (page: Page) =>
  page.addInitScript(() => {
    const { start } = AudioScheduledSourceNode.prototype;
    AudioScheduledSourceNode.prototype.start = function (...given) {
      const counted = window as { notes?: number };
      counted.notes = (counted.notes ?? 0) + 1;
      return start.apply(this, given);
    };
  });

/** Amounts as the table shows them, and their sum in units of 10⁻¹⁸, so that no digit is rounded. */
const sumOf = (amounts: string[]) =>
  amounts.reduce((sum, amount) => {
    const [whole = '0', part = ''] = amount.split('.');
    return sum + BigInt(whole + part.padEnd(18, '0'));
  }, 0n);

test('from a question in the shop to a person, her answer, the close, its cost, and the next conversation', async ({
  onTestFailed,
}) => {
  const customer = await Screen.open(browser, { locale: 'zh-CN', viewport: { width: 1280, height: 800 } });
  const agent = await Screen.open(browser, { locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  onTestFailed(async () => {
    await customer.keep('.local/pictures', 'journey-customer');
    await agent.keep('.local/pictures', 'journey-agent');
    console.error([...customer.faults, ...agent.faults].join('\n'));
  });
  await countNotes(agent.page);
  const shop = shopOf(customer);
  const desk = deskOf(agent);
  const atDesk = agent.page.keyboard;

  // She asks what the shop's pages know, and what they do not.
  await customer.page.goto(`${product.addresses.widget}?language=zh`);
  await shop.launcher.click();
  await shop.say(words.known);
  await shop.log.getByText('新疆、西藏').first().waitFor();
  const source = shop.log.locator('summary');
  expect(await source.innerText()).toMatch(/^依据：大陆境内运费怎么算？/);
  await source.click();
  expect(await shop.log.locator('details li').first().innerText()).toContain('delivery-fee-mainland · 第');
  await source.click();
  await shop.say(words.unknown);
  await shop.log.getByText('要帮您转给真人同事吗').waitFor();
  await customer.page.getByRole('button', { name: '转人工' }).click();
  await customer.page.locator('.waiting').getByText('马上就到您').waitFor();

  // Ana comes to work; the offer rings.
  await signIn(agent.page, 'ana@shop.example');
  await agent.page.getByText('Ana', { exact: true }).waitFor();
  await desk.list.getByText('You are not ready').waitFor();
  await atDesk.press('p');
  const countdown = desk.list.getByRole('timer');
  await countdown.waitFor();
  expect(await desk.ready.isChecked()).toBe(true);
  expect(await desk.list.innerText()).toContain('Asked for a person');
  await expect.poll(() => agent.page.title()).toMatch(/^\(1\) /);
  await expect.poll(() => notesOf(agent.page)).toBeGreaterThanOrEqual(2);
  const secondsLeft = async () => Number.parseInt((await countdown.getAttribute('aria-label')) ?? '', 10);
  const first = await secondsLeft();
  expect(first).toBeGreaterThan(30);
  await expect.poll(secondsLeft).toBeLessThan(first);

  // She takes it with a key, and has everything in hand.
  await atDesk.press('a');
  await desk.reply.waitFor();
  await desk.known.getByText('Tried by the bot').waitFor();
  const packet = await desk.known.innerText();
  expect(packet).toContain('灯罩被猫抓了个洞');
  expect(packet).toContain('运费');
  expect(packet).toMatch(/Phone\s+138\*{4}8000/);
  expect(await desk.transcript.innerText()).toContain('我的电话是 138****8000');

  // She answers; the customer sees who it is.
  await shop.log.getByText('Ana 已接入对话').waitFor();
  await atDesk.press('r');
  await atDesk.type(words.hello);
  await shop.typing.getByText('Ana 正在输入').waitFor();
  await atDesk.press('Control+Enter');
  await shop.log.getByText(words.hello).waitFor();
  expect(await shop.title.innerText()).toBe('Ana');
  expect(await shop.log.locator('.said.agent .name').allInnerTexts()).toEqual(['Ana']);
  await shop.say(words.thanks);
  await desk.transcript.getByText(words.thanks).waitFor();
  await customer.picture('widget');
  await agent.picture('console');
  expect(await customer.barriers()).toEqual([]);
  expect(await agent.barriers()).toEqual([]);

  // A reload changes nothing, and what is said to a folded chat is counted.
  const before = await shop.said.allInnerTexts();
  await customer.page.reload();
  await shop.log.getByText(words.thanks).waitFor();
  expect(await shop.said.allInnerTexts()).toEqual(before);
  expect(await shop.title.innerText()).toBe('Ana');
  await customer.page.getByRole('button', { name: '收起客服' }).first().click();
  await desk.reply.fill(words.more);
  await desk.reply.press('Control+Enter');
  await customer.page.getByRole('button', { name: '打开客服，1 条未读' }).click();
  await shop.log.getByText(words.more).waitFor();

  // She closes it, and what it cost is there to be added up.
  await desk.reply.press('Escape');
  await atDesk.press('e');
  await agent.page.getByRole('radio', { name: 'Follow-up needed' }).check();
  await atDesk.press('Control+Enter');
  await agent.page.getByText(/Closing in \d s/).waitFor();
  await agent.page.getByText('This conversation is closed.').waitFor();
  expect(await desk.transcript.innerText()).toContain('Closed: Follow-up needed');
  await shop.log.getByText('对话已结束').waitFor();
  await atDesk.press('c');
  await desk.costs.waitFor();
  const amounts = await desk.costs.locator('tbody tr td:last-child').allInnerTexts();
  const total = (await desk.known.locator('[data-total] strong').innerText()).replace(/^USD\s/, '');
  expect(amounts.length).toBeGreaterThan(5);
  expect(sumOf(amounts)).toBe(sumOf([total]));

  // Her next words are the next conversation of the same thread, with the bot.
  await shop.say(words.next);
  await shop.log.locator('.divider').getByText('新的对话').waitFor();
  await shop.log.locator('.said.bot').nth(2).waitFor();
  const thread = await shop.said.allInnerTexts();
  expect(thread.slice(0, before.length)).toEqual(before);
  expect(await shop.title.innerText()).toBe('灯笼优选');

  // What she wrote of herself was on her own screen only.
  expect(await customer.content()).toMatch(phone);
  expect(customer.heard.join('\n')).toMatch(phone);
  expect(agent.heard.length).toBeGreaterThan(10);
  expect(agent.heard.filter((frame) => phone.test(frame))).toEqual([]);
  expect(await agent.content()).not.toMatch(phone);
  expect(customer.faults).toEqual([]);
  expect(agent.faults).toEqual([]);
});
