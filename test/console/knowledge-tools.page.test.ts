import { readFile } from 'node:fs/promises';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import writeWorkbook from 'write-excel-file/node';
import type { Build, Report } from '#shared/protocol/builds';
import type { TryAnswer } from '#shared/protocol/try';
import { docxOf, pdfOf } from '#test/knowledge/import/files';
import { picture, withFont } from './browser.ts';
import { KnowledgeCloud } from './knowledge-cloud.ts';
import { consoleStage, hasNoViolation } from './stage.ts';

const users = [
  { sub: 'agent-root', name: 'Root', groups: ['admin'] },
  { sub: 'agent-eda', name: 'Eda', groups: ['knowledge-editor'] },
];
const { visit, signIn } = consoleStage({ users });

type Options = BrowserContextOptions & { name?: string };

async function opened(cloud: KnowledgeCloud, tab: string, { name = 'Root', ...options }: Options = {}): Promise<Page> {
  const page = await visit({ locale: 'en-GB', ...options }, `#knowledge/${tab}`);
  await cloud.stand(page);
  await signIn(page, name);
  await page.locator('main').waitFor();
  return page;
}

const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const told = (page: Page, kind: string) => page.locator(`[data-${kind}]`);

const csv = [
  'Question,Answer,Valid until,Topic',
  'May I return opened milk powder?,"Unopened within 7 days, opened never.",2026-12-31,returns',
  'How long is delivery?,Two to four days.,31 December,delivery',
  'Where is my invoice?,In your account.,,invoices',
].join('\n');

const asFile = (name: string, buffer: Uint8Array | string) => ({ name, mimeType: '', buffer: Buffer.from(buffer) });
/** What stands already: one text as the file has it, and one that an earlier import brought and the file lacks. */
const standing = (id: string, title: string, answer: string) => ({
  id,
  tags: [],
  texts: { en: { title, questions: [], answer } },
  state: 'published' as const,
  source: 'import' as const,
});

