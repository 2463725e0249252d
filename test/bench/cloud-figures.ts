import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { WebSocket, WebSocketServer } from 'ws';
import { type Cloud, clientOf, startCloud } from '#local/cloud';
import { seedKnowledge } from '#local/seed';
import { stackOutputs } from '#local/sign-in';
import { Agent } from '#test/scenario/agent';
import { cloudStage } from '#test/scenario/cloud-stage';
import type { Customer } from '#test/scenario/customer';
import { heard } from '#test/scenario/screen';
import { type Line, type Stage, until } from '#test/scenario/stage';
import { Transcript } from '#test/scenario/transcript';
import { customerOn } from './customer-on.ts';
import { type Figure, figure, median } from './figure.ts';
import { turnHops } from './turn-hops.ts';

const MESSAGES = 30;
const WITHIN_MS = 20_000;
/** Of test/scenarios/cost-of-the-bot.yaml: each is answered, none gives the conversation to a person. */
const QUESTIONS = [
  'Is milk powder returnable?',
  'What does delivery cost in mainland China?',
  'How long is an unpaid order kept?',
  'How many points does a purchase give?',
];

/** What only the local cloud can show. One cloud for all, recorded for the sake of the write units. */
export async function cloudFigures(progress: (line: string) => void): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'baton-bench-record-'));
  const record = path.join(folder, 'record.jsonl');
  const cloud = await startCloud({ environment: 'local-fast', record, log: progress });
  const stop = () => void cloud.stop().then(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const stage = await cloudStage(cloud);
    await seedKnowledge(cloud);
    progress('write units');
    const units = await writeUnits(stage, record);
    progress('deliveries and round trips');
    const times = await timesOf(stage);
    progress('sequential calls');
    return [await turnHops(cloud, stage), figure('turn-write-units', units), ...times];
  } catch (error) {
    for (const line of await faultsOf(cloud)) progress(line);
    throw error;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The last faults that steps have logged: why a measurement failed. */
async function faultsOf(cloud: Cloud): Promise<string[]> {
  const logs = new CloudWatchLogsClient(clientOf(cloud.endpoint));
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({ logGroupName: stackOutputs(cloud, 'Service').StepsLog ?? '' }),
  );
  const lines = events
    .map(({ message = '' }) => message)
    .filter((message) => /"level":\s*"ERROR"|Task timed out/.test(message));
  return lines.slice(-5).map((line) => line.slice(0, 1500));
}

const answersOn = ({ screen, conversationId }: Customer): number =>
  screen.eventsOf(conversationId).filter(({ kind }) => kind === 'bot-said').length;

type RecordLine = { role?: string; action?: string; units?: Record<string, number>; invoked?: string };
const linesOf = (record: string): RecordLine[] =>
  readFileSync(record, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as RecordLine);

const isWrite = ({ role, action = '', units }: RecordLine): boolean =>
  role !== 'root' && units !== undefined && /^dynamodb:(Put|Update|Delete|Transact)/.test(action);

/** Median over the later turns of one conversation: every write that any function made for it, the ledger's included. */
async function writeUnits(stage: Stage, record: string): Promise<number> {
  const customer = await customerOn(stage);
  const perTurn: number[] = [];
  for (const [n, question] of QUESTIONS.entries()) {
    await quiet(record);
    const before = linesOf(record).length;
    await customer.say(question);
    await until(stage, WITHIN_MS, () => (answersOn(customer) > n ? true : undefined));
    await quiet(record);
    const writes = linesOf(record).slice(before).filter(isWrite);
    const sum = writes.reduce(
      (all, { units = {} }) => all + Object.values(units).reduce((one, more) => one + more, 0),
      0,
    );
    if (n > 0) perTurn.push(sum);
  }
  customer.hangUp();
  return median(perTurn);
}

/** Resolves when nothing but a schedule's has been recorded for a while. */
async function quiet(record: string): Promise<void> {
  for (let seen = -1, since = Date.now(); Date.now() - since < 2500; await wait(100)) {
    const lines = linesOf(record).filter(({ action }) => action?.startsWith('dynamodb:')).length;
    if (lines !== seen) [seen, since] = [lines, Date.now()];
  }
}

