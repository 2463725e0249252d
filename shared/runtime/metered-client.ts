import { spend } from './meters.ts';

type Capacity = { CapacityUnits?: number; ReadCapacityUnits?: number; WriteCapacityUnits?: number };
type Call = { commandName: string; input: Record<string, unknown>; output: Record<string, unknown> };
/** As much of an SDK client as a meter needs; every client of the SDK has it. */
type Client = {
  middlewareStack: {
    // biome-ignore lint/suspicious/noExplicitAny: the SDK's middleware types differ per client; only their common shape is used here.
    add(middleware: any, options: { step: 'initialize'; name: string; priority: 'high' }): void;
  };
};

/** Every call of this client is counted for the running work. Faults are counted too: a refused write has its price. */
const counted = <C extends Client>(client: C, count: (call: Call) => void): C => {
  const middleware =
    (
      next: (args: { input: Record<string, unknown> }) => Promise<{ output: Record<string, unknown> }>,
      context: { commandName?: string },
    ) =>
    async (args: { input: Record<string, unknown> }) => {
      const call = { commandName: context.commandName ?? '', input: args.input };
      try {
        const result = await next(args);
        count({ ...call, output: result.output });
        return result;
      } catch (error) {
        count({ ...call, output: {} });
        throw error;
      }
    };
  client.middlewareStack.add(middleware, { step: 'initialize', name: 'meters', priority: 'high' });
  return client;
};

const writes = new Set(['PutItemCommand', 'UpdateItemCommand', 'DeleteItemCommand', 'TransactWriteItemsCommand']);

export const countedDynamo = <C extends Client>(client: C): C =>
  counted(client, ({ commandName, output }) => {
    const consumed = [output.ConsumedCapacity ?? []].flat() as Capacity[];
    const units = consumed.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
    if (writes.has(commandName)) spend('ddb.wru', 'Units', units || 1, units === 0);
    else spend('ddb.rru', 'Units', units || 1, units === 0);
  });

const kilobytes64 = (text: unknown): number => Math.max(1, Math.ceil(Buffer.byteLength(String(text ?? '')) / 65_536));

export const countedQueue = <C extends Client>(client: C): C =>
  counted(client, ({ input }) =>
    spend(
      String(input.QueueUrl).endsWith('.fifo') ? 'sqs.fifo.request' : 'sqs.std.request',
      'Requests',
      kilobytes64(input.MessageBody),
    ),
  );

export const countedKeys = <C extends Client>(client: C): C =>
  counted(client, () => spend('kms.request', 'Requests', 1));

export const countedObjects = <C extends Client>(client: C): C =>
  counted(client, ({ commandName }) => spend(commandName === 'GetObjectCommand' ? 's3.get' : 's3.put', 'Requests', 1));

/** A frame is billed in steps of 32 KB, in either direction. */
export const frames = (bytes: number): number => Math.max(1, Math.ceil(bytes / 32_768));

export const countedSockets = <C extends Client>(client: C): C =>
  counted(client, ({ input }) => spend('apigw.ws.message', 'Requests', frames((input.Data as Uint8Array).byteLength)));
