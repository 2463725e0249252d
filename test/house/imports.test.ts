import { expect, test } from 'vitest';
import { everyImport, type Import, importsOf } from './imports.ts';

const pure = /^shared\/(conversation|handoff|routing|understanding|knowledge|answering|privacy|cost)\//;
/** Files are parsed where the editor is; docs/decisions/121-import.md. */
const inTheBrowser = /^shared\/knowledge\/import\//;
const adapter = /^shared\/(store|search|sockets|queues|workflow|identity)\//;
const step = /^(functions\/[^/]+\/(?!handler\.)|shared\/duties\/)/;
const isPackage = (to: string) => !/^(shared|functions|events|infra|local|console|widget|test)\//.test(to);
const room = (file: string): string => /^functions\/([^/]+)\//.exec(file)?.[1] ?? '';

/** Who may not import whom, and why; docs/decisions/002-rooms.md tells the story. */
const rules: [string, (one: Import) => boolean][] = [
  [
    'a pure room takes adapters, runtime and duties as types only',
    ({ from, to, typeOnly }) =>
      pure.test(from) &&
      !typeOnly &&
      (adapter.test(to) || /^(shared\/(runtime|duties)|functions|infra|local|console|widget|test)\//.test(to)),
  ],
  [
    'a pure room knows no SDK, clock or process',
    ({ from, to, typeOnly }) =>
      pure.test(from) &&
      !inTheBrowser.test(from) &&
      !typeOnly &&
      isPackage(to) &&
      !['zod', 'big.js', 'node:crypto'].includes(to),
  ],
  [
    'what reads files is for pages and commands, never for the cloud',
    ({ from, to }) =>
      inTheBrowser.test(to) && !inTheBrowser.test(from) && /^(shared|functions|events|infra|widget)\//.test(from),
  ],
  [
    'what reads files runs in a browser too',
    ({ from, to }) => inTheBrowser.test(from) && /^(node:|@aws-sdk\/)/.test(to),
  ],
  [
    'the protocol and the events are pure',
    ({ from, to, typeOnly }) =>
      /^(shared\/protocol|events)\//.test(from) &&
      !typeOnly &&
      (adapter.test(to) || /^(shared\/(runtime|duties)|functions|infra|local)\//.test(to)),
  ],
  [
    'an adapter does not know the runtime',
    ({ from, to }) =>
      adapter.test(from) && /^(shared\/(runtime|duties)|functions|infra|local|console|widget)\//.test(to),
  ],
  ['a step takes adapters as types only', ({ from, to, typeOnly }) => step.test(from) && !typeOnly && adapter.test(to)],
  [
    'a step knows no SDK, no middy and no environment',
    ({ from, to, typeOnly }) =>
      step.test(from) &&
      !typeOnly &&
      (/^(@aws-sdk|@middy|@aws-lambda-powertools)\//.test(to) ||
        /^shared\/runtime\/(parts\/|env|clock|log|meters|step|settings)/.test(to)),
  ],
  ['nobody imports a handler', ({ to }) => /^functions\/[^/]+\/handler/.test(to)],
  [
    'functions do not import each other',
    ({ from, to }) => from.startsWith('functions/') && to.startsWith('functions/') && room(from) !== room(to),
  ],
  ['infra knows a function by its folder', ({ from, to }) => from.startsWith('infra/') && to.startsWith('functions/')],
  [
    'pages share only protocol and events with the cloud (and the packet, which is a wire, what reads files, and the life of an article)',
    ({ from, to }) =>
      /^(console|widget)\//.test(from) &&
      /^(shared\/(?!protocol\/|handoff\/packet|knowledge\/(?:import|lifecycle)\/)|functions|infra|local|test)\//.test(
        to,
      ),
  ],
  [
    'the widget imports types only',
    ({ from, to, typeOnly }) => from.startsWith('widget/') && !typeOnly && /^(shared|events)\//.test(to),
  ],
  [
    'the product does not know its tests nor the laptop',
    ({ from, to }) => /^(shared|functions|events|console|widget)\//.test(from) && /^(test|local)\//.test(to),
  ],
];

const imports = everyImport();

test('the walk sees the tree', () => {
  expect(imports.length).toBeGreaterThan(300);
  expect(
    imports.some(
      ({ from, to, typeOnly }) =>
        from === 'functions/receive/step.ts' && to === 'shared/store/conversation-store.ts' && typeOnly,
    ),
  ).toBe(true);
});

test.each(rules)('%s', (_, breaks) => {
  expect(imports.filter(breaks).map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test.each([
  ["import { a } from '#shared/store/keys';", false],
  ["import type { A } from '#shared/store/keys';", true],
  ["import { type A, type B } from '#shared/store/keys';", true],
  ["import { type A, b } from '#shared/store/keys';", false],
  ["export { a } from '#shared/store/keys';", false],
  ["const a = await import('#shared/store/keys');", false],
])('%s is read as type-only: %s', (source, typeOnly) => {
  expect(importsOf('shared/conversation/x.ts', source)).toEqual([
    { from: 'shared/conversation/x.ts', to: 'shared/store/keys.ts', typeOnly },
  ]);
});
