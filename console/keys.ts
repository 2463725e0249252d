/** Every key of the desk, in the order of the map. `while`: where it works; letters never while one is writing. */
export const keys = [
  { name: 'next', press: ['j', 'ArrowDown'], while: 'reading' },
  { name: 'previous', press: ['k', 'ArrowUp'], while: 'reading' },
  { name: 'accept', press: ['a'], while: 'reading' },
  { name: 'decline', press: ['d'], while: 'reading' },
  { name: 'reply', press: ['r'], while: 'reading' },
  { name: 'send', press: ['Ctrl+Enter', '⌘+Enter'], while: 'writing' },
  { name: 'leave', press: ['Escape'], while: 'writing' },
  { name: 'close', press: ['e'], while: 'reading' },
  { name: 'undo', press: ['u'], while: 'reading' },
  { name: 'return-to-bot', press: ['b'], while: 'reading' },
  { name: 'dismiss', press: ['x'], while: 'reading' },
  { name: 'presence', press: ['p'], while: 'reading' },
  { name: 'cost', press: ['c'], while: 'reading' },
  { name: 'mute', press: ['m'], while: 'reading' },
  { name: 'page-desk', press: ['1'], while: 'reading' },
  { name: 'page-notices', press: ['2'], while: 'reading' },
  { name: 'page-letters', press: ['3'], while: 'reading' },
  { name: 'page-knowledge', press: ['4'], while: 'reading' },
  { name: 'new-article', press: ['n'], while: 'reading' },
  { name: 'search', press: ['/'], while: 'reading' },
  { name: 'versions', press: ['v'], while: 'reading' },
  { name: 'save', press: ['Ctrl+S', '⌘+S'], while: 'writing' },
  { name: 'next-tab', press: [']'], while: 'reading' },
  { name: 'previous-tab', press: ['['], while: 'reading' },
  { name: 'map', press: ['?'], while: 'reading' },
] as const satisfies readonly { name: string; press: readonly string[]; while: 'reading' | 'writing' }[];

export type KeyName = (typeof keys)[number]['name'];

type Pressed = { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; target: EventTarget | null };

/** What a key asks for; nothing while the reader writes, holds a modifier, or a dialog is open. */
export function keyAsked({ key, ctrlKey, metaKey, altKey }: Pressed, writing: boolean): KeyName | undefined {
  if (writing || ctrlKey || metaKey || altKey) return undefined;
  const pressed = key.length === 1 ? key.toLowerCase() : key;
  return keys.find((one) => one.while === 'reading' && (one.press as readonly string[]).includes(pressed))?.name;
}

/** The letter to show beside an action. */
export const keyOf = (name: KeyName): string => {
  const press = keys.find((one) => one.name === name)?.press[0] ?? '';
  return press.length === 1 ? press.toUpperCase() : press;
};
