import type { ServerResponse } from 'node:http';
import type { Viewer } from '../access/directory';
import type { Watched } from './access-watch';
import { Outbox, outboxLimits } from './outbox';
import { AnswerOutlet } from './outlets';

const farewellMilliseconds = 2000;

/** One open stream of server-sent events: what leaves on it, and its one end. */
export class Stream implements Watched {
  /** What leaves on it. */
  readonly outbox: Outbox;
  private isOver = false;

  constructor(
    readonly viewer: Viewer,
    private readonly response: ServerResponse,
    private readonly messages: AsyncGenerator<string, void, void>,
    private readonly onEnd: () => void,
  ) {
    this.outbox = new Outbox(new AnswerOutlet(response), outboxLimits, () => this.cut());
    response.once('close', () => this.finish());
  }

  /** Sends messages until they end or the client goes. They are pulled: past the limit of the outbox nothing more is made. */
  async run(mask: (error: unknown) => object): Promise<void> {
    if (this.response.destroyed) return this.finish();
    try {
      for await (const message of this.messages) {
        await this.outbox.send(message);
        if (this.isOver) return;
      }
      this.leave();
    } catch (error) {
      this.leave(lastWords(mask(error)));
    }
  }

  expel(): void {
    const error = { message: 'The token no longer gives this access.', extensions: { code: 'UNAUTHENTICATED' } };
    this.leave(lastWords(error));
  }

  /** Ends it with some last words. Without `complete` among them the client takes it for a lost connection, and comes again. */
  leave(words = ''): void {
    if (this.isOver) return;
    const late = setTimeout(() => this.response.destroy(), farewellMilliseconds);
    this.response.once('close', () => clearTimeout(late));
    this.response.end(words);
    this.finish();
  }

  /** Drops a client that does not read: what is still buffered is lost to it, and it resumes from its own `after`. */
  cut(): void {
    this.response.destroy();
    this.finish();
  }

  private finish(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.outbox.release();
    void this.messages.return();
    this.onEnd();
  }
}

/** An error after which the client need not come again. */
function lastWords(error: object): string {
  return `event: next\ndata: ${JSON.stringify({ errors: [error] })}\n\nevent: complete\ndata:\n\n`;
}
