import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Outlet } from './outbox';

/** The frames of a WebSocket; those of one turn of the event loop leave in one write. */
export function socketOutlet(socket: WebSocket, wire: Duplex): Outlet {
  let isCorked = false;
  const gather = () => {
    if (isCorked) return;
    isCorked = true;
    wire.cork();
    setImmediate(() => {
      isCorked = false;
      wire.uncork();
    });
  };
  return {
    get isOpen() {
      return socket.readyState === WebSocket.OPEN;
    },
    get buffered() {
      return socket.bufferedAmount;
    },
    send: (text, gone) => {
      gather();
      socket.send(text, gone);
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  };
}

/** The body of an answer that goes on; its client sends nothing more. */
export function answerOutlet(response: ServerResponse): Outlet {
  return {
    get isOpen() {
      return !response.destroyed && !response.writableEnded;
    },
    get buffered() {
      return response.writableLength;
    },
    send: (text, gone) => void response.write(text, gone),
    pause: () => undefined,
    resume: () => undefined,
  };
}
