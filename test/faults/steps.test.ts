import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settingsOf } from './world/settings.ts';
import { wiringOf } from './world/steps.ts';

/** Steps that no history runs, each with its reason. */
const leftOut: Record<string, string> = {
  'conversation-cost': 'reads the ledger for a page, changes nothing',
  'dead-letters': 'shows an administrator what was given up, changes nothing',
  redrive: 'sends given-up messages again; the world does it in its place',
  articles: 'reads and writes articles; the editor does it in its place',
  publish: 'writes a version of the knowledge; the editor does it in its place',
  build: 'makes versions of the knowledge; the editor does it in its place',
  'fetch-page': 'reads a page of a site for an editor, changes nothing',
  intents: 'keeps what words may mean; no conversation is touched',
  try: 'shows an editor what the bot would say, changes nothing',
  notices: 'reads what the desk is told, changes nothing',
};

const isStep = (folder: string) => existsSync(`functions/${folder}/step.ts`);

test('every step of the product runs in the simulator, or is left out for a reason', () => {
  const wired = Object.keys(wiringOf(settingsOf(true))).map((name) => name.replace(/\..*/, ''));
  const unknown = readdirSync('functions').filter(
    (folder) => isStep(folder) && !wired.includes(folder) && !leftOut[folder],
  );

  expect(unknown).toEqual([]);
});
