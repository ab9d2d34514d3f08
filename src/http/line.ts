import { WebSocket } from 'ws';

/** Who is told what happens on a socket. */
export interface Hearer {
  /** The client has said something. */
  take(bytes: Buffer): void;
  /** The client has answered a ping. */
  stayAlive(): void;
  /** The socket has closed; nothing follows. */
  hangUp(code: number, reason: string): void;
}

/** A socket that knows who hears it, so that thousands of them share the functions that listen. */
export class Line extends WebSocket {
  hearer?: Hearer;
}

export function listenTo(line: Line, hearer: Hearer): void {
  line.hearer = hearer;
  line.on('message', onMessage);
  line.on('pong', onPong);
  line.on('error', ignore); // 'close' follows, and ends it
  line.on('close', onClose);
}

function onMessage(this: Line, bytes: Buffer): void {
  this.hearer?.take(bytes);
}

function onPong(this: Line): void {
  this.hearer?.stayAlive();
}

function onClose(this: Line, code: number, reason: Buffer): void {
  this.hearer?.hangUp(code, String(reason));
}

function ignore(): void {}
