import type { Language } from '#events/actor';
import type { Labelled } from '#local/evaluate/examples';

/** What a text was taken for, and how sure that is (0..1). */
export type Said = { said: string; confidence: number };
/** A system that has learned: asked one text after the other. `bytes`: its model as it would be stored. */
export type Learned = { classify: (text: string) => Said | Promise<Said>; bytes: number };
export type Classifier = {
  name: string;
  /** How it was set, and where its makers say so. */
  settings: string;
  learn: (rows: readonly Labelled[], language: Language) => Promise<Learned>;
};

/** As a publish does it: trained, written, read back. */
const baton: Classifier = {
  name: 'Baton',
  settings: 'as a publish trains it: separators and network, temperature and threshold from folds of the training file',
  async learn(rows) {
    const { learned } = await import('#local/evaluate/learning');
    const { classify } = await import('#shared/understanding/intents/model');
    const { model, bytes } = learned(rows, []);
    return {
      bytes,
      classify: (text) => {
        const { intent, confidence } = classify(model, text);
        return { said: intent ?? '', confidence };
      },
    };
  },
};

/** Its intent for "none of them", which it always has and no set knows. */
const NONE = 'None';

/** Its quick start, without the file it writes; asked through `process`, which is the one door it has. */
const nlpJs: Classifier = {
  name: 'nlp.js',
  settings:
    '@nlpjs/basic 4.27 with LangEn or LangZh (4.26), defaults; its surest intent is taken even below its threshold of 0.5, "None" never',
  async learn(rows, language) {
    const { containerBootstrap, LangEn, Nlp } = await import('@nlpjs/basic');
    const { LangZh } = await import('@nlpjs/lang-zh');
    const container = await containerBootstrap();
    container.use(Nlp);
    container.use(language === 'zh' ? LangZh : LangEn);
    const nlp = container.get('nlp');
    Object.assign(nlp.settings, { autoSave: false, log: false });
    nlp.addLanguage(language);
    for (const { text, intent } of rows) nlp.addDocument(language, text, intent);
    await nlp.train();
    return {
      bytes: Buffer.byteLength(nlp.export()),
      classify: async (text) => {
        const { classifications } = await nlp.process(language, text);
        const first = classifications.find(({ intent }) => intent !== NONE);
        return { said: first?.intent ?? '', confidence: first?.score ?? 0 };
      },
    };
  },
};

/** Small letters, marks apart from words, as its tutorial prepares texts; it parts words at spaces, so each Han character is one. */
const spaced = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[\p{P}\p{Script=Han}]/gu, ' $& ')
    .replace(/\s+/g, ' ')
    .trim();

const LABEL = '__label__';

/** Its tutorial's last settings, but for the loss: the hierarchical one is quicker and says less. */
const fastText: Classifier = {
  name: 'fastText',
  settings:
    'fasttext.wasm.js 1.0, trained in the same process: -lr 1.0 -epoch 25 -wordNgrams 2 -bucket 200000 -dim 50 (fasttext.cc/docs/en/supervised-tutorial), -loss softmax; Han characters as words',
  async learn(rows) {
    const { getFastTextClass, getFastTextModule } = await import('fasttext.wasm.js');
    const FastText = await getFastTextClass({ getFastTextModule });
    const labels = [...new Set(rows.map(({ intent }) => intent))];
    const lines = rows.map(({ text, intent }) => `${LABEL}${labels.indexOf(intent)} ${spaced(text)}`);
    const file = `data:text/plain;base64,${Buffer.from(`${lines.join('\n')}\n`).toString('base64')}`;
    const options = { lr: 1, epoch: 25, wordNgrams: 2, bucket: 200_000, dim: 50, loss: 'softmax' };
    const fast = new FastText();
    await fast.trainSupervised(file, options, () => {});
    fast.ft.saveModel('/model.bin');
    return {
      bytes: fast.fs.readFile('/model.bin').length,
      classify: (text) => {
        const found = fast.ft.predict(spaced(text), 1, 0);
        const [confidence = 0, label = ''] = found.size() > 0 ? found.get(0) : [];
        found.delete();
        return { said: labels[Number(label.slice(LABEL.length))] ?? '', confidence: Math.min(1, confidence) };
      },
    };
  },
};

export const CLASSIFIERS: readonly Classifier[] = [baton, nlpJs, fastText];
