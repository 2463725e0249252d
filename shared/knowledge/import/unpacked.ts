import { type FileRefused, LARGEST_UNPACKED, refuseFile } from './sources.ts';

const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const LOCAL_BYTES = 30;
const DEFLATED = 8;

/** Bytes of one part once it is inflated, counted while it is, up to `most`: what a file says of its own size is not believed. */
async function inflatedBytes(packed: Uint8Array, most: number): Promise<number> {
  const inflated = new Blob([new Uint8Array(packed)]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = inflated.getReader();
  let bytes = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    bytes += read.value.length;
    if (bytes > most) {
      await reader.cancel();
      break;
    }
  }
  return bytes;
}

/** The parts that the directory at the end of a zip names; `undefined` where it is none. */
function partsOf(bytes: Uint8Array): { packed: Uint8Array; method: number }[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end -= 1;
  if (end < 0) return undefined;
  const parts: { packed: Uint8Array; method: number }[] = [];
  let at = view.getUint32(end + 16, true);
  for (let n = view.getUint16(end + 10, true); n > 0; n -= 1) {
    if (view.getUint32(at, true) !== CENTRAL) return undefined;
    const size = view.getUint32(at + 20, true);
    const local = view.getUint32(at + 42, true);
    const start = local + LOCAL_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    parts.push({ packed: bytes.subarray(start, start + size), method: view.getUint16(at + 10, true) });
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return parts;
}

/** A workbook or text document is a zip: refused before a parser unpacks it, where it is none or grows beyond all measure. */
export async function refusedPackage(
  file: string,
  bytes: Uint8Array,
  most = LARGEST_UNPACKED,
): Promise<FileRefused | undefined> {
  const broken = (why: string) =>
    refuseFile(file, 'broken', why, 'a file of Office, or of a program that writes the same');
  try {
    const parts = partsOf(bytes);
    if (!parts || parts.length === 0) return broken('no directory of its parts');
    let total = 0;
    for (const { packed, method } of parts) {
      total += method === DEFLATED ? await inflatedBytes(packed, most - total) : packed.length;
      if (total > most)
        return refuseFile(file, 'unpacks-too-large', `more than ${most} bytes`, `${most} bytes unpacked`);
    }
    return undefined;
  } catch (error) {
    return broken(error instanceof Error ? error.message : String(error));
  }
}
