import { crc32 } from 'node:zlib';

/** A zip of some files, not compressed: it travels within this machine. Their modes are 0644, their dates always the same. */
export function zipOf(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const entries: Buffer[] = [];
  const places: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of files) {
    const { entry, place } = packed(name, content, offset);
    entries.push(entry);
    places.push(place);
    offset += entry.length;
  }
  const directory = Buffer.concat(places);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.size, 4);
  end.writeUInt16LE(files.size, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...entries, directory, Buffer.from('PK\x05\x06'), end]);
}

/** The file itself, and its line in the directory, which says where it begins. */
function packed(name: string, content: Uint8Array, offset: number): { entry: Buffer; place: Buffer } {
  const file = Buffer.from(name);
  const sums = Buffer.alloc(12);
  sums.writeUInt32LE(crc32(content), 0);
  sums.writeUInt32LE(content.length, 4);
  sums.writeUInt32LE(content.length, 8);
  const lengths = Buffer.alloc(4);
  lengths.writeUInt16LE(file.length, 0);
  const [method, moment] = [Buffer.alloc(2), Buffer.from([0, 0, 0x21, 0])];
  const head = [Buffer.from([20, 0, 0, 0]), method, moment, sums, lengths];
  const attributes = Buffer.alloc(14);
  attributes.writeUInt32LE(0o100644 * 0x10000, 6);
  attributes.writeUInt32LE(offset, 10);
  return {
    entry: Buffer.concat([Buffer.from('PK\x03\x04'), ...head, file, content]),
    place: Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), ...head, attributes, file]),
  };
}
