import WebSocket from 'ws';

/** How one sitting at a socket ended: the client had enough, the line or the server went away, or the codes of an error. */
export type Ended = 'LEFT' | 'LOST' | string[];

export type Leaving = 'complete' | 'close' | 'cut';

export interface Sitting {
  wsUrl: string;
  token: string;
  query: string;
  variables: Record<string, unknown>;
  leaving: Leaving;
  /** Takes one answer, and says whether the client stays for more. */
  take: (data: any) => boolean;
}

/** Follows a subscription on a socket of its own until `take` has enough, and leaves in the way that it was told. */
export function sit({ wsUrl, token, query, variables, leaving, take }: Sitting): Promise<Ended> {
  const socket = new WebSocket(`${wsUrl}/graphql`, 'graphql-transport-ws');
  const say = (message: object) => socket.send(JSON.stringify(message));
  let ended: Ended = 'LOST';
  const hear = ({ type, payload }: { type: string; payload?: any }) => {
    if (type === 'connection_ack') say({ id: 'it', type: 'subscribe', payload: { query, variables } });
    if (type === 'ping') say({ type: 'pong' });
    const errors = type === 'error' ? payload : payload?.errors;
    if (errors) return endWith(errors.map((error: any) => String(error.extensions?.code)));
    if (type === 'next' && !take(payload.data)) endWith('LEFT');
  };
  const endWith = (how: Ended) => {
    ended = how;
    if (leaving === 'cut') return socket.terminate();
    if (leaving === 'complete') say({ id: 'it', type: 'complete' });
    socket.close(1000);
  };
  socket.on('open', () => say({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  socket.on('message', (text: Buffer) => {
    if (ended === 'LOST') hear(JSON.parse(String(text)));
  });
  socket.on('error', () => undefined); // 'close' follows
  return new Promise((resolve) => socket.on('close', () => resolve(ended)));
}

const ways: readonly Leaving[] = ['complete', 'close', 'cut'];

/** The ways to leave, each in its turn. */
export function wayToLeave(sitting: number): Leaving {
  return ways[sitting % ways.length]!;
}
