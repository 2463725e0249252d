import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
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
    cloud.botSays(v.conversation, zh ? '好的，点“转人工”就行。' : 'Of course: “Talk to a person” is right below.');
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
    await v.say(zh ? '刻“平安”两个字，可以吗？' : 'Just “With love, Mum”. Is that possible?');
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
