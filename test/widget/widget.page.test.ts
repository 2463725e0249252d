import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Persona } from '#shared/answering/persona/persona';
import { welcomeOf } from '#shared/answering/persona/welcome';
import type { ConversationServer } from '#test/fakes/conversation-server';
import { launch, serveShop, Visit } from './browser.ts';
import { payloads } from './payloads.ts';

let browser: Browser;
let server: ConversationServer;
const visits: Visit[] = [];

beforeAll(async () => {
  server = await serveShop();
  browser = await launch();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach(() => {
  server.cloud.onSaid = () => {};
  server.cloud.sessionRefusal = undefined;
  server.mute = false;
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

const source = { articleId: 'delivery-fee-mainland', version: 3, title: 'What does delivery cost in mainland China?' };
const sourceZh = { articleId: 'delivery-fee-mainland', version: 3, title: '大陆境内运费怎么算？' };
const answer =
  '- Most provinces: **¥8**, nothing from **¥88**.\n- Xinjiang, Tibet, Qinghai, Ningxia, Gansu and Inner Mongolia: **¥15**, nothing from **¥199**.\n\nWhat you pay for goods after vouchers decides.';
const answerZh =
  '多数省份**8元**，满**88元**免；新疆、西藏、青海、宁夏、甘肃、内蒙古**15元**，满**199元**免。按用券后的货款计算。';

test.each([
  { language: 'en', colorScheme: 'light' },
  { language: 'zh', colorScheme: 'light' },
  { language: 'en', colorScheme: 'dark' },
  { language: 'zh', colorScheme: 'dark' },
] as const)(
  'every state can be seen and has no barrier ($language, $colorScheme)',
  async ({ language, colorScheme }) => {
    const zh = language === 'zh';
    const { cloud } = server;
    const v = await visit({ language, colorScheme });
    const seen = async (name: string) => {
      await v.picture(`widget-${name}-${language}-${colorScheme}`);
      expect(await v.barriers()).toEqual([]);
    };

    await v.open();
    await v.page.locator('.chip').first().waitFor();
    await seen('empty');

    await v.say(zh ? '寄到成都要运费吗？' : 'What does delivery to Chengdu cost?');
    await v.page.locator('.typing').waitFor();
    await seen('looking-up');
    const turn = cloud.turnOf(v.conversation);
    const whole = zh ? answerZh : answer;
    cloud.streams(v.conversation, turn, 0, whole.slice(0, 40));
    await v.page.locator('.draft').waitFor();
    await seen('streaming');
    cloud.botSays(v.conversation, whole, { turn, sources: [zh ? sourceZh : source] });
    await v.page.locator('summary').waitFor();
    await seen('answered');
    await v.page.locator('summary').click();
    await seen('sources');

    await v.say(zh ? '那我想找个人问问定制的事' : 'Thanks. I would like to ask somebody about an engraving.');
    cloud.botSays(v.conversation, zh ? '好的，点“转人工”就行。' : 'Of course. The button for it is right below.');
    await v.page.locator('.person').click();
    cloud.tellsPlace(v.conversation, 2, 130);
    await v.page.locator('.waiting .quiet').waitFor();
    await seen('waiting');
    await v.page.locator('.waiting .quiet').click();
    await v.page.locator('.waiting p').waitFor();

    cloud.offers(v.conversation);
    cloud.accepts(v.conversation, zh ? '林晓' : 'Lin Xiao');
    cloud.agentSays(
      v.conversation,
      zh ? '林晓' : 'Lin Xiao',
      zh
        ? '您好，我是林晓。您想在灯罩上刻什么字？'
        : 'Hello, this is Lin Xiao. What would you like engraved on the lamp?',
    );
    await v.page.locator('.said.agent').waitFor();
    await v.say(zh ? '刻“平安”两个字，可以吗？' : 'Just: With love, Mum. Is that possible?');
    cloud.types(v.conversation, 'agent');
    await v.page.locator('.typing').waitFor();
    await seen('person');

    cloud.closes(v.conversation);
    await v.page.locator('.hint').waitFor();
    await seen('closed');

    await v.say(zh ? '对了，发票怎么开？' : 'One more thing: how do I get an invoice?');
    await v.page.locator('.divider').waitFor();
    cloud.handOff(v.conversation);
    cloud.asksChoice(v.conversation, 'after-hours');
    await v.page.locator('.choice').waitFor();
    await v.page.locator('.option').first().click();
    await seen('choice');
    await v.page.locator('input[name=contact]').fill('138 0013 8000');
    await v.page.locator('.choice .primary').click();
    await v.page.locator('.promise').waitFor();
    await seen('promise');
  },
  90_000,
);

test('no payload becomes markup, whoever says it', async () => {
  const v = await visit();
  const { cloud } = server;
  await v.open();
  // The welcome stays in the document: it is part of what is looked at below.
  await v.page.locator('.chip').first().waitFor();
  await v.say(payloads[0] ?? '');
  await v.page.locator('.said.sent').waitFor();
  cloud.accepts(v.conversation, payloads[3] ?? '');
  for (const [index, text] of payloads.entries()) {
    const turn = `turn-${index}`;
    cloud.streams(v.conversation, turn, 0, text, 1);
    cloud.botSays(v.conversation, text, { turn, sources: [{ articleId: text, version: 1, title: text }] });
    cloud.agentSays(v.conversation, text, text);
  }
  for (const text of payloads.slice(1)) await v.say(text);
  await v.page.waitForFunction(
    (count) => document.querySelector('baton-chat')?.shadowRoot?.querySelectorAll('.log .said').length === count,
    payloads.length * 3,
  );

  const made = await v.page.evaluate(() => {
    const root = document.querySelector('baton-chat')?.shadowRoot;
    const all = [...(root?.querySelectorAll('.thread *') ?? [])];
    return {
      tags: [...new Set(all.map((one) => one.localName))].sort(),
      handlers: all.flatMap((one) => one.getAttributeNames().filter((name) => name.startsWith('on'))),
      links: all.flatMap((one) => (one instanceof HTMLAnchorElement ? [new URL(one.href).protocol + one.rel] : [])),
      hosts: root?.textContent?.includes('https://bank.example (evil.example)'),
      broken: 'broken' in window,
    };
  });

  expect(payloads.length).toBeGreaterThanOrEqual(30);
  expect(made.tags).toEqual(
    'a button details div h3 i li p path small span strong summary svg time ul'.split(' ').concat('section').sort(),
  );
  expect(made.handlers).toEqual([]);
  expect(new Set(made.links)).toEqual(new Set(['https:noopener noreferrer nofollow']));
  expect(made.hosts).toBe(true);
  expect(made.broken).toBe(false);
}, 60_000);

test('everything can be done by the keyboard, and the focus is never lost', async () => {
  const v = await visit();
  const { keyboard } = v.page;
  const focused = () =>
    v.page.evaluate(() => {
      const at = document.querySelector('baton-chat')?.shadowRoot?.activeElement;
      return at?.getAttribute('aria-label') ?? at?.textContent ?? '';
    });

  await v.launcher.focus();
  await keyboard.press('Enter');
  await v.page.locator('.chip').first().waitFor();
  expect(await focused()).toBe('Write a message');

  await keyboard.type('first line');
  await keyboard.press('Shift+Enter');
  await keyboard.type('second line');
  await keyboard.press('Enter');
  await v.page.locator('.said.sent').waitFor();
  expect(await v.page.locator('.said.customer .words').innerText()).toBe('first line\nsecond line');
  expect(await v.box.inputValue()).toBe('');

  await keyboard.press('Tab');
  expect(await focused()).toBe('Talk to a person');
  await keyboard.press('Enter');
  await v.page.locator('.waiting').waitFor();
  expect(await focused()).toBe('Write a message');
  await keyboard.press('Shift+Tab');
  expect(await focused()).toBe('Keep helping me while I wait');
  await keyboard.press('Enter');
  await v.page.getByText('The assistant goes on helping meanwhile.').waitFor();

  await keyboard.press('Escape');
  await v.page.locator('.panel').waitFor({ state: 'hidden' });
  expect(await focused()).toBe('Open chat');
  server.cloud.agentSays(v.conversation, 'Lin', 'hello');
  await v.page.locator('.badge', { hasText: '1' }).waitFor();
  expect(await focused()).toBe('Open chat, 1 unread');
  await keyboard.press('Enter');
  await v.page.locator('.badge').waitFor({ state: 'hidden' });
});

test('an answer is announced once and whole, and history not at all', async () => {
  const v = await visit();
  await v.open();
  await v.say('how?');
  await v.page.locator('.said.sent').waitFor();
  const log = v.page.locator('.log');
  const turn = server.cloud.turnOf(v.conversation);
  server.cloud.streams(v.conversation, turn, 0, 'Like');
  await v.page.locator('.draft', { hasText: 'Like' }).waitFor();
  server.cloud.streams(v.conversation, turn, 4, ' this');
  await v.page.locator('.draft', { hasText: 'Like this' }).waitFor();
  const during = await log.innerText();
  server.cloud.botSays(v.conversation, 'Like this.', { turn });
  await log.getByText('Like this.').waitFor();

  expect(during).not.toContain('Like');
  expect(await log.getAttribute('aria-live')).toBe('polite');
  expect(await v.page.locator('.draft').getAttribute('aria-hidden')).toBe('true');
  server.cloud.sessionRefusal = 'too-many';
  await v.load();
  await v.page.locator('.panel').waitFor();
  expect(await log.getAttribute('aria-live')).toBe('off');
  v.faults.length = 0;
});

test('a page load keeps the open chat, the thread, and the words that were being written', async () => {
  const v = await visit();
  await v.open();
  await v.say('before');
  await v.page.locator('.said.sent').waitFor();
  server.cloud.botSays(v.conversation, 'answered');
  await v.page.getByText('answered').waitFor();
  await v.box.fill('half a sen');

  await v.load();
  await v.page.getByText('answered').waitFor();

  expect(await v.box.inputValue()).toBe('half a sen');
  expect(await v.page.locator('.words').allInnerTexts()).toEqual(['before', 'answered']);
});

test('two tabs of one customer show the same thread', async () => {
  const v = await visit();
  await v.open();
  await v.say('from the first tab');
  await v.page.locator('.said.sent').waitFor();
  const other = await v.page.context().newPage();
  await other.goto(v.page.url());
  await other.getByText('from the first tab').waitFor();

  await other.locator('.composer textarea').fill('from the second tab');
  await other.locator('.composer textarea').press('Enter');

  await v.page.getByText('from the second tab').waitFor();
  expect(await v.page.locator('.words').allInnerTexts()).toEqual(await other.locator('.words').allInnerTexts());
});

test('whoever reads further up is left there and told that there is more', async () => {
  const v = await visit();
  await v.open();
  await v.say('a long story, please');
  await v.page.locator('.said.sent').waitFor();
  for (let line = 0; line < 30; line += 1) server.cloud.botSays(v.conversation, `line ${line}`);
  await v.page.getByText('line 29').waitFor();
  const scroll = v.page.locator('.scroll');
  const place = () => scroll.evaluate((one) => Math.round(one.scrollTop));
  await scroll.evaluate((one) => one.scrollTo(0, 100));
  await v.page.waitForTimeout(100);

  server.cloud.botSays(v.conversation, 'the newest');
  await v.page.locator('.below').waitFor();

  expect(await place()).toBe(100);
  await v.page.locator('.below').click();
  await v.page.locator('.below').waitFor({ state: 'hidden' });
  expect(await place()).toBeGreaterThan(500);
});

test('a page without storage still has a chat, and a shop in two languages has one that follows', async () => {
  const v = await visit();
  await v.page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  await v.load();
  await v.open();
  await v.say('no storage');
  await v.page.locator('.said.sent').waitFor();

  await v.page.getByRole('button', { name: '中文' }).click();

  expect(await v.page.locator('.person').innerText()).toBe('转人工');
  expect(await v.page.locator('.panel h2').innerText()).toBe('灯笼优选');
});

test('before the first words the persona greets in either language, with questions to press, and nothing of it is written', async () => {
  const persona = Persona.parse({
    brand: 'lantern',
    version: '1',
    name: { en: 'Lumi', zh: '小灯' },
    look: { colour: '#1c7ed6' },
    openings: { en: ['Hi, {name} here, the shop’s bot.'], zh: ['您好，我是{name}，店里的机器人。'] },
    questions: { en: ['Can I return food?'], zh: ['食品能退吗？'] },
  });
  server.welcome = welcomeOf(persona, 'web');
  const v = await visit();
  const before = server.cloud.logs.length;
  await v.open();
  await v.page.getByRole('heading', { name: 'Hi, Lumi here, the shop’s bot.' }).waitFor();
  const written = server.cloud.logs.length - before;
  const barriers = await v.barriers();
  await v.page.getByRole('button', { name: '中文' }).click();
  await v.page.getByRole('heading', { name: '您好，我是小灯，店里的机器人。' }).waitFor();
  server.welcome = undefined;
  await v.page.getByRole('button', { name: '食品能退吗？' }).click();
  await v.page.locator('.said.sent').waitFor();

  expect([written, server.cloud.logs.length - before]).toEqual([0, 1]);
  expect(barriers).toEqual([]);
  expect(await v.page.locator('.said.sent').innerText()).toContain('食品能退吗？');
});

test('words that are refused stay, with the reason, and can be sent again or removed', async () => {
  const v = await visit();
  await v.open();
  const receive = server.cloud.receive.bind(server.cloud);
  server.cloud.receive = (socket, text) => {
    const { action, clientMessageId } = JSON.parse(text);
    if (action !== 'say') return receive(socket, text);
    return { type: 'refused', code: 'conversation-full', action, clientMessageId, message: '' };
  };
  await v.say('one too many');
  await v.page.locator('.said.failed').waitFor();
  await v.picture('widget-refused-en-light');
  const why = await v.page.locator('.failure').innerText();
  const barriers = await v.barriers();
  server.cloud.receive = receive;
  await v.page.getByRole('button', { name: 'Send again' }).click();
  await v.page.locator('.said.sent').waitFor();

  expect(why).toContain('This conversation is very long');
  expect(barriers).toEqual([]);
});

test('out of touch and refused are said in words, and a phone shows the chat on the whole screen', async () => {
  const v = await visit({ viewport: { width: 390, height: 780 }, hasTouch: true, language: 'zh' });
  await v.picture('widget-shop-phone-zh');
  await v.open();
  await v.page.locator('.chip').first().waitFor();
  await v.picture('widget-phone-zh');

  await v.page.context().setOffline(true);
  await v.say('断网时写的话');

  await v.page.locator('.notice').waitFor();
  expect(await v.page.locator('.notice').innerText()).toContain('网络已断开');
  expect(await v.page.locator('.said.sending').innerText()).toContain('已保存');
  await v.picture('widget-offline-phone-zh');
  expect(await v.barriers()).toEqual([]);
  v.faults.length = 0;
  await v.page.context().setOffline(false);
  await v.page.locator('.said.sent').waitFor();
  expect(server.cloud.logs.at(-1)?.events.at(-1)).toMatchObject({ words: { text: '断网时写的话' } });

  server.cloud.sessionRefusal = 'origin-not-allowed';
  server.cut();
  await v.page.getByText('此页面尚未开通客服').waitFor();
  await v.picture('widget-refused-phone-zh');
  v.faults.length = 0;
}, 30_000);
