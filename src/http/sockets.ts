import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, makeServer } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { Directory } from '../access/directory';
import { followerOptions } from '../graphql/followers';
import type { Pipeline } from '../graphql/pipeline';
import type { Together } from '../graphql/together';
import { watchAccess } from './access-watch';
import { Follower } from './follower';
import { Line } from './line';
import { isForeign } from './origins';
import type { Rates } from './rates';
import type { Seats } from './seats';

export interface SocketParts {
  pipeline: Pipeline;
  directory: Directory;
  together: Together;
  rates: Rates;
  seats: Seats;
  allowedOrigins: readonly string[];
  limits: { frameBytes: number; subscriptionsPerSocket: number };
}

export interface Sockets {
  /** Closes every socket with 1001 after what is being sent, and lets nobody in any more. */
  close(): Promise<void>;
}

const beatMilliseconds = 12_000;

/** Serves subscriptions on `/graphql` by graphql-transport-ws; queries and mutations go over HTTP. */
export function openSockets(server: Server, parts: SocketParts): Sockets {
  const { pipeline, directory, together, rates, seats, limits } = parts;
  const sockets = new WebSocketServer({
    WebSocket: Line,
    noServer: true,
    clientTracking: false, // the followers are all of them
    maxPayload: limits.frameBytes,
    perMessageDeflate: false,
    handleProtocols: () => GRAPHQL_TRANSPORT_WS_PROTOCOL,
  });
  const protocol = makeServer(
    followerOptions({
      ...{ pipeline, directory, together, subscriptionsPerSocket: limits.subscriptionsPerSocket },
      spend: (viewer) => rates.ofPrincipal(viewer.id),
      sit: (viewer) => seats.take(viewer.id),
    }),
  );
  const followers = new Set<Follower>();
  const left = (follower: Follower) => {
    followers.delete(follower);
    pipeline.tally.closed('socket');
  };
  let isClosing = false;
  const upgrade = async (request: IncomingMessage, wire: Duplex, head: Buffer) => {
    wire.on('error', ignore);
    const refusal = isClosing ? '503 Service Unavailable' : await refuseUpgrade(request, parts);
    if (refusal) return refuse(wire, refusal);
    wire.off('error', ignore);
    sockets.handleUpgrade(request, wire, head, (line) => {
      pipeline.tally.opened('socket');
      followers.add(new Follower(line, wire, protocol, left, (error) => pipeline.mask(error)));
    });
  };
  server.on('upgrade', (request, wire, head) => void upgrade(request, wire, head));
  const stopWatching = watchAccess(followers, directory);
  const beat = setInterval(() => followers.forEach((follower) => follower.beat()), beatMilliseconds);
  return {
    close: () => {
      stopWatching();
      clearInterval(beat);
      isClosing = true;
      return endAll(followers);
    },
  };
}

function ignore(): void {}

async function refuseUpgrade(request: IncomingMessage, { rates, allowedOrigins }: SocketParts): Promise<string | null> {
  const path = (request.url ?? '').split('?')[0];
  if (path !== '/graphql') return '404 Not Found';
  if (isForeign(request.headers, allowedOrigins)) return '403 Forbidden';
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((word) => word.trim());
  if (!offered.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL)) return '400 Bad Request';
  const busy = await rates.ofAddress(request.socket.remoteAddress ?? '');
  return busy ? `429 Too Many Requests\r\nRetry-After: ${String(busy.extensions.retryAfter)}` : null;
}

const closing = [
  'Connection: close',
  'Content-Length: 0',
  'Cache-Control: no-store',
  "Content-Security-Policy: default-src 'none'",
  'X-Content-Type-Options: nosniff',
];

function refuse(wire: Duplex, status: string): void {
  wire.end(`HTTP/1.1 ${[status, ...closing].join('\r\n')}\r\n\r\n`);
}

async function endAll(followers: Set<Follower>): Promise<void> {
  await Promise.all([...followers].map((follower) => follower.leave(1001, 'The server is stopping')));
}
