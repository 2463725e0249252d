import type { Source } from '#events/conversation';
import type { Row } from '../rows.ts';
import { filled } from '../words/launcher-words.ts';
import { refusalWords } from '../words/words.ts';
import { element } from './element.ts';
import { agentMark, mark } from './header.ts';
import { icon } from './icon.ts';
import { clockTime, day, dayAndTime } from './moments.ts';
import { bareText, plainWords, richWords } from './rich-words.ts';
import { assistantName, type Deeds, type Scene } from './scene.ts';

type Said = Row & { kind: 'said' };

/** A row knows its neighbours: one name and one mark for several messages in a row. */
export interface Placed {
  readonly row: Row;
  readonly opens: boolean;
  readonly ends: boolean;
}

const MINUTES = 5 * 60_000;

export function placed(rows: readonly Row[]): Placed[] {
  return rows.map((row, index) => {
    const opens = !continues(rows[index - 1], row);
    const next = rows[index + 1];
    return { row, opens, ends: !next || !continues(row, next) };
  });
}

function continues(before: Row | undefined, row: Row): boolean {
  if (before?.kind !== 'said' || row.kind !== 'said') return false;
  if (before.delivery !== row.delivery) return false;
  const pause = Date.parse(row.at) - Date.parse(before.at);
  return before.from === row.from && before.name === row.name && pause < MINUTES;
}

/** What a drawing depends on: the same text means the same drawing. */
export const signatureOf = ({ row, opens, ends }: Placed, { settings, online }: Scene): string =>
  JSON.stringify([row, opens, ends, settings.language, row.kind === 'said' && row.delivery === 'sending' && online]);

export function rowNode({ row, opens, ends }: Placed, scene: Scene, deeds: Deeds): HTMLElement {
  const { words, settings } = scene;
  switch (row.kind) {
    case 'said':
      return saidNode(row, opens, ends, scene, deeds);
    case 'divider': {
      const label = `${words.newConversation} · ${day(settings.language, row.at)}`;
      return element('div', { class: 'divider' }, element('span', {}, label));
    }
    case 'notice': {
      const value = row.until ? clockTime(settings.language, row.until) : (row.name ?? '');
      return element('div', { class: 'event' }, element('span', {}, filled(words.notices[row.notice], value)));
    }
    case 'promise':
      return promiseNode(row, scene);
  }
}

function saidNode(row: Said, opens: boolean, ends: boolean, scene: Scene, deeds: Deeds): HTMLElement {
  const { words } = scene;
  const mine = row.from === 'customer';
  const name = mine ? words.you : row.from === 'agent' ? (row.name ?? words.person) : assistantName(scene);
  const spoken = element(
    'span',
    { class: opens && !mine ? 'name' : 'unseen' },
    opens && !mine ? name : filled(words.said, name),
  );
  const bubble = element('div', { class: 'bubble' }, mine ? plainWords(row.text) : richWords(row.text));
  if (row.cut) bubble.append(element('p', { class: 'cut' }, words.cut));
  if (row.sources?.length) bubble.append(sourcesNode(row.sources, scene));
  const face = !mine && opens && (row.from === 'agent' ? agentMark(name) : mark('bot'));
  if (face) face.setAttribute('aria-hidden', 'true');
  const body = element(
    'div',
    { class: 'body' },
    spoken,
    bubble,
    (ends || row.delivery !== 'sent') && metaNode(row, ends, scene, deeds),
  );
  return element('div', { class: `said ${row.from}${opens ? ' opens' : ''} ${row.delivery ?? ''}` }, face, body);
}

function metaNode(row: Said, ends: boolean, scene: Scene, deeds: Deeds): HTMLElement | false {
  const { words, settings } = scene;
  const time = element('time', { datetime: row.at }, clockTime(settings.language, row.at));
  if (!row.delivery) return ends && element('div', { class: 'meta' }, time);
  if (row.delivery === 'sent') return element('div', { class: 'meta' }, time, ' · ', words.sent);
  if (row.delivery === 'sending') {
    return ends && element('div', { class: 'meta' }, scene.online ? words.sending : words.keptForLater, icon('clock'));
  }
  return failedNode(row, scene, deeds);
}

function failedNode(row: Said, { words }: Scene, deeds: Deeds): HTMLElement {
  const id = row.clientMessageId ?? '';
  return element(
    'div',
    { class: 'meta failure' },
    element('span', {}, icon('alert'), row.refused ? refusalWords(words, row.refused) : words.refused),
    element('button', { type: 'button', class: 'link', onclick: () => deeds.retry(id) }, words.retry),
    element('button', { type: 'button', class: 'link', onclick: () => deeds.discard(id) }, words.remove),
  );
}

function sourcesNode(sources: readonly Source[], { words }: Scene): HTMLElement {
  const titles = sources.map((source) => bareText(source.title));
  const summary = filled(words.sources, (titles[0] ?? '') + (sources.length > 1 ? ` +${sources.length - 1}` : ''));
  const items = sources.map(({ articleId, version }, index) =>
    element(
      'li',
      {},
      element('span', {}, titles[index]),
      element('small', {}, `${articleId} · ${filled(words.version, version)}`),
    ),
  );
  return element(
    'details',
    {},
    element('summary', {}, icon('page'), element('span', {}, summary)),
    element('ul', {}, ...items),
  );
}

function promiseNode(row: Row & { kind: 'promise' }, { words, settings }: Scene): HTMLElement {
  const head = filled(words.promise[row.promise], dayAndTime(settings.language, row.dueAt));
  return element(
    'div',
    { class: 'card promise' },
    icon(row.promise === 'callback' ? 'phone' : 'mail'),
    element(
      'div',
      {},
      element('strong', {}, head),
      row.contact ? element('p', {}, filled(words.promiseTo, row.contact)) : undefined,
      row.text ? element('p', { class: 'quoted' }, row.text) : undefined,
    ),
  );
}
