import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, makeServer } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { Directory } from '../access/directory';
import { followerOptions } from '../graphql/followers';
import type { Pipeline } from '../graphql/pipeline';
import { Follower } from './follower';

export interface SocketLimits {
  frameBytes: number;
  subscriptionsPerSocket: number;
}

export interface Sockets {
  /** Closes every socket with 1001 after what is being sent, and lets nobody in any more. */
  close(): Promise<void>;
}

const watchMilliseconds = 500;
const beatMilliseconds = 12_000;

/** Serves subscriptions on `/graphql` by graphql-transport-ws; queries and mutations go over HTTP. */
export function openSockets(server: Server, pipeline: Pipeline, directory: Directory, limits: SocketLimits): Sockets {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytes,
    perMessageDeflate: false,
    handleProtocols: () => GRAPHQL_TRANSPORT_WS_PROTOCOL,
  });
  const protocol = makeServer(followerOptions(pipeline, directory, limits.subscriptionsPerSocket));
  const followers = new Set<Follower>();
  const upgrade = (request: IncomingMessage, wire: Duplex, head: Buffer) => {
    const refusal = refuseUpgrade(request);
    if (refusal) return refuse(wire, refusal);
    sockets.handleUpgrade(request, wire, head, (socket) => {
      followers.add(new Follower(socket, wire, protocol, (ended) => followers.delete(ended)));
    });
  };
  server.on('upgrade', upgrade);
  const watch = setInterval(() => endWithoutAccess(followers, directory), watchMilliseconds);
  const beat = setInterval(() => followers.forEach((follower) => follower.beat()), beatMilliseconds);
  return {
    close: () => {
      clearInterval(watch);
      clearInterval(beat);
      server.off('upgrade', upgrade);
      server.on('upgrade', (_request, wire) => refuse(wire, '503 Service Unavailable'));
      return endAll(followers);
    },
  };
}

function refuseUpgrade(request: IncomingMessage): string | null {
  const path = (request.url ?? '').split('?')[0];
  if (path !== '/graphql') return '404 Not Found';
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((word) => word.trim());
  return offered.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? null : '400 Bad Request';
}

function refuse(wire: Duplex, status: string): void {
  wire.on('error', () => undefined);
  wire.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function endWithoutAccess(followers: Set<Follower>, directory: Directory): void {
  for (const follower of followers) {
    const { viewer } = follower;
    if (viewer && !directory.stillStands(viewer)) follower.end(4403, 'The token no longer gives this access');
  }
}

async function endAll(followers: Set<Follower>): Promise<void> {
  await Promise.all([...followers].map((follower) => follower.leave(1001, 'The server is stopping')));
}
