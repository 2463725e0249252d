import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { environment as environmentOf } from '#infra/environments';
import { idleCost } from '#shared/cost/idle';
import type { Bill } from '#shared/cost/ledger';
import { currentBook } from '#shared/cost/price-book';
import { formatBill, formatIdle } from '#shared/cost/report';
import { CostAnswer } from '#shared/protocol/session';
import { EMBEDDER_METRICS, METRICS } from '#shared/runtime/metric-names';
import { addressesOf } from './addresses.ts';
import { startCloud } from './cloud.ts';
import { PASSWORD } from './seed.ts';
import { signIn } from './sign-in.ts';

const HELP = `What a conversation cost, or what an environment costs at rest.

  npm run cost -- <conversationId>     of the cloud that npm start runs
  npm run cost -- --idle <environment> computed from its synthesised templates

  --environment <name>   of the running cloud                [local]
  --language en|zh       [en]
  --json`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    idle: { type: 'string' },
    environment: { type: 'string', default: 'local' },
    language: { type: 'string', default: 'en' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const language = values.language === 'zh' ? 'zh' : 'en';
const say = (text: string) => process.stdout.write(`${text}\n`);

/** USD a month that an environment may cost without customers. */
const GOALS: Record<string, string> = { dev: '9' };

/** The environment's templates, synthesised anew so that the figure is that of the tree as it stands. */
function templatesOf(environment: string): unknown[] {
  const folder = path.join('.local', 'idle', environment);
  rmSync(folder, { recursive: true, force: true });
  const synth = spawnSync(process.execPath, ['infra/app.ts'], {
    env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify({ env: environment }) },
    encoding: 'utf8',
  });
  if (synth.status !== 0) throw new Error(`${environment} could not be synthesised:\n${synth.stderr.slice(-2000)}`);
  return globSync(path.join(folder, '**', '*.template.json')).map((file) => JSON.parse(readFileSync(file, 'utf8')));
}

function tellIdle(environment: string) {
  const region = 'us-east-1';
  const emitted = { ...METRICS, ...(environmentOf(environment).embedder.kind !== 'none' && EMBEDDER_METRICS) };
  const idle = idleCost(templatesOf(environment) as Parameters<typeof idleCost>[0], currentBook, region, {
    metrics: Object.keys(emitted).map((name) => ({ namespace: 'Baton', name, dimensions: 'environment' })),
  });
  const goal = GOALS[environment];
  say(formatIdle(environment, idle, { language, json: values.json, ...(goal && { goal }) }));
}

/** Asked as finance asks: signed in, through the product's own door. */
async function tellConversation(conversationId: string) {
  const cloud = await startCloud({ environment: values.environment, reuse: true });
  const { accessToken } = await signIn(cloud, 'fin@shop.example', PASSWORD);
  const answer = await fetch(`${addressesOf(cloud).httpUrl}/conversations/${encodeURIComponent(conversationId)}/cost`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  if (!answer.ok)
    throw new Error(
      `No cost of ${conversationId}: ${((await answer.json()) as { message?: string }).message ?? answer.status}`,
    );
  const cost = CostAnswer.parse(await answer.json());
  const { lines: rows, unpriced: unpricedRows = [], ...told } = cost;
  const bill = { ...told, rows, unpricedRows, unpriced: unpricedRows.length } as Bill;
  say(values.json ? JSON.stringify(cost, null, 2) : formatBill(conversationId, bill, { language }));
}

if (values.help || (!values.idle && positionals.length !== 1)) say(HELP);
else if (values.idle) tellIdle(values.idle);
else await tellConversation(positionals[0] ?? '');
