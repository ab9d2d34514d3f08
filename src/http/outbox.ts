import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';

export interface OutboxLimits {
  /** Unsent bytes above which writers wait. */
  bytes: number;
  /** How long they wait until the socket counts as stalled. */
  milliseconds: number;
}

export const outboxLimits: OutboxLimits = { bytes: 1024 * 1024, milliseconds: 10_000 };

/** What leaves on one socket. Its writers pull: past the limit they wait, and so does what the client sends. */
export class Outbox {
  private readonly waiting: (() => void)[] = [];
  private stall: NodeJS.Timeout | undefined;
  private corked = false;

  constructor(
    private readonly socket: WebSocket,
    private readonly wire: Duplex,
    private readonly limits: OutboxLimits,
    private readonly onStalled: () => void,
  ) {}

  /** Resolves when the next message may be made; at once on a socket that is closing. */
  send(text: string): Promise<void> {
    if (this.socket.readyState !== WebSocket.OPEN) return Promise.resolve();
    this.gather();
    this.socket.send(text, () => this.settle());
    if (this.socket.bufferedAmount <= this.limits.bytes) return Promise.resolve();
    return new Promise((resolve) => this.wait(resolve));
  }

  /** Lets every writer go; the socket has ended. */
  release(): void {
    clearTimeout(this.stall);
    this.stall = undefined;
    this.socket.resume();
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private wait(resolve: () => void): void {
    this.waiting.push(resolve);
    if (this.stall) return;
    this.socket.pause();
    this.stall = setTimeout(this.onStalled, this.limits.milliseconds);
  }

  private settle(): void {
    if (this.waiting.length > 0 && this.socket.bufferedAmount <= this.limits.bytes) this.release();
  }

  /** A burst leaves in one write: frames of one turn of the event loop are held together. */
  private gather(): void {
    if (this.corked) return;
    this.corked = true;
    this.wire.cork();
    setImmediate(() => {
      this.corked = false;
      this.wire.uncork();
    });
  }
}
