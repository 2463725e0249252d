/** What we use of nlp.js, which ships no types. */
declare module '@nlpjs/basic' {
  export type Nlp = {
    settings: { autoSave: boolean; log?: boolean };
    addLanguage(locale: string): void;
    addDocument(locale: string, utterance: string, intent: string): void;
    train(): Promise<void>;
    process(locale: string, utterance: string): Promise<{ classifications: { intent: string; score: number }[] }>;
    export(): string;
  };
  type Container = { use(plugin: unknown): void; get(name: 'nlp'): Nlp };
  export const containerBootstrap: () => Promise<Container>;
  export const Nlp: unknown;
  export const LangEn: unknown;
}

declare module '@nlpjs/lang-zh' {
  export const LangZh: unknown;
}