test('files are dropped, shown with what is wrong in them, mapped otherwise, brought in batches over a broken line, and taken back', async () => {
  const cloud = new KnowledgeCloud();
  cloud.articles = [standing('old-offer', 'Is there a discount?', 'In May.')];
  const page = await opened(cloud, 'import');
  const sheet = [
    [{ value: 'Title' }, { value: 'Answer' }],
    [{ value: '能开发票吗？' }, { value: '可以，在订单页申请。' }],
  ];
  const workbook = await writeWorkbook([{ data: sheet, sheet: '常见问题' }]).toBuffer();
  await page.getByLabel('Choose files').setInputFiles([asFile('faq.csv', csv), asFile('faq.xlsx', workbook)]);

  // One row says a day that is none, and the others stand.
  const faults = page.getByRole('table', { name: 'Not usable' });
  await faults.getByText('faq.csv, row 3').waitFor();
  expect(await faults.getByText('31 December').count()).toBe(1);
  const articles = page.getByRole('table', { name: 'Articles as they would be' });
  await articles.getByText('能开发票吗？').waitFor();
  await page.getByText('3 new', { exact: true }).waitFor();
  await page.getByText('1 not usable', { exact: true }).waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download as CSV' }).click();
  const saved = await readFile(await (await download).path(), 'utf8');
  expect(saved).toContain('"faq.csv","","3"');

  // The column of days is not read any more: the row is whole.
  await page.getByLabel('Holds: Valid until').selectOption('ignore');
  await page.getByText('Every row can be used.').waitFor();
  await page.getByText('4 new', { exact: true }).waitFor();

  // As the whole base, what an earlier import brought would go; that is said before, and again in the question.
  await page.getByText('This is the whole base').click();
  await page.getByRole('list', { name: 'Would be retired' }).getByText('old-offer').waitFor();
  await page.getByRole('button', { name: 'Bring in' }).click();
  await page.getByRole('dialog').getByText('1 article that an earlier import brought').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('Add and change').click();

  cloud.once('/knowledge/import', {
    status: 200,
    body: { importId: 'import-1', state: 'running', written: 0, unchanged: 0, retired: 0 },
  });
  cloud.once('/knowledge/import', 'lost');
  await page.getByRole('button', { name: 'Bring in' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Bring in' }).click();
  await told(page, 'sending').getByText('Done: 4 written').waitFor();
  await told(page, 'sending').getByText('Version v8 is live.').waitFor();

  const batches = cloud.of('/knowledge/import');
  expect(batches.map(({ importId, mode, last }) => [importId, mode, last])).toEqual([
    [undefined, 'merge', false],
    ['import-1', 'merge', true],
    ['import-1', 'merge', true],
  ]);
  await page.getByRole('button', { name: /^Undo the import of/ }).click();
  await page.getByRole('dialog').getByText('The import by Root').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
  await told(page, 'undoing').getByText('2 articles stand as they stood before.').waitFor();
  await told(page, 'undoing').getByText('1 article changed since and left alone: returns').waitFor();
  expect(cloud.of('undo-import')).toEqual([{ act: 'undo-import', importId: 'import-1' }]);
});

test('every kind of file is read in the browser, under the policy of the page', async () => {
  const page = await opened(new KnowledgeCloud(), 'import');
  await page.getByLabel('Choose files').setInputFiles([
    asFile('a.md', '# Returns\n\n## Can I return milk powder?\n\nUnopened, yes &amp; soon.\n'),
    asFile('b.html', '<html><body><h1>Delivery &eacute;</h1><p>Two days.</p></body></html>'),
    asFile('c.docx', docxOf([{ heading: 1, text: 'Invoices' }, 'In your account.'])),
    asFile(
      'd.pdf',
      pdfOf([
        [
          { text: 'Warranty', size: 24, down: 60 },
          { text: 'One year from the day of purchase.', size: 11, down: 100 },
        ],
      ]),
    ),
    asFile('e.exe', 'MZ'),
  ]);

  const articles = page.getByRole('table', { name: 'Articles as they would be' });
  for (const answer of ['Unopened, yes & soon.', 'Two days.', 'In your account.', 'One year from the day of purchase.'])
    await articles.getByText(answer).waitFor();
  await part(page, 'Cannot be read').getByText('This kind of file is not known').waitFor();
});

test('a site is read page by page; a page that is not given is named with its reason', async () => {
  const cloud = new KnowledgeCloud();
  const locs = ['returns', 'gone'].map((one) => `<url><loc>https://shop.example/${one}</loc></url>`).join('');
  cloud.site.set('https://shop.example/sitemap.xml', `<?xml version="1.0"?><urlset>${locs}</urlset>`);
  cloud.site.set('https://shop.example/returns', '<html><body><h1>Returns</h1><p>Within 7 days.</p></body></html>');
  const page = await opened(cloud, 'import');
  await page.getByLabel('Address of the site').fill('https://shop.example/sitemap.xml');
  await page.keyboard.press('Enter');

  await page.getByRole('table', { name: 'Articles as they would be' }).getByText('Within 7 days.').waitFor();
  await page.getByText('https://shop.example/gone: The site did not give the page').waitFor();
});

test('everything is taken out as a file that can be brought in again', async () => {
  const cloud = new KnowledgeCloud();
  cloud.articles = [standing('returns', 'May I return it?', '=Within 7 days.')];
  const page = await opened(cloud, 'import');
  const take = async (name: string) => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name }).click();
    return readFile(await (await download).path(), 'utf8');
  };

  const json = await take('Export as JSON');
  expect(JSON.parse(json)).toEqual({ articles: [{ ...cloud.articles[0], source: undefined }] });
  expect(await take('Export as CSV')).toContain(`"'=Within 7 days."`);
  await page.getByLabel('Choose files').setInputFiles([asFile('knowledge.json', json)]);
  await page.getByText('Everything in it stands already.').waitFor();
});

const report: Report = {
  asked: 120,
  right: 110,
  rightBefore: 114,
  betterCount: 1,
  worseCount: 5,
  allowed: 2,
  better: [{ question: 'Where is my parcel?', language: 'en', source: 'own', expected: 'tracking', got: 'tracking' }],
  worse: [
    {
      question: '奶粉退不了？',
      language: 'zh',
      source: 'recorded',
      expected: 'returns',
      got: 'delivery',
      before: 'returns',
    },
  ],
};
const root = { id: 'root', name: 'Root' };
const build = (version: string, state: Build['state'], more: Partial<Build> = {}): Build => ({
  version,
  at: `2026-11-20T10:0${version.slice(1)}:00.000Z`,
  by: root,
  state,
  articles: 320,
  changed: 4,
  kind: 'full',
  ...more,
});
function builtCloud() {
  const cloud = new KnowledgeCloud();
  cloud.builds = [build('v3', 'stopped', { report }), build('v2', 'live'), build('v1', 'replaced', { kind: 'delta' })];
  cloud.live = 'v2';
  cloud.questions = [
    { id: 'q1', text: '奶粉退不了？', language: 'zh', articleId: 'returns', by: root, at: '2026-11-19T08:00:00.000Z' },
  ];
  return cloud;
}

