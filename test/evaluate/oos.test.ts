import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { oos } from '#local/evaluate/oos';
import { TURNED_AWAY } from '#shared/understanding/intents/calibration';
import { shop } from '#test/understanding/intents/shop';

const folder = mkdtempSync(join(tmpdir(), 'baton-oos-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rows = shop.map(({ text, intent }) => JSON.stringify({ text, intent: intent ?? 'oos' }));
const strange = ['what is love', 'buy shares', '明天几号', 'open the window', 'play chess with me', '背首诗'];
const file = join(folder, 'shop.jsonl');
writeFileSync(file, [...rows, ...strange.map((text) => JSON.stringify({ text, intent: 'oos' }))].join('\n'));

test('over random halves the threshold is chosen where nothing is judged, and turns away about as many as it says', async () => {
  const { n, figures, ci95, notes } = await oos.run({ files: { train: file, test: file }, options: { halves: '200' } });
  const turnedAway = 1 - (figures.inScopeAccuracy ?? 0) / (figures.accuracyWithoutThreshold ?? 1);

  expect(n).toBe(rows.length + strange.length);
  expect(turnedAway).toBeGreaterThan(TURNED_AWAY / 3);
  expect(turnedAway).toBeLessThan(TURNED_AWAY * 3);
  const [low, high] = ci95.inScopeAccuracy ?? [1, 0];
  expect(low).toBeLessThan(figures.inScopeAccuracy ?? 0);
  expect(high).toBeGreaterThan(figures.inScopeAccuracy ?? 1);
  expect(notes[0]).toContain('200 random halves');
}, 60_000);
