import { parseArgs } from 'node:util';
import { environment } from '#infra/environments';
import { shopDay } from '#shared/handoff/hours';
import { type Moved, moveKnowledge } from './reindex/move.ts';
import { embeddedStore, openSearchStore, type Place, servedArticles } from './reindex/stores.ts';

const HELP = `Builds an environment's knowledge in the other search engine's store, and compares the two.

  npm run reindex -- --environment NAME --to opensearch|embedded --table T --bucket B --search-endpoint URL

  --table            the table \`knowledge\` of the State stack
  --bucket           the bucket of knowledge files of the State stack
  --search-endpoint  https address of the domain of the Knowledge stack
  --sample N         questions asked of both                 [200]
  --json             one object at the end instead of words

Nothing that is served changes: functions use the engine that the environment names. A run that was broken off can be
run again. docs/operations.md has the whole way.`;

const say = (line: string): void => void process.stderr.write(`  ${line}\n`);
const text = { type: 'string' } as const;

/** What is wrong with the call, or what it asks. */
function readCall(words: string[]) {
  const { values } = parseArgs({
    args: words,
    options: {
      environment: text,
      to: text,
      table: text,
      bucket: text,
      'search-endpoint': text,
      sample: { ...text, default: '200' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { environment: name, to, table, bucket, 'search-endpoint': searchEndpoint } = values;
  const sample = Number(values.sample);
  if (values.help || !name || !table || !bucket || !searchEndpoint) return { wrong: '' };
  if (to !== 'opensearch' && to !== 'embedded') return { wrong: `--to is opensearch or embedded, not ${to}.` };
  if (!Number.isInteger(sample) || sample < 1) return { wrong: `--sample is a whole number, not ${values.sample}.` };
  const chosen = environment(name);
  const { embeddedLimit } = chosen.publishing;
  const place: Place = { environment: name, region: chosen.region, table, bucket, searchEndpoint, embeddedLimit };
  return {
    place,
    to,
    sample,
    json: values.json,
    day: shopDay(new Date().toISOString(), chosen.hours.timeZone),
  } as const;
}

/** What an operator does next. */
function told(moved: Moved, to: string): string {
  if ('moved' in moved)
    return `Version ${moved.moved} is ready there: ${moved.entries} entries, ${moved.asked - moved.different.length} of ${moved.asked} questions answered the same.
Now set \`search: '${to}'\` for this environment in infra/environments.ts and deploy it. The way back is the same.`;
  switch (moved.refused) {
    case 'nothing-live':
    case 'nothing-served':
      return 'Nothing is published in the present engine: set the other one, deploy, and publish.';
    case 'too-many-entries':
      return `${moved.found} entries are more than the ${moved.limit} that an embedded index may hold (publishing.embeddedLimit).`;
    case 'count':
      return `Version ${moved.version} has ${moved.entries} entries there and ${moved.served} are served: something was published meanwhile, or an older run built another base. Publish once more, then run this again.`;
    case 'answers':
      return `${moved.different.length} of ${moved.asked} questions are answered otherwise; version ${moved.version} is there, but not live:
${moved.different.map(({ question, before, now }) => `  ${question}: ${before} → ${now}`).join('\n')}`;
  }
}

async function main(): Promise<number> {
  const call = readCall(process.argv.slice(2));
  if ('wrong' in call) {
    process.stdout.write(`${call.wrong ? `${call.wrong}\n\n` : ''}${HELP}\n`);
    return call.wrong ? 2 : 0;
  }
  const { place, to, sample, day } = call;
  const [embedded, openSearch] = [embeddedStore(place), openSearchStore(place)];
  const [from, target] = to === 'opensearch' ? [embedded, openSearch] : [openSearch, embedded];
  const moved = await moveKnowledge({ articles: servedArticles(place), from, to: target, day, sample, tell: say });
  process.stdout.write(`${call.json ? JSON.stringify(moved) : told(moved, to)}\n`);
  return 'moved' in moved ? 0 : 1;
}

process.exitCode = await main();
