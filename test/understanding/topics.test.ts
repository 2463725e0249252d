import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { topicOf } from '#shared/understanding/topics';

test.each([
  ['杯子炸了，手都划破了', 'safety', 'injury'],
  ['玻璃碎了割伤了孩子', 'safety', 'injury'],
  ['吃完你们的饼干全家上吐下泻，现在在急诊', 'safety', 'reaction'],
  ['the blender cut my hand badly', 'safety', 'injury'],
  ['My son is in hospital because of your toy', 'safety', 'injury'],
  ['用了你家面霜脸上严重过敏，红肿', 'safety', 'reaction'],
  ['I had an allergic reaction to the cream', 'safety', 'reaction'],
  ['充电宝冒烟了', 'safety', 'fire'],
  ['电池鼓包还漏电', 'safety', 'fire'],
  ['the charger caught fire last night', 'safety', 'fire'],
  ['我不想活了', 'safety', 'self-harm'],
  ['i want to die, i lost all my money', 'safety', 'self-harm'],
  ['我的账号好像被盗了', 'security', 'account-taken'],
  ['账号被人登了，余额没了', 'security', 'account-taken'],
  ['这单不是我本人下单的', 'security', 'account-taken'],
  ['我的卡被盗刷了', 'security', 'account-taken'],
  ['my account was hacked!!', 'security', 'account-taken'],
  ['someone logged in to my account', 'security', 'account-taken'],
  ['there are unauthorized charges from you', 'security', 'account-taken'],
  ["I didn't place this order", 'security', 'account-taken'],
  ['有人冒充客服让我转账，我被骗了', 'security', 'scam'],
  ['i got scammed by someone pretending to be you', 'security', 'scam'],
  ['我要投诉', 'complaint', 'complaint'],
  ['投诉！！', 'complaint', 'complaint'],
  ['我要投诉你们这个快递', 'complaint', 'complaint'],
  ['再不处理我就去曝光', 'complaint', 'complaint'],
  ['I want to file a complaint', 'complaint', 'complaint'],
  ['this is a formal complaint', 'complaint', 'complaint'],
  ['我打12315了', 'complaint', 'authority'],
  ['等着媒体来找你们吧', 'complaint', 'press'],
  ['不退我就找消协', 'complaint', 'authority'],
  ["I'll report you to trading standards", 'complaint', 'complaint'],
  ['I am contacting the consumer protection office', 'complaint', 'authority'],
  ['等着收律师函吧', 'complaint', 'legal'],
  ['退一赔三，不然法院见', 'complaint', 'legal'],
  ['my lawyer will contact you', 'complaint', 'legal'],
  ["we'll see you in court", 'complaint', 'legal'],
  ['请删除我的个人信息', 'privacy', 'erasure'],
  ['把我的资料全部删掉', 'privacy', 'erasure'],
  ['delete all my personal data now', 'privacy', 'erasure'],
  ['I withdraw my consent', 'privacy', 'erasure'],
  ['你们把我的手机号卖了？卖了我的信息', 'privacy', 'leak'],
  ['you leaked my phone number and shared my data', 'privacy', 'leak'],
  ['this is a GDPR request', 'privacy', 'law'],
] as const)('"%s" is a matter of %s (rule %s)', (text, topic, rule) => {
  expect(topicOf(text)).toMatchObject({ topic, rule });
});

test.each([
  '怎么注销账号？',
  'how can i delete my personal data?',
  'can i get a copy of my data',
  '能导出我的个人数据吗？',
  '你们会泄露我的信息吗',
  'Will you share my address?',
  '如果账号被盗了怎么办',
  'how do I protect my account from being hacked? what if someone logged in',
  '面霜会不会过敏',
  '敏感肌用了会过敏吗',
  'is it likely to overheat',
  '这个插座防漏电吗',
  '不想投诉，只想退款',
  '我的投诉处理得很好，谢谢',
  '快递被拒收了',
  '杯子碎了',
  '密码忘了',
  'I forgot my password',
  '多媒体音箱有货吗',
  'press the reset button for how long',
  'my order was stolen from the porch?',
  '有红色的吗',
  'court shoes size 38',
  'hello',
  '谢谢',
  'do you have a consumer electronics section',
  '火锅底料什么时候发货',
  '医用口罩能退吗',
])('"%s" is no sensitive matter', (text) => {
  expect(topicOf(text)).toBeUndefined();
});

test('of several matters the most pressing is told', () => {
  expect(topicOf('我要投诉，充电宝着火，手烧伤了')?.topic).toBe('safety');
});

test('the questions the shop answers on its own pages are answered there, but for a taken account and an order by law', () => {
  const folder = new URL('../../local/demo/knowledge/', import.meta.url);
  const asked = readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split('\n'))
    .flatMap((line) => /^(?:- (?!tags|owner|valid|review)|### \w\w: )(.+)$/.exec(line)?.[1] ?? []);

  const touched = asked.flatMap((question) => topicOf(question) ?? []);

  expect(asked.length).toBeGreaterThan(900);
  expect(touched.length).toBeLessThan(asked.length * 0.02);
});
