import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context, DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import { answer } from '#functions/answer/step';
import { deliver } from '#functions/deliver/step';
import { receive } from '#functions/receive/step';
import { relay } from '#functions/relay/step';
import type { Head } from '#shared/conversation/head';
import type { Turn } from '#shared/conversation/turn';
import { summaryFrom } from '#shared/duties/summary-of';
import { handingOff } from '#shared/handoff/hand-off';
import { LANGUAGES } from '#shared/knowledge/article';
import { questionsOf } from '#shared/knowledge/entries';
import { contentOf } from '#shared/knowledge/lifecycle/content';
import type { Served } from '#shared/knowledge/lifecycle/record';
import { clientFrames } from '#shared/protocol/frames';
import { headStreamStep, queueStep } from '#shared/runtime/batch-step';
import { measure } from '#shared/runtime/metrics';
import { settings } from '#shared/runtime/parts/settings';
import { socketStep } from '#shared/runtime/socket-step';
import { buildEmbeddedIndex, openEmbeddedIndex } from '#shared/search/embedded';
import { toItem } from '#shared/store/table';
import { memoryConversations } from '#test/fakes/memory-conversations';
import { memoryDesk } from '#test/fakes/memory-desk';
import { MemoryWorkflow } from '#test/fakes/memory-workflow';
import { RecordingMatching, RecordingProjections, RecordingTurns } from '#test/fakes/recording-queues';
import { RecordingSockets } from '#test/fakes/recording-sockets';
import { DAY, demoArticles } from '#test/search/demo-base';

/**
 * Whole turns of the bot as its functions run them (frame read, step, answer written, log lines, meters), on the memory
 * fakes: receive; relay and deliver for the customer's words; answer; relay and deliver for the bot's. Tells the parent
 * the milliseconds of CPU of each turn, of all threads.
 */
const WARM_UP = 100;
const MEASURED = 400;
const TURNS_OF_A_CONVERSATION = 4;

const folder = mkdtempSync(join(tmpdir(), 'baton-bench-'));
const file = join(folder, 'index.sqlite');
buildEmbeddedIndex(demoArticles(), { version: 'bench', file });
const index = openEmbeddedIndex(file);
const base = new Map(
  demoArticles().map((article) => [
    article.id,
    { n: article.version, content: contentOf(article, { kind: 'written' }) },
  ]),
);
/** As the table would answer: copies, for a read gives nobody the table's own. */
const served = (ids: readonly string[]) =>
  new Map(ids.flatMap((id) => (base.has(id) ? [[id, structuredClone(base.get(id) as Served)]] : [])));
rmSync(folder, { recursive: true });

const desk = memoryDesk();
const { store } = memoryConversations({ desk, timings: settings.timings });
const [turns, matching, sockets] = [new RecordingTurns(), new RecordingMatching(), new RecordingSockets()];

/** The shop's day on which the knowledge is measured; it moves when somebody sleeps, so that nobody waits. */
let time = Date.parse(`${DAY}T09:00:00.000Z`);
const now = () => new Date(time).toISOString();
const sleep = async (milliseconds: number) => {
  time += milliseconds;
};

const steps = {
  receive: socketStep(
    clientFrames.say,
    ['customer'],
    receive({ store, turns, now, perMinute: settings.limits.framesPerMinute, summaryOf: summaryFrom(store) }),
  ),
  relay: headStreamStep(
    relay({
      turns,
      matching,
      projections: new RecordingProjections(),
      workflow: new MemoryWorkflow(),
      answerWait: async () => {},
      measure,
    }),
  ),
  deliver: headStreamStep(deliver({ store, desk: desk.store, sockets })),
  answer: queueStep<Turn>(
    answer({
      store,
      desk: desk.store,
      knowledge: { current: async () => index },
      articles: { served: async (ids) => served(ids) },
      sockets,
      turns,
      matching,
      now,
      sleep,
      settleMs: settings.timings.settleMs,
      timeZone: settings.hours.timeZone,
      tellFailure: () => undefined,
      handingOff: ({ reason }, texts, at) => handingOff({ reason, at, texts, settings }),
    }),
    ({ conversationId }) => conversationId,
  ),
};

