import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';

let clone: string;
let tools: string;

/** A clone with nothing installed, and a PATH with nothing on it but what a test puts there. */
beforeEach(() => {
  clone = mkdtempSync(path.join(os.tmpdir(), 'baton-clone-'));
  tools = path.join(clone, 'tools');
  mkdirSync(tools);
  cpSync('local/bootstrap.mjs', path.join(clone, 'local/bootstrap.mjs'));
  cpSync('local/engine/requirements.txt', path.join(clone, 'local/engine/requirements.txt'));
  writeFileSync(path.join(clone, 'package-lock.json'), '{}');
  script('local/hello.ts', "process.stdout.write('hello ' + process.argv.slice(2)); process.exit(7);");
});

const script = (name: string, text: string) => writeFileSync(path.join(clone, name), text);

function tool(name: string, shell: string, folder = tools) {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${shell}\n`);
  chmodSync(file, 0o755);
}

/** As after `npm ci`, with a node that says it is some version and else is this one. */
function installPackages(version = process.version) {
  const bin = path.join(clone, 'node_modules/.bin');
  tool('node', `[ "$1" = --version ] && echo ${version} && exit 0\nexec ${process.execPath} "$@"`, bin);
  writeFileSync(path.join(clone, 'node_modules/.package-lock.json'), '{}');
}

/** A Python that makes an environment out of itself. */
function installPython(version = '3.11', venv = 'venv') {
  const make = `mkdir -p "$4/bin"; cp "$0" "$4/bin/python"`;
  tool('python3', `case "$2" in venv) ${make};; pip) exit 0;; *) printf '${version}\\n${venv}\\n';; esac`);
}

function run(...words: string[]): SpawnSyncReturns<string> {
  // The shell's own tools are needed by the stand-ins; Python and npm are not among them.
  for (const name of ['sh', 'mkdir', 'cp', 'printf', 'cat'])
    if (!existsSync(path.join(tools, name))) symlinkSync(path.join('/bin', name), path.join(tools, name));
  const command = [path.join(clone, 'local/bootstrap.mjs'), ...words];
  return spawnSync(process.execPath, command, { cwd: clone, encoding: 'utf8', env: { PATH: tools } });
}

test('a whole installation runs the script with its arguments and passes its exit code on', () => {
  installPackages();
  installPython();

  const { status, stdout } = run('hello', 'a', 'b');

  expect([status, stdout]).toEqual([7, 'hello a,b']);
});

test('a second run installs nothing', () => {
  installPackages();
  installPython();
  run('hello');
  tool('python3', 'exit 1');

  const { status, stderr } = run('hello');

  expect([status, stderr]).toEqual([7, '']);
});

test.each([
  ['no Python at all', () => {}, /Python 3\.10 or newer is needed.*None was found on the PATH/],
  ['an old Python', () => installPython('3.9'), /Found only: python3 is 3\.9/],
  [
    'a Python without venv',
    () => installPython('3.12', ''),
    /cannot make virtual environments.*apt install python3-venv/,
  ],
])('%s is told with what to do', (_, prepare, message) => {
  installPackages();
  prepare();

  const { status, stderr } = run('hello');

  expect(status).toBe(1);
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('at ');
});

test('no npm is told with what to do', () => {
  const { status, stderr } = run('hello');

  expect(status).toBe(1);
  expect(stderr).toContain('npm is not on the PATH');
});

test.each([
  ['npm', () => tool('npm', '[ "$1" = --version ] && exit 0; echo "npm error ENOTFOUND registry" >&2; exit 1')],
  [
    'pip',
    () => {
      installPackages();
      installPython();
      const failing = 'echo "NewConnectionError: Temporary failure in name resolution" >&2; exit 1';
      tool(
        'python3',
        `case "$2" in venv) mkdir -p "$4/bin"; cp "$0" "$4/bin/python";; pip) ${failing};; *) printf '3.11\\nvenv\\n';; esac`,
      );
    },
  ],
])('%s without a network says so', (name, prepare) => {
  prepare();

  const { status, stderr } = run('hello');

  expect(status).toBe(1);
  expect(stderr).toContain(`${name} found no network`);
  expect(stderr).toMatch(/FAILED after \d+\.\d s/);
});

test('a project node that is too old is told with what to do', () => {
  installPackages('v20.1.0');
  installPython();

  const { status, stderr } = run('hello');

  expect(status).toBe(1);
  expect(stderr).toContain('node_modules/.bin/node is 20.1.0; Node 24 is needed');
});

test('packages are installed again when the lockfile has changed since', () => {
  installPackages();
  installPython();
  utimesSync(path.join(clone, 'node_modules/.package-lock.json'), 1, 1);
  tool('npm', '[ "$1" = --version ] && exit 0; echo called > called; exit 0');

  expect(run('hello').status).toBe(7);

  expect(existsSync(path.join(clone, 'called'))).toBe(true);
});

test('packages behind a link are never replaced', () => {
  mkdirSync(path.join(clone, 'elsewhere'));
  symlinkSync(path.join(clone, 'elsewhere'), path.join(clone, 'node_modules'));
  tool('npm', '[ "$1" = --version ] && exit 0; echo called > called; exit 0');

  const { status, stderr } = run('hello');

  expect(status).toBe(1);
  expect(stderr).toContain('node_modules is a link');
  expect(existsSync(path.join(clone, 'called'))).toBe(false);
});

test('a command that is not there is told', () => {
  installPackages();
  installPython();

  expect(run('nothing').stderr).toContain('There is no local/nothing.ts to run');
});
