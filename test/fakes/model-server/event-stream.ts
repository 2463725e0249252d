import { crc32 } from 'node:zlib';

/** A string header of the event stream: name, type 7, value. */
const header = (name: string, value: string): Buffer => {
  const [key, text] = [Buffer.from(name), Buffer.from(value)];
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.byteLength);
  return Buffer.concat([Buffer.from([key.byteLength]), key, Buffer.from([7]), length, text]);
};

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

/**
 * One message of `application/vnd.amazon.eventstream`: total length, length of the headers, checksum of both, headers, payload,
 * checksum of everything before it.
 */
const message = (headers: Record<string, string>, payload: Buffer): Buffer => {
  const named = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)));
  const lengths = Buffer.concat([uint32(named.byteLength + payload.byteLength + 16), uint32(named.byteLength)]);
  const unchecked = Buffer.concat([lengths, uint32(crc32(lengths)), named, payload]);
  return Buffer.concat([unchecked, uint32(crc32(unchecked))]);
};

const JSON_TYPE = { ':content-type': 'application/json' };

export const eventMessage = (type: string, payload: string): Buffer =>
  message({ ':event-type': type, ...JSON_TYPE, ':message-type': 'event' }, Buffer.from(payload));

export const exceptionMessage = (type: string, text: string): Buffer =>
  message(
    { ':exception-type': type, ...JSON_TYPE, ':message-type': 'exception' },
    Buffer.from(JSON.stringify({ message: text })),
  );
