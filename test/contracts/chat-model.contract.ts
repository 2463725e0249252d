import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ChatEvent, type ChatModel, type ChatRequest, collect, maxTokens } from '#shared/models/chat-model';
import { withDeadlines } from '#shared/models/deadlines';
import { manualTimer } from '#test/fakes/manual-timer';
import type { ScriptName } from '#test/fakes/model-server/scripts';
import { type ModelServer, startModelServer } from '#test/fakes/model-server/server';

const words = 'You can return unopened milk powder within 30 days. 未拆封的奶粉三十天内可以退。';
const tool = {
  name: 'find_order',
  description: 'Finds an order of this customer.',
  input: { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] },
};
export const request = (more: Partial<ChatRequest> = {}): ChatRequest => ({
  system: 'Answer from the articles.',
  messages: [{ role: 'user', text: '奶粉退不了?' }],
  tools: [tool],
  maxTokens: maxTokens(800),
  temperature: 0.2,
  cache: [],
  ...more,
});

const all = async (events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> => {
  const told: ChatEvent[] = [];
  for await (const event of events) told.push(event);
  return told;
};

const until = async (holds: () => boolean): Promise<void> => {
  const givenUp = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > givenUp) throw new Error('waited 20 s for what did not come');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

type Open = (server: ModelServer, model: string) => ChatModel;

/** What every model must do, whatever wire it is behind. The server plays `scripted.<name>`. */
export const chatModelContract = (name: string, open: Open, { streaming = true } = {}) =>
  describe(name, () => {
    let server: ModelServer;
    beforeAll(async () => {
      server = await startModelServer();
    });
    afterAll(() => server.close());
    const model = (script: ScriptName): ChatModel => open(server, `scripted.${script}`);
    const ask = (script: ScriptName, more: Partial<ChatRequest> = {}) => collect(model(script).stream(request(more)));

    test('an answer comes with its words, its tokens by kind and why it ended', async () => {
      expect(await ask('normal')).toEqual({
        outcome: 'answered',
        text: words,
        toolCalls: [],
        stop: 'end',
        usage: { input: 412, cacheRead: 1024, cacheWrite: 0, output: 31, estimated: false },
      });
    });

    test('a stream ends with one stop or one failure, and its usage stands before it', async () => {
      for (const script of ['normal', 'tool-call', 'empty', 'refused'] as const) {
        const types = (await all(model(script).stream(request()))).map(({ type }) => type);
        const ends = types.filter((type) => type === 'stop' || type === 'failed');

        expect(ends, script).toHaveLength(1);
        expect(types.slice(-2), script).toEqual(['usage', ends[0]]);
      }
    });

    test('what is asked arrives whole: limit, temperature, instructions, tools and what was said', async () => {
      const call = { id: 'call-1', name: 'find_order', input: { order: '12345' } };
      await ask('echo', {
        messages: [
          { role: 'user', text: '我的订单呢' },
          { role: 'assistant', text: '稍等', toolCalls: [call] },
          { role: 'tool', results: [{ id: 'call-1', content: 'shipped' }] },
        ],
      });

      const asked = server.asked.at(-1);
      expect(asked).toMatchObject({
        system: 'Answer from the articles.',
        tools: ['find_order'],
        maxTokens: 800,
        temperature: 0.2,
        streaming,
      });
      expect(asked?.messages.map(({ role }) => role)).toEqual([
        'user',
        'assistant',
        expect.stringMatching(/tool|user/),
      ]);
      expect(asked?.messages[0]?.text).toBe('我的订单呢');
      expect(asked?.messages[1]?.text).toMatch(/^稍等\n.*call-1.*find_order.*12345/s);
      expect(asked?.messages[2]?.text).toContain('shipped');
    });

    test('a tool is called with its arguments read', async () => {
      expect(await ask('tool-call')).toMatchObject({
        outcome: 'answered',
        text: 'Let me look.',
        toolCalls: [{ id: 'call-1', name: 'find_order', input: { order: 'LT-20261101-0042' } }],
        stop: 'tool-use',
      });
    });

    test('two calls of one answer keep their own arguments', async () => {
      expect(await ask('two-tool-calls')).toMatchObject({
        toolCalls: [
          { id: 'call-1', input: { order: '1' } },
          { id: 'call-2', input: { order: '2' } },
        ],
      });
    });

    test('a tool that was not offered is no call', async () => {
      expect(await ask('tool-call-unknown')).toMatchObject({
        outcome: 'failed',
        failure: { kind: 'malformed', code: 'unknown-tool' },
      });
    });

    test('an answer that the limit has cut says so', async () => {
      expect(await ask('cut-short')).toMatchObject({ outcome: 'answered', stop: 'max-tokens' });
    });

    test('an answer of nothing is a failure whose tokens are told all the same', async () => {
      expect(await ask('empty')).toMatchObject({
        outcome: 'failed',
        failure: { kind: 'malformed', code: 'empty' },
        usage: { input: 412, output: 31 },
      });
    });

    test('ten times the tokens are told as they were reported', async () => {
      expect(await ask('ten-times-the-tokens')).toMatchObject({
        usage: { input: 4120, output: 8000, estimated: false },
      });
    });

    test('where no usage is told it is estimated, and never nothing', async () => {
      const answer = await ask('no-usage');

      expect(answer.usage?.estimated).toBe(true);
      expect(answer.usage?.input).toBeGreaterThan(20);
      expect(answer.usage?.output).toBeGreaterThan(20);
    });

    test.each<[ScriptName, string]>([
      ['throttled-before', 'throttled'],
      ['down-before', 'unavailable'],
      ['too-long', 'too-long'],
      ['denied', 'misconfigured'],
      ['refused', 'refused'],
    ])('%s is %s', async (script, kind) => {
      expect(await ask(script)).toMatchObject({ outcome: 'failed', failure: { kind }, text: '' });
    });

    test('what was turned away has used nothing', async () => {
      expect((await ask('throttled-before')).usage).toBeUndefined();
    });

    test('a service that cannot be reached is unavailable', async () => {
      const gone = await startModelServer();
      const lost = open(gone, 'scripted.normal');
      await gone.close();

      expect(await collect(lost.stream(request()))).toMatchObject({ failure: { kind: 'unavailable' } });
    });

    test('a call that its caller gives up is cancelled', async () => {
      const gone = new AbortController();
      gone.abort();

      expect(await collect(model('normal').stream(request(), gone.signal))).toMatchObject({
        failure: { kind: 'cancelled' },
      });
    });

    if (!streaming) return;

    test('words cut anywhere in their bytes arrive whole', async () => {
      expect(await ask('chopped')).toMatchObject({ outcome: 'answered', text: words });
    });

    test('words arrive as they are written, not at the end', async () => {
      const deltas = (await all(model('normal').stream(request()))).filter(({ type }) => type === 'text-delta');

      expect(deltas.length).toBeGreaterThan(3);
    });

    test('what a model thinks is noticed and not told', async () => {
      const told = await all(model('thinking').stream(request()));

      expect(told.filter(({ type }) => type === 'thinking')).toHaveLength(1);
      expect(JSON.stringify(told)).not.toContain('The customer asks');
    });

    test('arguments that are no JSON are no call', async () => {
      expect(await ask('tool-call-malformed')).toMatchObject({
        outcome: 'failed',
        failure: { kind: 'malformed', code: 'tool-input' },
      });
    });

    test.each<[ScriptName, string, string]>([
      ['throttled-in-between', 'throttled', 'You can return unopened'],
      ['down-in-between', 'unavailable', 'You can return'],
      ['ends-early', 'cut-stream', 'You can return'],
      ['not-json', 'malformed', 'You can'],
    ])('%s is %s, after what was written, whose tokens are told', async (script, kind, text) => {
      const answer = await ask(script);

      expect(answer).toMatchObject({ outcome: 'failed', failure: { kind }, text });
      expect(answer.usage).toMatchObject({ estimated: true });
      expect(answer.usage?.output).toBeGreaterThan(0);
    });

    test('a connection that breaks in the middle is a cut stream, and what was written is told', async () => {
      const told: ChatEvent[] = [];
      for await (const event of model('slow-end').stream(request())) {
        told.push(event);
        if (event.type === 'text-delta') server.breakConnections();
      }

      expect(told[0]).toEqual({ type: 'text-delta', text: 'You can' });
      expect(told.slice(1)).toMatchObject([
        { type: 'usage', usage: { estimated: true } },
        { type: 'failed', failure: { kind: 'cut-stream' } },
      ]);
    });

    test('a connection that breaks before the first word is unavailable', async () => {
      expect(await ask('reset-before')).toMatchObject({ failure: { kind: 'unavailable' }, text: '' });
    });

    test('a model that is late with its first word is given up, and its connection closed', async () => {
      const timer = manualTimer();
      const [askedBefore, abandonedBefore] = [server.asked.length, server.abandoned()];
      const late = withDeadlines(model('slow-first-token'), { firstTokenMs: 4000, totalMs: 25_000 }, timer);
      const answer = collect(late.stream(request()));
      await until(() => server.asked.length > askedBefore);

      timer.ring(4000);

      expect(await answer).toMatchObject({ failure: { kind: 'timeout-first-token' }, text: '' });
      await until(() => server.abandoned() > abandonedBefore);
      expect(timer.ring(25_000)).toBe(false);
    });

    test('a model that has begun and does not end is given up with what it has said', async () => {
      const timer = manualTimer();
      const abandonedBefore = server.abandoned();
      const slow = withDeadlines(model('slow-end'), { firstTokenMs: 4000, totalMs: 25_000 }, timer);
      const told: ChatEvent[] = [];
      for await (const event of slow.stream(request())) {
        told.push(event);
        if (event.type !== 'text-delta') continue;
        expect(timer.ring(4000)).toBe(false);
        timer.ring(25_000);
      }

      expect(told[0]).toEqual({ type: 'text-delta', text: 'You can' });
      expect(told.at(-1)).toEqual({ type: 'failed', failure: { kind: 'timeout-total' } });
      await until(() => server.abandoned() > abandonedBefore);
    });

    test('who stops listening closes the connection', async () => {
      const abandonedBefore = server.abandoned();
      for await (const { type } of withDeadlines(
        model('slow-end'),
        { firstTokenMs: 4000, totalMs: 25_000 },
        manualTimer(),
      ).stream(request()))
        if (type === 'text-delta') break;

      await until(() => server.abandoned() > abandonedBefore);
    });
  });
