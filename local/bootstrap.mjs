// Makes a fresh clone able to run: packages, Python environment, Node 24. Then hands over to local/<command>.ts.
// Runs on the Node that is there, with nothing installed, so: plain JavaScript, built-in modules only.
//
//   node local/bootstrap.mjs start --port 4600     runs local/start.ts with the arguments
//   node local/bootstrap.mjs -- vitest run         runs a tool of node_modules/.bin with its arguments
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';
const inRoot = (...parts) => path.join(root, ...parts);
const NODE_FOR_PROJECT = 24;
const REQUIREMENTS = inRoot('local', 'engine', 'requirements.txt');
const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|NewConnectionError|name resolution|Network is unreachable|ConnectTimeout|ProxyError/;

/** A problem the reader can solve: told without a stack. */
class Advice extends Error {}

async function main() {
  const [command, ...words] = process.argv.slice(2);
  if (!command) throw new Advice('Say what to run: node local/bootstrap.mjs start | test | … or -- <tool> …');
  requireNode();
  await installPackages();
  await installEngine();
  requireProjectNode();
  const target = command === '--' ? toolCommand(words) : scriptCommand(command, words);
  handOver(target);
}

function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) {
    throw new Advice(
      `Node 20 or newer is needed to set up; this is ${process.versions.node}. Install it from https://nodejs.org, then run the same command again.`,
    );
  }
}

// ── packages ──

async function installPackages() {
  if (packagesAreCurrent()) return;
  refuseLink('node_modules');
  if (run(npm(), ['--version']).status !== 0) {
    throw new Advice(
      'npm is not on the PATH. It comes with Node: install Node from https://nodejs.org, then run the same command again.',
    );
  }
  await stage('installing packages', npm(), ['ci', '--no-audit', '--no-fund'], (output) => {
    if (NO_NETWORK.test(output))
      return 'npm found no network. Connect, or set a registry or proxy that answers (npm config get registry), and run the same command again.';
    if (/EUSAGE|out of sync|Missing: /.test(output))
      return 'package-lock.json does not fit package.json: run npm install, commit both files, and run the same command again.';
    return 'npm ci failed; its last lines are above.';
  });
  writeFileSync(packageStamp(), hashOf(inRoot('package-lock.json')));
}

/** An installation begins by emptying the folder: behind a link that would be somebody else's. */
function refuseLink(name) {
  const folder = lstatSync(inRoot(name), { throwIfNoEntry: false });
  if (!folder?.isSymbolicLink()) return;
  throw new Advice(
    `${name} is a link to ${realpathSync(inRoot(name))} and out of date. Bring that one up to date, or remove the link, then run the same command again.`,
  );
}

const npm = () => (windows ? 'npm.cmd' : 'npm');
const packageStamp = () => inRoot('node_modules', '.installed-from');

/** npm writes its own copy of the lockfile last, so a newer one means a whole installation. */
function packagesAreCurrent() {
  const installed = inRoot('node_modules', '.package-lock.json');
  const wanted = inRoot('package-lock.json');
  if (!existsSync(installed)) return false;
  if (statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return true;
  // A checkout touches the file without changing it.
  return existsSync(packageStamp()) && readFileSync(packageStamp(), 'utf8') === hashOf(wanted);
}

function requireProjectNode() {
  const binary = inRoot('node_modules', '.bin', windows ? 'node.cmd' : 'node');
  const { status, stdout } = run(binary, ['--version']);
  const version = status === 0 ? stdout.trim().replace(/^v/, '') : undefined;
  if (version && Number(version.split('.')[0]) >= NODE_FOR_PROJECT) return;
  throw new Advice(
    `${version ? `node_modules/.bin/node is ${version}` : 'node_modules/.bin/node is missing'}; Node ${NODE_FOR_PROJECT} is needed and comes as a package.\n` +
      'Its install script did not run. Check that npm may run scripts (npm config get ignore-scripts must be false),\n' +
      'delete node_modules, and run the same command again.',
  );
}

// ── the engine's Python environment ──

const venvPython = () => (windows ? inRoot('.venv', 'Scripts', 'python.exe') : inRoot('.venv', 'bin', 'python'));
const engineStamp = () => inRoot('.venv', '.installed-from');

async function installEngine() {
  const wanted = hashOf(REQUIREMENTS);
  if (existsSync(venvPython()) && existsSync(engineStamp()) && readFileSync(engineStamp(), 'utf8') === wanted) return;
  refuseLink('.venv');
  const python = findPython();
  await stage(
    'making .venv',
    python,
    ['-m', 'venv', '--clear', inRoot('.venv')],
    () => `${python} could not make a virtual environment. ${venvAdvice()}`,
  );
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS];
  await stage('installing local AWS', venvPython(), install, (output) => {
    if (NO_NETWORK.test(output))
      return 'pip found no network. Connect, or set an index or proxy that answers (pip config list), and run the same command again.';
    return 'pip could not install local/engine/requirements.txt; its last lines are above.';
  });
  writeFileSync(engineStamp(), wanted);
}

