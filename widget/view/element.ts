type Child = Node | string | false | undefined;
type Given = Readonly<Record<string, string | number | boolean | undefined | ((event: never) => void)>>;

/** An element with attributes, listeners (`onclick`…) and children. Text becomes text nodes, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  given: Given = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) give(made, name, value);
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}

function give(to: HTMLElement, name: string, value: Given[string]): void {
  if (typeof value === 'function') to.addEventListener(name.slice(2), value as EventListener);
  else if (value === true) to.setAttribute(name, '');
  else if (value !== undefined && value !== false) to.setAttribute(name, String(value));
}

/** Changes what a screen reader would announce only where it really changed. */
export function setText(of: HTMLElement, text: string): void {
  if (of.textContent !== text) of.textContent = text;
}

export function show(some: HTMLElement, visible: boolean): void {
  if (some.hidden === visible) some.hidden = !visible;
}

const SVG = 'http://www.w3.org/2000/svg';

/** One path on a square of 24, drawn in lines of the words' colour. */
export function drawing(lines: string): SVGSVGElement {
  const square = document.createElementNS(SVG, 'svg');
  square.setAttribute('viewBox', '0 0 24 24');
  square.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', lines);
  square.append(path);
  return square;
}

export const DOWN = 'M6 9.5l6 6 6-6';
