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

const paths = {
  chat: 'M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-4.6 3.6a.4.4 0 0 1-.65-.32V16A2.5 2.5 0 0 1 4 13.5zM8.5 8.5h7M8.5 11.7h4.5',
  down: 'M6 9.5l6 6 6-6',
  send: 'M12 19V5.5M6 11.3l6-6 6 6',
  person: 'M12 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5zM4.8 20c.5-3.6 3.5-5.6 7.2-5.6s6.7 2 7.2 5.6',
  bot: 'M12 3.5c.7 4.6 3.9 7.8 8.5 8.5-4.6.7-7.8 3.9-8.5 8.5-.7-4.6-3.9-7.8-8.5-8.5 4.6-.7 7.8-3.9 8.5-8.5z',
  page: 'M7 3.8h7l4 4v12.4H7zM14 3.8v4h4M9.7 12h5.6M9.7 15.5h5.6',
  clock: 'M12 20.2a8.2 8.2 0 1 0 0-16.4 8.2 8.2 0 0 0 0 16.4zM12 7.5V12l3 2',
  phone:
    'M6.2 4h3l1.5 4-2 1.5a11.5 11.5 0 0 0 5.8 5.8l1.5-2 4 1.5v3a2 2 0 0 1-2.1 2A15.8 15.8 0 0 1 4.2 6.1 2 2 0 0 1 6.2 4z',
  mail: 'M4 6.5h16v11H4zM4.3 7l7.7 6 7.7-6',
  alert: 'M12 4.3l8.7 15.2H3.3zM12 10v4M12 16.8v.1',
} as const;
export type Icon = keyof typeof paths;

const SVG = 'http://www.w3.org/2000/svg';

export function icon(name: Icon): SVGSVGElement {
  const drawing = document.createElementNS(SVG, 'svg');
  drawing.setAttribute('viewBox', '0 0 24 24');
  drawing.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', paths[name]);
  drawing.append(path);
  return drawing;
}
