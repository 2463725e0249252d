import { expect, test } from 'vitest';
import writeWorkbook from 'write-excel-file/node';
import { delimiterOf } from '#shared/knowledge/import/csv';
import { readFile } from '#shared/knowledge/import/read';
import { MOST_ROWS } from '#shared/knowledge/import/sources';
import { refusedPackage } from '#shared/knowledge/import/unpacked';
import { articlesIn, bombOf, bytesOf, docxOf, pdfOf, readAs } from './files.ts';

const utf16 = (text: string): Uint8Array => Buffer.from(`\uFEFF${text}`, 'utf16le');
/** 标题,答案 / 退货,可以 as GB18030 has it. */
const GB = Uint8Array.of(
  0xb1,
  0xea,
  0xcc,
  0xe2,
  0x2c,
  0xb4,
  0xf0,
  0xb0,
  0xb8,
  0x0a,
  0xcd,
  0xcb,
  0xbb,
  0xf5,
  0x2c,
  0xbf,
  0xc9,
  0xd2,
  0xd4,
);

test.each([
  ['UTF-8', bytesOf('标题,答案\n退货,可以')],
  ['UTF-8 with its mark', bytesOf('\uFEFF标题,答案\n退货,可以')],
  ['UTF-16', utf16('标题,答案\n退货,可以')],
  ['GB18030', GB],
])('a table in %s is read in its own letters', async (_, bytes) => {
  expect(await readAs('faq.csv', bytes)).toEqual([
    { kind: 'table', file: 'faq.csv', header: ['标题', '答案'], rows: [{ row: 2, cells: ['退货', '可以'] }] },
  ]);
});

test('Windows-1252 is told from GB18030 by its letters', async () => {
  const bytes = Buffer.from('title,answer\nCafé à emporter,Oui, déjà', 'latin1');

  expect(await readAs('faq.csv', bytes)).toMatchObject([{ rows: [{ cells: ['Café à emporter', 'Oui', ' déjà'] }] }]);
});

test.each([
  ['a;b\n1,5;2\n', ';'],
  ['a\tb\nx, y\tz\n', '\t'],
  ['a,b\n"x;y",z\n', ','],
  ['alone\nwords\n', ','],
])('the delimiter of %j is %j', (text, delimiter) => {
  expect(delimiterOf(text)).toBe(delimiter);
});

test('each sheet of a workbook is a table, and its days are days', async () => {
  const cells = (...values: string[]) => values.map((value) => ({ value }));
  const bytes = await writeWorkbook([
    {
      sheet: 'Returns',
      data: [
        cells('Question', 'Answer', 'Valid until'),
        [...cells('How long?', 'Thirty days.'), { value: new Date('2027-03-01'), type: Date, format: 'yyyy-mm-dd' }],
      ],
    },
    { sheet: '发票', data: [cells('问题', '答案'), cells('怎么开发票?', '在订单页。')] },
  ]).toBuffer();

  const tables = await readAs('faq.xlsx', bytes);

  expect(tables).toMatchObject([
    { sheet: 'Returns', rows: [{ row: 2, cells: ['How long?', 'Thirty days.', '2027-03-01'] }] },
    { sheet: '发票', header: ['问题', '答案'] },
  ]);
});

test('a text document is cut at its headings, and its tables stay whole', async () => {
  const bytes = docxOf([
    { heading: 1, text: 'Shipping' },
    'We ship on weekdays.',
    { heading: 2, text: 'Costs' },
    'By country:',
    {
      rows: [
        ['Country', 'Price'],
        ['Germany', '5 €'],
        ['China', '9 €'],
      ],
    },
    { heading: 2, text: '怎么查物流?' },
    '在订单页 <b>查看</b>。',
  ]);

  const { said, faults } = await articlesIn('shipping.docx', bytes);

  expect(faults).toEqual([]);
  expect(said).toEqual([
    { title: 'Shipping', answer: 'We ship on weekdays.' },
    {
      title: 'Shipping › Costs',
      answer: 'By country:\n\n| Country | Price |\n| ------- | ----- |\n| Germany | 5 €   |\n| China   | 9 €   |',
    },
    { title: '怎么查物流?', answer: '在订单页 < b>查看< /b>。' },
  ]);
});

test('larger letters of a PDF are headings, its lines flow, what stands on each page is left out', async () => {
  const page = (...lines: { text: string; size: number; down: number; x?: number }[]) => [
    { text: 'Shop handbook', size: 8, down: 10 },
    ...lines,
  ];
  const bytes = pdfOf([
    page(
      { text: '退货政策', size: 20, down: 40 },
      { text: '商品签收后七天内，', size: 11, down: 30 },
      { text: '可以申请退货。', size: 11, down: 14 },
    ),
    page(
      { text: 'Refunds', size: 16, down: 40 },
      { text: 'The money is back five days after the par-', size: 11, down: 30 },
      { text: 'cel came.', size: 11, down: 14 },
      { text: '• to the card', size: 11, down: 20 },
      { text: '• or as a voucher', size: 11, down: 14 },
    ),
    page({ text: 'Goodbye.', size: 11, down: 40 }),
  ]);

  const { said } = await articlesIn('handbook.pdf', bytes);

  expect(said).toEqual([
    { title: '退货政策', answer: '商品签收后七天内，可以申请退货。' },
    {
      title: '退货政策 › Refunds',
      answer: 'The money is back five days after the parcel came.\n\n- to the card\n- or as a voucher\n\nGoodbye.',
    },
  ]);
});

