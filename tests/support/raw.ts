import { connect, type Socket } from 'node:net';
import { eventually } from './eventually';

/** One connection, written to byte by byte, and what came back on it so far. */
export class RawConnection {
  private said = '';
  private readonly socket: Socket;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect(Number(port), hostname);
    this.socket.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
    this.socket.on('error', () => undefined);
  }

  write(text: string): void {
    this.socket.write(text);
  }

  /** The statuses of the answers, once there are so many. */
  statuses(count: number): Promise<number[]> {
    return eventually(() => {
      const found = [...this.said.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));
      return Promise.resolve(found.length >= count ? found : undefined);
    }, `${count} answers on one connection`);
  }

  get text(): string {
    return this.said;
  }
}

/** A question by POST as it goes over the wire: what comes before its body, and the body. */
export function rawQuestion(token: string, query: string, path = '/graphql'): { head: string; body: string } {
  const body = JSON.stringify({ query });
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: blackstart',
    'content-type: application/json',
    `authorization: Bearer ${token}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return { head: `${head.join('\r\n')}\r\n\r\n`, body };
}
