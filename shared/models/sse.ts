/** A line longer than this is no event of a chat. In UTF-16 units. */
const LONGEST_LINE = 1_000_000;

/**
 * The `data` of each event of a stream of server-sent events, in order. Lines end by LF, CR or CRLF, also where two reads cut them
 * apart; comments, ids and names are passed over. What an unfinished last event holds is dropped, as the standard says.
 */
export async function* dataOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let data: string[] = [];
  for await (const line of linesOf(chunks)) {
    if (line === '') {
      if (data.length > 0) yield data.join('\n');
      data = [];
    } else if (line.startsWith('data:')) {
      data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
    }
  }
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    // A CR at the very end may be the first half of a CRLF: it waits for the next read.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new RangeError(`a line of more than ${LONGEST_LINE} characters`);
    yield* lines;
  }
  const [last = '', ...ended] = (rest + decoder.decode()).split(/\r$/);
  if (ended.length > 0) yield last;
}
