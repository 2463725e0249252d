import { expect, onTestFinished, test } from 'vitest';
import type { FailureKind } from '#shared/models/chat-model';
import { type Embedder, withDeadline } from '#shared/models/embedder';
import { manualTimer } from '#test/fakes/manual-timer';
import type { VectorFault } from '#test/fakes/model-server/embedding-wire';
import { type ModelServer, startModelServer } from '#test/fakes/model-server/server';

const failures: [VectorFault, FailureKind][] = [
  ['throttled', 'throttled'],
  ['unavailable', 'unavailable'],
  ['too-long', 'too-long'],
  ['denied', 'misconfigured'],
  ['garbage', 'malformed'],
  ['short', 'malformed'],
  ['fewer', 'malformed'],
];

/** What every embedder must do the same way, whichever wire it speaks. */
export function embedderContract(name: string, make: (server: ModelServer) => Embedder): void {
  const scene = async () => {
    const server = await startModelServer();
    onTestFinished(server.close);
    return { server, embedder: make(server) };
  };

  test(`${name}: vectors come in the order of their texts, each of length 1, in as many batches as it takes`, async () => {
    const { server, embedder } = await scene();
    const texts = Array.from({ length: 23 }, (_, n) => `kettle number ${n}`);

    const all = await embedder.embed(texts, 'document');
    const [last] = [await embedder.embed(['kettle number 22'], 'document')];

    if (all.outcome === 'failed' || last.outcome === 'failed') throw new Error('no vectors');
    expect(all.vectors).toHaveLength(23);
    expect(new Set(all.vectors.map((vector) => vector.length))).toEqual(new Set([embedder.dimensions]));
    for (const vector of all.vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
    expect(all.vectors[22]).toEqual(last.vectors[0]);
    expect(all.usage.input).toBeGreaterThan(23);
    expect(server.vectorsAsked.flatMap((one) => one.texts).toSorted()).toEqual(
      [...texts, 'kettle number 22'].toSorted(),
    );
  });

  test(`${name}: an empty text, a very long one and half a character are sent as something a service takes`, async () => {
    const { server, embedder } = await scene();

    const answer = await embedder.embed(['', 'word '.repeat(9_000), 'tail \ud83d'], 'query');

    expect(answer.outcome).toBe('embedded');
    for (const text of server.vectorsAsked.flatMap((one) => one.texts))
      expect(text).toSatisfy((sent: string) => sent.length > 0 && sent.length <= 2_000 && sent.isWellFormed());
  });

  test.each(failures)(`${name}: %s is a failure of the kind %s, and is not tried again`, async (fault, kind) => {
    const { server, embedder } = await scene();
    server.spoil(fault);

    const answer = await embedder.embed(['kettle'], 'query');

    expect(answer).toMatchObject({ outcome: 'failed', failure: { kind } });
    expect(server.vectorsAsked).toHaveLength(1);
  });

  test(`${name}: a service that does not answer is given up when the time is over`, async () => {
    const { server, embedder } = await scene();
    const timer = manualTimer();
    server.spoil('hold');

    const answer = withDeadline(embedder, 600, timer).embed(['kettle'], 'query');
    await expect.poll(() => server.vectorsAsked.length, { timeout: 20_000 }).toBe(1);
    timer.ring(600);

    expect(await answer).toMatchObject({ outcome: 'failed', failure: { kind: 'timeout-total' } });
  });

  test(`${name}: a caller that has gone is a failure of its own kind`, async () => {
    const { server, embedder } = await scene();
    const gone = new AbortController();
    server.spoil('hold');

    const answer = embedder.embed(['kettle'], 'query', gone.signal);
    await expect.poll(() => server.vectorsAsked.length, { timeout: 20_000 }).toBe(1);
    gone.abort();

    expect(await answer).toMatchObject({ outcome: 'failed', failure: { kind: 'cancelled' } });
  });
}
