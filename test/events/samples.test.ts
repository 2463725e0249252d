import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { ConversationEvent, type FactKind, facts } from '#events/conversation';
import { stepFolders } from '#local/bundle';
import { evolve } from '#shared/conversation/evolve';
import type { Head } from '#shared/conversation/head';
import { turnOf } from '#shared/conversation/turn';
import { Packet } from '#shared/handoff/packet';
import { type Action, clientFrames } from '#shared/protocol/frames';
import { viewOf } from '#shared/protocol/reader';
import { EventView } from '#shared/protocol/views';
import { senderOf } from '#shared/runtime/socket-step';
import { eventItems, eventOf } from '#shared/store/event-item';
import { fromItem, toItem } from '#shared/store/table';
import { factSample, sampledKinds } from './fact-samples.ts';
import { stepSamples } from './step-samples.ts';

const kinds = Object.keys(facts) as FactKind[];
const STEPS = 'events/samples/steps';
const stepFiles = readdirSync(STEPS).map((name) => name.replace(/\.json$/, ''));
const stepSample = (name: string) => JSON.parse(readFileSync(`${STEPS}/${name}.json`, 'utf8'));

test('every kind of fact has a sample, and every sample is of a kind', () => {
  expect(sampledKinds().toSorted()).toEqual(kinds.toSorted());
});

test.each(kinds)('the sample of %s is read by its schema, which leaves nothing out', (kind) => {
  const sample = factSample(kind);

  expect(sample.kind).toBe(kind);
  expect(ConversationEvent.parse(sample)).toEqual(sample);
});

test.each(kinds)('the sample of %s is the same after the table has kept it, sealed', (kind) => {
  const sample = factSample(kind);
  const key = new Uint8Array(32).fill(7);
  const nonce = () => new Uint8Array(12).fill(1);

  const { items } = eventItems([sample], { key, nonce, formerHash: '', meters: [] });
  const kept = fromItem<(typeof items)[number]>(toItem(items[0] as never));

  expect(eventOf(kept, key)).toEqual(sample);
  const words = JSON.stringify((sample as { words?: object }).words ?? {});
  if (words !== '{}') expect(JSON.stringify(kept.event)).not.toContain(words.slice(1, -1));
});

test.each(kinds)('the sample of %s can be shown to an agent, and to a customer where she may see it', (kind) => {
  for (const reader of ['agent', 'customer'] as const) {
    const view = viewOf(factSample(kind), reader);
    if (view) expect(EventView.safeParse(view).success).toBe(true);
  }
  expect(JSON.stringify(viewOf(factSample(kind), 'agent'))).not.toContain('13800138000');
});

test.each(kinds.filter((kind) => kind !== 'conversation-opened'))(
  'the sample of %s moves a conversation on',
  (kind) => {
    const opened = evolve(undefined, { ...factSample('conversation-opened'), seq: 1, epoch: 1 });

    const head = evolve(opened, factSample(kind));

    expect(head).toMatchObject({ version: factSample(kind).seq, at: factSample(kind).at });
  },
);

test('the sample of packet-prepared holds a whole packet', () => {
  const { packet } = factSample('packet-prepared').words;

  expect(Packet.parse(packet)).toEqual(packet);
});

test('every function has a sample of what it is sent, and every sample a function', () => {
  const sampled = new Set(stepFiles.map((name) => name.split('.')[0]));

  expect([...sampled].toSorted()).toEqual(stepFolders());
});

test.each(Object.keys(stepSamples))(
  'the file of %s is what its code makes (else: node test/events/write-samples.ts)',
  (name) => {
    const { awslogs, ...plain } = stepSample(name);
    const made = JSON.parse(JSON.stringify(stepSamples[name]));

    // Compressed bytes differ between versions of zlib; what they hold does not.
    const inside = (data: string) => gunzipSync(Buffer.from(data, 'base64')).toString();
    if (awslogs) expect(inside(awslogs.data)).toBe(inside(made.awslogs.data));
    else expect(plain).toEqual(made);
  },
);

test('no file lies there that no code makes', () => {
  expect(stepFiles.toSorted()).toEqual(Object.keys(stepSamples).toSorted());
});

const frames = stepFiles.filter((name) => stepSample(name).requestContext?.routeKey in clientFrames);

test('every action of the protocol has a sample of its frame', () => {
  const actions = frames.map((name) => stepSample(name).requestContext.routeKey);

  expect([...new Set(actions)].toSorted()).toEqual(Object.keys(clientFrames).toSorted());
});

test.each(frames)('the frame of %s is one of its action, from a sender known by name', (name) => {
  const event = stepSample(name);
  const frame = JSON.parse(event.body);
  const action = event.requestContext.routeKey as Action;

  expect(clientFrames[action].parse(frame)).toEqual(frame);
  expect(senderOf(event)).toMatchObject({ role: expect.stringMatching(/^(customer|agent)$/), id: expect.any(String) });
});

test.each(['relay', 'deliver'])('the changes of HEAD in %s follow one another, as the stream brings them', (name) => {
  type Images = { NewImage: never; OldImage?: never };
  const images = stepSample(name).Records.map(({ dynamodb }: { dynamodb: Images }) => ({
    before: dynamodb.OldImage && (unmarshall(dynamodb.OldImage).head as Head),
    after: unmarshall(dynamodb.NewImage).head as Head,
  })) as { before?: Head; after: Head }[];

  expect(images[0]?.before).toBeUndefined();
  for (const [i, { before }] of images.entries()) if (i > 0) expect(before).toEqual(images[i - 1]?.after);
  expect(images.map(({ after }) => after.owner.kind)).toEqual(['bot', 'bot', 'queue']);
});

test('the turn in the sample of answer is the one its conversation owes', () => {
  const [record] = stepSample('answer').Records;
  const [words] = stepSample('relay').Records;

  expect(JSON.parse(record.body)).toEqual(turnOf(unmarshall(words.dynamodb.NewImage).head as Head));
});
