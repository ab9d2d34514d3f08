const newline = 0x0a;
/** The longest text of rows that a plan of the largest size makes, many times over. */
const longestLine = 256 * 1024 * 1024;

/** The lines of a stream, each with its newline; only the last may lack it. */
export async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  let open: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const lines: Buffer[] = [];
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      const part = chunk.subarray(from, at + 1);
      lines.push(open.length > 0 ? Buffer.concat([...open, part]) : part);
      open = [];
      length = 0;
      from = at + 1;
    }
    if (from < chunk.length) open.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > longestLine) throw new Error(`A line is longer than ${longestLine} bytes.`);
    if (lines.length > 0) yield lines;
  }
  if (open.length > 0) yield [Buffer.concat(open)];
}