/** The first Python that is new enough and can make virtual environments. */
function findPython() {
  const names = [
    process.env.PYTHON,
    'python3',
    'python',
    'python3.14',
    'python3.13',
    'python3.12',
    'python3.11',
    'python3.10',
  ];
  const probe = 'import sys\nprint("%d.%d" % sys.version_info[:2])\nimport venv, ensurepip\nprint("venv")';
  const old = [];
  const bare = [];
  for (const name of names.filter(Boolean)) {
    const [version, venv] = run(name, ['-c', probe]).stdout.split(/\s+/);
    if (!version) continue;
    const [major, minor] = version.split('.').map(Number);
    if (major < 3 || (major === 3 && minor < 10)) old.push(`${name} is ${version}`);
    else if (!venv) bare.push(`${name} is ${version} without venv`);
    else return name;
  }
  if (bare.length)
    throw new Advice(`Python is there, but it cannot make virtual environments (${bare.join(', ')}). ${venvAdvice()}`);
  const found = old.length ? `Found only: ${old.join(', ')}.` : 'None was found on the PATH.';
  throw new Advice(
    `Python 3.10 or newer is needed: the local AWS runs on it. ${found} Install it from https://www.python.org (or set PYTHON to its path), then run the same command again.`,
  );
}

const venvAdvice = () => 'On Debian and Ubuntu: sudo apt install python3-venv. Then run the same command again.';

// ── handing over ──

function scriptCommand(command, words) {
  const script = inRoot('local', `${command}.ts`);
  if (!/^[a-z-]+$/.test(command) || !existsSync(script)) throw new Advice(`There is no local/${command}.ts to run.`);
  return { file: inRoot('node_modules', '.bin', 'node'), words: [script, ...words] };
}

function toolCommand([tool = '', ...words]) {
  const file = inRoot('node_modules', '.bin', tool);
  if (!tool || !existsSync(file)) throw new Advice(`There is no tool ${tool} in node_modules/.bin.`);
  return { file, words };
}

/** The command gets our terminal, our signals and our place: its end is ours. */
function handOver({ file, words }) {
  const separator = windows ? ';' : ':';
  const env = { ...process.env, PATH: `${inRoot('node_modules', '.bin')}${separator}${process.env.PATH}` };
  const child = spawn(file, words, { cwd: root, stdio: 'inherit', env, shell: windows });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(new Advice(`${file} could not be started: ${error.message}`)));
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

// ── running and telling ──

function run(file, words) {
  const { status, stdout } = spawnSync(file, words, { encoding: 'utf8', cwd: root, shell: windows });
  return { status, stdout: stdout ?? '' };
}

/** Runs one stage with a line that says how long it takes; its output is shown only if it fails. */
function stage(name, file, words, advise) {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  const tick = process.stderr.isTTY
    ? setInterval(() => process.stderr.write(`\r  ${name} … ${seconds()} `), 500)
    : undefined;
  if (!tick) process.stderr.write(`  ${name} …\n`);
  return new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(file, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: windows });
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const finish = (ok, problem) => {
      clearInterval(tick);
      process.stderr.write(`${tick ? '\r' : ''}  ${name.padEnd(22)} ${ok ? '' : 'FAILED after '}${seconds()}\n`);
      if (ok) return resolve();
      process.stderr.write(`${output.trim().split('\n').slice(-20).join('\n')}\n`);
      reject(new Advice(problem));
    };
    child.on('error', (error) => finish(false, `${file} could not be started: ${error.message}`));
    child.on('close', (code) => finish(code === 0, code === 0 ? '' : advise(output)));
  });
}

const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

function fail(error) {
  process.stderr.write(error instanceof Advice ? `\n${error.message}\n` : `${error.stack}\n`);
  process.exit(1);
}

main().catch(fail);