test('of a page its own words are taken: no script, no menu, no form, no picture, no link to a script', async () => {
  const html = `<html><head><title>Help | Shop</title><script>steal()</script></head><body><nav>Menu</nav><main><h1>Help</h1>
    <p onclick="x()">We <b>help</b>: <a href="javascript:x()">bad</a>, <a href="/contact">good</a><img src="x" alt="a face" onerror="x()"></p>
    <details><summary>Can I pay later?</summary><p>In <em>30</em> days.</p></details><p>Anything else?</p>
    <dl><dt>Voucher</dt><dd>A code.</dd></dl><form>Search</form><style>p{}</style></main><footer>Imprint</footer></body></html>`;

  const { said, faults } = await articlesIn('help.html', html);

  expect(faults).toEqual([]);
  expect(said).toEqual([
    { title: 'Help', answer: 'We **help**: bad, [good](/contact)\n\nAnything else?' },
    { title: 'Can I pay later?', answer: 'In 30 days.' },
    { title: 'Help › Voucher', answer: 'A code.' },
  ]);
});

test('questions and answers are told by their marks, in English and in Chinese', async () => {
  const markdown =
    '# FAQ\n\nBefore.\n\n**Q: How long?**\nA: Two days.\n\nQ2. And then?\n\nA2. Nothing.\n\n**Is it free?**\n\nYes.\n\n## 常见问题\n\n问：能退吗？\n答：可以。\n\n- 七天内\n';

  const { said } = await articlesIn('faq.md', markdown);

  expect(said).toEqual([
    { title: 'FAQ', answer: 'Before.' },
    { title: 'How long?', answer: 'Two days.' },
    { title: 'And then?', answer: 'Nothing.' },
    { title: 'Is it free?', answer: 'Yes.' },
    { title: '能退吗？', answer: '可以。\n\n- 七天内' },
  ]);
});

test('a section longer than an answer is parted between paragraphs, a table by its rows below its header', async () => {
  const words = Array.from({ length: 30 }, (_, n) => `${n} ${'word '.repeat(200)}.`).join('\n\n');
  const rows = Array.from({ length: 900 }, (_, n) => `| item ${n} | ${'x'.repeat(30)} |`).join('\n');

  const { said, faults } = await articlesIn(
    'long.md',
    `# Long\n\n${words}\n\n# Prices\n\n| Name | Price |\n| - | - |\n${rows}\n`,
  );

  expect(faults).toEqual([]);
  expect(said.map(({ title }) => title)).toEqual([
    'Long',
    'Long (2)',
    'Prices',
    'Prices (2)',
    'Prices (3)',
    'Prices (4)',
  ]);
  expect(said.slice(2).every(({ answer }) => answer?.startsWith('| Name'))).toBe(true);
  expect(
    said
      .map(({ answer }) => answer)
      .join('\n')
      .match(/item \d+/g),
  ).toHaveLength(900);
});

test.each([
  ['faq.doc', 'words', 'unknown-kind'],
  ['faq.csv', '', 'empty'],
  ['faq.csv', ' , \n', 'empty'],
  ['faq.csv', 'a,b\n"never closed,x\n', 'broken'],
  ['faq.csv', new Uint8Array([0, 1, 2, 0xff, 0xfe, 0, 0, 200]), 'unknown-encoding'],
  ['faq.xlsx', 'not a workbook', 'broken'],
  ['faq.docx', docxOf(['words']).slice(0, 600), 'broken'],
  ['faq.pdf', '%PDF-1.7 nothing', 'broken'],
  ['faq.pdf', pdfOf([[]]), 'empty'],
  ['faq.json', '{"articles": 7}', 'broken'],
  ['faq.csv', `a,b\n${'1,2\n'.repeat(MOST_ROWS + 1)}`, 'too-many-rows'],
] as const)('%s is refused by name where it cannot be read (%#)', async (name, content, reason) => {
  const bytes = typeof content === 'string' ? bytesOf(content) : content;

  expect(await readFile({ name, bytes })).toMatchObject({ refused: 'file-refused', file: name, reason });
});

test('a workbook that unpacks beyond all measure is refused, whatever its directory says of its size', async () => {
  const bomb = bombOf(3_000_000, 1000);

  expect(bomb.length).toBeLessThan(10_000);
  expect(await refusedPackage('bomb.xlsx', bomb, 2_000_000)).toMatchObject({ reason: 'unpacks-too-large' });
  expect(await refusedPackage('bomb.xlsx', bomb, 4_000_000)).toBeUndefined();
});
