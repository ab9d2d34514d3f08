export interface OutboxLimits {
  /** Unsent bytes above which writers wait. */
  bytes: number;
  /** How long they wait until the connection counts as stalled. */
  milliseconds: number;
}

export const outboxLimits: OutboxLimits = { bytes: 1024 * 1024, milliseconds: 10_000 };

/** Where an outbox writes to: a socket or a stream. */
export interface Outlet {
  readonly isOpen: boolean;
  /** Bytes that have not left yet. */
  readonly buffered: number;
  /** Writes, and calls back when it has left or never will. */
  send(text: string, gone: () => void): void;
  /** Writes bytes as they go over the wire. */
  sendReady(bytes: Buffer, gone?: () => void): void;
  /** Stops and goes on reading what the client sends. */
  pause(): void;
  resume(): void;
}

/** What leaves on one connection. Its writers pull: past the limit they wait, and so does what the client sends. */
export class Outbox {
  private readonly waiting: (() => void)[] = [];
  private stall: NodeJS.Timeout | undefined;

  constructor(
    private readonly outlet: Outlet,
    private readonly limits: OutboxLimits,
    private readonly onStalled: () => void,
  ) {}

  /** Resolves when the next message may be made; at once on a connection that is closing. */
  send(text: string): Promise<void> {
    if (!this.outlet.isOpen) return Promise.resolve();
    this.outlet.send(text, () => this.settle());
    return this.room();
  }

  /** Sends bytes that are ready, and answers whether there is still room. */
  sendReady(bytes: Buffer): boolean {
    if (!this.outlet.isOpen) return false;
    // to be told that they have left costs much: only where somebody may have to wait for it
    if (this.outlet.buffered + bytes.length <= this.limits.bytes) {
      this.outlet.sendReady(bytes);
      return true;
    }
    this.outlet.sendReady(bytes, () => this.settle());
    return this.hasRoom;
  }

  /** Whether it is open and not full. */
  get hasRoom(): boolean {
    return this.outlet.isOpen && this.outlet.buffered <= this.limits.bytes;
  }

  /** Resolves when there is room for a message, or no use in one. */
  room(): Promise<void> {
    if (!this.outlet.isOpen || this.outlet.buffered <= this.limits.bytes) return Promise.resolve();
    return new Promise((resolve) => this.wait(resolve));
  }

  /** Lets every writer go; the connection has ended. */
  release(): void {
    clearTimeout(this.stall);
    this.stall = undefined;
    this.outlet.resume();
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private wait(resolve: () => void): void {
    this.waiting.push(resolve);
    if (this.stall) return;
    this.outlet.pause();
    this.stall = setTimeout(this.onStalled, this.limits.milliseconds);
  }

  private settle(): void {
    if (this.waiting.length > 0 && this.outlet.buffered <= this.limits.bytes) this.release();
  }
}