test('a stopped build says what came out worse, an admin publishes it anyway, and every version can be gone back to', async () => {
  const cloud = builtCloud();
  const page = await opened(cloud, 'builds');
  const stopped = page.getByRole('listitem', { name: 'v3' });
  await stopped.getByText('Stopped: 5 questions came out worse, at most 2 are allowed.').waitFor();
  const row = stopped.getByRole('table', { name: 'Worse: 5' }).getByRole('row').nth(1);
  expect(await row.getByRole('cell').allInnerTexts()).toEqual([
    '奶粉退不了？',
    'Chinese',
    'recorded',
    'returns',
    'delivery',
    'returns',
    'Try',
  ]);

  await stopped.getByRole('button', { name: 'Publish anyway…' }).click();
  cloud.once('build', { status: 202, body: { version: 'v4', articles: 320, state: 'building' } });
  cloud.builds = [build('v4', 'building'), ...cloud.builds];
  await page.getByRole('dialog').getByRole('button', { name: 'Publish anyway' }).click();
  await told(page, 'doing').getByText('still being built').waitFor();
  expect(cloud.of('build')).toEqual([{ act: 'build', anyway: true }]);
  await page.getByRole('listitem', { name: 'v4' }).getByText('Being built').waitFor();

  // It ends while she looks: the list follows by itself.
  cloud.builds = [
    build('v4', 'live', { anyway: true }),
    ...builtCloud().builds.map((one) => (one.state === 'live' ? { ...one, state: 'replaced' as const } : one)),
  ];
  cloud.live = 'v4';
  await page
    .getByRole('listitem', { name: 'v4' })
    .getByText('published although its questions spoke against it')
    .waitFor();

  await page.getByRole('listitem', { name: 'v2' }).getByRole('button', { name: 'Back to this version' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Go back' }).click();
  await told(page, 'doing').getByText('Version v2 is live again.').waitFor();
  expect(cloud.of('roll-back')).toEqual([{ act: 'roll-back', version: 'v2' }]);
});

test('an editor builds, is told why it stopped, and keeps the recorded questions', async () => {
  const cloud = builtCloud();
  const page = await opened(cloud, 'builds', { name: 'Eda' });
  await page.getByText('An administrator can publish it anyway.').waitFor();
  expect(await page.getByRole('button', { name: 'Publish anyway…' }).count()).toBe(0);
  cloud.once('build', { status: 409, body: { refused: 'build-stopped', version: 'v4', report } });
  await page.getByRole('button', { name: 'Build a version' }).click();
  await page.keyboard.press('Control+Enter');
  await told(page, 'doing').getByText('Stopped: 5 questions came out worse').waitFor();

  const questions = part(page, 'Recorded questions');
  await questions.getByRole('button', { name: 'Add a question' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Question').fill('Are you human?');
  await dialog.getByLabel('Shall be answered by').selectOption({ label: 'Nothing: must stay unanswered' });
  await dialog.getByRole('button', { name: 'Record' }).click();
  await questions.getByText('Are you human?').waitFor();
  expect(cloud.of('record-question')).toEqual([{ act: 'record-question', text: 'Are you human?', language: 'en' }]);

  await questions.getByRole('button', { name: 'Drop: 奶粉退不了？' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Drop' }).click();
  await expect.poll(() => questions.getByText('奶粉退不了？').count()).toBe(0);
});

const tried: TryAnswer = {
  version: 'v2',
  language: 'en',
  query: 'return milk powder',
  day: '2026-11-20',
  candidates: [
    {
      articleId: 'old-returns',
      version: 2,
      language: 'en',
      title: 'Returns in summer',
      matched: 'Can I return it?',
      score: 12.5,
      why: [{ code: 'alike', figure: 0.8 }],
      servable: 'expired',
    },
    {
      articleId: 'returns',
      version: 5,
      language: 'en',
      title: 'Returns of milk powder',
      matched: 'May I return milk powder?',
      score: 9.1,
      why: [
        { code: 'covered', figure: 0.9 },
        { code: 'ahead', figure: 0.4 },
        { code: 'corrected', figure: 6 },
      ],
      servable: true,
    },
  ],
  confidence: 0.83,
  threshold: 0.51,
  plan: {
    outcome: 'answered',
    text: 'Unopened **within 7 days**.\n<img src=x onerror=alert(1)>',
    sources: [{ articleId: 'returns', version: 5, title: 'Returns of milk powder' }],
  },
  intent: {
    name: 'return-item',
    confidence: 0.91,
    outOfScope: false,
    version: 'i1',
    why: [
      { gram: 'return', contribution: 1.4 },
      { gram: 'powder', contribution: -0.2 },
    ],
  },
};

test('a question is tried: what was found and why, what would be said, as text; and it is recorded with its article', async () => {
  const cloud = builtCloud();
  cloud.tried = tried;
  const page = await opened(cloud, 'bench');
  await page.getByLabel('Question, as a customer would write it').fill('Can I return milk powder?');
  await page.getByLabel('Day (today if empty)').fill('2026-12-24');
  await page.getByLabel('Version').selectOption('v1');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');

  const says = part(page, 'What the bot would say');
  await says.getByText('Confidence 83%: enough, the bot answers from 51% on.').waitFor();
  expect(await says.getByText('<img src=x onerror=alert(1)>').count()).toBe(1);
  expect(await says.locator('strong').allInnerTexts()).toEqual(['within 7 days']);
  const found = page.getByRole('list', { name: 'Found articles' }).getByRole('listitem');
  expect(await found.nth(0).innerText()).toMatch(
    /Returns in summer[\s\S]*No longer valid on that day[\s\S]*80% of the words/,
  );
  expect(await found.nth(1).innerText()).toMatch(
    /Can be told[\s\S]*version 5[\s\S]*May I return milk powder\?[\s\S]*40% ahead/,
  );
  await page.getByText('return-item, 91%').waitFor();
  expect(cloud.of('/knowledge/try')).toEqual([
    { question: 'Can I return milk powder?', day: '2026-12-24', version: 'v1' },
  ]);

  await page.getByRole('button', { name: 'Record as a regression question' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Record' }).click();
  await page.getByText('Recorded. Every later version').waitFor();
  expect(cloud.of('record-question')).toEqual([
    { act: 'record-question', text: 'Can I return milk powder?', language: 'en', articleId: 'returns' },
  ]);

  await page.reload();
  await page
    .getByRole('region', { name: 'Tried lately' })
    .getByRole('button', { name: 'Can I return milk powder?' })
    .click();
  await says.getByText('Confidence 83%').waitFor();
});

test('each of the three says that it is not allowed, and that the service is away', async () => {
  const cloud = new KnowledgeCloud();
  cloud.once('builds', { status: 403, body: { code: 'not-allowed' } });
  const page = await opened(cloud, 'builds');
  await page.getByText('It is for the groups knowledge-editor and admin.').waitFor();
  await page.getByRole('button', { name: 'Read again' }).first().click();
  await page.getByText('Nothing built yet').waitFor();

  await page.getByRole('button', { name: 'Test bench' }).click();
  await page.getByText('Nothing tried yet').waitFor();
  cloud.once('/knowledge/try', 'lost');
  await page.getByLabel('Question, as a customer would write it').fill('Hello');
  await page.keyboard.press('Enter');
  await page.getByText('The service could not be reached.').waitFor();
});

test.each([
  ['zh', 'light'],
  ['en', 'dark'],
] as const)(
  'import, builds and bench in %s, %s, have no accessibility violation and are pictured',
  async (language, colorScheme) => {
    const cloud = builtCloud();
    cloud.tried = tried;
    cloud.articles = [standing('old-offer', 'Is there a discount?', 'In May.')];
    cloud.imports = [
      { id: 'i1', at: '2026-11-19T08:00:00.000Z', by: root, written: 12, unchanged: 300, retired: 1, state: 'done' },
    ];
    const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
    const page = await opened(cloud, 'import', { locale, colorScheme, viewport: { width: 1100, height: 900 } });
    await withFont(page);
    const seen = async (name: string) => {
      await picture(page, `${name}-${language}-${colorScheme}`);
      await hasNoViolation(page);
    };
    if (language === 'zh') await seen('import-empty');
    await page.locator('input[type=file]').setInputFiles([asFile('faq.csv', csv), asFile('e.exe', 'MZ')]);
    await page.locator('[data-compared="true"]').waitFor();
    await page.locator('input[type=radio]').last().click();
    await seen('import');
    await page.evaluate(() => {
      location.hash = '#knowledge/builds';
    });
    await page.locator('[data-state="stopped"] table').first().waitFor();
    await seen('builds');
    await page.evaluate(() => {
      location.hash = '#knowledge/bench/milk%20powder';
    });
    await page.locator('[data-servable="false"]').waitFor();
    await seen('bench');
  },
);
