import type { Greeting } from '#shared/protocol/session';

/** What a page may say about its widget, as `data-…` attributes of the script tag. See docs/widget.md. */
export interface Settings {
  readonly language: 'zh' | 'en';
  readonly theme: 'auto' | 'light' | 'dark';
  /** A CSS colour. */
  readonly accent: string | undefined;
  /** The firm's name. */
  readonly name: string;
  readonly assistant: string | undefined;
  readonly greeting: string | undefined;
  readonly suggestions: readonly string[] | undefined;
  readonly side: 'left' | 'right';
  readonly open: boolean;
}

type Data = Readonly<Record<string, string | undefined>>;

/** `data-greeting-zh` before `data-greeting`: one tag can serve a page in two languages. */
export function readSettings(data: Data, language: 'zh' | 'en'): Settings {
  const said = (name: string) => data[name + (language === 'zh' ? 'Zh' : 'En')] ?? data[name];
  return {
    language,
    theme: data.theme === 'dark' || data.theme === 'light' ? data.theme : 'auto',
    accent: data.accent,
    name: said('name') ?? '',
    assistant: said('assistant'),
    greeting: said('greeting'),
    suggestions: said('suggestions')
      ?.split('|')
      .map((one) => one.trim())
      .filter(Boolean),
    side: data.side === 'left' ? 'left' : 'right',
    open: data.open !== undefined,
  };
}

/** The tag's own words before the persona's. `place`: which of its opening lines, any whole number. */
export const greeted = (settings: Settings, greeting: Greeting | undefined, place: number): Settings =>
  greeting
    ? {
        ...settings,
        assistant: settings.assistant ?? greeting.name,
        greeting: settings.greeting ?? greeting.openings[place % greeting.openings.length],
        suggestions: settings.suggestions ?? greeting.questions,
      }
    : settings;

/** The tag's own word, then the page's, then the browser's. */
export function languageOf(...wanted: (string | undefined)[]): 'zh' | 'en' {
  for (const tag of wanted) {
    if (tag?.toLowerCase().startsWith('zh')) return 'zh';
    if (tag?.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}