const context = { awsRequestId: 'bench', functionName: 'bench', memoryLimitInMB: '512' } as Context;
let used = 0;
const counted = async <T>(run: () => Promise<T>): Promise<T> => {
  const before = process.cpuUsage();
  try {
    return await run();
  } finally {
    const { user, system } = process.cpuUsage(before);
    used += (user + system) / 1000;
  }
};

const image = (head: Head | undefined) => (head ? toItem({ head }) : undefined);
const changed = (before: Head | undefined, after: Head | undefined) =>
  ({
    Records: [{ dynamodb: { SequenceNumber: '1', OldImage: image(before), NewImage: image(after) } }],
  }) as unknown as DynamoDBStreamEvent;
const queued = (turn: Turn) =>
  ({
    Records: [
      {
        messageId: turn.id,
        body: JSON.stringify(turn),
        eventSourceARN: 'arn:aws:sqs:::turns.fifo',
        attributes: { ApproximateReceiveCount: '1' },
      },
    ],
  }) as unknown as SQSEvent;

const streamed = async (before: Head | undefined, after: Head | undefined): Promise<void> => {
  const event = changed(before, after);
  await counted(() => steps.relay(event, context));
  await counted(() => steps.deliver(event, context));
};

/** One turn; returns its milliseconds of CPU. */
const turn = async (customerId: string, n: number, text: string): Promise<number> => {
  used = 0;
  time += 20_000;
  const conversationId = `${customerId}-1`;
  const clientMessageId = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const body = JSON.stringify({ action: 'say', conversationId, clientMessageId, body: { text } });
  const requestContext = {
    connectionId: 'tab',
    routeKey: 'say',
    authorizer: { role: 'customer', id: customerId, name: '', groups: '' },
  };
  const before = await store.head(conversationId);
  const acknowledged = (await counted(() => steps.receive({ body, requestContext }, context))) as { body: string };
  if (!acknowledged.body.includes('"ack"')) throw new Error(`not acknowledged: ${acknowledged.body}`);
  const asked = await store.head(conversationId);
  await streamed(before, asked);
  const message = turns.sent.at(-1)?.turn;
  if (!message) throw new Error('no turn was put on the queue');
  const event = queued(message);
  const result = await counted(() => steps.answer(event, context));
  if (result.batchItemFailures.length > 0) throw new Error('the turn failed; its log says why');
  const answered = await store.head(conversationId);
  if (answered?.version === asked?.version) throw new Error(`"${text}" was not answered`);
  await streamed(asked, answered);
  // What the fakes remember is not the product's.
  turns.sent.length = 0;
  sockets.pushed.length = 0;
  matching.rung.length = 0;
  return used;
};

const questions = demoArticles().flatMap(({ texts }) =>
  LANGUAGES.flatMap((language) => (texts[language] ? questionsOf(texts[language]) : [])),
);
const measured: number[] = [];
let customers = 0;
/** A customer with an open screen who asks a few things, until she has asked them or the bot has given her to a person. */
const conversation = async (): Promise<number[]> => {
  customers += 1;
  const customerId = `customer${String(customers).padStart(12, '0')}`;
  await desk.store.putSocket({ role: 'customer', id: customerId }, 'tab', now());
  const used: number[] = [];
  while (used.length < TURNS_OF_A_CONVERSATION) {
    const n = customers * TURNS_OF_A_CONVERSATION + used.length;
    used.push(await turn(customerId, n, questions[(n * 37) % questions.length] ?? ''));
    if ((await store.head(`${customerId}-1`))?.owner.kind !== 'bot') return used;
  }
  return used;
};
for (let n = 0; n < WARM_UP; ) n += (await conversation()).length;
while (measured.length < MEASURED) measured.push(...(await conversation()));
index.close();
process.send?.(measured);
