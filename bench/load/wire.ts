import { type Socket, connect } from 'node:net';

/** One answer over HTTP: its status, and its bytes as they came. */
export interface Reply {
  status: number;
  chunks: Buffer[];
  length: number;
}

const blank = Buffer.from('\r\n\r\n');

/**
 * One connection that is kept alive and asks one thing at a time. It does as little as HTTP allows, because it shares the
 * machine with what it measures: node:http's client costs more than some of the servers here.
 */
export class Wire {
  private readonly socket: Socket;
  private told: ((reply: Reply) => void) | null = null;
  private failed: ((error: Error) => void) | null = null;
  private chunks: Buffer[] = [];
  private length = 0;
  private wanted = -1;
  private status = 0;
  private head: Buffer | null = null;
  private chunked = false;

  private constructor(port: number, opened: () => void, refused: (error: Error) => void) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true }, opened);
    this.failed = refused;
    this.socket.on('data', (chunk: Buffer) => this.read(chunk));
    this.socket.on('error', (error) => this.failed?.(error));
    this.socket.on('close', () => this.failed?.(new Error('the server closed the connection')));
  }

  static open(port: number): Promise<Wire> {
    return new Promise((opened, refused) => {
      const wire: Wire = new Wire(port, () => opened(wire), refused);
    });
  }

  ask(request: Buffer): Promise<Reply> {
    return new Promise((told, failed) => {
      this.told = told;
      this.failed = failed;
      this.socket.write(request);
    });
  }

  close(): void {
    this.failed = null;
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    if (this.wanted === -1 && !this.chunked) {
      const rest = this.readHead(chunk);
      if (!rest) return;
      chunk = rest;
    }
    if (chunk.length > 0) {
      this.chunks.push(chunk);
      this.length += chunk.length;
    }
    if (this.chunked ? endsChunks(this.chunks) : this.length >= this.wanted) this.tell();
  }

  private readHead(chunk: Buffer): Buffer | null {
    const head = this.head ? Buffer.concat([this.head, chunk]) : chunk;
    const end = head.indexOf(blank);
    if (end === -1) {
      this.head = head;
      return null;
    }
    const text = head.toString('latin1', 0, end);
    this.head = null;
    this.status = Number(text.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
    if (length === undefined) this.chunked = true;
    else this.wanted = Number(length);
    return head.subarray(end + blank.length);
  }

  private tell(): void {
    const reply = { status: this.status, chunks: this.chunks, length: this.length };
    if (this.chunked) Object.assign(reply, joined(this.chunks));
    this.chunks = [];
    this.length = 0;
    this.wanted = -1;
    this.chunked = false;
    this.told?.(reply);
  }
}

function endsChunks(chunks: Buffer[]): boolean {
  const last = chunks.at(-1);
  if (!last) return false;
  const tail = last.length >= 5 ? last : Buffer.concat(chunks.slice(-3));
  return tail.toString('latin1', Math.max(0, tail.length - 5)) === '0\r\n\r\n';
}

function joined(chunks: Buffer[]): Pick<Reply, 'chunks' | 'length'> {
  const all = Buffer.concat(chunks);
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const line = all.indexOf('\r\n', at);
    const size = parseInt(all.toString('latin1', at, line), 16);
    if (!(size > 0)) break;
    parts.push(all.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
  return { chunks: parts, length: parts.reduce((sum, { length }) => sum + length, 0) };
}

/** What an answer says, as text. */
export function textOf({ chunks }: Reply): string {
  return Buffer.concat(chunks).toString('utf8');
}

/** One request as it goes over the wire. */
export interface Request {
  method: 'GET' | 'POST';
  path: string;
  token?: string;
  body?: string;
}

export function bytesOf({ method, path, token, body }: Request): Buffer {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'accept: application/json',
    ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
    ...(body === undefined ? [] : ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`]),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
}
