import type { Duplex } from 'node:stream';
import type { Server as ProtocolServer, WebSocket as ProtocolSocket } from 'graphql-ws';
import type { Viewer } from '../access/directory';
import type { FollowerSeat } from '../graphql/followers';
import type { Watched } from './access-watch';
import { SocketEar } from './ears';
import { type Hearer, type Line, listenTo } from './line';
import { Outbox, outboxLimits } from './outbox';
import { SocketOutlet } from './outlets';
import { NoSeatError } from './seats';

const farewellMilliseconds = 2000;

class Seat implements FollowerSeat {
  viewer: Viewer | null = null;
  isOver = false;
  leave?: () => void;

  constructor(private readonly outbox: Outbox) {}

  earOf(id: string): SocketEar {
    return new SocketEar(this.outbox, id);
  }
}

/** One open socket: its protocol, what leaves on it, and its one end. */
export class Follower implements Watched, ProtocolSocket, Hearer {
  private readonly seat: Seat;
  private readonly outbox: Outbox;
  private readonly closed: (code?: number, reason?: string) => Promise<void>;
  private receive: (message: unknown) => Promise<void> = () => Promise.resolve();
  private alive = true;

  constructor(
    private readonly socket: Line,
    wire: Duplex,
    protocol: ProtocolServer<FollowerSeat>,
    private readonly onEnd: (follower: Follower) => void,
    private readonly onFault: (error: unknown) => void,
  ) {
    this.outbox = new Outbox(new SocketOutlet(socket, wire), outboxLimits, () =>
      this.end(4429, 'The client reads too slowly'),
    );
    this.seat = new Seat(this.outbox);
    this.closed = protocol.opened(this, this.seat);
    listenTo(socket, this);
  }

  /** The end of the protocol. */
  get protocol(): string {
    return this.socket.protocol;
  }

  send(text: string): Promise<void> {
    return this.outbox.send(text);
  }

  close(code = 1000, reason = ''): void {
    this.end(code, reason);
  }

  onMessage(receive: (text: string) => Promise<void>): void {
    this.receive = receive as Follower['receive'];
  }

  get viewer(): Viewer | null {
    return this.seat.viewer;
  }

  expel(): void {
    this.end(4403, 'The token no longer gives this access');
  }

  /** Closes the socket and ends its subscriptions at once: a client that does not answer must not keep them running. */
  end(code: number, reason: string): void {
    this.socket.resume();
    this.socket.close(code, reason);
    this.finish(code, reason);
  }

  /** Ends it and resolves when the client has gone, or after two seconds. */
  leave(code: number, reason: string): Promise<void> {
    return new Promise((resolve) => {
      const late = setTimeout(() => this.socket.terminate(), farewellMilliseconds);
      this.socket.once('close', () => {
        clearTimeout(late);
        resolve();
      });
      this.end(code, reason);
    });
  }

  /** Drops a client that has not answered since the last beat, else asks it again. */
  beat(): void {
    if (!this.alive) return this.socket.terminate();
    this.alive = false;
    this.socket.ping();
  }

  stayAlive(): void {
    this.alive = true;
  }

  take(bytes: Buffer): void {
    if (this.seat.isOver) return; // what was still on its way must not start anything
    this.receive(parsed(bytes)).catch((error: unknown) => {
      if (error instanceof NoSeatError) return this.end(4429, error.message);
      // the protocol throws on messages that only a server may send; everything else is answered, not thrown
      const unexpected = error instanceof Error && error.message.startsWith('Unexpected message');
      if (!unexpected) this.onFault(error);
      this.end(unexpected ? 4400 : 4500, unexpected ? 'Unexpected message' : 'Internal server error');
    });
  }

  hangUp(code: number, reason: string): void {
    this.finish(code, reason);
    this.onEnd(this);
  }

  private finish(code: number, reason: string): void {
    if (this.seat.isOver) return;
    this.seat.isOver = true;
    this.outbox.release();
    this.seat.leave?.();
    void this.closed(code, reason);
  }
}

/** A message as a value, since its text would be kept as long as its subscription lasts; what is no JSON goes on as it is. */
function parsed(bytes: Buffer): unknown {
  const text = String(bytes);
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? text : value; // the protocol would read a text as JSON once more
  } catch {
    return text;
  }
}
