import type { Ear } from '../../src/graphql/listener';

/** An ear that keeps what it is told, and may be stopped up. */
export class KeepingEar implements Ear {
  readonly heard: any[] = [];
  private stopped = false;
  private waiting: (() => void)[] = [];

  constructor(
    readonly form: string,
    /** Answers to come until it is full; it has room again once it was opened. */
    private left = Infinity,
  ) {}

  bytesOf(answers: readonly Buffer[], end: string): Buffer {
    return Buffer.from(answers.map((answer) => `${String(answer)}${end}\n`).join(''));
  }

  get hasRoom(): boolean {
    return !this.stopped && this.left > 0;
  }

  /** Somebody waits for room. */
  get isAwaited(): boolean {
    return this.waiting.length > 0;
  }

  room(): Promise<void> {
    if (this.hasRoom) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  send(bytes: Buffer): boolean {
    for (const line of String(bytes).trim().split('\n')) this.hear(JSON.parse(line));
    return this.hasRoom;
  }

  hear(answer: any): void {
    this.heard.push(answer);
    this.left--;
  }

  stop(): void {
    this.stopped = true;
  }

  open(left = Infinity): void {
    this.stopped = false;
    this.left = left;
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
