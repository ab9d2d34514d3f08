import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import WebSocket, { WebSocketServer } from 'ws';
import { framesOf } from '../../src/http/frames';

let server: WebSocketServer;
let bytes: Buffer;

beforeAll(async () => {
  server = new WebSocketServer({ port: 0, perMessageDeflate: false });
  server.on('connection', (socket, { socket: wire }) => {
    wire.write(bytes);
    socket.close();
  });
  await once(server, 'listening');
});
afterAll(() => server.close());

/** What a client reads out of them. */
async function read(): Promise<string[]> {
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const messages: string[] = [];
  client.on('message', (data: Buffer, isBinary) => messages.push(isBinary ? 'binary' : String(data)));
  await once(client, 'close');
  return messages;
}

// around the lengths at which the header of a frame grows; each message has three bytes more
const lengths = [0, 1, 121, 122, 123, 124, 65_531, 65_532, 65_533, 65_534, 200_000];

it.each(lengths)('a client reads messages of %i bytes, and those after them, as they were meant', async (length) => {
  const parts = [Buffer.from('y'.repeat(length)), Buffer.from('ö'.repeat(length >> 1)), Buffer.from('last')];
  bytes = framesOf('ä', parts, 'b');
  expect(await read()).toEqual(parts.map((part) => `ä${String(part)}b`));
});
