import type { Ear } from '../graphql/listener';
import { framesOf } from './frames';
import type { Outbox } from './outbox';

/** The ear of one subscription on a socket. */
export class SocketEar implements Ear {
  readonly form: string;

  constructor(
    private readonly outbox: Outbox,
    id: string,
  ) {
    this.form = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  }

  bytesOf(answers: readonly Buffer[], end: string): Buffer {
    return framesOf(this.form, answers, `${end}}`);
  }

  get hasRoom(): boolean {
    return this.outbox.hasRoom;
  }

  room(): Promise<void> {
    return this.outbox.room();
  }

  send(bytes: Buffer): boolean {
    return this.outbox.sendReady(bytes);
  }
}

const eventHead = Buffer.from('event: next\ndata: ');

/** The ear of a stream of server-sent events, which is opened a moment after its subscription. */
export class StreamEar implements Ear {
  readonly form = 'event';
  private open: (outbox: Outbox) => void = () => undefined;
  private readonly opened = new Promise<Outbox>((resolve) => (this.open = resolve));
  private outbox: Outbox | undefined;

  bytesOf(answers: readonly Buffer[], end: string): Buffer {
    const after = Buffer.from(`${end}\n\n`);
    return Buffer.concat(answers.flatMap((answer) => [eventHead, answer, after]));
  }

  /** The stream is there: what is said goes into its outbox. */
  attach(outbox: Outbox): void {
    this.outbox = outbox;
    this.open(outbox);
  }

  get hasRoom(): boolean {
    return this.outbox?.hasRoom ?? false;
  }

  async room(): Promise<void> {
    await (await this.opened).room();
  }

  send(bytes: Buffer): boolean {
    return this.outbox?.sendReady(bytes) ?? false;
  }
}
