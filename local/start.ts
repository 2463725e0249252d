import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { stop as stopCompiling } from 'esbuild';
import { pageSettings } from './addresses.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { freePort } from './engine.ts';
import { followLogs } from './function-logs.ts';
import { buildPage, PAGE_INPUTS, type Page, type Pages, servePages } from './pages.ts';
import { reloadFunctions, type Watching, watchFolders } from './reload.ts';
import { PASSWORD, PEOPLE, seedIntents, seedKnowledge, seedPeople } from './seed.ts';

const HELP = `npm start: the whole cloud on this machine.

  --environment <name>   a name in infra/environments.ts    [local]
  --port <number>        of the AWS endpoint                [4600]
  --pages-port <number>  of console and demo shop           [8600]
  --record <file>        every authorised call as a JSON line
  --verbose              every log line of the functions, not only warnings and errors
  --no-open              do not open a browser
  --no-seed              no demo people, no demo knowledge
  --once                 stop again as soon as everything runs (for timing)
  --help

Ctrl-C ends everything. Saved files under functions/, shared/ and events/ are reloaded at once, pages are rebuilt;
a change of infra/ needs a new start. What is not kept: all data, when it ends.`;

const { values: options } = parseArgs({
  options: {
    environment: { type: 'string', default: 'local' },
    port: { type: 'string', default: '4600' },
    'pages-port': { type: 'string', default: '8600' },
    record: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    'no-open': { type: 'boolean', default: false },
    'no-seed': { type: 'boolean', default: false },
    once: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const began = performance.now();
const say = (line = '') => process.stdout.write(`${line}\n`);
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** What has to be ended again, newest first. */
const running: (() => Promise<void> | void)[] = [];
let stopping = false;

async function stop(code: number, why?: string): Promise<never> {
  // The second Ctrl-C does not wait for anything.
  if (stopping) process.exit(code);
  stopping = true;
  if (why) say(`\n${why}`);
  for (const end of running.reverse()) await end();
  // Its process would finish the run that it is at.
  await stopCompiling();
  process.exit(code);
}

async function stage<T>(name: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  say(`  ${name.padEnd(22)} ${seconds(started)}`);
  return result;
}

/** The wanted port, or another one and a word about it. */
async function portFor(what: string, wanted: string): Promise<number> {
  const port = Number(wanted);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port: ${wanted} is not a port.`);
  const free = await freePort(port);
  if (port !== 0 && free !== port) say(`  Port ${port} is taken, so ${free} is used for ${what}.`);
  return free;
}

async function main() {
  if (options.help) return say(HELP);
  say(`Baton, environment ${options.environment}`);
  // Nobody reads any more (`npm start | head`).
  process.stdout.on('error', () => stop(0));
  process.on('SIGINT', () => stop(0, 'Stopping.'));
  process.on('SIGTERM', () => stop(0, 'Stopping.'));
  process.on('SIGHUP', () => stop(0));
  const port = await portFor('the AWS endpoint', options.port);
  const pagesPort = await portFor('the pages', options['pages-port']);

  const ready = Promise.withResolvers<Cloud>();
  if (!options.once) watch(ready.promise);
  // The pages are built while the cloud comes up: they need nothing of it.
  const [cloud] = await Promise.all([startTheCloud(port, pagesPort), buildThePages()]);
  const pages = await servePages(pagesPort, () => pageSettings(cloud));
  running.push(pages.stop);
  if (!options['no-seed']) await seed(cloud);
  show(cloud, pages);
  if (options.once) return stop(0);
  ready.resolve(cloud);
  const logs = followLogs(cloud, say, options.verbose);
  running.push(() => logs.stop());
  if (!options['no-open'] && process.stdout.isTTY) openBrowser(pages.addresses.widget);
}

async function startTheCloud(port: number, pagesPort: number): Promise<Cloud> {
  const cloud = await startCloud({
    environment: options.environment,
    port,
    ...(options.record ? { record: options.record } : {}),
    overrides: { web: { kind: 'self', consoleOrigin: `http://localhost:${pagesPort}` } },
    log: (line) => say(`  ${line}`),
  });
  running.push(cloud.stop);
  cloud.ended.then(({ expected, reason }) => {
    if (!expected && !stopping) stop(1, `The local AWS has ended, so everything ends: ${reason}`);
  });
  return cloud;
}

async function buildThePages() {
  for (const page of ['widget', 'console'] as const) await buildAgain(page);
}

async function buildAgain(page: Page) {
  const started = performance.now();
  try {
    if (await buildPage(page)) say(`  ${`${page} built`.padEnd(22)} ${seconds(started)}`);
  } catch (error) {
    // The cloud is of use without a page; the page says 404 until it can be built.
    say(`  ${(error as Error).message}`);
  }
}

async function seed(cloud: Cloud) {
  await stage('people signed up', () => seedPeople(cloud));
  try {
    await stage('knowledge published', () => seedKnowledge(cloud));
    await stage('intents learned', () => seedIntents(cloud));
  } catch (error) {
    say(`  ${(error as Error).message}`);
    say('  The bot knows nothing until it is published.');
  }
}

function show(cloud: Cloud, { addresses }: Pages) {
  const rows = [
    ['demo shop', addresses.widget],
    ['console', addresses.console],
    ['AWS endpoint', `${cloud.endpoint}   (region ${cloud.region}, keys test / test)`],
  ];
  say(`\nReady in ${seconds(began)}.\n`);
  for (const [name = '', address] of rows) say(`  ${name.padEnd(14)} ${address}`);
  if (options['no-seed']) return say();
  say(`\n  sign in with the password ${PASSWORD}`);
  for (const { email, does } of PEOPLE) say(`  ${email.padEnd(22)} ${does}`);
  say('\nCtrl-C ends everything.\n');
}

/** From the beginning on: what is saved while the cloud starts is reloaded when it is there. */
function watch(ready: Promise<Cloud>) {
  const pages = PAGE_INPUTS.console.concat('widget').filter((one) => !one.endsWith('.json'));
  const watching: Watching[] = [
    reloadFunctions(ready, say),
    watchFolders(pages, () => ready.then(rebuildPages)),
    watchFolders(['infra'], () => say('infra/ has changed: Ctrl-C and npm start deploy it.')),
  ];
  running.push(() => {
    for (const one of watching) one.stop();
  });
}

let rebuilding: Promise<void> = Promise.resolve();

/** One after the other, and only what has changed: `buildPage` compares for itself. */
function rebuildPages() {
  rebuilding = rebuilding.then(buildThePages);
}

function openBrowser(address: string) {
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform as string] ?? 'xdg-open';
  const child = spawn(opener, [address], { stdio: 'ignore', detached: true });
  // A machine without a browser is no error: the address is on the screen.
  child.on('error', () => {});
  child.unref();
}

main().catch((error: Error) => stop(1, error.message));
