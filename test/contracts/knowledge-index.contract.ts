import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Article } from '#shared/knowledge/article';
import type { Hit, KnowledgePublisher, KnowledgeSource, SearchOptions } from '#shared/search/knowledge-index';

/** A place of its own for each case: nothing published yet. */
export type KnowledgeBase = { publisher: KnowledgePublisher; source: KnowledgeSource; close: () => Promise<void> };

const en = (title: string, questions: string[], answer: string) => ({ title, questions, answer });

const milk: Article = {
  id: 'returns-unopened-food',
  version: 3,
  tags: ['returns', 'food'],
  texts: {
    en: en(
      'Can I return food or milk powder?',
      ['Is milk powder returnable?', 'I want to send baby formula back'],
      'Unopened food can be returned within **7 days**. Opened tins cannot.',
    ),
    zh: en(
      '食品和奶粉可以退吗？',
      ['奶粉退不了？', '婴儿配方奶能退货吗'],
      '未开封的食品**7天内**可以退，开封的罐装奶粉不能退。',
    ),
  },
};
const password: Article = {
  id: 'account-password',
  version: 1,
  tags: ['account'],
  texts: {
    en: en(
      'How do I reset my password?',
      ['I forgot my password', 'cannot log in'],
      'Choose “Forgot password” and follow the e-mail.',
    ),
    zh: en('忘记密码怎么办？', ['怎么重置登录密码', '登不上去了'], '在登录页点“忘记密码”，按邮件提示操作。'),
  },
};
const delivery: Article = {
  id: 'delivery-time',
  version: 2,
  tags: ['delivery'],
  texts: {
    en: en('How long does delivery take?', ['When will my parcel arrive?'], 'Two to four working days in cities.'),
    zh: en('多久能送到？', ['我的包裹什么时候到'], '城市里两到四个工作日。'),
  },
};
const spring: Article = {
  id: 'promotion-spring',
  version: 1,
  tags: ['promotions'],
  validFrom: '2026-03-01',
  validUntil: '2026-03-31',
  texts: {
    en: en('What is the spring voucher worth?', [], 'The spring voucher is worth 20 off 150.'),
    zh: en('春季优惠券是多少？', [], '春季券满150减20。'),
  },
};
const hello: Article = {
  id: 'small-talk-hello',
  version: 1,
  tags: ['small-talk'],
  texts: {
    en: en('Good morning', ['greetings'], 'Good morning! What can I do for you?'),
    zh: en('早上好', ['你好呀'], '您好！'),
  },
};
const giftCard: Article = {
  id: 'gift-card-english-only',
  version: 1,
  tags: ['payment'],
  texts: { en: en('Where is the PIN of my giftcard?', [], 'The PIN of a giftcard is below the silver strip.') },
};
const old: Article = {
  id: 'loyalty-old-scheme',
  version: 7,
  tags: ['membership'],
  withdrawn: true,
  texts: { en: en('How did the stamp booklet work?', ['stamp booklet'], 'Ten stamps in the booklet gave one coffee.') },
};
const articles = [milk, password, delivery, spring, hello, giftCard, old];

const inSummer = (language: 'en' | 'zh', more: Partial<SearchOptions> = {}): SearchOptions => ({
  language,
  limit: 5,
  at: '2026-07-01',
  ...more,
});

const harmless: [kind: string, text: string][] = [
  ['nothing', ''],
  ['white space', ' \n\t '],
  ['quotes', `password" OR "1"="1' --`],
  ['operators', 'AND OR NOT NEAR(password delivery, 2) * ^ - +'],
  ['a column filter', 'asked : password {answer} : x'],
  ['a wildcard', 'pass* pa?s /pass.*/ ~2'],
  ['brackets and a query object', '(((password] {"match_all":{}}'],
  ['emoji', '🎉👨‍👩‍👧 🔑?'],
  ['half a surrogate pair', 'password \ud83d'],
  ['control characters', 'pass\u0000word \u202e'],
  ['ten thousand Latin characters', 'how can a b c d password e f g '.repeat(320)],
  ['ten thousand Han characters', '忘记密码怎么办登录奶粉退货送到包裹'.repeat(600)],
  [
    'five thousand different Han characters',
    Array.from({ length: 5000 }, (_, n) => String.fromCodePoint(0x4e00 + n)).join(''),
  ],
  ['a word without end', 'x'.repeat(10_000)],
];

