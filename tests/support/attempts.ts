import WebSocket from 'ws';
import { openStream } from './streams';

/** The transports, and how a document goes over each; `query` and `subscription` say what it carries. */
export const transports = ['HTTP', 'WebSocket', 'SSE'] as const;
export type Transport = (typeof transports)[number];

export interface Attempt {
  /** Of the HTTP answer; 0 on a socket. */
  status: number;
  /** Of the socket when it was closed instead of answered. */
  closed?: number;
  data?: any;
  errors: { message: string; extensions?: Record<string, any> }[];
  /** Everything that came back. */
  text: string;
}

interface Payload {
  query: unknown;
  variables?: unknown;
  operationName?: unknown;
}

/** The first answer to a request over a transport, whatever it is. */
export function attempt(url: string, token: string | undefined, transport: Transport, payload: Payload) {
  if (transport === 'HTTP') return byHttp(url, token, payload);
  return transport === 'SSE' ? byStream(url, token, payload) : bySocket(url, token, payload);
}

async function byHttp(url: string, token: string | undefined, payload: Payload): Promise<Attempt> {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body: JSON.stringify(payload),
  });
  const text = await response.text();
  return { status: response.status, errors: [], text, ...JSON.parse(text) };
}

async function byStream(url: string, token: string | undefined, payload: Payload): Promise<Attempt> {
  const stream = await openStream(url, token, '', { body: JSON.stringify(payload) });
  const answer = await new Promise<object>((resolve) => {
    const look = setInterval(() => stream.events[0] && done(stream.events[0].data), 5);
    const done = (data: object) => {
      clearInterval(look);
      resolve(data);
    };
    void stream.ended.then(() => done(stream.events[0]?.data ?? JSON.parse(stream.text())));
  });
  stream.leave();
  return { status: stream.status, errors: [], text: stream.text(), ...answer };
}

function bySocket(url: string, token: string | undefined, payload: Payload): Promise<Attempt> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  const send = (message: object) => socket.send(JSON.stringify(message));
  let text = '';
  return new Promise<Attempt>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () =>
      send({ type: 'connection_init', payload: token === undefined ? {} : { authorization: `Bearer ${token}` } }),
    );
    socket.once('close', (closed, reason) => resolve({ status: 0, closed, errors: [], text: text + String(reason) }));
    socket.on('message', (frame: Buffer) => {
      text += frame.toString();
      const { type, payload: answer } = JSON.parse(frame.toString());
      if (type === 'connection_ack') send({ id: '1', type: 'subscribe', payload });
      if (type === 'next') resolve({ status: 0, errors: [], text, ...answer });
      if (type === 'error') resolve({ status: 0, text, errors: answer });
    });
  }).finally(() => socket.terminate());
}
