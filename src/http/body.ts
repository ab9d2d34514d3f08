import type { IncomingMessage } from 'node:http';
import { requestError } from '../view/errors';

/** How much of a refused body is read and dropped, since clients look at the answer only when all is sent. */
const mostDropped = 128 * 1024 * 1024;

/** Reads a body up to `limit` bytes; where it is longer, `more()` is asked once for another limit. Past that: LIMIT_EXCEEDED. */
export function readBody(stream: IncomingMessage, limit: number, more: () => number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let allowed = limit;
    let refusal: Error | null = null;
    const judge = (bytes: number) => {
      if (bytes > allowed && allowed === limit) allowed = more();
      if (bytes <= allowed) return;
      refusal = tooLarge(allowed);
      chunks.length = 0;
    };
    judge(Number(stream.headers['content-length'] ?? 0));
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (!refusal) judge(size);
      if (!refusal) chunks.push(chunk);
      else if (size > mostDropped) reject(refusal); // the connection ends
    });
    stream.once('end', () => (refusal ? reject(refusal) : resolve(whole(chunks))));
    stream.once('error', reject);
  });
}

function whole(chunks: Buffer[]): Buffer {
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of a body in UTF-8; a BAD_USER_INPUT error for anything else. */
export function textOf(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw notJson();
  }
}

/** The JSON of a text; a BAD_USER_INPUT error for anything else. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw notJson();
  }
}

function notJson(): Error {
  return Object.assign(requestError('BAD_USER_INPUT', 'The body is not JSON in UTF-8.'), { statusCode: 400 });
}

function tooLarge(limit: number): Error {
  const message = `A body of more than ${limit} bytes is not read here: only a plan in a GraphQL request may be larger, one at a time, with a token.`;
  return Object.assign(requestError('LIMIT_EXCEEDED', message), { statusCode: 413 });
}
