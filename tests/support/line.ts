import WebSocket from 'ws';

export interface Line {
  /** What the server said after the acknowledgement, oldest first. */
  readonly heard: { type: string; payload?: any }[];
  /** Once it said anything after the acknowledgement. */
  readonly answered: Promise<0>;
  /** The code with which the socket was closed. */
  readonly closed: Promise<number>;
  hangUp(): void;
}

/** A socket with one subscription, which notes all that it hears until it is closed. */
export function openLine(wsUrl: string, token: string, query: string, variables: Record<string, unknown> = {}): Line {
  const socket = new WebSocket(`${wsUrl}/graphql`, 'graphql-transport-ws');
  const heard: Line['heard'] = [];
  let answer: (nothing: 0) => void = () => undefined;
  const answered = new Promise<0>((resolve) => (answer = resolve));
  const say = (message: object) => socket.send(JSON.stringify(message));
  socket.on('open', () => say({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  socket.on('message', (text: Buffer) => {
    const message = JSON.parse(String(text));
    if (message.type === 'connection_ack') say({ id: '1', type: 'subscribe', payload: { query, variables } });
    else heard.push(message);
    if (heard.length > 0) answer(0);
  });
  socket.on('error', () => undefined); // 'close' follows
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  return { heard, answered, closed, hangUp: () => socket.terminate() };
}
