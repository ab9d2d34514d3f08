import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';

/** Where sockets are opened, and the one subscription on each. */
export interface SocketTarget {
  port: number;
  path: string;
  token?: string;
  query: string;
  variables: Record<string, unknown>;
}

/** Opens sockets, so many a second; each counts as open once the server took its greeting and its subscription went out. */
export interface OpenSockets {
  kind: 'OPEN';
  name: string;
  target: SocketTarget;
  sockets: number;
  perSecond: number;
  /** For a storm, the longest that it may take: sockets that are not open by then are lost, which is counted and no error. */
  within?: number;
}

/** Waits until each socket has been told so many things since the last time. */
export interface AwaitDeliveries {
  kind: 'AWAIT';
  name: string;
  each: number;
  milliseconds: number;
}

export interface Delivered {
  delivered: number;
}

/** How long it took until sockets counted as open, in milliseconds; of all of them, and each. */
export interface Opened {
  elapsed: number;
  p50: number;
  p99: number;
  /** How many the server closed before it had greeted them. */
  lost: number;
}

export interface CloseSockets {
  kind: 'CLOSE';
  name: string;
}

export type SocketJob = OpenSockets | AwaitDeliveries | CloseSockets;

interface Flock {
  sockets: WebSocket[];
  delivered: number;
  taken: number;
  error: string | null;
}

const flocks = new Map<string, Flock>();

export function socketJob(job: SocketJob): Promise<unknown> {
  if (job.kind === 'OPEN') return open(job);
  return job.kind === 'AWAIT' ? awaitDeliveries(job) : close(job);
}

async function open({ name, target, sockets, perSecond, within }: OpenSockets): Promise<Opened> {
  const flock = flocks.get(name) ?? { sockets: [], delivered: 0, taken: 0, error: null };
  flocks.set(name, flock);
  const started = performance.now();
  const opening: Promise<number>[] = [];
  while (opening.length < sockets) {
    const due = Math.min(sockets, Math.ceil(((performance.now() - started) / 1000) * perSecond));
    while (opening.length < due)
      opening.push(within === undefined ? openOne(flock, target) : openOne(flock, target, started + within));
    await pause(2);
  }
  const all = await Promise.all(opening);
  const times = all.filter((time) => !Number.isNaN(time)).sort((one, other) => one - other);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? NaN;
  return { elapsed: performance.now() - started, p50: at(0.5), p99: at(0.99), lost: all.length - times.length };
}

/** The milliseconds until the server has greeted a socket; with a deadline NaN for one that is lost, else an error. */
function openOne(flock: Flock, target: SocketTarget, deadline?: number): Promise<number> {
  const { port, path, token, query, variables } = target;
  const started = performance.now();
  return new Promise((opened, refused) => {
    const failed = deadline === undefined ? refused : () => opened(NaN);
    if (deadline !== undefined) setTimeout(failed, deadline - started).unref();
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, 'graphql-transport-ws', { perMessageDeflate: false });
    flock.sockets.push(socket);
    const payload = token === undefined ? {} : { authorization: `Bearer ${token}` };
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })));
    socket.on('error', failed);
    socket.on('close', (code, reason) => failed(new Error(`closed with ${code} ${reason.toString()}`)));
    socket.on('message', (data: Buffer) => {
      const kind = kindOf(data);
      if (kind === 'next') {
        flock.delivered++;
        if (data.includes('"errors"')) flock.error ??= data.toString();
      } else if (kind === 'connection_ack') {
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
        opened(performance.now() - started);
      } else if (kind === 'ping') socket.send('{"type":"pong"}');
      else flock.error ??= data.toString();
    });
  });
}

// The type stands near the beginning or, as some servers write it, after the id; a parse of each message would cost more.
function kindOf(data: Buffer): string {
  return /"type":"(\w+)"/.exec(data.toString('latin1', 0, 120))?.[1] ?? data.toString();
}

// A server may tell more than was asked for, such as what else a change touched: that counts as delivered too.
async function awaitDeliveries({ name, each, milliseconds }: AwaitDeliveries): Promise<Delivered> {
  const flock = flocks.get(name);
  if (!flock) throw new Error(`there are no sockets ${name}`);
  const wanted = flock.taken + each * flock.sockets.length;
  const until = performance.now() + milliseconds;
  while (flock.delivered < wanted && performance.now() < until) await pause(5);
  let before = -1;
  while (flock.delivered !== before) {
    before = flock.delivered;
    await pause(150);
  }
  if (flock.error) throw new Error(flock.error.slice(0, 500));
  if (before < wanted) throw new Error(`${before - flock.taken} of ${wanted - flock.taken} deliveries came`);
  const delivered = before - flock.taken;
  flock.taken = before;
  return { delivered };
}

async function close({ name }: CloseSockets): Promise<void> {
  const { sockets = [] } = flocks.get(name) ?? {};
  flocks.delete(name);
  for (const socket of sockets) {
    socket.removeAllListeners();
    socket.on('error', () => undefined);
    socket.terminate();
  }
  await pause(500);
}
