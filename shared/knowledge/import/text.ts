import { type FileRefused, refuseFile } from './sources.ts';

const startsWith = (bytes: Uint8Array, ...mark: number[]): boolean =>
  mark.every((byte, place) => bytes[place] === byte);

/** Text in UTF-16 without a mark has a zero in every other byte of its Latin letters. */
function wide(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const sample = bytes.subarray(0, 2000);
  const zeros = [0, 0];
  for (const [place, byte] of sample.entries()) if (byte === 0) zeros[place % 2] = (zeros[place % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > sample.length / 8 && even < odd / 8) return 'utf-16le';
  return even > sample.length / 8 && odd < even / 8 ? 'utf-16be' : undefined;
}

function marked(bytes: Uint8Array): string | undefined {
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return 'utf-8';
  if (startsWith(bytes, 0xff, 0xfe)) return 'utf-16le';
  return startsWith(bytes, 0xfe, 0xff) ? 'utf-16be' : wide(bytes);
}

const decoded = (bytes: Uint8Array, encoding: string): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** Western letters read as GB18030 become rare characters beside each other; Chinese read so is mostly everyday ones. */
const isChinese = (text: string): boolean => {
  const foreign = text.match(/[^\0-\x7f]/gu) ?? [];
  const everyday = text.match(/[\u4e00-\u9fa5\u3000-\u303f\uff00-\uffef“”‘’…—]/gu) ?? [];
  return everyday.length > foreign.length * 0.9 && (decodedPairs(text) || foreign.length === 0);
};
/** Chinese stands in runs, an accented letter between Latin ones. */
const decodedPairs = (text: string): boolean => {
  const runs = text.match(/[\u4e00-\u9fa5]+/gu) ?? [];
  return runs.some((run) => run.length > 1) || runs.length === 0;
};

/** The words of a file in UTF-8, UTF-16, GB18030 (GBK, GB2312) or Windows-1252, with or without a mark at their start. */
export function textOf(file: string, bytes: Uint8Array): string | FileRefused {
  const mark = marked(bytes);
  if (mark) {
    const text = decoded(bytes, mark);
    return (
      text ?? refuseFile(file, 'unknown-encoding', `not ${mark.toUpperCase()} throughout`, 'UTF-8, UTF-16 or GB18030')
    );
  }
  const plain = decoded(bytes, 'utf-8');
  if (plain !== undefined && !plain.includes('\0')) return plain;
  const chinese = decoded(bytes, 'gb18030');
  if (chinese !== undefined && isChinese(chinese) && !chinese.includes('\0')) return chinese;
  const western = bytes.includes(0) ? undefined : decoded(bytes, 'windows-1252');
  return western ?? refuseFile(file, 'unknown-encoding', 'bytes of no text', 'UTF-8, UTF-16 or GB18030');
}
