import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Differences } from '#infra/environments';
import { synthesised } from './synthesised.ts';

const CFN_LINT = process.platform === 'win32' ? '.venv/Scripts/cfn-lint.exe' : '.venv/bin/cfn-lint';

/** Findings that are meant to be so. */
const EXPLAINED: Record<string, string> = {
  W3005: 'The library writes the order of a role and its function down, though the reference already says it.',
  W6001: 'The service tells the addresses that it serves, though the state stack keeps them.',
};

type Finding = { Rule: { Id: string }; Location: { Path?: (string | number)[] }; Message: string };

const lint = (files: string[]): Promise<Finding[]> =>
  new Promise((resolve, reject) => {
    execFile(CFN_LINT, ['--format', 'json', '-t', ...files], { maxBuffer: 64 * 1024 * 1024 }, (error, out, said) => {
      // It exits with the kinds of what it found, and says nothing on standard error then.
      if (error && said) reject(new Error(`cfn-lint: ${said}`));
      else resolve(out.trim() ? (JSON.parse(out) as Finding[]) : []);
    });
  });

test.each<[string, Differences]>([
  ['dev', {}],
  ['prod', {}],
])('cfn-lint finds nothing unexplained in %s', async (name, overrides) => {
  expect(existsSync(CFN_LINT), `${CFN_LINT} is installed with the local cloud (local/engine/requirements.txt)`).toBe(
    true,
  );
  const folder = mkdtempSync(join(tmpdir(), 'baton-lint-'));
  const files = Object.entries(synthesised(name, overrides)).map(([stack, template]) => {
    const file = join(folder, `${stack}.template.json`);
    writeFileSync(file, JSON.stringify(template));
    return file;
  });

  const findings = await lint(files);

  expect(
    findings
      .filter(({ Rule }) => !(Rule.Id in EXPLAINED))
      .map(({ Rule, Location, Message }) => [Rule.Id, Location.Path?.join('/'), Message]),
  ).toEqual([]);
});
