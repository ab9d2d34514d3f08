import WebSocket from 'ws';
import type { Request, Root } from './matrix.examples';

/** The first thing that a server says to a request. */
export interface Said {
  code: string | null;
  body: string;
}

/** One way to ask, in one name. */
export interface Channel {
  ask(request: Request): Promise<Said>;
  close(): void;
}

export interface Transport {
  name: string;
  /** The operations that it carries. */
  carries: readonly Root[];
  open(token: string | undefined): Channel;
}

const said = (body: string): Said => {
  const { errors } = JSON.parse(body) as { errors?: { extensions?: { code?: string } }[] };
  return { code: errors?.[0]?.extensions?.code ?? null, body };
};
const bearer = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

/** One request, one answer. */
export function overHttp(url: string): Transport {
  const open = (token: string | undefined): Channel => ({
    ask: async (request) => {
      const headers = { 'content-type': 'application/json', ...bearer(token) };
      const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(request) });
      return said(await response.text());
    },
    close: () => undefined,
  });
  return { name: 'HTTP', carries: ['Query', 'Mutation'], open };
}

/** A stream for each request, left after its first message. */
export function overEvents(url: string): Transport {
  const open = (token: string | undefined): Channel => ({
    ask: async (request) => {
      const left = new AbortController();
      const headers = { 'content-type': 'application/json', accept: 'text/event-stream', ...bearer(token) };
      const init = { method: 'POST', headers, body: JSON.stringify(request), signal: left.signal };
      const response = await fetch(`${url}/graphql/stream`, init);
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return said(await response.text());
      const first = await firstMessage(response);
      left.abort();
      return said(first);
    },
    close: () => undefined,
  });
  return { name: 'SSE', carries: ['Subscription'], open };
}

async function firstMessage(response: Response): Promise<string> {
  let heard = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    heard += Buffer.from(chunk).toString();
    const message = /^event: next\ndata: (.*)\n\n/m.exec(heard)?.[1];
    if (message !== undefined) return message;
  }
  throw new Error(`the stream ended without a message: ${heard}`);
}

/** One socket for a token, each request a subscription of its own, ended after its first message. */
export function overSocket(wsUrl: string): Transport {
  return { name: 'WebSocket', carries: ['Subscription'], open: (token) => new Socket(wsUrl, token) };
}

type Message = { id?: string; type: string; payload?: unknown };

class Socket implements Channel {
  private readonly socket: WebSocket;
  private readonly acknowledged: Promise<void>;
  private readonly waiting = new Map<string, { tell: (said: Said) => void; fail: (error: Error) => void }>();
  private number = 0;
  private closed: number | null = null;

  constructor(wsUrl: string, token: string | undefined) {
    this.socket = new WebSocket(`${wsUrl}/graphql`, 'graphql-transport-ws');
    this.socket.on('open', () => this.send({ type: 'connection_init', payload: bearer(token) }));
    this.acknowledged = new Promise((acknowledge) => {
      this.socket.on('message', (text: Buffer) => this.hear(JSON.parse(String(text)) as Message, acknowledge));
      this.socket.on('close', (code) => {
        this.closed = code;
        acknowledge();
        for (const { fail } of this.waiting.values()) fail(new Error(`the socket was closed with ${code}`));
      });
    });
    this.socket.on('error', () => undefined); // 'close' follows
  }

  async ask(payload: Request): Promise<Said> {
    await this.acknowledged;
    if (this.closed !== null) return { code: this.closed === 4403 ? 'UNAUTHENTICATED' : null, body: `${this.closed}` };
    const id = `r${this.number++}`;
    return new Promise((tell, fail) => {
      this.waiting.set(id, { tell, fail });
      this.send({ id, type: 'subscribe', payload });
    });
  }

  close(): void {
    this.socket.terminate();
  }

  private send(message: Message): void {
    this.socket.send(JSON.stringify(message));
  }

  private hear({ id = '', type, payload }: Message, acknowledge: () => void): void {
    if (type === 'connection_ack') return acknowledge();
    const asked = this.waiting.get(id);
    if (!asked) return;
    this.waiting.delete(id);
    if (type === 'next') this.send({ id, type: 'complete' });
    asked.tell(said(JSON.stringify(type === 'error' ? { errors: payload } : payload)));
  }
}
