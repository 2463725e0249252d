import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type WordName, words } from './words.ts';

const page = readFileSync('docs/scenarios.md', 'utf8');
const blocks = [...page.matchAll(/```yaml\n# (\S+)\n([\s\S]*?)```/g)].map(([, file = '', lines = '']) => ({
  file,
  lines,
}));
const examples = blocks.map(({ lines }) => lines).join('\n');

test.each(blocks)('the example of $file is made of lines of that file, in their order', ({ file, lines }) => {
  expect(existsSync(file)).toBe(true);
  const rest = readFileSync(file, 'utf8').split('\n');
  for (const line of lines.split('\n').filter(Boolean)) {
    const at = rest.indexOf(line);
    expect(at, line).toBeGreaterThanOrEqual(0);
    rest.splice(0, at + 1);
  }
});

const sentence = (name: WordName): RegExp => {
  const said = name.replace(/^customer /, 'customer (?:[a-z]+ )?').replace(/^agent /, 'agent [a-z]+ ');
  return new RegExp(`- ${said}(?::|$)`, 'm');
};

test.each(Object.keys(words) as WordName[])("'%s' stands on the page, in an example that is run", (name) => {
  expect(page).toContain(`\`${name.replace(/^agent /, 'agent ana ')}`);
  expect(examples).toMatch(sentence(name));
});
