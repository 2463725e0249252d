import { expect, test } from 'vitest';
import { idleCost } from '#shared/cost/idle';
import { bill, linesOf } from '#shared/cost/ledger';
import { reading } from '#shared/cost/meters';
import { currentBook } from '#shared/cost/price-book';
import { formatBill, formatIdle } from '#shared/cost/report';
import { CostAnswer } from '#shared/protocol/session';

const occasion = {
  conversationId: 'thread-0001-1',
  requestId: 'r',
  region: 'us-east-1',
  at: '2026-11-20T00:00:00Z',
  step: 'answer',
};
const some = bill([
  ...linesOf([reading('ddb.wru', 16), reading('lambda.gbs.arm64', '0.03', true)], occasion, currentBook),
  ...linesOf([reading('kms.request', 1)], { ...occasion, requestId: 's', region: 'cn-north-1' }, currentBook),
]);

test('a bill is a table with every meter, its exact cost and what is missing', () => {
  expect(formatBill('thread-0001-1', some, { language: 'en' })).toMatchInlineSnapshot(`
    "What conversation thread-0001-1 cost
    meter             quantity  unit                    price             USD
    ----------------  --------  ----------  -----------------  --------------  --------------
    ddb.wru                 16  Units         0.625 / 1000000         0.00001
    lambda.gbs.arm64      0.03  GB-Seconds  13.3334 / 1000000  0.000000400002  estimate
    kms.request              1  Requests                    -               -  unknown-region
    Total: 0.000010400002 USD (part of it estimated)
    Price book: 2026-11-20
    1 ledger lines have no price and are not in the total."
  `);
});

test('a bill in Chinese keeps its columns under Han characters', () => {
  expect(formatBill('thread-0001-1', some, { language: 'zh' })).toMatchInlineSnapshot(`
    "会话 thread-0001-1 的费用
    计量项            用量  单位                     单价            美元
    ----------------  ----  ----------  -----------------  --------------  --------------
    ddb.wru             16  Units         0.625 / 1000000         0.00001
    lambda.gbs.arm64  0.03  GB-Seconds  13.3334 / 1000000  0.000000400002  估算
    kms.request          1  Requests                    -               -  unknown-region
    合计: 0.000010400002 USD (含估算)
    价目表: 2026-11-20
    有 1 条记录没有单价，未计入合计。"
  `);
});

test('a bill as JSON holds the same figures as strings', () => {
  const parsed = JSON.parse(formatBill('thread-0001-1', some, { language: 'en', json: true }));

  expect(parsed).toMatchObject({
    conversationId: 'thread-0001-1',
    total: '0.000010400002',
    estimated: true,
    unpriced: 1,
  });
});

test('a bill is what the page of a conversation’s cost is answered with', () => {
  const { rows: lines, unpricedRows: unpriced, currency, total, estimated, book } = some;
  const answer = { conversationId: 'thread-0001-1', currency, total, estimated, book, lines, unpriced };

  expect(CostAnswer.safeParse(answer).error).toBeUndefined();
});

test('the idle cost is told with its goal, its reasons and what has no price', () => {
  const templates = [{ Resources: { Key: { Type: 'AWS::KMS::Key' }, Board: { Type: 'AWS::CloudWatch::Dashboard' } } }];
  const idle = idleCost(templates, currentBook, 'us-east-1');

  expect(formatIdle('dev', idle, { language: 'zh', goal: '9' })).toMatchInlineSnapshot(`
    "环境 dev 无客户时的月费（us-east-1）
    项目      用量  单位      USD  计算依据
    --------  ----  -----  ------  ----------------------------------
    KMS 密钥     1  Units  1.0000  每个版本；每年轮换加一个，至多两次
    合计: 1.00 USD (目标 9 美元：达到)
    价目表: 2026-11-20; 按目录价计，未扣账户免费额度
    无单价，未计入合计:
      仪表板 × 1: 价目表中没有此计量项；账户的前三个免费"
  `);
  expect(formatIdle('dev', idle, { language: 'en', goal: '0.5' })).toContain('goal 0.5 USD: missed');
  expect(JSON.parse(formatIdle('dev', idle, { language: 'en', json: true, goal: '9' }))).toMatchObject({
    environment: 'dev',
    total: '1',
    met: true,
  });
});