/** An agent's words to the customer's screen; the customer's frames to their acks, while the bot is silent; a bare echo beside it. */
async function timesOf(stage: Stage): Promise<Figure[]> {
  const transcript = new Transcript(() => stage.now());
  const agent = new Agent(stage.agents[0] ?? 'ana', stage, transcript);
  await agent.signIn();
  await agent.switchReady(true);
  const customer = await customerOn(stage);
  await customer.press({ action: 'ask-person', clientMessageId: randomUUID(), language: 'en' });
  await until(stage, WITHIN_MS, () => agent.offers.length > 0 || undefined);
  await agent.accept();
  const deliveries: number[] = [];
  for (let n = 0; n < MESSAGES; n += 1) {
    const text = `Reply number ${n}.`;
    await agent.say(text);
    const seen = await until(stage, WITHIN_MS, () => sightingOf(customer, text));
    if (seen === undefined) throw new Error(`the customer never saw "${text}"`);
    deliveries.push(seen - (agent.replies.at(-1)?.at ?? 0));
  }
  const { acks, echoes } = await roundTrips(stage, customer);
  await agent.close('resolved');
  agent.hangUp();
  customer.hangUp();
  return [
    figure('deliver-ms-p50', median(deliveries)),
    figure('roundtrip-ms-p50', median(acks)),
    figure('echo-ms-p50', median(echoes)),
  ];
}

const sightingOf = ({ screen }: Customer, text: string): number | undefined =>
  screen.sightings.find(({ event }) => event.kind === 'agent-said' && event.words?.text === text)?.at;

async function roundTrips(stage: Stage, customer: Customer): Promise<{ acks: number[]; echoes: number[] }> {
  const { body } = await stage.ask({
    method: 'POST',
    path: '/session',
    origin: stage.origin,
    body: { token: customer.token, language: 'en' },
  });
  const opened = await stage.open((body as { ticket: string }).ticket, stage.origin);
  if ('refused' in opened) throw new Error(`the second tab was refused: ${opened.refused}`);
  const echo = await echoLine();
  const [ask, askEcho] = [asking(opened.line), asking(echo.line)];
  const [acks, echoes]: [number[], number[]] = [[], []];
  for (let n = 0; n < MESSAGES; n += 1) {
    const clientMessageId = randomUUID();
    const text = JSON.stringify({
      action: 'say',
      conversationId: customer.conversationId,
      clientMessageId,
      body: { text: `My words, number ${n}.` },
    });
    acks.push(await ask(text, (said) => isAck(said, clientMessageId)));
    echoes.push(await askEcho(text, (said) => said === text));
  }
  opened.line.close();
  echo.close();
  return { acks, echoes };
}

const isAck = (said: string, clientMessageId: string): boolean => {
  const one = heard(said);
  return 'frame' in one && one.frame.type === 'ack' && one.frame.clientMessageId === clientMessageId;
};

/** A line whose answers can be awaited, one at a time. */
function asking(line: Line): (text: string, isAnswer: (said: string) => boolean) => Promise<number> {
  let heardOne: (said: string) => void = () => {};
  line.onText((said) => heardOne(said));
  return (text, isAnswer) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${text}`)), WITHIN_MS);
      const began = performance.now();
      heardOne = (said) => {
        if (!isAnswer(said)) return;
        clearTimeout(timer);
        resolve(performance.now() - began);
      };
      line.send(text);
    });
}

/** A WebSocket server that does nothing else: what the machine and the library take by themselves. */
async function echoLine(): Promise<{ line: Line; close: () => void }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))));
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  await new Promise((resolve) => socket.once('open', resolve));
  return {
    line: {
      send: (text) => socket.send(text),
      close: () => socket.close(),
      onText: (listener) => socket.on('message', (data) => listener(String(data))),
      onEnd: (listener) => socket.once('close', listener),
    },
    close: () => {
      socket.close();
      server.close();
    },
  };
}
