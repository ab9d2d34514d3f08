import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

/** One `event:` of a stream, its data parsed. */
export interface StreamEvent {
  event: string;
  data: any;
}

/** One request for server-sent events, as a proxy would pass it on: plain HTTP/1.1, bytes as they come. */
export interface RawStream {
  status: number;
  headers: IncomingHttpHeaders;
  /** What has come so far: events, and how many comments between them. */
  events: StreamEvent[];
  text(): string;
  comments(): number;
  /** Resolves when the server has ended it: true where it did so in good form. */
  ended: Promise<boolean>;
  pause(): void;
  resume(): void;
  leave(): void;
}

export interface StreamOptions {
  method?: 'GET' | 'POST';
  variables?: Record<string, unknown>;
  headers?: Record<string, string>;
  /** Sent instead of what `query` would make of it. */
  body?: string;
  /** Takes this connection instead of one of its own. */
  path?: string;
}

/** Opens a stream, or gets the refusal; `token` undefined sends none. */
export function openStream(url: string, token: string | undefined, query: string, options: StreamOptions = {}) {
  const { method = 'POST', variables = {}, headers = {}, path = '/graphql/stream' } = options;
  const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  const body = method === 'POST' ? (options.body ?? JSON.stringify({ query, variables })) : undefined;
  const sent = request(`${url}${path}${method === 'GET' ? `?${search.toString()}` : ''}`, {
    method,
    agent: false,
    headers: {
      accept: 'text/event-stream',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...headers,
    },
  });
  return new Promise<RawStream>((resolve, reject) => {
    sent.once('error', reject);
    sent.once('response', (response) => resolve(reading(sent, response)));
    sent.end(body);
  });
}

function reading(sent: ClientRequest, response: IncomingMessage): RawStream {
  const events: StreamEvent[] = [];
  let text = '';
  let comments = 0;
  let rest = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
    const parts = (rest + chunk).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      if (part.startsWith(':')) comments++;
      else events.push(parsed(part));
    }
  });
  const ended = new Promise<boolean>((resolve) => {
    response.once('end', () => resolve(true));
    response.once('error', () => resolve(false));
    response.once('close', () => resolve(response.complete));
  });
  sent.on('error', () => undefined);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    events,
    text: () => text,
    comments: () => comments,
    ended,
    pause: () => response.socket.pause(),
    resume: () => response.socket.resume(),
    leave: () => sent.destroy(),
  };
}

function parsed(part: string): StreamEvent {
  const field = (name: string) => new RegExp(`^${name}:(.*)$`, 'm').exec(part)?.[1]?.trim() ?? '';
  const data = field('data');
  return { event: field('event'), data: data === '' ? null : JSON.parse(data) };
}
