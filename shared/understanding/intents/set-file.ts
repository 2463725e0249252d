import * as z from 'zod';
import type { IntentSet } from './reading.ts';
import { load, serialise } from './store.ts';

/** The first four bytes of a published set, and the version of its layout. */
const MARK = 'BIS1';

const Known = z.object({
  name: z.string(),
  skill: z.string().optional(),
  handOff: z.literal(true).optional(),
  sensitive: z.literal(true).optional(),
  samples: z.array(z.string()),
});
const Header = z.object({ version: z.string(), intents: z.array(Known) });

/** A published set as bytes: mark, length of the header (little endian), header as JSON, the model's own file. */
export const packSet = ({ version, model, intents }: IntentSet): Uint8Array => {
  const header = Buffer.from(JSON.stringify({ version, intents }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  return Buffer.concat([Buffer.from(MARK), length, header, serialise(model)]);
};

/** The set of `packSet`; throws for bytes that are none. */
export const unpackSet = (bytes: Uint8Array): IntentSet => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mark = file.subarray(0, 4).toString();
  if (mark !== MARK) throw new Error(`not a file of kind ${MARK}: it begins with ${JSON.stringify(mark)}`);
  const end = 8 + file.readUInt32LE(4);
  const { version, intents } = Header.parse(JSON.parse(file.subarray(8, end).toString()));
  return { version, model: load(file.subarray(end)), intents: intents as IntentSet['intents'] };
};
