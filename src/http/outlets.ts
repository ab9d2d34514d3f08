import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Outlet } from './outbox';

/** The frames of a WebSocket; those of one turn of the event loop leave in one write. */
export class SocketOutlet implements Outlet {
  private isCorked = false;

  constructor(
    private readonly socket: WebSocket,
    private readonly wire: Duplex,
  ) {}

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  get buffered(): number {
    return this.socket.bufferedAmount;
  }

  send(text: string, gone: () => void): void {
    this.gather();
    this.socket.send(text, gone);
  }

  // Nothing is compressed or sent in fragments, so that whole frames may stand between those of the library.
  sendReady(bytes: Buffer, gone?: () => void): void {
    this.wire.write(bytes, gone);
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  private gather(): void {
    if (this.isCorked) return;
    this.isCorked = true;
    this.wire.cork();
    setImmediate(() => {
      this.isCorked = false;
      this.wire.uncork();
    });
  }
}

/** The body of an answer that goes on; its client sends nothing more. */
export class AnswerOutlet implements Outlet {
  constructor(private readonly response: ServerResponse) {}

  get isOpen(): boolean {
    return !this.response.destroyed && !this.response.writableEnded;
  }

  get buffered(): number {
    return this.response.writableLength;
  }

  send(text: string, gone: () => void): void {
    this.response.write(text, gone);
  }

  sendReady(bytes: Buffer, gone?: () => void): void {
    this.response.write(bytes, gone);
  }

  pause(): void {}

  resume(): void {}
}