/** How many cases the suite has, so that a skipped run can say what was not tested. */
export const knowledgeIndexCases = 29 + harmless.length;

/** What every engine must do the same way. */
export function knowledgeIndexContract(engine: string, emptyBase: () => Promise<KnowledgeBase>, skip = false): void {
  const base = async () => {
    const made = await emptyBase();
    onTestFinished(made.close);
    return made;
  };
  const live = async (published: readonly Article[] = articles) => {
    const made = await base();
    await made.publisher.publish(published, '1');
    await made.publisher.activate('1');
    return { ...made, index: await made.source.current() };
  };

  const opened = async (publisher: KnowledgePublisher, version: string) => {
    const index = await publisher.open(version);
    if ('refused' in index) throw new Error(`${version} cannot be opened`);
    onTestFinished(() => index.close());
    return index;
  };
  const told = ({ evidence: _, score: __, ...hit }: Hit) => hit;

  describe.skipIf(skip)(`knowledge index: ${engine}`, () => {
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the hook's first parameter as the fixtures it wants.
    afterAll(({}, suite) => expect(suite).toHaveProperty('tasks.length', knowledgeIndexCases));

    test.each([
      ['en', 'forgot the password', 'account-password'],
      ['en', 'MILK POWDER returnable??', 'returns-unopened-food'],
      ['zh', '密码忘记了', 'account-password'],
      ['zh', '奶粉退不了', 'returns-unopened-food'],
      ['zh', '包裹啥时候到', 'delivery-time'],
      ['en', 'parcels arriving when', 'delivery-time'],
    ] as const)('%s: "%s" finds %s first', async (language, query, id) => {
      const { index } = await live();

      const [top] = await index.search(query, inSummer(language));

      expect(top).toMatchObject({ articleId: id, language });
    });

    test('a hit carries the version, the words and the tags of its article, and the question it was found by', async () => {
      const { index } = await live();

      const [top] = await index.search('send back baby formula', inSummer('en'));

      expect(index.version).toBe('1');
      expect(top).toMatchObject({
        articleId: milk.id,
        version: 3,
        title: milk.texts.en?.title,
        answer: milk.texts.en?.answer,
      });
      expect(top).toMatchObject({ matched: 'I want to send baby formula back', tags: ['returns', 'food'] });
    });

    test('the evidence lies between 0 and 1, and is complete for the very words of the article', async () => {
      const { index } = await live();

      const [top] = await index.search('How do I reset my password?', inSummer('en'));

      const { coverage, likeness, margin, strength } = top?.evidence ?? {};
      expect({ coverage, likeness }).toEqual({ coverage: 1, likeness: 1 });
      for (const part of [margin, strength]) expect(part).toSatisfy((n: number) => n > 0 && n <= 1);
    });

    test('what shares no word with any article gives nothing', async () => {
      const { index } = await live();

      expect(await index.search('quantum chromodynamics', inSummer('en'))).toEqual([]);
      expect(await index.search('鲸鱼唱歌', inSummer('zh'))).toEqual([]);
    });

    test('the other language is asked only when the preferred one gives nothing', async () => {
      const { index } = await live();

      const fallback = await index.search('giftcard PIN', inSummer('zh'));
      const preferred = await index.search('密码', inSummer('zh'));

      expect(fallback.map((hit) => [hit.articleId, hit.language])).toEqual([['gift-card-english-only', 'en']]);
      expect(new Set(preferred.map((hit) => hit.language))).toEqual(new Set(['zh']));
    });

    test.each([
      ['2026-02-28', 0],
      ['2026-03-01', 1],
      ['2026-03-31', 1],
      ['2026-04-01', 0],
    ])('an article valid in March is served on %s: %i times', async (at, times) => {
      const { index } = await live();

      const found = await index.search('spring voucher', inSummer('en', { at }));

      expect(found.filter((hit) => hit.articleId === spring.id)).toHaveLength(times);
    });

    test('a withdrawn article is never served, whether withdrawn before or after the version was built', async () => {
      const { index } = await live();

      const before = await index.search('stamp booklet', inSummer('en'));
      const after = await index.search('reset password', inSummer('en', { withdrawn: new Set(['account-password']) }));

      expect(before).toEqual([]);
      expect(after.map((hit) => hit.articleId)).not.toContain('account-password');
    });

    test('tags narrow a search, and shut articles out of it', async () => {
      const { index } = await live();
      const ids = async (query: string, more: Partial<SearchOptions>) =>
        (await index.search(query, inSummer('en', more))).map((hit) => hit.articleId);

      expect(await ids('password delivery parcel', { tagged: ['delivery', 'no-such-tag'] })).toEqual(['delivery-time']);
      expect(await ids('good morning, my password', { notTagged: ['small-talk'] })).toEqual(['account-password']);
      expect(await ids('good morning', {})).toEqual(['small-talk-hello']);
    });

    test('the limit holds, and each article comes once', async () => {
      const { index } = await live();
      const query = 'password delivery parcel milk powder';

      const one = await index.search(query, inSummer('en', { limit: 1 }));
      const all = await index.search(query, inSummer('en', { limit: 50 }));

      expect(one).toEqual(all.slice(0, 1));
      expect(new Set(all.map((hit) => hit.articleId)).size).toBe(all.length);
      expect(all.length).toBeGreaterThan(2);
    });

    test('a day that is not a calendar day is a mistake of the caller, not an empty answer', async () => {
      const { index } = await live();

      await expect(index.search('password', inSummer('en', { at: '2026-07-01T10:00:00Z' }))).rejects.toThrow(
        RangeError,
      );
    });

    test.each(harmless)('a query of %s does no harm', async (_kind, text) => {
      const { index } = await live();

      for (const language of ['en', 'zh'] as const)
        expect(await index.search(text, inSummer(language))).toSatisfy((hits: unknown[]) => hits.length <= 5);
      expect(await index.search('reset password', inSummer('en'))).not.toEqual([]);
    });

    test('a published version cannot be published again, and keeps its words', async () => {
      const { publisher, source } = await live();
      const changed = {
        ...password,
        version: 2,
        texts: { en: en('How do I reset my password?', [], 'Ask your neighbour.') },
      };

      const again = await publisher.publish([changed], '1');

      const [top] = await (await source.current()).search('reset password', inSummer('en'));
      expect(again).toEqual({ refused: 'version-exists' });
      expect(top).toMatchObject({ version: 1, answer: password.texts.en?.answer });
    });

    test('a version is served from its activation on, and the older one again after going back', async () => {
      const { publisher, source } = await live();
      const versionFound = async () =>
        (await (await source.current()).search('reset password', inSummer('en')))[0]?.version;

      expect(await publisher.publish([{ ...password, version: 2 }], '2')).toEqual({ published: '2', kind: 'full' });
      expect(await versionFound()).toBe(1);
      expect(await publisher.activate('2')).toEqual({ activated: '2' });
      expect(await versionFound()).toBe(2);
      expect((await source.current()).version).toBe('2');
      await publisher.activate('1');
      expect(await versionFound()).toBe(1);
    });

    test('a turn that began with a version ends with it', async () => {
      const { publisher, index } = await live();

      await publisher.publish([{ ...password, version: 2 }], '2');
      await publisher.activate('2');

      const [top] = await index.search('reset password', inSummer('en'));
      expect([index.version, top?.version]).toEqual(['1', 1]);
    });

    test('a version nobody built cannot be activated', async () => {
      const { publisher, source } = await live();

      expect(await publisher.activate('9')).toEqual({ refused: 'unknown-version' });
      expect((await source.current()).version).toBe('1');
    });

    test('what is built as a difference finds what the same articles find when built whole', async () => {
      const { publisher } = await live();
      const correctedMilk = { ...milk, version: 4, texts: { en: en('Milk powder?', ['send a tin back'], 'Never.') } };
      const refund: Article = {
        id: 'refund-time',
        version: 1,
        tags: ['returns'],
        texts: { en: en('When is my money back?', ['refund how long'], 'Within 3 days.') },
      };
      const now = [correctedMilk, refund, delivery, spring, hello, giftCard];
      const changed = [milk.id, refund.id, password.id];

      const built = await publisher.publish(now, '2', { version: '1', changed });
      await publisher.publish(now, '3');

      expect(built).toMatchObject({ published: '2' });
      const [difference, whole] = [await opened(publisher, '2'), await opened(publisher, '3')];
      expect([difference.version, whole.version]).toEqual(['2', '3']);
      const asked = [
        'send a tin of milk powder back',
        'reset password',
        'refund how long',
        'parcel arrives',
        '奶粉',
        '登录',
      ];
      for (const query of asked)
        for (const language of ['en', 'zh'] as const) {
          const found = await difference.search(query, inSummer(language));
          const wanted = await whole.search(query, inSummer(language));
          expect(found.map(told)).toEqual(wanted.map(told));
          for (const [place, { evidence }] of found.entries())
            for (const [part, value] of Object.entries(evidence))
              expect(Math.abs(value - Number({ ...wanted[place]?.evidence }[part as 'score']))).toBeLessThan(0.05);
        }
    });

    test('a difference takes nothing from the version that it was built beside', async () => {
      const { publisher, source } = await live();

      await publisher.publish([milk], '2', { version: '1', changed: articles.slice(1).map(({ id }) => id) });
      const before = await (await source.current()).search('reset password', inSummer('en'));
      await publisher.activate('2');
      const after = await (await source.current()).search('reset password', inSummer('en'));
      await publisher.activate('1');
      const again = await (await source.current()).search('reset password', inSummer('en'));

      expect([before[0]?.articleId, after[0]?.articleId, again[0]?.articleId]).toEqual([
        password.id,
        undefined,
        password.id,
      ]);
    });

    test('any version can be opened, live or not, and one that nobody built cannot', async () => {
      const { publisher } = await live();
      await publisher.publish([{ ...password, version: 2 }], '2');

      const versions = [];
      for (const version of ['1', '2']) {
        const index = await opened(publisher, version);
        versions.push([index.version, (await index.search('reset password', inSummer('en')))[0]?.version]);
      }

      expect(versions).toEqual([
        ['1', 1],
        ['2', 2],
      ]);
      expect(await publisher.open('9')).toEqual({ refused: 'unknown-version' });
    });

    test('versions are listed newest first, with the one that is live', async () => {
      const { publisher } = await base();
      expect(await publisher.versions()).toEqual({ versions: [] });
      for (const version of ['2', '1', '3']) await publisher.publish([password], version);

      await publisher.activate('2');

      expect(await publisher.versions()).toEqual({ versions: ['3', '2', '1'], live: '2' });
    });

    test('a phrasing that is passed over no longer finds its article word for word, and the other ways to ask do', async () => {
      const { index } = await live();
      const query = 'cannot log in';

      const [literal] = await index.search(query, inSummer('en'));
      const [without] = await index.search(query, inSummer('en', { passingOver: query }));
      const [other] = await index.search('I forgot my password', inSummer('en', { passingOver: query }));

      expect(literal).toMatchObject({ articleId: password.id, evidence: { likeness: 1 } });
      expect(without?.evidence.likeness ?? 0).toBeLessThan(0.5);
      expect(other).toMatchObject({ articleId: password.id, evidence: { likeness: 1 } });
    });

    test('before anything is published a search finds nothing', async () => {
      const { source } = await base();

      expect(await (await source.current()).search('password', inSummer('en'))).toEqual([]);
    });

    test('a version without articles is as good as any', async () => {
      const { index } = await live([]);

      expect(await index.search('password 密码', inSummer('zh'))).toEqual([]);
    });
  });
}
